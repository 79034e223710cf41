"""Upgrades: what earlier releases left is replayed to the same messages and the same results."""

import json
import sqlite3
from contextlib import closing

import pytest

from storage import schema
from storage.errors import BrokenError
from storage.schema import migrations
from storage.store import Store
from tests.fixtures import release
from tests.support.office import colleague, office

RELEASES = sorted(p.stem.removeprefix("release-") for p in release.HERE.glob("release-*.sql"))


@pytest.fixture(params=RELEASES)
def left(request, tmp_path):
    """A database as a release left it, and what it said."""
    path = tmp_path / "valuemap.db"
    release.restore(request.param, path)
    return path, json.loads(release.expected(request.param).read_text(encoding="utf-8"))


def test_this_release_leaves_one():
    assert release.RELEASE in RELEASES


def test_the_same_messages_and_results(left):
    path, expected = left
    found = release.said(path)
    assert {n: each["status"] for n, each in found.items()} == {
        n: each["status"] for n, each in expected.items()
    }
    for number, each in expected.items():
        assert found[number]["results"] == each["results"], number
        for key, message in each["messages"].items():
            assert found[number]["messages"][key] == message, f"{number}: {key}"


def test_every_kind_of_exercise_is_in_it(left):
    _, expected = left
    assert {each["status"] for each in expected.values()} >= {"running", "cancelled", "draft"}
    assert any(each["results"] for each in expected.values())
    assert sum(len(each["messages"]) for each in expected.values()) > 40


async def test_a_running_exercise_goes_on(left):
    path, expected = left
    [number] = [int(n) for n, each in expected.items() if each["status"] == "running"]
    desk = office(path.parent)
    with closing(sqlite3.connect(path)) as db:
        [(last,)] = db.execute("SELECT max(at) FROM facts").fetchall()
    desk.theatre.now = last / 1000 + 60
    desk.theatre.place, desk.theatre._seen = "second", round(last)
    await desk.theatre.start()
    x = await desk.theatre.store.run(lambda tx: tx.exercise(number))
    assert await desk.theatre.sends(colleague(1), f"{number}.1.CIT-R2.5")
    assert x.people[2].answer("1", "CIT-R2") == "5"
    await desk.ends()


# -- the upgrade itself ----------------------------------------------------------------------------


@pytest.fixture
def later(monkeypatch):
    """A later release: one that has a migration more. Its name, and how it is given."""

    def comes(name, change):
        monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations])
        monkeypatch.setattr(schema, name, change, raising=False)
        migrations(name=name)(change)

    return comes


def older(path, later):
    """A database of this release, and a later one that wants a table more."""
    store = opened(path)
    store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 1.0))
    store.close()
    later("m098_more", lambda db: db.execute("CREATE TABLE more (a TEXT) STRICT"))


def opened(path, **options):
    store = Store(path, lambda tx, n: None, **options)
    store.open()
    return store


def tables(path):
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master")}


def test_a_copy_is_kept_before_an_upgrade(tmp_path, later):
    path = tmp_path / "valuemap.db"
    older(path, later)
    (tmp_path / "valuemap.db.before-m098_more.part").write_bytes(b"half")
    opened(path).close()
    assert "more" in tables(path)
    copy = tmp_path / "valuemap.db.before-m098_more"
    assert "more" not in tables(copy)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT token FROM exercises").fetchall() == [("token",)]
    opened(path).close()  # up to date: nothing more is copied
    assert len(list(tmp_path.glob("*.before-*"))) == 1


def test_a_command_does_not_upgrade_under_a_service(tmp_path, later):
    path = tmp_path / "valuemap.db"
    older(path, later)
    with pytest.raises(BrokenError, match="older release"):
        opened(path, exclusive=False)
    assert "more" not in tables(path)


def test_an_upgrade_that_fails_changes_nothing(tmp_path, later):
    path = tmp_path / "valuemap.db"
    opened(path).close()
    before = tables(path)

    def fails(db):
        db.execute("CREATE TABLE half (a)")
        raise RuntimeError("half-way")

    later("m098_fails", fails)
    with pytest.raises(RuntimeError):
        opened(path)
    assert tables(path) == before
    assert list(tmp_path.glob("*.before-m098_fails"))
