"""No sentence is forgotten, none is left over, and those about buttons say what stands on them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from bot.app.datafiles import DIALOGS
from bot.app.library import Files
from bot.platforms import registry
from bot.platforms.web.pages import LAYOUTS as PAGES
from dialogs import asked, commands
from dialogs.sentences import LABELS, WordsError, flatten, parse
from dialogs.words import PLACEHOLDER, environment
from tests.support.files import library
from tests.support.process import ROOT

LAYOUTS = environment(DIALOGS / "templates")
PAPERS = environment(ROOT / "bot" / "outputs" / "templates")
WORDS = library().words
LANGUAGES = sorted(WORDS)
ENGLISH = WORDS["en"].sentences
PLATFORMS = ("telegram", "slack", "web", "demo")
WORDINGS = {registry.capabilities()[name].wording for name in PLATFORMS} - {""}
FREE = ("article.", "calendar.day_", "language.")
"""What each language has as it needs it, or says of itself."""


@cache
def raw(language):
    return tomllib.loads((DIALOGS / "words" / f"{language}.toml").read_text("utf-8"))


def whole(key):
    """A key without its plural."""
    return key.removesuffix(".one").removesuffix(".other")


# -- what the code asks for ------------------------------------------------------------------------

CALLS = {
    "refuse": (0, "refuse."),
    "button": (2, "button."),
    "way_in": (2, "button."),
    "Reply": (0, ""),
    "say": (0, ""),
    "text": (0, ""),
    "said": (1, ""),
}
"""Functions that are given a key: at which place, and what they put before it."""

LISTS = {
    "bot/outputs/pages/brief.py": "brief.",
    "dialogs/findings/about.py": "report.",
    "bot/commands/people/listing.py": "mydata.",
    "bot/outputs/pages/chapters.py": "report.",
    "bot/outputs/pages/report.py": "report.",
    "bot/outputs/pages/advised.py": "report.",
    "bot/outputs/pages/plan.py": "report.",
    "dialogs/findings/scenario.py": "report.",
    "bot/outputs/tables.py": "export.",
    "bot/outputs/actions.py": "report.",
    "bot/outputs/paper/staff.py": "ballot.",
}
"""Files whose lists of words are keys of this section, as far as it has them."""

TELLERS = ("self", "it", "told")
"""What in such a file says the sentences of its section."""

SECTIONS = {key.partition(".")[0] for key in ENGLISH if "." in key}


ENDINGS = ("py", "toml", "png", "html", "docx", "txt", "json")
"""What follows a dot in the name of a file."""


def texts(*nodes):
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def sides(node):
    """Either side of a condition, else the thing itself."""
    return (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)


def given(call):
    """The keys that a call is given whole."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    place, before = CALLS.get(name, (0, None))
    if before is not None and place < len(call.args):
        yield from (before + key for key in texts(*sides(call.args[place])))
    for keyword in call.keywords:
        if keyword.arg == "say":
            yield from filter(None, texts(*sides(keyword.value)))


def alone(text, section):
    """What a text by itself is the key of: it stands in a list, or is given to a function later."""
    head, dot, rest = text.partition(".")
    if dot and head in SECTIONS and rest.isidentifier() and rest not in ENDINGS:
        yield text
    if section + text in ENGLISH or (section and f"{section}{text}.one" in ENGLISH):
        yield section + text


def not_keys(nodes):
    """Texts that look like keys: the data of buttons, and parts of longer texts."""
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "button":
            yield from node.args[3:]


def asks(path) -> Iterator[tuple[str, int]]:
    """Every key that stands whole in a file of the program, and its line."""
    section = LISTS.get(str(path.relative_to(ROOT)), "")
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    others = set(not_keys(nodes))
    for node in nodes:
        if isinstance(node, ast.Call):
            of = getattr(node.func, "value", None)
            own = section if isinstance(of, ast.Name) and of.id in TELLERS else ""
            yield from ((own + key, node.lineno) for key in given(node))
        elif isinstance(node, ast.IfExp):
            chosen = (
                head + text for head in ("button.", "refuse.") for text in texts(*sides(node))
            )
            yield from ((key, node.lineno) for key in chosen if key in ENGLISH)
        elif node not in others:
            yield from ((key, node.lineno) for text in texts(node) for key in alone(text, section))


@cache
def asked_for():
    """Every key, with a place that asks for it."""
    found = dict.fromkeys(asked.of_tables(), "a table")
    found |= dict.fromkeys(asked.of_layouts(LAYOUTS), "a layout")
    found |= dict.fromkeys(asked.of_layouts(PAGES), "a page")
    found |= dict.fromkeys(asked.of_layouts(PAPERS), "a paper")
    found |= {f"privacy.platform_{name}": "a platform" for name in PLATFORMS}
    for room in ("dialogs", "bot"):
        for path in sorted((ROOT / room).rglob("*.py")):
            found |= {key: f"{path.relative_to(ROOT)}:{line}" for key, line in asks(path)}
    # a page that says what is wrong has a title of its own beside its sentence
    found |= {f"{k}_title": at for k, at in found.items() if f"{k}_title" in ENGLISH}
    return {key: place for key, place in found.items() if not key.endswith((".", "_"))}


def forgotten(there):
    """What is asked for and not there: key by place."""
    known = {whole(key) for key in there} | set(there)
    wanted = asked_for().items()
    return {key: at for key, at in wanted if key not in known and not key.startswith(FREE)}


def stands_for(key):
    """The key in whose place a platform's own wording stands."""
    section, _, rest = key.partition(".")
    return rest if section in WORDINGS else key


def left_over(there):
    """What is there and asked for by nobody."""
    asked_whole = asked_for().keys()
    keys = {key: stands_for(key) for key in there}
    return {
        key
        for key, of in keys.items()
        if not {of, whole(of)} & asked_whole and not key.startswith(FREE)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_forgotten(language):
    assert forgotten(WORDS[language].sentences) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_over(language):
    assert left_over(WORDS[language].sentences) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["button.take_part", "refuse.too_quick", "plan.title", "entered"])
def test_a_forgotten_sentence_of_the_code_is_named_with_its_place(language, key):
    there = {k: text for k, text in WORDS[language].sentences.items() if k != key}
    ((name, place),) = forgotten(there).items()
    assert name == key
    assert place == "a layout" or re.fullmatch(r"\w+/[\w/]+\.py:\d+", place)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wording_stands_for_a_sentence_and_says_as_much(language):
    there = WORDS[language].sentences
    ours = {key: stands_for(key) for key in there if stands_for(key) != key}
    assert ours
    for key, of in ours.items():
        assert set(PLACEHOLDER.findall(there[key])) == set(PLACEHOLDER.findall(there[of])), key
        assert WORDS[language].worded(key.partition(".")[0]).sentences[of] == there[key]


def test_a_sentence_that_is_left_over_is_named():
    assert left_over({**ENGLISH, "refuse.nothing_of_the_kind": "?"}) == {
        "refuse.nothing_of_the_kind"
    }


# -- what is looked for at the start ---------------------------------------------------------------

AT_THE_START = {
    "a command": "command.extend",
    "a button": "button.told_done",
    "a post": "hello.text",
    "a refusal": "refuse.invited",
}


def without(table, key):
    """A words file without one of its sentences."""
    head, dot, rest = key.partition(".")
    inside = without(table[head], rest) if dot else None
    return {**table, head: inside} if dot else {k: v for k, v in table.items() if k != key}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", AT_THE_START.values(), ids=list(AT_THE_START))
def test_a_forgotten_sentence_is_named_before_anything_starts(language, key):
    files = {code: raw(code) for code in LANGUAGES} | {language: without(raw(language), key)}
    with pytest.raises(WordsError) as caught:
        parse(files, LAYOUTS, asked.keys(LAYOUTS), commands.listed())
    assert [str(problem) for problem in caught.value.problems] == [
        f"{language}.toml: {key}: is missing; the program asks for it"
    ]


def test_what_ones_own_file_lacks_is_ours(tmp_path):
    (tmp_path / "words").mkdir()
    text = (DIALOGS / "words" / "es.toml").read_text("utf-8")
    text = re.sub(r"^told_done = .*\n", "", text, count=1, flags=re.M)
    (tmp_path / "words" / "es.toml").write_text(text, "utf-8")
    assert Files(tmp_path).words["es"].has("button.told_done")


def test_a_layout_of_ones_own_asks_for_sentences_too(tmp_path):
    (tmp_path / "hello.html.j2").write_text('{{ say("hello.ours" if say else "hello.who") }}')
    keys = asked.keys(environment(tmp_path, DIALOGS / "templates"))
    assert {"hello.ours", "hello.who"} <= keys


# -- labels by reference ---------------------------------------------------------------------------

LABELLED = {
    "button": {"back": "Back", "all": "All {n}"},
    "say": "Tap {button.back}, {n} times.",
}


def problems(**more):
    with pytest.raises(WordsError) as caught:
        parse({"en": LABELLED | more}, LAYOUTS, given={"commands.all": "/a, /b"})
    return [str(problem) for problem in caught.value.problems]


def test_a_sentence_gets_the_label_word_for_word():
    more = {"list": "{commands.all}"}
    words = parse({"en": LABELLED | more}, LAYOUTS, given={"commands.all": "/a, /b"})["en"]
    assert words.say("say", n=2) == "Tap Back, 2 times."
    assert words.say("list") == "/a, /b"


@pytest.mark.parametrize("name", ["button.nowhere", "button.all", "say.it", "commands.none"])
def test_what_is_no_label_is_named(name):
    wrong = f"Tap {{{name}}}."
    assert problems(wrong=wrong) == [f"en.toml: wrong: names {{{name}}}, which is no label"]


VERBS = r"(?:tap|press|choose|use|toque|pulse|elija|botón)"


def plain_mentions(sentence, labels):
    """The labels that a sentence says in its own words, where it should refer to them.

    One of several words counts wherever it stands but where a sentence begins, since it is then a
    heading or the sentence's own words ("In three years: ..."); one of a single word where people
    are told what to tap.
    """
    for label in (label for label in labels if label in sentence):
        said = rf"{re.escape(label)}\b"
        inside = " " in label and re.search(rf"(?<!^)(?<![.?!] )(?<!¿){said}", sentence)
        if inside or re.search(rf"\b(?i:{VERBS})\s+(?:\w+\s+)?{said}", sentence):
            yield label


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_spoken_of_by_reference(language):
    flat = flatten(raw(language))
    labels = [t for key, t in flat.items() if key.startswith(LABELS) and "{" not in t]
    found = {
        key: mentioned
        for key, text in flat.items()
        if not key.startswith(LABELS) and (mentioned := list(plain_mentions(text, labels)))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tap Back to change it.", ["Back"]),
        ("To change it, tap back.", []),
        ("Use My answers.", ["My answers"]),
        ("Pulse primero Back.", ["Back"]),
        ("My answers: all of them", []),
        ("Go back, and tap it.", []),
    ],
)
def test_a_plain_mention_is_found(text, found):
    assert list(plain_mentions(text, ["Back", "My answers"])) == found


# -- commands in sentences -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_in_sentences_are_those_of_the_table(language):
    for key, text in WORDS[language].sentences.items():
        assert set(re.findall(r"(?<![\w/])/([a-z]+)", text)) <= set(commands.COMMANDS), key
