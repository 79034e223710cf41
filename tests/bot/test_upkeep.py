"""Installed, copied, restored, taken away: nothing that somebody changed or needs is lost."""

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.commands.shared import installation
from storage.lock import Lock
from tests.support.process import OURS
from tests.support.sheet import add, answered, opened

DAY = 86400.0


@pytest.fixture(autouse=True)
def _alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)


def run(*words, code=0):
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def made(facts=1, path="valuemap.db"):
    store = opened(Path(path))
    number = store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 0.0))
    store.run_sync(add(number, *map(answered, range(facts))))
    store.close()


def facts(path="valuemap.db"):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT count(*) FROM facts").fetchone()[0]


def older(path, days=40):
    os.utime(path, (path.stat().st_mtime - days * DAY,) * 2)


# -- backup ----------------------------------------------------------------------------------------


def test_a_backup_in_a_folder_is_named_by_its_moment():
    made()
    Path("kept").mkdir()
    assert "verified" in run("backup", "kept")
    [copy] = Path("kept").iterdir()
    assert copy.name.startswith("valuemap-2")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_old_backups_go_and_nothing_else():
    made(path="valuemap-1.db")  # the database itself, named like a backup
    os.environ["VALUEMAP_DATABASE"] = "valuemap-1.db"
    others = ["valuemap-3.db.part", "valuemap-notes.db", "other-4.db"]
    for name in ("valuemap-2.db", *others, "valuemap-5.db"):
        Path(name).touch()
    for name in ("valuemap-1.db", "valuemap-2.db", *others):
        older(Path(name))
    try:
        said = run("backup", "valuemap-6.db", "--keep", "30d")
    finally:
        del os.environ["VALUEMAP_DATABASE"]
    assert "valuemap-2.db" in said
    left = {path.name for path in Path().glob("*.db*") if not path.name.endswith(".lock")}
    assert left == {"valuemap-1.db", *others, "valuemap-5.db", "valuemap-6.db"}


def test_a_backup_that_fails_deletes_none():
    Path("valuemap.db").write_bytes(b"x" * 8192)
    Path("valuemap-1.db").touch()
    older(Path("valuemap-1.db"))
    run("backup", "valuemap-2.db", "--keep", "30d", code=2)
    assert Path("valuemap-1.db").exists()
    assert not Path("valuemap-2.db").exists()


# -- restore ---------------------------------------------------------------------------------------


def test_a_restore_is_rehearsed_and_done_and_what_was_there_is_kept():
    made(facts=2)
    run("backup", "copy.db")
    store = opened(Path("valuemap.db"))
    store.run_sync(add(1, answered(7)))
    store.close()
    before = Path("valuemap.db").read_bytes()
    assert "2 facts of 1 exercise" in run("restore", "copy.db", "--check")
    assert Path("valuemap.db").read_bytes() == before
    assert sorted(p.name for p in Path().glob("*rehearsed*")) == []
    run("restore", "copy.db", "--yes")
    [kept] = Path().glob("valuemap.db.replaced-*")
    assert (facts(), facts(kept)) == (2, 3)
    run("restore", kept, "--yes")
    assert facts() == 3
    assert not list(Path().glob("*restoring*"))


def test_a_restore_needs_no_database_to_be_there():
    made(path="copy.db")
    run("restore", "copy.db", "--yes")
    assert facts() == 1
    assert stat.S_IMODE(Path("valuemap.db").stat().st_mode) == 0o600


def test_the_log_of_what_was_there_is_kept_with_it():
    """A killed process leaves its newest facts there."""
    made(path="copy.db")
    made()
    with closing(sqlite3.connect("valuemap.db")) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        db.execute("CREATE TABLE later (x)")
        for end in ("", "-wal"):
            Path(f"dead.db{end}").write_bytes(Path(f"valuemap.db{end}").read_bytes())
    for end in ("", "-wal"):
        Path(f"dead.db{end}").rename(f"valuemap.db{end}")
    run("restore", "copy.db", "--yes")
    [kept] = [p for p in Path().glob("valuemap.db.replaced-*") if not p.name.endswith("-wal")]
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT count(*) FROM later").fetchone() == (0,)


@pytest.mark.parametrize("content", [b"", b"x" * 8192], ids=["empty", "something else"])
@pytest.mark.parametrize("how", ["--check", "--yes"])
def test_a_backup_that_is_none_is_named_and_changes_nothing(content, how):
    made()
    Path("copy.db").write_bytes(content)
    said = run("restore", "copy.db", how, code=2)
    assert said.startswith("valuemap: copy.db ")
    assert facts() == 1
    assert sorted(p.name for p in Path().glob("valuemap.db*")) == [
        "valuemap.db",
        "valuemap.db.lock",
    ]


def test_a_backup_changed_by_hand_is_not_restored():
    made()
    run("backup", "copy.db")
    with closing(sqlite3.connect("copy.db")) as db, db:
        db.execute("UPDATE facts SET answer = '5'")
    assert "changed by hand" in run("restore", "copy.db", "--yes", code=2)


def test_nothing_is_restored_under_a_service_that_runs():
    made()
    run("backup", "copy.db")
    lock = Lock(Path("valuemap.db"))
    lock.take()
    assert "already serves this database" in run("restore", "copy.db", "--yes", code=2)
    assert "can be restored" in run("restore", "copy.db", "--check"), (
        "a rehearsal may be at any time"
    )
    lock.release()


# -- install ---------------------------------------------------------------------------------------

ROOT = Path("machine")


def files():
    return sorted(str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file())


MADE = [
    "etc/systemd/system/valuemap-backup.service",
    "etc/systemd/system/valuemap-backup.timer",
    "etc/systemd/system/valuemap.service",
    "etc/valuemap/valuemap.env",
    "usr/local/bin/valuemap",
]


def test_it_says_what_it_would_do_and_does_nothing():
    said = run("install", "--root", ROOT)
    for name in MADE:
        assert f"{ROOT / name}: made" in said
    assert not ROOT.exists()


def test_it_does_it_once_and_again_is_harmless():
    run("install", "--root", ROOT, "--yes")
    assert files() == MADE
    settings = ROOT / "etc/valuemap/valuemap.env"
    assert "\nVALUEMAP_DATABASE=/var/lib/valuemap/valuemap.db\n" in settings.read_text()
    modes = {name: stat.S_IMODE((ROOT / name).stat().st_mode) for name in MADE}
    assert modes["etc/valuemap/valuemap.env"] == 0o640
    assert modes["usr/local/bin/valuemap"] == 0o755
    for name in ("var/lib/valuemap", "var/backups/valuemap"):
        assert stat.S_IMODE((ROOT / name).stat().st_mode) == 0o700
    before = {name: (ROOT / name).stat().st_mtime_ns for name in MADE}
    assert "made" not in run("install", "--root", ROOT, "--yes")
    assert {name: (ROOT / name).stat().st_mtime_ns for name in MADE} == before


def test_what_somebody_changed_is_kept():
    run("install", "--root", ROOT, "--yes")
    settings = ROOT / "etc/valuemap/valuemap.env"
    unit = ROOT / "etc/systemd/system/valuemap.service"
    shipped = unit.read_text()
    settings.write_text("VALUEMAP_ZONE=UTC\n")
    unit.write_text("[Service]\nNice=5\n")
    said = run("install", "--root", ROOT, "--yes")
    assert "yours: left as it is" in said
    assert "kept as valuemap.service.before" in said
    assert settings.read_text() == "VALUEMAP_ZONE=UTC\n"
    assert unit.read_text() == shipped
    assert unit.with_name("valuemap.service.before").read_text() == "[Service]\nNice=5\n"


def test_it_is_taken_away_and_what_people_need_stays():
    run("install", "--root", ROOT, "--yes")
    run("uninstall", "--root", ROOT)
    assert files() == MADE
    (ROOT / "etc/systemd/system/valuemap.service").write_text("[Service]\n")
    said = run("uninstall", "--root", ROOT, "--yes")
    assert "was changed: left" in said
    assert files() == ["etc/systemd/system/valuemap.service", "etc/valuemap/valuemap.env"]
    run("uninstall", "--root", ROOT, "--yes", "--data")
    assert files() == ["etc/systemd/system/valuemap.service"]
    assert not (ROOT / "var/lib/valuemap").exists()


def test_who_is_not_root_is_told_kindly(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(installation, "hindrance", lambda: "")
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert "be root for that: sudo " in run("install", "--yes", code=2)
    assert "be root for that: sudo " in run("uninstall", "--yes", code=2)
    assert "Nothing was done" in run("install")


def test_what_only_root_may_see_is_said_to_be_so(monkeypatch):
    run("install", "--root", ROOT, "--yes")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    made = installation.entries()
    monkeypatch.setattr(installation, "entries", lambda: made)
    monkeypatch.setattr("pathlib.Path.read_text", refuse)
    assert "only root may see" in run("install", "--root", ROOT)


def test_a_copy_without_the_files_of_a_service_says_so(monkeypatch, tmp_path):
    """The container image holds the program alone."""
    monkeypatch.setattr(installation, "PACKAGE", tmp_path / "bot")
    for words in (("install",), ("install", "--yes"), ("uninstall",)):
        assert "as a container image does" in run(*words, code=2)


def test_a_program_that_the_service_could_not_read_is_refused(monkeypatch, tmp_path):
    python = tmp_path / "bin" / "python"
    monkeypatch.setattr(sys, "executable", str(python))
    python.parent.mkdir(mode=0o700)
    python.touch()
    said = installation.hindrance()
    assert str(python) in said
    assert "/opt/valuemap" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_makes_is_the_folders_owners(tmp_path):
    os.chown(tmp_path, 12345, 12345)
    made(path="copy.db")
    run("restore", "copy.db", "--yes")
    for name in ("copy.db", "valuemap.db", "valuemap.db.lock"):
        assert (Path(name).stat().st_uid, Path(name).stat().st_gid) == (12345, 12345), name
