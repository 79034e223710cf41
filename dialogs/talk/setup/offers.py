"""The answers that stand below a question of the set-up, as buttons."""

from collections.abc import Callable, Container

from dialogs.core.addresses import EVERY, SetupField
from dialogs.core.exercise import Exercise
from dialogs.phrases import Rows, button, capital, labelled, pairs
from dialogs.talk.setup import choices
from dialogs.words import Words


def _draft_row(x: Exercise, words: Words, field: SetupField) -> Rows:
    return ((button(x, words, "use_draft", "draft"),),)


def _kinds(x: Exercise, words: Words, field: SetupField) -> Rows:
    """The kinds of systems, one to a row: their names are long."""
    texts = x.framework.texts[words.language].kind
    return tuple((labelled(x, capital(texts[k].name), "kind", k),) for k in x.framework.kinds)


def _people(x: Exercise, words: Words, field: SetupField) -> Rows:
    """The pack's word for those who use a service, in the language that is asked."""
    people = x.framework.texts[field.language].people or ""
    return ((labelled(x, capital(people), "people"),),)


def _weeks(x: Exercise, words: Words, field: SetupField) -> Rows:
    return choices.weeks(x, words)


def _other_weeks(x: Exercise, words: Words, field: SetupField) -> Rows:
    """Below the question for a day: what can be chosen without one."""
    return choices.weeks(x, words, other=False)


def _frameworks(x: Exercise, words: Words, field: SetupField) -> Rows:
    return choices.frameworks(x, words)


def _language_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    """The main language alone, with one other, or with all of them."""
    others = [code for code in x.spoken if code != x.language]
    name = {code: x.library.words[code].name for code in x.spoken}
    only = button(x, words, "languages_one", "langs", x.language, language=name[x.language])
    made = [
        button(x, words, "languages_with", "langs", x.language, code, language=name[code])
        for code in others
    ]
    every = button(x, words, "languages_all", "langs", EVERY, n=len(x.spoken))
    return pairs([only, *made, *([every] if len(others) > 1 else [])])


def _holiday_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    move = button(x, words, "holiday_move", "holiday", "move")
    return ((move, button(x, words, "holiday_keep", "holiday", "keep")),)


def _small_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    """Few are warned, and welcome: the last button goes on with them."""
    fewer = button(x, words, "small_yes", "small", "yes")
    more = button(x, words, "small_no", "set", "invited")
    return (fewer,), (more,), (button(x, words, "small_on", "small", "no"),)


def _public_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    yes = button(x, words, "public_yes", "public", "yes")
    return ((yes, button(x, words, "public_no", "public", "no")),)


def _no_day(x: Exercise, words: Words, field: SetupField) -> Rows:
    return ((button(x, words, "no_day", "noday"),),)


def _instead(x: Exercise, words: Words) -> Rows:
    """Below the first question: to be asked in another language, or for another framework."""
    others = [code for code in x.spoken if code != words.language]
    languages = pairs([labelled(x, x.library.words[c].name, "lang", c) for c in others])
    return (*languages, *choices.frameworks(x, words))


def elsewhere(x: Exercise, field: SetupField) -> bool:
    """Whether this is asked in another language than the main one."""
    return field.language not in ("", x.language)


def too(x: Exercise, words: Words, said: Container[str]) -> Rows:
    """Below the preview: to say names and situation in a language of the group, if not yet `said`.

    Nobody must: what is written in one language stands so in the others.
    """
    left = [code for code in x.languages[1:] if code not in said]
    name = {code: x.library.words[code].name for code in left}
    return pairs([button(x, words, "say_too", "also", code, language=name[code]) for code in left])


def below(x: Exercise, words: Words, field: SetupField, key: str) -> Rows:
    """The answers that stand below a question; `key` is that of its sentence."""
    rows = OFFERED[key](x, words, field) if key in OFFERED else ()
    if elsewhere(x, field):
        return *rows, (button(x, words, "rest_stands", "also", field.language, "no"),)
    first = field.language == x.language and not x.setup
    return (*rows, *_instead(x, words)) if first else rows


OFFERED: dict[str, Callable[[Exercise, Words, SetupField], Rows]] = {
    "framework": _frameworks,
    "kind": _kinds,
    "people": _people,
    "by": _no_day,
    "situation": _draft_row,
    "when": _weeks,
    "when_other": _other_weeks,
    "holiday": _holiday_rows,
    "languages": _language_rows,
    "small_team": _small_rows,
    "public": _public_rows,
}
"""The questions that offer answers; all others are answered in words."""
