"""What may be said of an exercise, once and the same for every file."""

from dataclasses import fields, is_dataclass, replace

import pytest

from dialogs import show
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import GROUP
from dialogs.core.items import TEXTS
from dialogs.findings import lines
from dialogs.findings.chart import clean
from dialogs.findings.findings import compared, file_name, findings
from framework.advice.decision import Decision
from tests.support.languages import ALL, each_language_in_time
from tests.support.maps import IDS, ROWS, play, varied
from tests.support.people import BOSS, DAY, answered, assessed, posted, resulted


def test_there_is_nothing_before_the_rounds_are_closed_and_assessed():
    open_, asked_again = answered(6, 3), assessed(6, 3)
    for made in (open_, asked_again):
        assert findings(made.x, "en") is None
    asked_again.closes()
    asked_again.compute()
    assert findings(asked_again.x, "en") is not None


def test_one_that_was_called_off_gives_nothing():
    made = assessed(6, 3)
    made.apply([f.Cancelled(made.at, BOSS)])
    assert made.x.status == "cancelled"
    assert findings(made.x, "en") is None


def test_everything_is_what_was_published():
    x, found, words = varied()
    result = gate.latest(x)
    for cell in found.cells:
        shown = result.components[cell.id]
        assert cell.state == shown.word
        assert cell.close_call == bool(shown.close_call)
        assert cell.gap == shown.gap
        assert bool(cell.detail) == (shown.form in ("bands", "count"))
    assert [a.id for a in found.advice] == [item.id for item in result.recommendations]
    assert [a.id for a in found.headlines] == list(result.headlines)
    assert len(found.found) == len(result.findings)
    assert result.participants == 9
    assert found.who == "9 of 14 colleagues"
    for side in found.sides:
        assert side.label == lines.label(x, words, result, side.id)


def test_what_is_said_first_is_in_one_order_and_leaves_out_what_is_empty():
    _, found, _ = varied()
    assert found.first == (
        ("Stands in the way", "Legality"),
        ("Worth most", "Efficiencies"),
        ("Worth little", "Costs (savings)"),
        ("High as risks", "Trust and Data quality"),
        ("We still differ", "Competence and Loss of jobs"),
        ("We need information on", "Sustainability"),
    )


def test_the_line_of_a_dimension_begins_with_what_blocks():
    _, found, _ = varied()
    assert found.sides[1].line == (
        "Legality blocks us, say more than half. No clear lean. We differ on Competence."
        " Information needed on Sustainability."
    )


def test_what_a_second_round_changed_is_said_of_each_component_asked_again():
    _, found, _ = varied()
    assert [c.name.partition(" (")[0] for c in found.changed] == ["Competence", "Loss of jobs"]
    assert all("we still differ" in c.outcome for c in found.changed)
    calm = play({}, n=9)
    assert findings(calm.x, "en").changed == ()


@pytest.mark.parametrize("row", ["4 5 5 5 5 5 4 3 2 2 5 5", "4 4 4 4 4 5 5 3 2 2 4 4"])
def test_one_count_stands_with_what_those_people_say(row):
    made = play({"ADM-T4": row, "ECO-B1": row}, n=12)
    cells = {c.id: c for c in findings(made.x, "en").cells}
    shown = gate.latest(made.x).components
    for id_ in ("ADM-T4", "ECO-B1"):
        if shown[id_].form == "count":
            assert cells[id_].detail.startswith(f"{shown[id_].count} of us say: ")
    if shown["ADM-T4"].word == "stop":
        assert cells["ADM-T4"].detail.endswith("blocks us")
        assert cells["ECO-B1"].detail.endswith("very large")


DECISIONS = {
    ("ahead", ()): "Most of us say: pilot first.",
    ("ahead", ("ADM-T4",)): "Most of us say: pilot first. But more than half say that this blocks"
    " us: Legality. What must change first, and who can change it?",
    ("wait", ()): "Most of us say: not yet. No single obstacle or risk blocks us.",
    ("wait", ("ADM-T4",)): "Most of us say: not yet. What blocks us: Legality.",
    ("split", ()): "We do not agree whether to go ahead.",
    ("split", ("ADM-T4",)): "We do not agree whether to go ahead. What blocks us: Legality.",
    ("few", ()): "Too few answered the closing question to show what they said.",
    (
        "few",
        ("ADM-T4",),
    ): "Too few answered the closing question to show what they said. What blocks us: Legality.",
}


@pytest.mark.parametrize(("case", "stops"), DECISIONS)
def test_each_sentence_of_the_decision(case, stops):
    x, _, words = varied()
    answer = {"ahead": "pilot", "wait": "later"}.get(case)
    of = replace(gate.latest(x), decision=Decision(case, answer, stops, ()))
    assert str(lines.decision(x, words, of)) == DECISIONS[case, stops]
    if (case, stops) == ("wait", ()):
        of = replace(of, decision=Decision(case, answer, (), ("DEM-R2",)))
        assert str(lines.decision(x, words, of)).endswith("blocks us; most serious: Trust.")


def test_quotes_of_both_sides_are_there_and_those_of_one_person_are_not():
    _, found, _ = varied()
    jobs = next(c for c in found.cells if c.id == "CIT-R2")
    assert set(jobs.why_low) | set(jobs.why_high) == {
        "Clerks retire faster than we hire.",
        "It will take years before a post is touched.",
        "Contract staff do exactly this work.",
    }
    lone = play({**ROWS, "DEM-R2": "4 4 4 4 4 4 4 4 2"}, notes=((10, "DEM-R2", "Not at all."),))
    assert "Not at all." not in repr(findings(lone.x, "en"))


def test_a_note_that_is_not_released_or_was_erased_is_nowhere():
    made = play(notes=((2, "ADM-T4", "Nobody knows the rules."),))
    assert "Nobody knows" in repr(findings(made.x, "en"))
    made.apply([f.Released(made.at, 2, 1, released=False)])
    assert "Nobody knows" not in repr(findings(made.x, "en"))


def test_the_hot_wash_needs_five_who_wrote_and_its_close():
    def written(n):
        made = play()
        for person in range(2, n + 2):
            made.apply(
                [
                    f.Answered(
                        made.at, person, "hot_wash", TEXTS[0], "text", f"It was short {person}."
                    )
                ]
            )
        assert findings(made.x, "en").worked == ()
        made.wait(20 * DAY)
        return findings(made.x, "en").worked

    assert written(4) == ()
    five = written(5)
    assert sorted(five) == [f"It was short {n}." for n in range(2, 7)]
    assert list(five) != sorted(five)


def test_the_plan_carries_what_people_said():
    made = play()
    made.tap(2, "take.1")
    made.apply([f.Amended(made.at, 2, 1, "citizens", "A page says what is kept.")])
    made.apply([f.Told(made.at, 2, 1, "stuck", "no trainer")])
    first = findings(made.x, "en").plan[0]
    assert (first.owner, first.citizens) == ("Person 2", "A page says what is kept.")
    assert first.status == "stuck (no trainer)"


def test_it_is_plain_data():
    def look(thing):
        if is_dataclass(thing):
            for field in fields(thing):
                look(getattr(thing, field.name))
        elif isinstance(thing, tuple):
            for part in thing:
                look(part)
        else:
            assert type(thing) in (str, int, bool, type(None)), thing

    look(varied()[1])


def test_both_languages_say_the_same_of_the_same():
    english, spanish = varied("en")[1], varied("es")[1]
    assert [c.state for c in english.cells] == [c.state for c in spanish.cells]
    assert [bool(c.detail) for c in english.cells] == [bool(c.detail) for c in spanish.cells]
    assert [a.id for a in english.advice] == [a.id for a in spanish.advice]
    assert [a.level for a in english.advice] != [a.level for a in spanish.advice]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x0bc", "a\ufffdb\ufffdc"),
        ("\ud800", "\ufffd"),
        ("tab\t and\nline", "tab\t and\nline"),
    ],
)
def test_what_no_file_can_hold_leaves_a_mark(text, expected):
    assert clean(text) == expected


def test_files_are_named_after_what_it_was_about_and_its_day():
    made = play(system="Ein Gerät/für ..\\alle", service="x" * 80)
    assert file_name(made.x, "en") == "ein-gerat-fur-alle-for-" + "x" * 27 + "-2026-11-24"
    strange = play(system="رأي", service="🙂")
    assert file_name(strange.x, "en") == "for-2026-11-24"


def test_the_channel_gets_one_picture_brief_and_report_after_the_results():
    order = GROUP
    first = order.index("results")
    assert order[first : first + 4] == ("results", "picture", "brief", "report")
    before = assessed(6, 3)
    after = resulted(6, 3, languages="en es")
    for kind in ("picture", "brief", "report"):
        assert show.show(before.x, f"{kind}/en") is None
        assert show.show(after.x, f"{kind}/fr") is None
        for language in ("en", "es"):
            file = show.show(after.x, f"{kind}/{language}")
            assert file.kind == kind
            assert file.language == language
            assert len(file.caption) < 1000
    assert show.show(after.x, "picture/en").name.endswith(".png")
    assert show.show(after.x, "report/en").name.endswith(".docx")
    assert show.show(after.x, "brief/es").name.endswith("-resumen.docx")


def test_a_map_with_nothing_on_it_is_not_sent():
    made = play({}, n=3)
    assert made.group("few").startswith("Round 1 is closed. Fewer than 5 people answered.")
    assert made.group("results") is None
    assert made.group("picture") is None
    assert made.group("report") is None


def test_before_and_after_are_put_side_by_side():
    x, now, words = varied()
    both = compared(now, now, words)
    assert both.before == now.day
    assert all(c.before == c.word for c in both.cells)
    assert all(s.before == s.label for s in both.sides)
    assert gate.over(x)


def test_an_exercise_that_has_only_begun_is_not_over():
    assert not gate.over(posted().x)


@each_language_in_time
def test_the_results_are_one_message_however_long_the_names_are(language):
    long = "una herramienta con un nombre tan largo como lo permite la preparación, ochenta"
    for row in ("1 5 1 5 1 5 1 5 1", "5 5 5 5 5 4 4 4 4"):
        rows = dict.fromkeys(IDS, row)
        made = play(rows, languages=ALL, system=long, service=long, whether="x" * 120)
        text = made.group("results", language)
        assert len(text) <= 4000
        assert text.count("3. ") == 1
        assert made.x.library.words[language].text("findings.not_asked") in text
