"""Every language is one: no word of another, no contraction that was forgotten, the same plurals.

Over all that people read in it: words, packs, the demo's team, what each platform brings.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.platforms import registry
from bot.rehearsal.cast import CASTS, FILE
from dialogs.instead import PLACEHOLDER, PLURALS
from framework.pack import OURS
from framework.pack.files import read_toml
from framework.pack.layers import leaves
from framework.pack.sentences import RUN_TOGETHER
from framework.pack.sentences import sentences as texts
from tests.support.languages import LANGUAGES, each_language
from tests.support.people import library

ONLY = {
    "en": "the and with which they this from are were what have been who whose would should their",
    "es": "el los las del una pero qué cuando muy sin hasta más quien usted",
    "fr": "du et une dans pas qui avec aux sont ce cette leur nous vous mais où plus très",
    "nl": "het een van niet dat zijn wordt met voor ook maar deze uw bij naar geen hebben door",
    "pt": "os das uma não em com ao são pelo pela você isso mas seu sua também há até mais às",
}
"""Words that stand in almost every text of a language, and in few others."""

OTHERWISE = {"en": "door", "es": "van une también", "nl": "los pas"}
"""What looks like one of these and is a word of this language, too."""

AS_THEY_ARE = ("credit", "notes.", "source.", "language")
"""In a framework: who is cited, and words that are quoted."""


@cache
def foreign(language: str) -> re.Pattern[str]:
    """The words that are of another language alone."""
    mine = {*ONLY[language].split(), *OTHERWISE.get(language, "").split()}
    others = {w for code, words in ONLY.items() if code != language for w in words.split()} - mine
    return re.compile(rf"(?<![\w'’-])({'|'.join(sorted(others))})(?![\w'’-])", re.IGNORECASE)


@cache
def said(language: str) -> dict[str, str]:
    """Everything that is said in a language, by where it stands."""
    found = dict(library().words[language].sentences)
    for pack in library().packs.values():
        entries = texts(pack.texts[language].model_dump(exclude_none=True))
        kept = ((e, t) for e, t in entries if not e.startswith(AS_THEY_ARE))
        found |= {f"{pack.id}: {entry}": text for entry, text in kept}
    for path in sorted(OURS.glob(f"*/{FILE}")):
        found |= _texts(f"{path.parent.name}/{FILE}", read_toml(path).get(language, {}))
    found |= _texts("cast", read_toml(CASTS / f"{language}.toml"))
    found |= _texts("called", registry.called("slack").get(language, {}))
    return {where: PLACEHOLDER.sub(_hole, text) for where, text in found.items()}


def _hole(found: re.Match[str]) -> str:
    """The name of what is filled in is no word of any language."""
    return "{" + found[1].upper() + "_}"


def _texts(where: str, raw: dict[str, Any]) -> dict[str, str]:
    return {f"{where}: {entry}": _string(text) for entry, text in leaves(raw)}


def _string(value: Any) -> str:
    """All that stands in an entry, be it a list of tables."""
    parts = value.values() if isinstance(value, dict) else value
    return value if isinstance(value, str) else "\n".join(map(_string, parts))


SPOKEN = ("deadline.", "calendar.", "country.", "article.", "language.")
"""Not sentences: names, and how people type days, in pieces."""


@each_language
def test_no_word_of_another_language_stands_in_it(language: str) -> None:
    found = {
        where: word[0]
        for where, text in said(language).items()
        if not where.startswith(SPOKEN) and (word := foreign(language).search(text))
    }
    assert found == {}


def test_a_foreign_word_would_be_seen() -> None:
    assert foreign("fr").search("Ouvrir the carte")
    assert foreign("pt").search("El mapa do valor")
    assert foreign("nl").search("De kaart et de waarde")
    assert not foreign("en").search("The map of the team")


# -- words that run together -----------------------------------------------------------------------

BEGIN_WITH_ARTICLE = "system|service|people|decides|whether"
"""What people set up: it begins with an article of its own. A {name} is a person's, or a title."""


def joined(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b({RUN_TOGETHER[language]})\s+\{{({BEGIN_WITH_ARTICLE})_\}}", re.IGNORECASE
    )


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code in RUN_TOGETHER])
def test_nothing_that_begins_with_an_article_follows_what_runs_together_with_it(
    language: str,
) -> None:
    wrong = {k: t for k, t in said(language).items() if joined(language).search(t)}
    assert wrong == {}


# -- how French is set -----------------------------------------------------------------------------

UNSET = re.compile(r"[^\u202f][;?!](?=\s|$)|[^\u00a0]:(?=\s|$)|[^\u00a0]»|«[^\u00a0]")
"""Where a line would break before a mark: what stands before it must not break, a narrow space
before ; ? and !, one of usual width before : and inside « »."""


def test_french_marks_never_begin_a_line() -> None:
    wrong = {k: t for k, t in said("fr").items() if not k.startswith(SPOKEN) and UNSET.search(t)}
    assert wrong == {}


# -- the same plurals ------------------------------------------------------------------------------


def plurals(language: str) -> Iterator[str]:
    ours = library().words[language].sentences
    yield from (key.removesuffix(".other") for key in ours if key.endswith(".other"))


@each_language
def test_each_counts_what_the_first_counts(language: str) -> None:
    """Where one has a plural all have, and each fills the same into its forms."""
    assert {*plurals(language)} == {*plurals("en")}
    ours, first = (library().words[code].sentences for code in (language, "en"))
    assert ours.get("language.plural", "one") in PLURALS
    for key in plurals(language):
        there = {*PLACEHOLDER.findall(first[f"{key}.other"])} - {"n"}
        assert {*PLACEHOLDER.findall(ours[f"{key}.other"])} - {"n"} == there, key


@each_language
def test_each_has_its_team_and_its_platforms(language: str) -> None:
    """A language of ours is whole: nobody meets English in the demo or on a platform."""
    files = [*Path(CASTS).glob("*.toml")]
    assert language in {path.stem for path in files}
    for folder in registry.words_folders():
        assert (folder / f"{language}.toml").exists(), folder
    assert language in registry.called("slack")
