"""Bytes of a database that changed on the disk: each is found, or changes nothing that matters."""

import random
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from storage.connection import examine
from storage.errors import BrokenError, StoreError
from tests.fixtures import release
from tests.support.sheet import opened

SEED = 2026


def read(path):
    """All that an exercise is made from: its row, its facts, its people, what it began with."""
    store = opened(path, exclusive=False)
    try:
        return store.run_sync(
            lambda tx: (
                [(row, tx.facts(row.id), tx.people(row.id)) for row in tx.rows()],
                tx.snapshots(),
            )
        )
    finally:
        store.close()


def becomes(path, expected):
    """What is found of a file: the sentence that refuses it, or whether it reads as before."""
    try:
        return "harmless" if read(path) == expected else "silent"
    except (BrokenError, StoreError) as error:
        return str(error)


def flipped(path, flips, places):
    """How many of these flips were found, and how many are harmless."""
    chance, found = random.Random(SEED), Counter()
    release.restore(release.RELEASE, path)
    expected = read(path)
    whole = path.read_bytes()
    for _ in range(flips):
        place, bits = chance.choice(places(whole)), chance.randrange(1, 256)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
        for name in ("valuemap.db-wal", "valuemap.db-shm"):
            path.with_name(name).unlink(missing_ok=True)
        said = becomes(path, expected)
        assert said != "silent", (place, bits)
        if said != "harmless":
            assert "\n" not in said
            assert "estore" in said or "newer release" in said, (place, bits, said)
        found[said if said == "harmless" else "found"] += 1
    print(f"\n{len(whole)} bytes, {flips} flips: {dict(found)}")
    return found


@pytest.mark.parametrize("flips", [200, pytest.param(5000, marks=pytest.mark.soak)])
def test_a_byte_that_flips_is_found_or_harmless(tmp_path, flips):
    """A played week, and three exercises more."""
    found = flipped(tmp_path / "valuemap.db", flips, lambda whole: range(len(whole)))
    assert found["found"] > flips / 4


def statement(whole):
    """Where it says how the table of facts is made."""
    begin = whole.index(b"CREATE TABLE facts")
    return range(begin, whole.index(b"STRICT", begin))


def test_a_byte_of_a_tables_statement_that_flips_is_found(tmp_path):
    """SQLite cannot say what it then does not understand, or takes it for another column."""
    assert flipped(tmp_path / "valuemap.db", 30, statement) == {"found": 30}


@pytest.mark.parametrize(
    "bent",
    [
        "UPDATE posts SET sent = wanted + 1",
        'UPDATE posts SET "to" = -3',
        "UPDATE posts SET phase = 'sendimg'",
        "UPDATE posts SET seq = 0",
        "UPDATE seen SET at = -at",
        "INSERT INTO blocks VALUES ('telegram', 'send', -1)",
    ],
)
def test_rows_without_a_checksum_are_found_where_they_can_be_no_such_thing(tmp_path, bent):
    """What was sent and received has rules that every row keeps, which are looked at as well."""
    path = tmp_path / "valuemap.db"
    release.restore(release.RELEASE, path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO seen VALUES ('telegram', '1', 1) ON CONFLICT DO NOTHING")
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(bent)
        db.commit()
    with pytest.raises(BrokenError, match="estore"):
        read(path)
    with pytest.raises(BrokenError, match="estore"):
        examine(path)
