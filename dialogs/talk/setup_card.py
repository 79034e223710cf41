"""What the facilitator's card shows while an exercise is set up."""

from dialogs.core import calendar as when
from dialogs.core.exercise import SCORES, Exercise, Participant
from dialogs.core.phrases import Rows, answer_name, button, fill
from dialogs.core.post import Button, Post
from dialogs.talk import channel, setup
from dialogs.words import Words


def card(x: Exercise, p: Participant) -> Post:
    """The next question, one to change, the practice, or the preview."""
    words = x.words(p.number)
    if p.view == "edit":
        return _edit(x, words)
    if p.view.startswith("practice:"):
        return _practice(x, words, int(p.view.partition(":")[2]))
    item = setup.asked(x)
    return _question(x, words, item) if item else _preview(x, words)


def _question(x: Exercise, words: Words, item: str) -> Post:
    name, _, language = item.partition(".")
    key = "when_other" if name == "when" and _turned(x) else name
    again = language and language != x.language
    invited = int(x.setup.get("invited", 0))
    text = words.render(
        "setup",
        number=words.say("setup.number", number=setup.NUMBER[name]),
        language=x.library.words[language].say("language.name") if again else "",
        question=words.say(f"setup.{key}", n=invited, expected=invited * 6 // 10, zone=x.zone),
        draft=setup.draft_of(x, language) if name == "situation" else "",
    )
    return Post(text, _answers(x, words, key))


def _turned(x: Exercise) -> bool:
    return x.people[x.facilitator].view == "set:when"


def _answers(x: Exercise, words: Words, name: str) -> Rows:
    if name == "situation":
        return ((button(x, words, "use_draft", "draft"),),)
    if name == "when":
        return _weeks(x, words)
    if name == "languages":
        return _languages(x, words)
    if name == "small_team":
        fewer = button(x, words, "small_yes", "small.yes")
        return ((fewer,), (button(x, words, "small_no", "set.invited"),))
    return ()


def _weeks(x: Exercise, words: Words) -> Rows:
    monday, friday = when.next_week(x.last_at, x.zone)
    week = words.say(
        "calendar.week",
        weekday_from=words.weekday(0),
        weekday_to=words.weekday(4),
        **{"from": monday.day},
        to=friday.day,
        month=words.month(friday.month),
    )
    offered = Button(str(week), f"{x.id}.when.{monday.isoformat()}")
    live = button(x, words, "live", "when.live")
    return (offered,), (live, button(x, words, "other", "when.other"))


def _languages(x: Exercise, words: Words) -> Rows:
    codes = [code for code in x.framework.languages if code in x.library.words]
    each = tuple(
        Button(str(x.library.words[code].say("language.name")), f"{x.id}.langs.{code}")
        for code in codes
    )
    both = (button(x, words, "both", f"langs.{'-'.join(codes)}"),) if len(codes) > 1 else ()
    return each, both


def _edit(x: Exercise, words: Words) -> Post:
    text = words.say("setup.edit")
    items = list(setup.wanted(x))
    made = []
    for item in items:
        name, _, language = item.partition(".")
        label = words.text(f"button.field_{name}")
        several = language and len(x.languages) > 1
        made.append(Button(f"{label} ({language})" if several else label, f"{x.id}.set.{item}"))
    rows = tuple(tuple(made[n : n + 2]) for n in range(0, len(made), 2))
    back = (button(x, words, "leave_practice", "preview"),)
    return Post(words.render("plain", text=text), (*rows, back))


def _preview(x: Exercise, words: Words) -> Post:
    text = words.render("preview", board=channel.preview(x, words), dates=_dates(x, words))
    rows = (
        (button(x, words, "post", "post"), button(x, words, "edit", "edit")),
        (button(x, words, "practise", "practice.1"),),
    )
    return Post(text, rows)


def _dates(x: Exercise, words: Words) -> str:
    kind, _, day = x.setup["when"].partition(" ")
    if kind == "live":
        return str(words.say("setup.live_now"))
    script = x.library.script(x.library.newest("script", kind))
    first = next(step for step in script.steps if step.ask == "components")
    start = when.moment(when.day_of(day), when.OFFICE[0], x.zone)
    closes = when.closes_at(first.closes, x.last_at, start, x.zone) if first.closes else None
    return str(
        words.say(
            "setup.preview_dates",
            start=words.say("setup.starts_now"),
            n=x.setup["invited"],
            when=words.date(closes, x.zone) if closes else "",
        )
    )


def _practice(x: Exercise, words: Words, number: int) -> Post:
    """A question to try. Every answer leads to the next; none is kept."""
    component = x.framework.components[(number - 1) * 9 % len(x.framework.components)]
    texts = x.framework.texts[words.language]
    text = words.render(
        "practice",
        place=words.say("setup.practice", number=number, of=setup.PRACTICE),
        name=texts.component[component.id].name,
        question=fill(x, words, texts.component[component.id].question),
        frame=texts.category[component.category].frame.replace("{years}", str(x.framework.years)),
    )
    made = [
        Button(answer_name(x, words, component.id, score), f"{x.id}.practice.{number + 1}.{score}")
        for score in SCORES
    ]
    last = (button(x, words, "leave_practice", "preview"),)
    return Post(text, (tuple(made[:2]), tuple(made[2:4]), tuple(made[4:5]), tuple(made[5:]), last))
