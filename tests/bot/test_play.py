"""`valuemap play`: a conversation is played, compared, and written anew."""

import os
import sys

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.rehearsal import transcript
from bot.rehearsal.acting import nearest

SHORT = """\
# For: trying the command.

clock Monday 2026-11-23 09:00 America/Port_of_Spain
boss  runs the group
boss  writes in the group "/new"
group reads "Nothing has started"
boss  taps "Set it up"
boss  reads "1 of 8"
boss  sees no "Post it"
the database holds 0 answers in round 1
"""


def play(*words):
    return CliRunner().invoke(cli, ["play", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    """A short conversation that is true."""
    path = tmp_path / "short.txt"
    path.write_text(SHORT, "utf-8")
    return path


def changed(file, before, after):
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_a_conversation_is_printed_with_what_the_bot_says(file):
    result = play(file)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert 'boss taps "Set it up"' in lines
    assert "bot, to the group:" in lines
    assert "── Monday 23 November, 09:00 (Port of Spain) " in result.stdout
    assert "  │ 1 of 8. What is being considered? Example: a chatbot" in lines
    assert lines[-1] == f"{file}: as expected"


def test_quiet_says_only_how_it_ended(file):
    assert play("--quiet", file).stdout == f"{file}: as expected\n"


def test_what_is_not_true_names_file_line_expected_and_said(file):
    changed(file, "1 of 8", "2 of 9")
    result = play("--quiet", file)
    assert result.exit_code == 1
    assert f"{file}, line 8: boss does not read '2 of 9'" in result.stderr
    assert "  1 of 8. What is being considered? Example: a chatbot" in result.stderr
    assert file.read_text("utf-8") == SHORT.replace("1 of 8", "2 of 9")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Nothing has started", "Nothing had started yet"),
        ("1 of 8", "1 of 8. What was considered? Example: a chat"),
        ("0 answers", "3 answers"),
    ],
)
def test_update_writes_what_is_said_now(file, before, after):
    changed(file, before, after)
    result = play("--quiet", "--update", file)
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith(f"{file}: 1 line new\n")
    assert after not in file.read_text("utf-8")
    assert play("--quiet", file).exit_code == 0
    kept = zip(SHORT.splitlines(), file.read_text("utf-8").splitlines(), strict=True)
    assert sum(one != other for one, other in kept) == (before != "0 answers") * 1
    assert 'boss  taps "Set it up"' in file.read_text("utf-8")


def test_update_changes_nothing_that_is_true(file):
    before = file.stat().st_mtime_ns
    assert play("--quiet", "--update", file).exit_code == 0
    assert (file.read_text("utf-8"), file.stat().st_mtime_ns) == (SHORT, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Nothing has started", "Everything is lost for ever"),
        ('boss  taps "Set it up"', 'boss  taps "Set it upside down"'),
        ('sees no "Post it"', 'reads no "1 of 8"'),
    ],
)
def test_update_makes_up_nothing(file, before, after):
    changed(file, before, after)
    there = file.read_text("utf-8")
    assert play("--quiet", "--update", file).exit_code == 1
    assert file.read_text("utf-8") == there


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clock Monday 2026-11-24 09:00 UTC", "line 1: 2026-11-24 is no Monday"),
        ("clock Monday 2026-13-23 09:00 UTC", "line 1: this cannot be played"),
        ("clock Monday 2026-11-23 09:00 Nowhere/At_All", "line 1: this cannot be played"),
        ("boss dances", "line 1: what does this mean? boss dances"),
        ('boss writes "/new"', "line 1: nobody knows what day it is"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(tmp_path, text, said):
    path = tmp_path / "bad.txt"
    path.write_text(text + "\n", "utf-8")
    result = play(path)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "latin.txt").write_bytes(b"ana \xe9")
    for name in ("none.txt", "latin.txt"):
        result = play(tmp_path / name)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"valuemap: {tmp_path / name}: ")


def test_a_conversation_is_played_with_ones_own_words(tmp_path, file):
    own = tmp_path / "own"
    (own / "words").mkdir(parents=True)
    (own / "words/en.toml").write_text('[setup]\nsystem = "What is it about?"\n', "utf-8")
    changed(file, 'reads "1 of 8"', 'reads "What is being considered?"')
    assert play("--quiet", "--files", own, file).exit_code == 1
    assert play("--quiet", "--files", own, "--update", file).exit_code == 0
    assert "What is it about?" in file.read_text("utf-8")


def test_the_nearest_is_the_same_sentence_in_other_words():
    said = ["Saved.\n\nQuestion 3 of 27. Economic: benefit", "Welcome"]
    assert nearest("Question 1 of 26", said) == ("Question 1 of 26", "Question 3 of 27.")
    assert nearest("Who does what", said) is None


def test_where_nobody_reads_on_the_play_goes_on(monkeypatch):
    """`valuemap demo | head` leaves its folder whole, and says nothing of it."""
    end, begin = os.pipe()
    os.close(end)
    with os.fdopen(begin, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        transcript.page("To the group:", "The results.")
        transcript.moment("Monday")
