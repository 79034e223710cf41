"""What holds for everything that is said in any scenario: nothing too early, nothing hard-coded."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.app.datafiles import DIALOGS
from bot.app.library import Files
from bot.platforms import registry
from bot.rehearsal.scenario import Outcome, play
from bot.rehearsal.theatre import PUBLIC, Said, Theatre
from dialogs import commands
from dialogs.core import facts as f
from dialogs.markup import short
from dialogs.talk.question import QUOTED
from dialogs.words import PLACEHOLDER
from framework.pack import OURS, Framework
from tests.support.crowds import PEOPLE
from tests.support.played import FOLDER, SCENARIOS, folder, library, stand_in


def what_is_said(played: Outcome) -> None:
    """Looked at from each side, of every scenario, by `test_a_scenario`, which has played it."""
    what_is_said_to_a_tap_fits(played)
    nothing_is_given_away_before_the_close(played)
    nobody_reads_in_private_what_others_wrote_before_the_close(played)


def what_is_said_to_a_tap_fits(played: Outcome) -> None:
    for said in played.said:
        assert len(said.text) <= 200 or not said.tapped, said


# -- nothing before the close ----------------------------------------------------------------------


def like(sentence: str) -> str:
    """A pattern for everything that a sentence can become."""
    parts = PLACEHOLDER.split(sentence)
    return "".join(re.escape(part) if n % 2 == 0 else ".+?" for n, part in enumerate(parts))


HORIZON = re.compile(r"\b(?:In|En) \d+ (?:years|años):")
"""The years of a framework, on the card of the group."""

HARMLESS = (
    "board.closes",
    "board.how",
    "board.joined",
    "board.opens",
    "button.desk_of",
    "public.board",
    "halfway.text",
    "status.open",
    "status.opens",
    "roles.asked",
    "roles.offered",
    "roles.taken",
    "roles.vacant",
    "refuse.extend_how",
    "refuse.extend_which",
    "refuse.past",
)
"""Sentences with numbers that are no answers: dates, questions, how many joined; and with the name
of who runs the exercise."""


def any_of(patterns: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern for each of these, the longest first."""
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)), flags)


@cache
def harmless(files: Files) -> re.Pattern[str]:
    """Every sentence with numbers that are no answers, in every language."""
    return any_of(
        like(sentence)
        for words in files.words.values()
        for key, sentence in words.sentences.items()
        if key.removesuffix(".one").removesuffix(".other") in HARMLESS
    )


def leaks(text: str, names: Iterable[str], written: Iterable[str], files: Files) -> list[str]:
    """What a text of the group gives away: scores, names of participants, counts below five."""
    pack = files.pack(files.newest("pack", "public_value"))
    text = HORIZON.sub("…", PUBLIC.sub("…", text))
    for theirs in sorted(lettered(written), key=len, reverse=True):
        text = text.replace(theirs, "")
    found = [label for label in labels(pack) if label in text]
    for words in files.words.values():
        for key in ("board.facilitator", "refuse.only_facilitator"):
            text = re.sub(f"^{like(words.sentences[key])}$", "", text, flags=re.M)
    text = harmless(files).sub("", text)
    found += [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
    return found + [number for number in re.findall(r"\d+", text) if int(number) < 5]


def lettered(texts: Iterable[str]) -> Iterator[str]:
    """Those that have letters in them: no bare numbers."""
    return (text for text in texts if any(c.isalpha() for c in text))


def labels(pack: Framework) -> Iterator[str]:
    for texts in pack.texts.values():
        for category in texts.category.values():
            yield from (f"{n} {label}" for n, label in enumerate(category.labels, 1))


def before_the_close(outcome: Outcome, number: int) -> Iterator[Said]:
    """What the group of an exercise was told as long as its first round was open."""
    ends = (
        fact.at
        for fact in outcome.facts[number]
        if isinstance(fact, f.Cancelled) or (isinstance(fact, f.Closed) and fact.round == "1")
    )
    end = next(ends, float("inf"))
    for said in outcome.said:
        told = said.place if said.verb == "reply" and not said.tapped else said.to
        if told == outcome.places[number] and said.at < end:
            yield said


def nothing_is_given_away_before_the_close(played: Outcome) -> None:
    names = [actor.name for actor in played.actors.values()]
    looked_at = 0
    for number in range(len(played.facts)):
        for said in before_the_close(played, number):
            text = "\n".join([said.text, *said.labels])
            assert leaks(text, names, played.written, library()) == [], text
            looked_at += 1
    assert looked_at


def nobody_reads_in_private_what_others_wrote_before_the_close(played: Outcome) -> None:
    facts = [fact for facts in played.facts for fact in facts]
    ends = [x.at for x in facts if isinstance(x, f.Closed)]
    notes = {x.text for x in facts if isinstance(x, (f.Noted, f.Held)) and x.text}
    for text in notes:
        told = [s for s in played.said if text in s.text and s.at < min(ends, default=float("inf"))]
        assert len({said.to for said in told}) <= 1, text


@pytest.mark.parametrize(
    "text",
    [
        "Exercise: a chatbot\n5 joined, 4 finished",
        "Legality: 5 Blocks us",
        "Legality: 2 low, 9 high",
        "Ana has answered.",
        "Legality: 3 of 9 not sure",
    ],
)
def test_what_would_be_given_away_is_noticed(text: str) -> None:
    assert leaks(text, ["Ana"], [], library()), text


def test_what_is_harmless_passes() -> None:
    text = "Round 1 closes Thursday 3 November, 02:00 (Port of Spain).\nFacilitator: Ana\n4 joined"
    assert leaks(text, ["Ana"], [], library()) == []


# -- every sentence from words or pack -------------------------------------------------------------

DISGUISE = 0xF0000
"""Added to a letter, it gives one that nobody writes: of the area that Unicode leaves to us."""


def disguised(text: str) -> str:
    """The text with every letter disguised, but for what stands in braces."""
    parts = re.split(r"(\{[\w.]*\})", text)
    return "".join(
        part if n % 2 else "".join(chr(ord(c) + DISGUISE) if c.isalpha() else c for c in part)
        for n, part in enumerate(parts)
    )


def undisguised(text: str) -> str:
    return "".join(chr(ord(c) - DISGUISE) if ord(c) > DISGUISE else c for c in text)


def toml(table: dict[str, Any], *path: str) -> Iterator[str]:
    """A table as TOML, all its texts disguised; what people write of days and times stays."""
    for name, value in table.items():
        if not isinstance(value, dict):
            typed = path == ("deadline",) or name.startswith(("weekday_", "month_"))
            known = name in ("language", "plural") or typed
            hidden = [disguised(each) for each in value] if isinstance(value, list) else value
            if isinstance(value, str) and not known:
                hidden = disguised(value)
            yield f"{json.dumps(name)} = {json.dumps(hidden, ensure_ascii=False)}"
    for name, value in table.items():
        if isinstance(value, dict):
            yield f"[{'.'.join(json.dumps(part) for part in (*path, name))}]"
            yield from toml(value, *path, name)


SPOKEN = ("en", "es")
"""What is spoken in the scenarios; of other languages only the names are read."""


@cache
def in_disguise() -> Files:
    """Words and packs with every letter of theirs disguised: what is left comes from elsewhere."""
    with folder() as there:
        own = Path(there)
        (own / "words").mkdir()
        for code in SPOKEN:
            sentences = tomllib.loads((DIALOGS / "words" / f"{code}.toml").read_text("utf-8"))
            for platform in registry.words_folders():
                theirs = tomllib.loads((platform / f"{code}.toml").read_text("utf-8"))
                sentences["privacy"] |= theirs["privacy"]
            (own / "words" / f"{code}.toml").write_text("\n".join(toml(sentences)), "utf-8")
            for path in OURS.glob(f"*/{code}.toml"):
                texts = "\n".join(toml(tomllib.loads(path.read_text("utf-8"))))
                to = own / "packs" / path.parent.name / path.name
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_text(texts, "utf-8")
        return Files(own)


def strange(text: str, known: re.Pattern[str]) -> str:
    """The letters of a text that come neither from words or pack nor from what people wrote."""
    return "".join(c for c in known.sub("", PUBLIC.sub("", text)) if c.isalpha())


def allowed(played: Outcome) -> Iterator[str]:
    """What may be read that is in no file: what people wrote, who they are, zones, commands."""
    yield from commands.listed().values()
    yield from ("Port of Spain", "America/Port_of_Spain")
    yield from (f"{code} (" for code in library().words)
    yield from (name for script in library().scripts.values() for name in script.name.values())
    yield from (actor.name for actor in played.actors.values())
    for code, words in library().words.items():
        if code not in SPOKEN:
            yield words.text("language.name")
        yield from (words.sentences[f"calendar.weekday_{n}"] for n in range(1, 8))
        yield from (words.sentences[f"calendar.month_{n}"] for n in range(1, 13))
    for text in lettered(played.written):
        article, _, noun = text.partition(" ")
        yield from (text, noun) if article.lower() in ("a", "un") else (text,)
    for text in played.written:  # a long one stands on cards in part, and in pages
        yield short(text, QUOTED).removesuffix("…")
        yield from re.split(r"(?<=\.) ", text) if len(text) > QUOTED else ()


USUALLY = (
    *("full_week", "live_session", "public_round", "three_months_on", "hand_over"),
    *("readiness", "bad_input", "left_the_group"),
)
"""Those that say the most between them; the others are read in `make soak`."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=() if each in USUALLY else pytest.mark.soak) for each in SCENARIOS],
)
async def test_every_sentence_comes_from_words_or_pack(name: str) -> None:
    with folder() as there:
        theatre = Theatre(Path(there), PEOPLE["demo"], "straight", in_disguise(), stand_in)
        async with theatre:
            played = await play(FOLDER / f"{name}.txt", theatre, reader=undisguised, blind=True)
    known = any_of(map(re.escape, allowed(played)), re.I)
    for said in played.said:
        for text in (said.text, *said.labels):
            assert not strange(text, known), (strange(text, known), undisguised(text))


def test_what_stands_in_no_file_is_noticed() -> None:
    known = any_of(["Ana", "Ana Gómez"])
    assert strange(f"{disguised('Round 1 of 3')}: Ana Gómez", known) == ""
    assert strange(f"{disguised('Round 1 of')} three: Ana", known) == "three"
