"""The picture: all 26 in it, nothing by colour alone, nothing dropped, legible, small, quick."""

import logging
import re
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from bot.outputs.colours import THEMES
from bot.outputs.drawing import MARGIN, NARROW, WIDTH, grid
from bot.outputs.fonts import BOX, FILES, FOLDER, fonts, legible, wrap
from bot.outputs.picture import png, svg
from dialogs.findings.findings import compared, findings
from tests.support.languages import ALL, LANGUAGES, each_language, each_language_in_time
from tests.support.maps import IDS, ROWS, play, varied
from tests.support.seen import DEFICIENCIES, contrast, distance

SNAPSHOT = Path(__file__).parent / "snapshots" / "map-en.txt"
SVG = "{http://www.w3.org/2000/svg}"
LONG = "una herramienta con un nombre tan largo como lo permite la preparación, ochenta"


def texts(image):
    """Every line of text in an SVG, in order."""
    return [element.text or "" for element in ElementTree.fromstring(image).iter(f"{SVG}text")]


def test_it_reads_as_it_did():
    _, found, words = varied()
    assert "\n".join(texts(svg(found, words))) + "\n" == SNAPSHOT.read_text("utf-8")


@each_language_in_time
@pytest.mark.parametrize("theme", list(THEMES))
def test_every_component_is_there_with_its_word_and_what_else_may_be_shown(language, theme):
    _, found, words = varied(language)
    joined = " ".join(texts(svg(found, words, theme)))
    for cell in found.cells:
        assert f"{cell.name} {cell.word} {cell.detail}".strip() in joined
    for part in (found.day, "9", "14", str(words.say("picture.views")), *found.stop_signs):
        assert part in joined


def test_no_number_stands_on_it_but_what_may_be_shown():
    _, found, words = varied()
    joined = " ".join(texts(svg(found, words)))
    allowed = [f"9 of 14 colleagues · {found.day}", "2022"]
    allowed += [cell.detail for cell in found.cells if cell.detail]
    allowed += [count for side in found.sides for count in side.counts if count]
    for text in sorted(allowed, key=len, reverse=True):
        joined = joined.replace(text, "")
    assert not re.search(r"\d", joined), joined


def test_a_stop_sign_has_a_shape_and_its_word_and_stands_above_the_map():
    _, found, words = varied()
    image = svg(found, words)
    shapes = list(ElementTree.fromstring(image).iter(f"{SVG}polygon"))
    assert len(shapes) == 3, "above the map, on Legality, in the legend"
    assert all(len(shape.get("points").split()) == 8 for shape in shapes)
    lines = texts(image)
    above = lines.index("Stop sign: Legality. More than half of us say that it blocks us.")
    assert above < lines.index("Benefits") < lines.index("Legality")
    assert lines[lines.index("Legality") + 1] == "stop sign: blocks us"


def test_a_close_call_is_a_word_and_is_explained_only_where_one_is():
    close = play({**ROWS, "DEM-R3": "4 4 4 4 4 3 3 3 2"}, languages="en es")
    words = close.x.library.words["en"]
    lines = texts(svg(findings(close.x, "en"), words))
    assert "close call" in lines
    assert any(line.startswith("Close call: one answer") for line in lines)
    assert "close call" not in " ".join(texts(svg(varied()[1], words)))


def test_what_the_team_differs_on_has_stripes_and_a_word():
    _, found, words = varied()
    image = ElementTree.fromstring(svg(found, words))
    striped = [e for e in image.iter(f"{SVG}rect") if e.get("fill", "").startswith("url(#")]
    contested = found.of("contested")
    assert len(striped) == len(contested) + 1 == 3, "two on the map, one in the legend"
    assert texts(svg(found, words)).count("we differ") == 3


def test_marks_stand_where_information_is_needed_or_answers_are_few():
    _, found, words = varied()
    image = ElementTree.fromstring(svg(found, words))
    assert len(list(image.iter(f"{SVG}circle"))) == 2, "Sustainability, and the legend"
    assert texts(svg(found, words)).count("information needed") == 2
    dashed = [e for e in image.iter(f"{SVG}rect") if e.get("stroke-dasharray")]
    assert len(dashed) == 2, "Cooperation is set aside; and the legend"


def test_below_each_heading_stands_how_many_are_in_which_state():
    _, found, words = varied()
    joined = " ".join(texts(svg(found, words)))
    for side in found.sides:
        assert all(count in joined for count in side.counts), side.name
    assert found.sides[0].counts == ("1 very high, 1 medium, 1 low", "1 medium, 1 low", "1 medium")


def test_its_words_are_read_dimension_by_dimension():
    _, found, words = varied()
    said = ElementTree.fromstring(svg(found, words)).find(f"{SVG}desc").text
    assert said == found.alt
    lines = said.splitlines()
    assert lines[1] == "Stop sign: Legality. More than half of us say that it blocks us."
    heads = [n for n, line in enumerate(lines) if " dimension: " in line]
    assert [lines[n].split()[0] for n in heads] == [
        "Economic",
        "Administrative",
        "Democratic",
        "Citizen",
    ]
    assert lines[heads[1] + 2].startswith("Obstacles: Competence, we differ; Infrastructure, ")
    assert "Sustainability, medium, information needed" in said
    assert "Loss of jobs, we differ (5 low, 0 medium, 4 high)" in said
    assert [line.split(":")[0] for line in lines[2:6]] == [
        "Economic dimension", "Benefits", "Obstacles", "Risks",
    ]  # fmt: skip


# -- any framework ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_columns_follow_the_categories_of_the_framework(count):
    made = grid(count)
    assert made.wide >= NARROW
    assert made.lanes * count >= 2, "few categories fill the page"
    last = made.left(count - 1, made.lanes - 1) + made.wide
    assert last == pytest.approx(made.page - MARGIN, abs=1)
    assert made.page >= WIDTH


@pytest.mark.parametrize("kept", ["B", "BT", "BTRX"])
def test_a_map_of_any_categories_and_dimensions_has_every_component(kept):
    _, found, words = varied()
    extra = replace(found.categories[0], id="X", many="capacities")
    columns = (*found.categories, extra)
    other = replace(
        found,
        categories=tuple(c for c in columns if c.id in kept),
        sides=tuple(replace(s, counts=s.counts[: len(kept)]) for s in found.sides[:3]),
    )
    image = svg(other, words)
    lines = " ".join(texts(image))
    wanted = [c for c in found.cells if c.category in kept and c.dimension != "CIT"]
    assert all(cell.name in lines for cell in wanted)
    assert png(image).startswith(b"\x89PNG")
    for box in ElementTree.fromstring(image).iter(f"{SVG}rect"):
        assert float(box.get("x", 0)) + float(box.get("width")) <= grid(len(kept)).page + 1


@each_language
def test_no_line_leaves_its_place(language):
    made = play(languages=ALL, system=LONG, service=f"la {LONG}"[:80])
    found = findings(made.x, language)
    image = ElementTree.fromstring(svg(found, made.x.library.words[language]))
    regular, bold = fonts()
    for element in image.iter(f"{SVG}text"):
        font = bold if element.get("font-weight") else regular
        wide = font.width(element.text, float(element.get("font-size")))
        end = float(element.get("x")) + wide * (0.5 if element.get("text-anchor") else 1)
        assert end <= WIDTH - MARGIN + 1, element.text


def test_labels_are_large_enough_for_a_phone():
    _, found, words = varied()
    image = ElementTree.fromstring(svg(found, words))
    sizes = {e.text: int(e.get("font-size")) for e in image.iter(f"{SVG}text")}
    assert min(sizes[cell.name] for cell in found.cells if cell.name in sizes) >= 28
    assert min(sizes[cell.word] for cell in found.cells if cell.word in sizes) >= 28
    assert min(sizes.values()) >= 22


# -- the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", list(THEMES))
def test_the_worst_case_is_still_small(theme):
    """Everything contested, the longest names, another exercise beside it, in Spanish."""
    split = dict.fromkeys(IDS, "1 5 1 5 1 5 1 5 1")
    made = play(split, languages=ALL, system=LONG, service=f"la {LONG}"[:80])
    words = made.x.library.words["es"]
    found = findings(made.x, "es")
    image = png(svg(compared(found, found, words), words, theme))
    width, height = struct.unpack_from(">2I", image, 16)
    assert (width, image[:8]) == (1280, b"\x89PNG\r\n\x1a\n")
    assert height < 3600
    assert len(image) < 500_000


# -- the font --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("font", "path"), list(zip(fonts(), FILES, strict=True)))
def test_the_characters_and_widths_are_those_of_the_file(font, path):
    known = TTFont(path)
    names, widths = known.getBestCmap(), known["hmtx"]
    assert {ord(c) for c in font.glyphs} == set(names)
    units = known["head"].unitsPerEm
    for c in "AW i−ñ½…":
        assert font.width(c, 1) == widths[names[ord(c)]][0] / units
    assert path.stat().st_size < 150_000


def test_the_licence_lies_beside_the_font():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text("utf-8")


def test_the_font_has_every_sign_of_our_words_and_names():
    for language in LANGUAGES:
        x, _, words = varied(language)
        pack = x.framework.texts[language]
        said = [*words.sentences.values(), *(t.name for t in pack.component.values()), pack.credit]
        missing = set("".join(said)) - set("\n") - fonts()[0].glyphs.keys()
        assert not missing, language


def test_a_sign_that_is_missing_is_a_box_and_is_logged(caplog):
    with caplog.at_level(logging.WARNING, "valuemap"):
        assert legible("−2 🙂 \u202eرأي") == f"−2 {BOX} {BOX * 4}"
    assert "U+1F642" in caplog.text
    assert "U+2212" not in caplog.text


def test_a_word_too_long_for_a_line_is_cut_and_nothing_goes():
    lines = wrap("a " + "m" * 60 + " b", 300, 30)
    assert "".join(lines).replace(" ", "") == "a" + "m" * 60 + "b"
    assert all(fonts()[0].width(line, 30) <= 300 for line in lines)
    assert wrap("", 300, 30) == []


def test_names_with_markup_and_signs_from_everywhere_break_nothing():
    made = play(system='a "<b>bot</b>" & 🙂 رأي', service="x" * 80)
    words = made.x.library.words["en"]
    image = svg(findings(made.x, "en"), words)
    head = " ".join(texts(image)[:3])
    assert f'A "<b>bot</b>" & {BOX} {BOX * 3} for' in head
    assert png(image).startswith(b"\x89PNG")


# -- the colours -----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("deficiency", list(DEFICIENCIES))
def test_neighbouring_steps_differ_whoever_looks(theme, deficiency):
    for fills in THEMES[theme].fills.values():
        for one, next_ in pairwise(fills):
            assert distance(one, next_, deficiency) >= 13
    for blue, orange in zip(
        THEMES[theme].fills["gain"], THEMES[theme].fills["concern"], strict=True
    ):
        assert distance(blue, orange, deficiency) >= 13


@pytest.mark.parametrize("theme", list(THEMES))
def test_all_text_stands_out(theme):
    of = THEMES[theme]
    pairs = [(of.text, of.page), (of.faint, of.page)]
    for fills in of.fills.values():
        pairs += zip(of.inks, fills, strict=True)
        pairs += [(of.inks[0], fills[1])]  # on the stripes of what is contested
    pairs += [("#FFFFFF", of.stop)]
    assert all(contrast(ink, ground) >= 4.5 for ink, ground in pairs)


def test_the_measure_of_colours_is_the_published_one():
    assert distance("#000000", "#FFFFFF") == pytest.approx(100, abs=0.01)
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


# -- before and after ------------------------------------------------------------------------------


def test_before_and_after_stand_in_one_map():
    _, now, words = varied()
    earlier = play({**ROWS, "ECO-B1": "4 4 4 5 4 4 4 5 4"}, languages="en es")
    before = replace(findings(earlier.x, "en"), day="1 March 2026")
    both = compared(now, before, words)
    shown = texts(svg(both, words))
    assert "Before (1 March 2026) → now" in shown
    assert "high → low" in shown
    assert "Costs (savings), low, before: high" in both.alt
    assert "no clear lean → no clear lean" in shown
