"""Forms and Home tabs as Slack's views, within its limits. Pure."""

from collections.abc import Iterator

from bot.platforms.slack.blocks import (
    LABEL,
    SECTION,
    Json,
    actions,
    button,
    mrkdwn,
    plain_text,
    section,
    sections,
    spoken,
)
from dialogs import markup
from dialogs.core.post import Button, Entry, Form, Home, Question

# What Slack takes, in characters.
TITLE = 24
HEADER = 150

BLOCKS = 95
"""Of the hundred that a view may have, what is left beside its title and what is said above."""

GROWS = 6
"""How many characters one can become at most: `&` is written in five."""


def modal(form: Form) -> Json:
    """A form as a modal. Nothing is submitted: every choice is sent, and saved, when it is made."""
    blocks = [section(_safe(form.lead)), *(_question(each) for each in form.questions)]
    if form.others:
        blocks.append(_buttons("others", form.others))
    return {
        "type": "modal",
        "title": plain_text(form.title, TITLE),
        "close": plain_text(form.close, TITLE),
        "blocks": blocks,
    }


def _question(of: Question) -> Json:
    """A question beside its answers, the one given so far chosen."""
    options = [{"text": plain_text(o.label, LABEL), "value": o.data} for o in of.options]
    chosen = next((o for o in options if o["value"] == of.selected), None)
    radio: Json = {"type": "radio_buttons", "action_id": f"answer.{of.item}", "options": options}
    if chosen:
        radio["initial_option"] = chosen
    return {**section(_titled(of.name, of.text)), "block_id": of.item, "accessory": radio}


def home(shown: Home, said: str = "") -> Json:
    """The Home tab; `said`, small HTML, is the answer to what was pressed on it.

    Where there are more exercises than it can hold, those used last stand there.
    """
    blocks: list[Json] = [{"type": "header", "text": plain_text(shown.title, HEADER)}]
    blocks += sections(said) if said else ()
    for number, entry in enumerate(shown.entries):
        made = list(_entry(entry, f"entry{number}."))
        if len(blocks) + len(made) > BLOCKS:
            break
        blocks += made
    if shown.nothing:
        blocks.append(section(_safe(shown.nothing)))
    return {"type": "home", "blocks": blocks}


def _entry(of: Entry, name: str) -> Iterator[Json]:
    """One exercise: its name, and its message as it would stand in the direct message."""
    yield section(f"*{_safe(markup.short(of.title, SECTION // GROWS))}*")
    yield from sections(spoken(of.said.text))
    yield from actions(of.said, name)


def _buttons(block: str, of: tuple[Button, ...]) -> Json:
    elements = [button(each, f"{block}.{place}") for place, each in enumerate(of)]
    return {"type": "actions", "block_id": block, "elements": elements}


def _titled(title: str, text: str) -> str:
    """A title and a text of a view, each within half of what a block takes, once it is escaped."""
    made = f"*{_safe(title)}*\n{_safe(text)}"
    if len(made) <= SECTION:
        return made
    half = SECTION // 2 // GROWS
    return f"*{_safe(markup.short(title, half))}*\n{_safe(markup.short(text, half))}"


def _safe(text: str) -> str:
    return mrkdwn(spoken(markup.escape(text)))
