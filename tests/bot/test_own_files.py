"""`VALUEMAP_FILES`: words, order and numbers of an organisation's own, and never code."""

import os
import re
import shutil

import pytest
from click.testing import CliRunner

from bot.app.datafiles import DIALOGS
from bot.app.library import Files
from bot.cli import cli
from framework import pack as packs
from framework.pack.files import DataError
from framework.pack.schema import Layout
from framework.pack.texts import Texts
from tests.support.languages import LANGUAGES, each_language
from tests.support.process import OURS, ROOT

RUN = "{{ cycler.__init__.__globals__.os.system('touch HERE') }}"
PYTHON = "import pathlib\npathlib.Path('HERE').touch()\n"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """An empty folder of one's own; `HERE` must never appear."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    folder = tmp_path / "own"
    folder.mkdir()
    yield folder
    assert not (tmp_path / "HERE").exists()


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def refused(own):
    with pytest.raises(DataError) as error:
        Files(own)
    return str(error.value)


def pack_of_ones_own(own):
    """A copy of ours, under a name of its own."""
    folder = own / "packs" / "ours"
    shutil.copytree(packs.installed()["public_value"], folder)
    put(folder / "pack.toml", (folder / "pack.toml").read_text().replace("public_value", "ours"))
    return folder


HOSTILE = {
    "a layout": ("templates/question.html.j2", RUN),
    "a new layout": ("templates/mine.html.j2", RUN),
    "a layout among words": ("words/question.html.j2", RUN),
    "a program beside a script": ("scripts/week.py", PYTHON),
    "a package for a pack": ("packs/ours/__init__.py", PYTHON),
    "a library": ("packs/ours/ours.so", "\x7fELF"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_code_is_refused_and_never_run(own, what):
    path, text = HOSTILE[what]
    put(own / path, text)
    said = refused(own)
    assert said.startswith(path if path[0] != "t" else "templates")
    assert said.endswith("never a layout or a program: take it away")
    result = CliRunner().invoke(cli, ["check"], env={"VALUEMAP_FILES": str(own)})
    assert result.exit_code == 1
    assert "take it away" in result.output


def test_ones_own_layout_is_not_read_even_where_it_is_not_noticed(own, monkeypatch):
    """Layouts are ours alone: there is nowhere else they are looked for."""
    put(own / "templates/question.html.j2", RUN)
    monkeypatch.setattr("bot.app.datafiles._code", lambda own: [])
    words = Files(own).words["en"]
    loaded = words._templates.loader.searchpath
    assert loaded == [str(DIALOGS / "templates")]


HOLES = (
    "{name.__class__}",
    "{0.__class__}",
    "{name!r}",
    "{name:>999999999}",
    "{name:>{width}}",
    "{__import__}",
)


@pytest.mark.parametrize("hole", HOLES)
def test_a_packs_sentence_reaches_nothing_but_what_it_is_given(own, hole):
    """What may be filled in is listed for each kind of sentence; the others are not filled in."""
    folder = pack_of_ones_own(own)
    lines = (folder / "en.toml").read_text(encoding="utf-8").split("\n")
    assert Files(own).packs["ours"]
    at = next(n for n, line in enumerate(lines) if "{name}" in line and line[0] != "#")
    lines[at] = lines[at].replace("{name}", hole, 1)
    put(folder / "en.toml", "\n".join(lines))
    assert "ours/en.toml" in refused(own)


def test_a_packs_name_is_text_and_no_layout(own):
    folder = pack_of_ones_own(own)
    lines = (folder / "en.toml").read_text(encoding="utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("name = "))
    lines[at] = f'name = "{RUN}"'
    put(folder / "en.toml", "\n".join(lines))
    assert Files(own).packs["ours"].texts["en"].name == RUN


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('ask = "components"', "ask = \"__import__('os').system('touch HERE')\""),
        ('ask = "components"', 'ask = "{{ 7 * 7 }}"'),
    ],
)
def test_a_script_names_what_there_is_and_nothing_else(own, was, becomes):
    text = (DIALOGS / "scripts" / "week.toml").read_text(encoding="utf-8")
    assert was in text
    put(own / "scripts" / "week.toml", text.replace(was, becomes, 1))
    assert "week.toml" in refused(own)


def test_a_sentence_reaches_nothing_but_its_values(own):
    """What is no value is left out, and ours stands."""
    ours = (DIALOGS / "words" / "en.toml").read_text(encoding="utf-8")
    made = 'made = "Made by a program with fixed rules; no AI read the answers."'
    assert made in ours
    put(own / "words/en.toml", ours.replace(made, 'made = "{self.__class__} {{ 7 * 7 }}"'))
    library = Files(own)
    assert [note.entry for note in library.notes] == ["report.made"]
    assert library.words["en"].text("report.made") == made.partition('"')[2].rstrip('"')


# -- laid over ours --------------------------------------------------------------------------------

ONE = '[board]\nfacilitator = "Facilitated by: {name}"\n'


def test_one_changed_sentence_is_a_file_of_one_line(own):
    put(own / "words/en.toml", ONE)
    library = Files(own)
    assert library.words["en"].text("board.facilitator", name="Ana") == "Facilitated by: Ana"
    assert library.words["en"].text("board.joined", n=2) == "2 joined"
    assert library.words["es"].text("board.facilitator", name="Ana") != "Facilitated by: Ana"
    assert library.notes == []


@pytest.mark.parametrize(
    ("line", "entry", "why"),
    [
        ('gone = "An old sentence."', "board.gone", "there is no such sentence"),
        ('facilitator = "By {who}"', "board.facilitator", "uses {who}, which this sentence"),
        ('facilitator = "By {name"', "board.facilitator", "has a { or } that fills nothing"),
        ('facilitator = "See {button.gone}"', "board.facilitator", "names {button.gone}, which is"),
        ('facilitator = "<b>{name}</b>"', "board.facilitator", "must be plain text"),
        ("facilitator = 3", "board.facilitator", "must be a text in quotes"),
    ],
)
def test_what_does_not_fit_is_left_out_and_named(own, line, entry, why):
    """So an upgrade that takes a sentence away, or what fills it, stops nobody."""
    put(own / "words/en.toml", f"[board]\n{line}\n")
    library = Files(own)
    [note] = library.notes
    assert (note.file, note.entry) == (str(own / "words/en.toml"), entry)
    assert note.reason.startswith(why)
    assert library.words["en"].text("board.facilitator", name="Ana") == "Facilitator: Ana"
    result = CliRunner().invoke(cli, ["check", "--files", str(own)])
    assert result.exit_code == 0
    assert f"{own}/words/en.toml: {entry}: {why}" in result.output


def test_one_sentence_may_stand_for_a_plural(own):
    put(own / "words/en.toml", '[board]\njoined = "{n} so far"\n')
    assert [Files(own).words["en"].text("board.joined", n=n) for n in (1, 2)] == [
        "1 so far", "2 so far"
    ]  # fmt: skip


LACKS = (
    *("muted", "in_private", "erased", "meant", "help", "topic_gone", "entered", "language_set"),
    *("extended", "extended_holiday"),
)


def test_a_language_that_lacks_new_sentences_starts_and_says_so(own):
    """After an upgrade: ours stand there, in our first language, and each is named."""
    english = (DIALOGS / "words/en.toml").read_text("utf-8").split("\n")
    kept = [line for line in english if line.partition(" = ")[0] not in LACKS]
    put(own / "words/ht.toml", "\n".join(kept).replace('name = "English"', 'name = "Kreyòl"'))
    library = Files(own)
    assert library.words["ht"].text("muted") == library.words["en"].text("muted")
    lacking = {note.entry for note in library.notes}
    assert set(LACKS) <= lacking
    assert {note.file for note in library.notes} == {str(own / "words/ht.toml")}
    result = CliRunner().invoke(cli, ["check"], env={"VALUEMAP_FILES": str(own)})
    assert result.exit_code == 0
    assert f"{own}/words/ht.toml: {len(library.notes)} texts are missing" in result.output
    assert ", ht" in result.output


def test_one_text_of_a_pack_is_a_file_of_one_line(own):
    put(own / "packs/public_value/en.toml", '[component.ADM-T4]\nname = "Lawfulness"\n')
    pack = Files(own).packs["public_value"]
    assert pack.texts["en"].component["ADM-T4"].name == "Lawfulness"
    assert pack.texts["en"].component["ADM-T3"].name == "Data availability"
    assert pack.languages == Files().packs["public_value"].languages


def test_an_inject_is_changed_or_taken_out(own):
    put(
        own / "packs/ours/pack.toml",
        'id = "ours"\nextends = "public_value"\n[[inject]]\nid = "storm"\nleave_out = true\n'
        '[[inject]]\nid = "flood"\ncomponents = ["ADM-T2"]\nkinds = ["any"]\ntone = "setback"\n',
    )
    for code in LANGUAGES:
        put(own / f"packs/ours/{code}.toml", '[inject.flood]\ntext = "The river took {system}."\n')
    said = refused(own)
    assert f"{own}/packs/ours/" in said or "public_value/en.toml: inject.storm" in said
    put(own / "packs/ours/pack.toml", 'id = "ours"\nextends = "public_value"\n[[inject]]\n'
        'id = "flood"\ncomponents = ["ADM-T2"]\nkinds = ["any"]\ntone = "setback"\n')  # fmt: skip
    pack = Files(own).packs["ours"]
    assert [inject.id for inject in pack.injects][-1] == "flood"
    assert len(pack.injects) == len(Files().packs["public_value"].injects) + 1


def test_the_file_that_is_wrong_is_blamed(own):
    put(own / "packs/public_value/en.toml", '[component.ADM-T4]\nnmae = "Lawfulness"\n')
    assert refused(own) == f"{own}/packs/public_value/en.toml: component.ADM-T4.nmae: unknown key"
    put(own / "packs/public_value/en.toml", "")
    put(own / "packs/ours/pack.toml", 'id = "ours"\nextends = "nothing"\n')
    assert refused(own) == f"{own}/packs/ours/pack.toml: extends: there is no pack nothing"


def test_a_language_is_added_to_a_pack_of_ours(own):
    put(own / "packs/public_value/ht.toml", 'language = "ht"\nname = "Valè piblik"\n')
    library = Files(own)
    pack = library.packs["public_value"]
    assert pack.languages == (*Files().packs["public_value"].languages, "ht")
    assert pack.texts["ht"].name == "Valè piblik"
    assert pack.texts["ht"].component["ADM-T4"].name == "Legality"
    assert "component.ADM-T4.question" in {note.entry for note in library.notes}


def test_a_sentence_of_ours_that_a_pack_cannot_say_is_named_and_ours_stands(own):
    put(own / "packs/public_value/en.toml", '[words]\nboard.facilitator = "By {who}"\n')
    library = Files(own)
    [note] = library.notes
    assert note.entry == "words.board.facilitator"
    said = library.words["en"].of(library.packs["public_value"])
    assert said.text("board.facilitator", name="Ana") == "Facilitator: Ana"


def test_a_script_says_only_what_differs(own):
    put(own / "scripts/short.toml", 'id = "short"\nextends = "week"\norder = 3\n'
        'name = { en = "Two days" }\n[[step]]\nid = "round1"\ncloses = { after = "1d" }\n'
        '[[step]]\nid = "round2"\ncloses = { after = "4h" }\n')  # fmt: skip
    scripts = Files(own).scripts
    assert [name for name in scripts if "_" not in name] == ["week", "live", "short"]
    assert (scripts["week"].days, scripts["live"].days, scripts["short"].days) == (5, 0, 2)
    assert [step.id for step in scripts["short"].steps] == [s.id for s in scripts["week"].steps]
    put(own / "scripts/short.toml", 'id = "short"\nextends = "month"\n')
    assert refused(own) == "short.toml: extends: there is no script month"


# -- a start ---------------------------------------------------------------------------------------


def test_what_extends_ours_in_its_place_is_below_all_that_extends_it(own):
    """As the page says; and no file of ours is blamed for it."""
    step = '[[step]]\nid = "round1"\ncloses = { after = "2d", at = "11:00" }\n'
    put(own / "scripts/week.toml", f'id = "week"\nextends = "week"\n{step}')
    found = Files(own).scripts
    assert [found[name].rounds["1"].closes.after for name in ("week", "readiness_week")] == [
        "2d",
        "2d",
    ]
    put(own / "scripts/a.toml", 'id = "a"\nextends = "b"\n')
    put(own / "scripts/b.toml", 'id = "b"\nextends = "a"\n')
    assert "there is no script" in refused(own)


def test_a_new_language_is_checked_and_can_be_rehearsed(own):
    made = CliRunner().invoke(cli, ["new-language", "ht", "--files", str(own)])
    assert made.exit_code == 0, made.output
    library = Files(own)
    assert set(library.words) == {*LANGUAGES, "ht"}
    assert all("ht" in pack.languages for pack in library.packs.values())
    text = (own / "words/ht.toml").read_text("utf-8")
    put(own / "words/ht.toml", text.replace('#muted = "', 'muted = "Pa gen rapèl ankò. '))
    assert Files(own).words["ht"].text("muted").startswith("Pa gen rapèl ankò.")
    assert len(Files(own).notes) == len(library.notes) - 1
    again = CliRunner().invoke(cli, ["new-language", "ht", "--files", str(own)])
    assert again.exit_code == 2
    assert "is there already; nothing was written" in again.output


def translated(text: str) -> str:
    """A start with a few entries in the language, as somebody would write them."""
    wanted = {
        "name": "Kreyòl ayisyen", "plural": "none", "muted": "Pa gen rapèl ankò.",
        "take_part": "Patisipe",
    }  # fmt: skip
    for name, said in wanted.items():
        line = re.compile(rf'^#?{name} = (".*"|\{{.*\}})$', re.MULTILINE)
        assert line.search(text), name
        text = line.sub(lambda _, n=name, s=said: f'{n} = "{s}"', text, count=1)
    return text


def test_a_language_with_a_region_begins_with_the_one_it_is_a_kind_of(own):
    put(own / "words/en-tt.toml", '[language]\nname = "English (T&T)"\n'.replace("&", "and"))
    put(own / "packs/public_value/en-tt.toml", 'language = "en-tt"\n')
    library = Files(own)
    assert library.notes == []
    assert library.words["en-tt"].text("muted") == library.words["en"].text("muted")
    assert library.packs["public_value"].languages[-1] == "en-tt"
    assert library.on("slack").words["en-tt"].text("help") == (
        library.on("slack").words["en"].text("help")
    )


def test_a_language_that_counts_otherwise_starts_with_what_is_not_yet_said_in_it(own):
    """English says "In a year" of one; of none it would be wrong."""
    put(own / "words/kea.toml", '[language]\nname = "Kriolu"\nplural = "zero_one"\n')
    words = Files(own).words["kea"]
    assert words.text("setup.change", n=0).startswith("In 0 years")


def test_a_draft_is_called_one(own):
    CliRunner().invoke(cli, ["new-language", "ht", "--files", str(own)])
    result = CliRunner().invoke(cli, ["check"], env={"VALUEMAP_FILES": str(own)})
    assert re.search(r"drafts: no native reader has read .*\bht\b", result.output)
    text = (own / "words/ht.toml").read_text("utf-8")
    put(own / "words/ht.toml", text.replace('draft = "yes"\n', ""))
    assert not Files(own).words["ht"].draft


@pytest.mark.soak
def test_a_new_language_is_rehearsed(own, tmp_path):
    """`new-language`, a few sentences, `check`, and a whole week of the demo in it."""
    for code in ("ht", "zh-hant"):
        made = CliRunner().invoke(cli, ["new-language", code, "--files", str(own)])
        assert made.exit_code == 0, made.output
    path = own / "words/ht.toml"
    put(path, translated(path.read_text("utf-8")))
    checked = CliRunner().invoke(cli, ["check"], env={"VALUEMAP_FILES": str(own)})
    assert checked.exit_code == 0, checked.output
    out = tmp_path / "out"
    played = CliRunner().invoke(
        cli, ["demo", "--files", str(own), "--language", "ht", "--people", "9", "--out", str(out)]
    )
    assert played.exit_code == 0, played.output
    assert "[Patisipe]" in played.output
    assert (out / "report.html").exists()


@pytest.mark.soak
@each_language
def test_a_week_of_each_language_is_rehearsed(own, tmp_path, language):
    out = tmp_path / "out"
    played = CliRunner().invoke(
        cli, ["demo", "--language", language, "--people", "9", "--out", str(out)]
    )
    assert played.exit_code == 0, played.output
    assert Files().words[language].text("button.take_part") in played.output
    assert (out / "report.html").exists()


def test_a_new_framework_is_sound(own):
    env = {"VALUEMAP_FILES": str(own)}
    made = CliRunner().invoke(cli, ["new-pack", "ours"], env=env)
    assert made.exit_code == 0, made.output
    over = CliRunner().invoke(cli, ["new-pack", "mine", "--extends", "readiness"], env=env)
    assert over.exit_code == 0, over.output
    library = Files(own)
    assert library.notes == []
    assert len(library.packs["ours"].components) == 4
    assert len(library.packs["mine"].components) == len(library.packs["readiness"].components)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("new-pack", "Ours!"), "is no id"),
        (("new-pack", "readiness"), "is one of ours"),
        (("new-pack", "ours"), "say --files DIR"),
        (("new-language", "english"), "is no code of a language"),
        (("new-language", "es"), "is ours"),
        (("new-language", "pt_br"), "is no code of a language"),
    ],
)
def test_a_start_that_cannot_be_made(own, args, why):
    result = CliRunner().invoke(cli, args)
    assert result.exit_code == 2
    assert why in result.output
    assert not any(own.iterdir())


def test_a_sentence_of_ones_own_stands_before_the_frameworks(own):
    """A framework words some of ours; whoever changes one in the words meant it for all of them."""
    pack = Files().first("en")
    key = next(iter(pack.texts["en"].words))
    section, name = key.split(".", 1)
    put(own / "words/en.toml", f'[{section}]\n{name} = "Ours, whatever it is."\n')
    for words in (Files(own).words["en"], Files(own).on("slack").words["en"]):
        assert words.of(Files(own).first("en")).sentences[key] == "Ours, whatever it is."
    assert Files().words["en"].of(pack).sentences[key] == pack.texts["en"].words[key]


# -- the page that says how ------------------------------------------------------------------------


def test_what_the_page_shows_works(own):
    """A sentence, a week and an inject, as docs/own-files.md writes them."""
    page = (ROOT / "docs/own-files.md").read_text("utf-8")
    sentence, week, news = re.findall(r"```toml\n(.*?)```", page, re.S)
    put(own / "words/en.toml", sentence)
    put(own / "scripts/short.toml", week)
    put(own / "packs/public_value/en.toml", news)
    library = Files(own)
    assert library.notes == []
    assert library.words["en"].text("board.facilitator", name="Ana") == "Facilitated by: Ana"
    assert library.scripts["short"].days == 2
    assert "nine days" in library.packs["public_value"].texts["en"].inject["storm"].text


def test_the_page_has_the_format_whole():
    """Every entry of a pack and of its texts stands in the tables of docs/own-files.md."""
    page = (ROOT / "docs/own-files.md").read_text("utf-8")
    tables = " ".join(line for line in page.splitlines() if line.startswith("| "))
    for model in (Layout, Texts):
        for name in model.model_fields:
            assert re.search(rf"`\[*{name}\b", tables), name
