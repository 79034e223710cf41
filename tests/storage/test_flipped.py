"""Bytes of a database that changed on the disk: each is found, or changes nothing that matters."""

import random
from collections import Counter

import pytest

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


@pytest.mark.parametrize("flips", [200, pytest.param(5000, marks=pytest.mark.soak)])
def test_a_byte_that_flips_is_found_or_harmless(tmp_path, flips):
    """A played week, and three exercises more."""
    path, chance, found = tmp_path / "valuemap.db", random.Random(SEED), Counter()
    release.restore(release.RELEASE, path)
    expected = read(path)
    whole = path.read_bytes()
    for _ in range(flips):
        place, bits = chance.randrange(len(whole)), chance.randrange(1, 256)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
        for name in ("valuemap.db-wal", "valuemap.db-shm"):
            path.with_name(name).unlink(missing_ok=True)
        said = becomes(path, expected)
        assert said != "silent", (place, bits)
        if said != "harmless":
            assert "\n" not in said
            assert "backup" in said or "Name" in said, (place, bits, said)
        found[said if said == "harmless" else "found"] += 1
    print(f"\n{len(whole)} bytes, {flips} flips: {dict(found)}")
    assert found["found"] > flips / 4
