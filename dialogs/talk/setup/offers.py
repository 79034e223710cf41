"""The answers that stand below a question of the set-up, as buttons."""

from collections.abc import Callable

from dialogs.core.addresses import SetupField, write_languages
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


TWO = 2
"""Of so many languages one says both, of more all."""

TOGETHER = 8
"""Languages that one button can choose together: the codes of more would be too long for it."""


def _language_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    codes = [code for code in x.framework.languages if code in x.library.words]
    each = tuple(
        labelled(x, str(x.library.words[code].say("language.name")), "langs", code)
        for code in codes
    )
    if not TWO <= len(codes) <= TOGETHER:
        return each, ()
    label = "both" if len(codes) == TWO else "all_languages"
    return each, (button(x, words, label, "langs", write_languages(codes), n=len(codes)),)


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
    name = {code: x.library.words[code].text("language.name") for code in others}
    languages = pairs([labelled(x, name[code], "lang", code) for code in others])
    return (*languages, *choices.frameworks(x, words))


def below(x: Exercise, words: Words, field: SetupField, key: str) -> Rows:
    """The answers that stand below a question; `key` is that of its sentence."""
    rows = OFFERED[key](x, words, field) if key in OFFERED else ()
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
