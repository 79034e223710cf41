"""A whole week is a handful of messages in the group, whoever answers how often."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app.library import Files
from bot.rehearsal import week

FILES = ["picture", "brief", "report"]
SAID = ["board", "check", "feedback", "halfway", "inject", "plan", "results"]
DECIDED = ["decided"]
"""What was decided is read once it is entered, weeks later."""


@pytest.mark.soak
def test_a_team_of_nine_reads_seven_messages_and_the_files(tmp_path: Path) -> None:
    """From the card of the exercise to the check three months on; each stands once."""
    asyncio.run(week.play(Files(), tmp_path, people=9, seed=3, language="en"))
    [path] = tmp_path.glob("*.db")
    with closing(sqlite3.connect(path)) as db:
        stood = db.execute("SELECT key FROM posts WHERE \"to\" = 0 AND ref <> ''").fetchall()
    kinds = sorted(key.partition("/")[0] for (key,) in stood)
    assert kinds == sorted([*SAID, *FILES, *DECIDED])
