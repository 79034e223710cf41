"""What can be chosen at set-up: the framework and the script, of those that are sound.

Neither is asked by itself: the first of each is what an exercise begins with, and buttons below the
questions lead to the others. So whoever wants nothing else is asked no more.
"""

from datetime import date, timedelta

from markupsafe import Markup

from dialogs.core import calendar as when
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.decision import Decision, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.post import Button
from dialogs.core.script import Script
from dialogs.phrases import Rows, button, labelled, pairs
from dialogs.words import Words
from framework.pack import Framework

# -- frameworks ----------------------------------------------------------------------------------


def others(x: Exercise) -> tuple[Framework, ...]:
    """The frameworks that could take the place of this one, in the language of the set-up."""
    every = x.library.packs.values()
    return tuple(p for p in every if x.language in p.languages and p.id != x.framework.id)


def frameworks(x: Exercise, words: Words) -> Rows:
    """A button for each of the others, one to a row: their names are long."""
    return tuple((_framework(x, words, pack),) for pack in others(x))


def _framework(x: Exercise, words: Words, pack: Framework) -> Button:
    texts = pack.texts[x.language]
    label = words.text("button.instead", name=texts.short or texts.name)
    return labelled(x, label, "framework", pack.id)


def choose(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`framework.readiness`: that one instead."""
    if len(rest) != 1 or rest[0] not in {pack.id for pack in others(x)}:
        return refuse("unknown_button")
    return do(f.Framed(event.at, event.person, x.library.newest("pack", rest[0])))


# -- scripts -------------------------------------------------------------------------------------


def scripts(x: Exercise) -> tuple[Script, ...]:
    """The scripts for this framework: its own, and those for all that none of these extends."""
    every = x.library.scripts.values()
    own = [script for script in every if script.framework == x.framework.id]
    replaced = {script.extends for script in own}
    return tuple(
        script
        for script in every
        if script in own or (script.framework is None and script.id not in replaced)
    )


def named(x: Exercise, name: str) -> Script | None:
    """The script that is meant by its id, or by that of the one whose place it takes."""
    return next((s for s in scripts(x) if name in (s.id, s.extends)), None)


def over_days(x: Exercise) -> Script | None:
    """The script that takes days: the one chosen so far, else the first there is."""
    found = [script for script in scripts(x) if script.days]
    chosen = next((script for script in found if script.id == x.schedule.script), None)
    return chosen or next(iter(found), None)


def weeks(x: Exercise, words: Words, *, other: bool = True) -> Rows:
    """When it takes place: each script with its days or its name, and the way to an `other` day."""
    made = [_script(x, words, script) for script in scripts(x)]
    more = [button(x, words, "other", "when", "other")] if other and over_days(x) else []
    return (tuple(made[:1]), *pairs([*made[1:], *more]))


def _script(x: Exercise, words: Words, script: Script) -> Button:
    """`Monday 23 to Friday 27 November`; of others than the first with days, by name too."""
    name = script.name.get(words.language) or next(iter(script.name.values()), script.id)
    if not script.days:
        return labelled(x, name, "when", script.id)
    monday, _ = when.next_week(x.last_at, x.zone)
    days = str(span(words, monday, monday + timedelta(days=script.days - 1)))
    if script == next(s for s in scripts(x) if s.days):
        return labelled(x, days, "when", monday.isoformat())
    label = words.text("report.line", name=name, line=days)
    return labelled(x, label, "when", script.id, monday.isoformat())


def span(words: Words, first: date, last: date) -> Markup:
    """`Monday 23 to Friday 27 November`; the month at both ends where there are two."""
    if first == last:
        return words.weekday_and_day(first)
    if first.month != last.month:
        ends = {"first": words.weekday_and_day(first), "last": words.weekday_and_day(last)}
        return words.say("calendar.week_over", **ends)
    return words.say(
        "calendar.week",
        weekday_from=words.weekday(first.weekday()),
        weekday_to=words.weekday(last.weekday()),
        **{"from": words.day_number(first.day)},
        to=words.day_number(last.day),
        month=words.month(last.month),
    )
