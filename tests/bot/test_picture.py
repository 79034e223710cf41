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

from bot.outputs.apart import ApartError, apart
from bot.outputs.colours import THEMES
from bot.outputs.fonts import BOX, FILES, FOLDER, fonts, legible, wrap
from bot.outputs.picture import INNER, MARGIN, WIDTH, png, svg
from dialogs.findings.findings import compared, findings
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


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("theme", list(THEMES))
def test_every_component_is_there_with_its_number_and_word(language, theme):
    _, found, words = varied(language)
    joined = " ".join(texts(svg(found, words, theme)))
    for cell in found.cells:
        assert cell.name in joined
        assert f"{cell.value} {cell.word}".strip() in joined
    for part in (found.day, "9", "14", str(words.say("picture.views"))):
        assert part in joined


def test_what_the_team_differs_on_has_stripes_and_a_word():
    _, found, words = varied()
    image = ElementTree.fromstring(svg(found, words))
    striped = [e for e in image.iter(f"{SVG}rect") if e.get("fill", "").startswith("url(#")]
    contested = found.of(state="contested")
    assert len(striped) == len(contested) + 1 == 3, "two on the map, one in the legend"
    assert texts(svg(found, words)).count("we differ") == 3


def test_marks_stand_where_information_is_needed_or_answers_are_few():
    _, found, words = varied()
    image = ElementTree.fromstring(svg(found, words))
    assert len(list(image.iter(f"{SVG}circle"))) == 2, "Sustainability, and the legend"
    dashed = [e for e in image.iter(f"{SVG}rect") if e.get("stroke-dasharray")]
    assert len(dashed) == 2, "Cooperation is set aside; and the legend"


def test_its_words_are_read_dimension_by_dimension():
    _, found, words = varied()
    said = ElementTree.fromstring(svg(found, words)).find(f"{SVG}desc").text
    assert said == found.alt
    lines = said.splitlines()
    heads = [n for n, line in enumerate(lines) if " dimension: " in line]
    assert [lines[n].split()[0] for n in heads] == [
        "Economic",
        "Administrative",
        "Democratic",
        "Citizen",
    ]
    assert lines[heads[1] + 2].startswith("Obstacles: Competence 3, we differ; Infrastructure 3")
    assert "Sustainability 3, medium, information needed" in said
    assert [line.split(":")[0] for line in lines[1:5]] == [
        "Economic dimension", "Benefits", "Obstacles", "Risks",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_line_leaves_its_place(language):
    made = play(languages="en es", system=LONG, service=f"la {LONG}"[:80])
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


# -- the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", list(THEMES))
def test_the_worst_case_is_still_small(theme):
    """Everything contested, the longest names, another exercise beside it, in Spanish."""
    split = dict.fromkeys(IDS, "1 5 1 5 1 5 1 5 1")
    made = play(split, languages="en es", system=LONG, service=f"la {LONG}"[:80])
    words = made.x.library.words["es"]
    found = findings(made.x, "es")
    image = png(svg(compared(found, found, words), words, theme))
    width, height = struct.unpack_from(">2I", image, 16)
    assert (width, image[:8]) == (1280, b"\x89PNG\r\n\x1a\n")
    assert height < 3000
    assert len(image) < 300_000


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(ApartError, match=r"bot.outputs.render ended with 1: ValueError"):
        png("<svg")


def test_a_process_of_its_own_knows_no_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resvg_py.py").write_text("raise SystemExit('shadowed')")
    assert png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    monkeypatch.setattr("bot.outputs.apart.ROOT", tmp_path)
    (tmp_path / "told.py").write_text("import os; print(sorted(os.environ))")
    assert b"TELEGRAM" not in apart("told", b"")


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
    for language in ("en", "es"):
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
        THEMES[theme].fills["benefit"], THEMES[theme].fills["risk"], strict=True
    ):
        assert distance(blue, orange, deficiency) >= 13


@pytest.mark.parametrize("theme", list(THEMES))
def test_all_text_stands_out(theme):
    of = THEMES[theme]
    pairs = [(of.text, of.page), (of.faint, of.page)]
    for fills in of.fills.values():
        pairs += zip(of.inks, fills, strict=True)
        pairs += [(of.inks[0], fills[1])]  # on the stripes of what is contested
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
    assert "4 → 2" in shown
    assert "Costs (savings) 2, low, before: 4 high" in both.alt
    assert re.search(r"leans to benefits → ", " ".join(shown))


def test_the_page_is_as_wide_as_it_says():
    assert INNER + 2 * MARGIN == WIDTH == 1280
