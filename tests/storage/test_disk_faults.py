"""A disk that fails beneath SQLite, at each of its calls: an error, no room, half a write, a kill,
a power cut. What was acknowledged is there; what was refused is said in one sentence, and the
process goes on or stops. The long form takes every call."""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from storage import connection
from tests.storage.faults.session import FACTS, KINDS
from tests.support.sheet import answered, disk, opened

HERE = Path(__file__).parent / "faults"
ROOT = Path(__file__).parents[2]
CC = shutil.which("cc") or shutil.which("gcc")
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or CC is None, reason="needs Linux and a C compiler"
)

STEP, CUTS = 41, 6
"""Of the calls of a session the short form takes every forty-first; how often the power fails."""

SAID = r"kept \d|(refused \d|stopped): .*\w{3}.*|closed|calls \d+"

TIMES = {"EIO": 1, "ENOSPC": 4, "short": 3, "kill": 1}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """The library to preload, made of its source."""
    made = tmp_path_factory.mktemp("faults") / "faults.so"
    subprocess.run(
        [
            CC,
            "-shared",
            "-fPIC",
            "-O1",
            "-Wall",
            "-o",
            made,
            HERE / "faults.c",
            "-ldl",
            "-lpthread",
        ],
        check=True,
    )
    return made


@pytest.fixture
def play(library, tmp_path):
    """Plays sessions on a disk with faults: what each said, and how it ended."""
    environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.faults.session", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    ) as process:

        def one(name, n=0, kind="none", times=0):
            process.stdin.write(f"{name} {n} {kind} {times}\n")
            process.stdin.flush()
            said = []
            for line in process.stdout:
                if line.startswith("done "):
                    return said, int(line.split()[1])
                said.append(line.rstrip("\n"))
            raise AssertionError("the player ended")

        yield one
        process.stdin.close()


def kept(said):
    return [int(line.split()[1]) for line in said if line.startswith("kept")]


def holds(path, said):
    """The database opens, all of its chains hold, and what was acknowledged is there, in order."""
    if not path.exists():
        assert kept(said) == []
        return
    opened(path).close()
    connection.examine(path)
    found = disk(path, 1) if kept(said) else []
    items = [int(fact.item.removeprefix("ADM-T")) for fact in found]
    assert [k for k in items if k in kept(said)] == kept(said)
    assert len(set(items)) == len(items)


def calls(play):
    said, _ = play("whole")
    assert kept(said) == list(range(FACTS))
    return int(said[-1].split()[1])


@pytest.mark.parametrize("step", [STEP, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "none"])
def test_a_fault_at_the_nth_call(play, tmp_path, kind, step):
    refused = stopped = went_on = 0
    for n in range(1 + len(kind) % step, calls(play) + 1, step):
        said, status = play(f"{kind}{n}", n, kind, TIMES[kind])
        assert status == (-9 if kind == "kill" else 0), (n, said)
        assert not [line for line in said if line.startswith("mistake")], (n, said)
        for line in said:
            assert re.fullmatch(SAID, line), (n, line)
        refused += any("refused" in line for line in said)
        stopped += any("stopped" in line for line in said)
        went_on += bool(said) and "closed" in said
        holds(tmp_path / f"{kind}{n}" / "valuemap.db", said)
    print(
        f"\n{kind}: {refused} with a refusal, {stopped} not started, {went_on} went on to the end"
    )
    assert (refused > 0) == (kind in ("EIO", "ENOSPC"))


# -- the power fails -------------------------------------------------------------------------------


def events(trace):
    """What a session did to its files, in order: kind, name, offset or size, data."""
    with trace.open("rb") as file:
        while head := file.readline():
            what, name, offset, size = head.decode().split()
            yield what, name, int(offset), file.read(int(size)) if what == "W" else b""


def after_a_cut(done, folder, keeps):
    """The files as the disk has them: what was synced, and what of the rest it had got to.

    Renaming and removing are taken as done at once. What SQLite shares in memory is gone.
    """
    files, waiting, source = {}, {}, ""
    for what, name, offset, data in done:
        if what == "R":
            source = name
        elif what == ">":
            files[name], waiting[name] = files.pop(source, bytearray()), waiting.pop(source, [])
        elif what == "U":
            files.pop(name, None)
            waiting.pop(name, None)
        elif what == "S":
            for change in waiting.pop(name, []):
                _apply(files.setdefault(name, bytearray()), *change)
        elif what in "WT":
            waiting.setdefault(name, []).append((what, offset, data))
    for name, changes in waiting.items():
        for change in changes:
            if keeps():
                _apply(files.setdefault(name, bytearray()), *change)
    folder.mkdir()
    for name, content in files.items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(content)


def _apply(content, what, offset, data):
    if what == "T":
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    else:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(data)] = data


@pytest.mark.parametrize("cuts", [CUTS, pytest.param(150, marks=pytest.mark.soak)])
@pytest.mark.parametrize("torn", [False, True])
def test_power_cuts(play, tmp_path, cuts, torn):
    """None of what was not synced has reached the disk; or, `torn`, any part of it."""
    chance = random.Random(11)
    calls(play)
    done = list(events(tmp_path / "whole.trace"))
    first = next(n for n, event in enumerate(done) if event[:2] == ("M", "kept_0"))
    moments = range(first, len(done) + 1)
    ends = sorted(chance.sample(moments, min(cuts, len(moments))))
    for turn, end in enumerate(ends):
        folder = tmp_path / f"cut{turn}"
        after_a_cut(done[:end], folder, lambda: torn and chance.random() < 0.5)
        said = [name.replace("_", " ") for what, name, _, _ in done[:end] if what == "M"]
        holds(folder / "valuemap.db", said)
        store = opened(folder / "valuemap.db")
        store.run_sync(lambda tx: tx.append(1, [answered(99)]))
        store.close()
        assert disk(folder / "valuemap.db", 1)[-1] == answered(99)
