"""The database as a file: what is made, what is refused, what people see who open it."""

import asyncio
import os
import sqlite3
import stat
import sys
from contextlib import closing

import pytest
from sqlite_utils import Database

from dialogs.core.facts import Answered, Discarded, Joined, Left, Noted, Released
from storage import connection, schema
from storage.schema import migrations
from storage.store import BrokenError, Store, StoreError


def fold(tx, exercise):
    return tx.facts(exercise)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "valuemap.db"


@pytest.fixture
def store(path):
    store = Store(path, fold)
    store.open()
    yield store
    store.close()


def opened(path):
    store = Store(path, fold)
    store.open()
    store.close()


def test_what_a_database_is_compared_with_is_closed_again(store, path, monkeypatch):
    """Python warns of a connection that is left open from 3.13 on; here it is looked at."""
    made = []

    class Seen(Database):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.append(self.conn)

    monkeypatch.setattr(schema, "Database", Seen)
    schema._meant.cache_clear()
    with closing(sqlite3.connect(path)) as db:
        assert schema.changed(Database(db)) == []
    [compared_with] = made
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        compared_with.cursor()


def test_settings_that_promises_rest_on(store):
    def settings(tx):
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
        values = [tx.db.execute(f"PRAGMA {name}").fetchall()[0][0] for name in names]
        return dict(zip(names, values, strict=True))

    assert store.run_sync(settings) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_owner_reads_any_of_the_files(store, path):
    store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 0.0))
    files = sorted(path.parent.iterdir())
    assert {file.name for file in files} >= {"valuemap.db", "valuemap.db-wal", "valuemap.db.lock"}
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * len(files)


def test_opening_again_changes_nothing(path):
    opened(path)
    before = path.read_bytes()
    opened(path)
    assert path.read_bytes() == before


def test_two_openers_at_once_migrate_once(path):
    connection.create(path)
    first, second = (Store(path, fold, exclusive=False) for _ in range(2))
    first.open()
    second.open()
    first.close()
    second.close()
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert names == [migration.name for migration in migrations._migrations]


def test_a_migration_that_fails_leaves_nothing(path, monkeypatch):
    opened(path)
    with closing(sqlite3.connect(path)) as db:
        before = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations])
    migrations(name="m098_again")(lambda db: db.executescript(schema.VIEWS))
    with pytest.raises(BrokenError, match="already exists"):
        opened(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == before


@pytest.mark.parametrize("first", schema.NEVER_RELEASED)
def test_what_was_never_released_is_refused_and_kept(path, first):
    opened(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE _sqlite_migrations SET name = ? WHERE name LIKE 'm001%'", (first,))
    before = path.read_bytes()
    with pytest.raises(BrokenError, match=r"a version that was never released .* a new file"):
        opened(path)
    assert path.read_bytes() == before


def test_a_newer_database_is_refused(path):
    opened(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('valuemap', 'm099_tomorrow', '')"
        )
    with pytest.raises(BrokenError, match=r"newer release \(m099_tomorrow\)"):
        opened(path)


def test_a_file_that_is_no_database_is_refused_and_kept(path):
    path.write_text("the minutes of our last meeting\n" * 200)
    before = path.read_bytes()
    with pytest.raises(BrokenError, match="restore the last backup"):
        opened(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_kept(path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(BrokenError, match="another program's"):
        opened(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_refused(path):
    store = Store(path, fold)
    store.open()

    def fill(tx):
        exercise = tx.create("telegram", "-1", "token", 0.0)
        tx.append(exercise, [Noted(1.0, 1, k, "ADM-T4", "word " * 50) for k in range(500)])

    store.run_sync(fill)
    store.close()
    content = bytearray(path.read_bytes())
    for page in range(len(content) // 4096 // 2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(content)
    with pytest.raises(BrokenError, match=r"damaged .* restore the last backup"):
        Store(path, fold, exclusive=False).open()
    store = Store(path, fold)
    store.open()  # who serves does not wait until all is looked through
    with pytest.raises(BrokenError, match=r"damaged .* restore the last backup"):
        asyncio.run(store.look_through())
    store.close()


async def test_looking_through_ends_at_once_when_nobody_waits_for_it(path):
    filled(path)
    store = Store(path, fold)
    store.open()
    looking = asyncio.create_task(store.look_through())
    await asyncio.sleep(0)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    await store.look_through()
    store.close()


def filled(path):
    store = Store(path, fold)
    store.open()

    def fill(tx):
        exercise = tx.create("telegram", "-1", "token", 0.0)
        tx.append(exercise, [Noted(1.0, 1, k, "ADM-T4", "word " * 20) for k in range(200)])

    store.run_sync(fill)
    store.close()


def test_an_empty_file_is_refused_and_what_is_beside_it_kept(path):
    """SQLite would take it for a new database, and throw its log away."""
    filled(path)
    path.write_bytes(b"")
    log = path.with_name("valuemap.db-wal")
    log.write_bytes(b"what was written last")
    with pytest.raises(BrokenError, match=r"is empty.* Restore the last backup"):
        opened(path)
    with pytest.raises(BrokenError, match="is empty"):
        connection.backup(path, path.with_name("copy.db"))
    assert (path.read_bytes(), log.read_bytes()) == (b"", b"what was written last")


def test_a_file_that_was_cut_is_refused_wherever(path):
    filled(path)
    whole = path.read_bytes()
    for size in (1, 99, 100, 512, 4095, *range(4096, len(whole), 4096), len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(BrokenError, match="estore the last backup"):
            opened(path)
    path.write_bytes(whole)
    opened(path)


def test_a_first_start_that_was_cut_short_leaves_no_half_database(path, monkeypatch):
    monkeypatch.setattr(connection, "bring_up_to_date", lambda db: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        opened(path)
    assert not path.exists()
    monkeypatch.undo()
    opened(path)
    assert not path.with_name("valuemap.db.new").exists()


def test_a_place_where_no_file_can_be_is_refused(tmp_path):
    with pytest.raises(BrokenError, match="directory must exist"):
        opened(tmp_path / "nowhere" / "valuemap.db")
    with pytest.raises(BrokenError, match="no file"):
        opened(tmp_path)


def test_a_refused_database_is_not_left_locked(path):
    path.write_text("nonsense " * 1000)
    with pytest.raises(BrokenError):
        opened(path)
    path.unlink()
    opened(path)


def test_one_running_exercise_for_each_place(store):
    first = store.run_sync(lambda tx: tx.create("telegram", "-1", "a", 0.0))
    second = store.run_sync(lambda tx: tx.create("telegram", "-1", "b", 0.0))
    store.run_sync(lambda tx: tx.mark(first, "running", None))
    with pytest.raises(sqlite3.IntegrityError):
        store.run_sync(lambda tx: tx.mark(second, "paused", None))
    store.run_sync(lambda tx: tx.mark(first, "finished", None))
    store.run_sync(lambda tx: tx.mark(second, "running", None))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exercises SET status = 'asleep'",
        "UPDATE facts SET at = 'noon'",
        "INSERT INTO posts (exercise, key, \"to\") VALUES (99, 'card:1', 1)",
    ],
)
def test_what_makes_no_sense_is_not_stored(store, statement):
    exercise = store.run_sync(lambda tx: tx.create("telegram", "-1", "a", 0.0))
    store.run_sync(lambda tx: tx.append(exercise, [Joined(0.0, 1, "en")]))
    with pytest.raises(sqlite3.IntegrityError):
        store.run_sync(lambda tx: tx.db.execute(statement))


def view(store, name):
    return store.run_sync(lambda tx: tx.db.execute(f"SELECT * FROM {name}").fetchall())


@pytest.fixture
def exercise(store):
    """Ana answers twice, Bo leaves, Cid was erased after the close."""

    def play(tx):
        exercise = tx.create("telegram", "-1", "token", 0.0)
        for account, name in (("11", "Ana"), ("12", "Bo"), ("13", "Cid")):
            tx.enrol(exercise, "telegram", account, name, "es", account, 0.0)
        tx.append(exercise, [Joined(1.0, person, "es") for person in (1, 2, 3)])
        tx.append(
            exercise,
            [
                Answered(60.0, 1, "round1", "ADM-T4", "2"),
                Answered(61.5, 1, "round1", "ADM-T4", "5"),
                Answered(62.0, 2, "round1", "ADM-T4", "NS"),
                Answered(63.0, 3, "round1", "ADM-T4", "1"),
                Answered(64.0, 1, "closing", "decision", "pilot"),
                Left(65.0, 2),
                Noted(66.0, 1, 1, "ADM-T4", "No law"),
                Noted(67.0, 1, 1, "ADM-T4", "No law yet"),
                Released(68.0, 1, 1),
                Noted(69.0, 1, 2, "ECO-B1", "Secret"),
                Released(70.0, 1, 2),
                Released(71.0, 1, 2, False),
                Noted(72.0, 2, 1, "ECO-B1", "Gone"),
                Discarded(73.0, 2, 1),
                Noted(74.0, 3, 1, "ECO-B1", "Cid's words"),
            ],
        )
        tx.erase(exercise, 3, answers=False)
        return exercise

    return store.run_sync(play)


def test_scores_are_the_last_answers(store, exercise):
    assert view(store, "scores") == [
        (exercise, "round1", 1, "Ana", "ADM-T4", "5", "1970-01-01T00:01:01Z"),
        (exercise, "round1", 2, "Bo", "ADM-T4", "NS", "1970-01-01T00:01:02Z"),
        (exercise, "round1", 3, "", "ADM-T4", "1", "1970-01-01T00:01:03Z"),
    ]


def test_scores_erased_before_the_close_are_absent(store, exercise):
    store.run_sync(lambda tx: tx.erase(exercise, 1, answers=True))
    assert [row[2] for row in view(store, "scores")] == [2, 3]


def test_notes_as_they_stand(store, exercise):
    assert view(store, "notes") == [
        (exercise, 1, "Ana", 1, "ADM-T4", "No law yet", 1, "1970-01-01T00:01:07Z"),
        (exercise, 1, "Ana", 2, "ECO-B1", "Secret", 0, "1970-01-01T00:01:09Z"),
    ]


def test_participants(store, exercise):
    joined, left = "1970-01-01T00:00:01Z", "1970-01-01T00:01:05Z"
    assert view(store, "participants") == [
        (exercise, 1, "Ana", joined, None, 1),
        (exercise, 2, "Bo", joined, left, 1),
    ]
    store.run_sync(lambda tx: tx.append(exercise, [Joined(99.0, 2, "es")]))
    assert view(store, "participants")[1][4] is None


def test_backup_is_whole_and_opens(store, exercise, tmp_path):
    copy = tmp_path / "backup.db"
    facts = store.run_sync(lambda tx: tx.facts(exercise))
    store.backup(copy)
    restored = Store(copy, fold)
    restored.open()
    assert restored.run_sync(lambda tx: tx.facts(exercise)) == facts
    restored.close()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600 or sys.platform == "win32"


def test_backup_overwrites_nothing_and_leaves_no_half(store, path, tmp_path):
    with pytest.raises(FileExistsError):
        store.backup(path)
    broken = Store(tmp_path / "notes.txt", fold)
    broken.path.write_text("no database " * 500)
    with pytest.raises(BrokenError, match=r"no backup.* restore the last"):
        broken.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_copy_of_something_else_is_no_backup(tmp_path):
    stranger = Store(tmp_path / "recipes.db", fold)
    with closing(sqlite3.connect(stranger.path)) as db, db:
        db.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreError, match="not sound"):
        stranger.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
