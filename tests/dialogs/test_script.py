"""A script that can be played, or every reason why it cannot."""

import copy

import pytest

from bot.app.datafiles import DIALOGS
from dialogs import engine
from dialogs.core.addresses import ACTIONS
from dialogs.core.script import ScriptError, load, parse
from dialogs.talk.setup import draft

ROUND = {"id": "round1", "ask": "components", "closes": {"after": "1d"}}
BRIEF = {"say": "brief"}


def script(*steps):
    return {"id": "own", "step": [BRIEF, *copy.deepcopy(steps)]}


def faults(raw, file="own.toml"):
    """Everything that is wrong: entry and reason."""
    with pytest.raises(ScriptError) as caught:
        parse(raw, file)
    assert all(problem.file == file for problem in caught.value.problems)
    assert all(problem.reason for problem in caught.value.problems)
    assert str(caught.value).startswith(file)
    return [(problem.entry, problem.reason) for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["week", "live"])
def test_ours_load(name):
    script = load(DIALOGS / "scripts" / f"{name}.toml")
    assert script.id == name
    assert list(script.rounds) == ["1", "2", "closing", "hot_wash"]
    assert parse(script.raw) == script


def test_every_word_that_a_button_begins_with_is_known():
    assert {*engine.TAPS, *draft.TAPS, "repeat"} == ACTIONS


def test_labels():
    made = parse(script(ROUND, {"ask": "hot_wash", "closes": {"after": "2d"}}))
    assert made.labels == {"brief": "brief", "round1": "1", "hot_wash": "hot_wash"}
    assert made.by_label["1"].id == "round1"


@pytest.mark.parametrize(
    ("change", "entry", "reason"),
    [
        ({"closes": None}, "step.round1", "closes, or the script cannot end"),
        ({"closes": {}}, "step.round1.closes", "exactly one"),
        ({"closes": {"after": "1d", "by": "facilitator"}}, "step.round1.closes", "exactly one"),
        ({"closes": {"after": "5h", "at": "12:00"}}, "step.round1.closes", "in days"),
        ({"closes": {"after": "soon"}}, "step.round1.closes.after", "number"),
        ({"closes": {"after": "0d"}}, "step.round1.closes.after", "number"),
        ({"closes": {"after": "1d", "at": "25:00"}}, "step.round1.closes.at", "HH:MM"),
        ({"closes": {"with": "later"}}, "step.round1.closes.with", "no earlier"),
        ({"closes": {"with": "brief"}}, "step.round1.closes.with", "no earlier asking"),
        ({"closes": {"with": "round1"}}, "step.round1.closes.with", "no earlier asking"),
        ({"remind": ["100%"]}, "step.round1.remind.0", "number"),
        ({"remind": ["1h", "2h", "3h"]}, "step.round1.remind", "at most 2"),
        ({"most": 0}, "step.round1.most", "greater"),
        ({"say": "brief"}, "step.round1", "exactly one of say"),
        ({"id": "Round 1"}, "step.Round 1", "small letters"),
        ({"id": "keep"}, "step.keep", "word of a button"),
        ({"when": "now"}, "step.round1.when", "unknown key"),
        ({"items": "some"}, "step.round1.items", "all"),
        ({"items": "contested"}, "step.round1.items", "first round asks all"),
        ({"at": "next office morning"}, "step.round1", "publishing step"),
    ],
)
def test_each_mistake_is_named(change, entry, reason):
    found = faults(script({**ROUND, **change}))
    assert [e for e, _ in found] == [entry]
    assert reason in found[0][1]


@pytest.mark.parametrize(
    ("steps", "entry", "reason"),
    [
        ([ROUND, ROUND], "step.round1.id", "twice"),
        ([{"publish": "results"}, ROUND], "step.results.publish", "nothing to publish"),
        ([], "step", "one or two rounds"),
        ([ROUND, {"publish": "results", "remind": ["1h"]}], "step.2", "asking step"),
        ([ROUND, {"ask": "hot_wash"}], "step.2", "cannot end"),
        ([ROUND, {"ask": "closing", "closes": {"by": "facilitator"}}], "step.2", "rounds"),
        ([ROUND, {"plan": "actions", "after": "1d"}], "step.2", "publishing step"),
        (
            [ROUND, {"plan": "actions"}, {"ask": "closing", "closes": {"with": "actions"}}],
            "step.closing.closes.with",
            "no earlier asking",
        ),
    ],
)
def test_what_only_the_whole_shows(steps, entry, reason):
    assert any(e == entry and reason in r for e, r in faults(script(*steps)))


def test_everything_is_said_at_once():
    found = faults({"step": [ROUND | {"closes": None}, ROUND | {"most": 0}]})
    assert {"id", "step.round1", "step.round1.most"} <= {entry for entry, _ in found}


def test_a_script_begins_with_the_brief():
    assert ("step.round1", "a script begins with the brief") in faults(
        {"id": "own", "step": [ROUND]}
    )


@pytest.mark.parametrize("text", ["id = ", "", 'id = "x"\nstep = 3'])
def test_files_that_are_no_scripts(tmp_path, text):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(ScriptError) as caught:
        load(path)
    assert caught.value.problems[0].file == "bad.toml"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ScriptError, match=r"none\.toml: the file is missing"):
        load(tmp_path / "none.toml")
