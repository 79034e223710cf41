"""The results in the channel: the text, the picture of the map, the brief, the report.

The text stands alone when it is forwarded: the decision first, then what blocks, what it is worth,
what to do. All that it says of answers is in `Published`. Brief and report are Word files, not
pages: a ministry comments on them, puts them on file and takes the action plan out; every phone
opens them; and mail gateways refuse pages that are sent as attachments. There are no buttons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import FileKey, GroupKey, Key
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Button, File, Post
from dialogs.findings import lines
from dialogs.findings.about import asked, moment
from dialogs.findings.chart import they, we
from dialogs.findings.dates import dates
from dialogs.findings.names import file_name, title
from dialogs.markup import plain, units
from dialogs.phrases import advised, button, capital, names, small, to_decide
from dialogs.words import Words
from framework.advice.recommend import Issued
from framework.publish import Published

LONGEST = 900
"""UTF-16 units that somebody reads on a phone before scrolling away; a longer text says less."""

SAID = ("in_the_way", "weak", "worth_most", "strong", "worth_little", "weighs_most", "differ")
"""What is said of the components, of `lines.PARTS`."""


@dataclass(frozen=True, slots=True)
class Room:
    """What there is room for: names in a line of many, dimensions that lean, the credit line."""

    named: int
    leans: bool
    credit: bool


# What goes first where the text is too long to say what to do: where a dimension leans, then all
# but the first name in a line, then whose exercise it is. The map says all three; what to do is
# what the text is for.
ROOMS = (
    Room(2, leans=True, credit=True),
    Room(2, leans=False, credit=True),
    Room(1, leans=False, credit=True),
    Room(1, leans=False, credit=False),
)

Steps = Sequence[tuple[str, str, str]]
"""Steps under recommendations: of which one, `here` or `ask`, about which component."""


def results(x: Exercise, language: str) -> Post | None:
    """The results, as much of them as is read in one go."""
    released, result = gate.released(x, "results"), gate.latest(x)
    if released is None or result is None or language not in x.languages:
        return None
    words = x.worded(language)
    return Post(_as_fits(x, words, result), once=True)


def _as_fits(x: Exercise, words: Words, of: Published) -> Markup:
    """With as many steps as fit; for the sake of what to do, with less room for the rest."""
    steps = _steps(of)
    firsts = sum(1 for id_ in of.headlines if of.issued(id_).leads)
    text = Markup("")
    for many in range(len(steps), -1, -1):
        for room in ROOMS if many <= firsts else ROOMS[:1]:
            text = _results(x, words, of, steps[:many], room)
            if units(plain(text)) <= LONGEST:
                return text
    return text


def _steps(of: Published) -> Steps:
    """What could be said under the headlines, the most useful first.

    What this team can do for the first lead component of each, what to ask of others, then the
    same of the second.
    """
    made = [of.issued(id_) for id_ in of.headlines]
    most = max((len(item.leads) for item in made), default=0)
    return [
        (item.id, which, component)
        for nth in range(most)
        for which in ("here", "ask")
        for item in made
        for component in item.leads[nth : nth + 1]
    ]


def _results(x: Exercise, words: Words, of: Published, steps: Steps, room: Room) -> Markup:
    """The text, with these steps under the recommendations."""
    decision = lines.decision(x, words, of, partial(some, most=room.named))
    return words.render(
        "results",
        title=_title(x, words, of),
        day=words.day(moment(x), x.zone),
        decision=to_decide(x, words),
        team=small(decision),
        stop_signs=() if decision else lines.stop_signs(x, words, of.stop_signs),
        parts=_parts(x, words, of, room.named),
        leans=[
            _leaning(x, words, of, d) for d in of.dimensions if room.leans and lines.leans(of, d)
        ],
        pilots=lines.pilots(x, words, of),
        recommendations=[
            _recommendation(x, words, of.issued(id_), n, steps)
            for n, id_ in enumerate(of.headlines, 1)
        ],
        nothing="" if of.findings else words.say("findings.nothing"),
        public=lines.public(x, words, of),
        credit=x.framework.texts[words.language].by if room.credit else "",
    )


def _title(x: Exercise, words: Words, of: Published) -> Markup:
    return words.say(
        "results.title",
        system=capital(x.topic("system", words.language)),
        service=x.topic("service", words.language),
        n=of.participants,
        of=asked(x, of),
    )


def _parts(x: Exercise, words: Words, of: Published, named: int) -> list[tuple[Markup, Markup]]:
    """`Stands in the way`, and what does, besides the stop signs that stand above."""
    made = []
    for key, ids in lines.parts(x, of.groups).items():
        rest = tuple(id_ for id_ in ids if id_ not in of.stop_signs)
        if key in SAID and rest:
            head = f"findings.{key}" if rest == ids else f"results.also_{key}"
            made.append((words.say(head, n=len(rest)), some(x, words, rest, named)))
    if seen := of.groups.otherwise:
        made.append(
            (words.say("findings.otherwise", n=len(seen)), _both(x, words, of, seen[:named]))
        )
    return made


def _both(x: Exercise, words: Words, of: Published, ids: tuple[str, ...]) -> Markup:
    """`Accessibility (we: high, they: low)`: what the people who use the service see otherwise."""
    sides = [
        (name, we(x, words, of, i), they(x, words, of, i))
        for i, name in zip(ids, names(x, words, ids), strict=True)
    ]
    said = [words.say("results.both", name=n, we=ours, they=theirs) for n, ours, theirs in sides]
    return Markup(", ").join(said)


def some(x: Exercise, words: Words, ids: tuple[str, ...], most: int) -> Markup:
    """The first few by name, and how many more; where there is room for two, never for one more."""
    more = len(ids) - most
    if more < most:
        return lines.listed(x, words, ids)
    first = Markup(", ").join(names(x, words, ids[:most]))
    return words.say("results.more", names=first, n=more)


def _leans(x: Exercise, words: Words, of: Published) -> list[Markup]:
    """`Democratic: leans to benefits`, of each dimension whose label has a direction."""
    return [_leaning(x, words, of, id_) for id_ in of.dimensions if lines.leans(of, id_)]


def _leaning(x: Exercise, words: Words, of: Published, dimension: str) -> Markup:
    name = x.framework.texts[words.language].dimension[dimension].name
    label = lines.label(x, words, of, dimension)
    return words.say("results.dimension", name=name, label=label)


def _recommendation(
    x: Exercise, words: Words, item: Issued, number: int, steps: Steps
) -> dict[str, Any]:
    """One recommendation: its title and class, and what fits of what to do and to ask."""
    title = x.framework.texts[words.language].recommendation[item.id].title
    return {
        "title": words.say("results.recommendation", number=number, title=title),
        "level": words.say(f"results.level_{item.level}"),
        "steps": [
            words.say(f"results.{which}", what=advised(x, words, ids, which))
            for which in ("here", "ask")
            if (ids := [c for id_, kind, c in steps if (id_, kind) == (item.id, which)])
        ],
    }


# -- files ---------------------------------------------------------------------------------------


def picture(x: Exercise, language: str) -> File | None:
    """The map, once the results are out."""
    return _file(x, language, "picture", "png")


def brief(x: Exercise, language: str) -> File | None:
    """One page for who decides, once the results are out."""
    return _file(x, language, "brief", "docx", after="brief.name")


def report(x: Exercise, language: str) -> File | None:
    """The report, once the results are out."""
    return _file(x, language, "report", "docx")


def own_file(x: Exercise, key: FileKey) -> File | None:
    """A file that somebody asked for, in the language in which they did."""
    p = x.people.get(key.person)
    if p is None or not 0 < key.number <= len(p.filed):
        return None
    made, language, kind = p.filed[key.number - 1]
    return OWN[kind](x, language) if kind in OWN else _dates_file(x, p, made, language)


def _dates_file(x: Exercise, p: Participant, made: float, language: str) -> File:
    """What is ahead of somebody, for their calendar, as it is when it is sent."""
    words = x.worded(language)
    caption = words.text("dates.caption", title=title(x, words))
    name, entries = f"{file_name(x, language, made)}.ics", dates(x, words, p.number)
    return File("dates", name, caption, language=language, entries=entries, made=made)


def files(x: Exercise, about: Key) -> tuple[tuple[Button, ...], ...]:
    """Below results that are read in private: the files that the group has in one language only."""
    if not isinstance(about, GroupKey) or about.kind != "results":
        return ()
    code, words = about.language, x.worded(about.language)
    return tuple(
        (button(x, words, "get_here", "file", kind, code, what=words.text(f"doubt.{kind}")),)
        for kind in OWN
        if _apart(x, kind, code)
    )


def _apart(x: Exercise, kind: str, language: str) -> bool:
    """Whether there is such a file, and the group is not posted it in this language."""
    return language in x.languages[1:] and kind in OWN and OWN[kind](x, language) is not None


OWN = {"brief": brief, "report": report}
"""What is read word by word, so that each may have it in their own language."""


def _dates(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`dates`: the file for one's calendar, in private."""
    if event.person not in x.people:
        return refuse("not_joined")
    words = x.words(event.person)
    if not dates(x, words, event.person):
        return refuse("no_dates")
    return do(f.Filed(event.at, event.person, words.language, "dates"), say="dates.sent")


def _own(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`file.report.es`: a file of the results in another language, in private."""
    kind, language = rest if len(rest) == 2 else ("", "")
    if event.person not in x.people or not _apart(x, kind, language):
        return refuse("unknown_button")
    return do(f.Filed(event.at, event.person, language, kind))


TAPS: dict[str, Handler] = {"dates": _dates, "file": _own}
"""What the buttons for files of one's own do: dates stand on the cards of those who have done the
rest, brief and report below the results in another language."""


def _file(x: Exercise, language: str, kind: str, ending: str, after: str = "") -> File | None:
    result = gate.latest(x)
    if gate.released(x, "results") is None or result is None or not gate.over(x):
        return None
    if language not in x.languages or not result.anything:
        return None
    words = x.worded(language)
    caption = words.say(
        f"{kind}.caption",
        title=title(x, words),
        day=words.day(moment(x), x.zone),
        n=result.participants,
        of=asked(x, result),
    )
    which = f"-{words.text(after)}" if after else ""
    name = f"{file_name(x, language)}{which}.{ending}"
    return File(kind, name, str(caption), language=language)
