"""Slack's pages: the form in a modal, and somebody's Home tab. Pure."""

from typing import Any

from bot.platforms import markup
from bot.platforms.slack.blocks import LABEL, SECTION, button, cut, section, spoken
from dialogs.core.post import Button
from dialogs.talk.forms import Form, Home, Question

TITLE = 24
HEADER = 150

Json = dict[str, Any]


def modal(form: Form) -> Json:
    """A form as a modal. Nothing is submitted: every choice is sent, and saved, when it is made."""
    blocks = [section(_safe(form.lead)), *(_question(each) for each in form.questions)]
    if form.others:
        blocks.append(_buttons("others", form.others))
    return {
        "type": "modal",
        "title": _plain(cut(form.title, TITLE)),
        "close": _plain(cut(form.close, TITLE)),
        "blocks": blocks,
    }


def _question(of: Question) -> Json:
    """A question beside its answers, the one given so far chosen."""
    options = [{"text": _plain(cut(o.label, LABEL)), "value": o.data} for o in of.options]
    chosen = next((o for o in options if o["value"] == of.selected), None)
    radio: Json = {"type": "radio_buttons", "action_id": f"answer.{of.item}", "options": options}
    if chosen:
        radio["initial_option"] = chosen
    text = f"*{_safe(of.name)}*\n{_safe(of.text)}"
    return {**section(text[:SECTION]), "block_id": of.item, "accessory": radio}


def home(shown: Home) -> Json:
    """The Home tab."""
    blocks: list[Json] = [{"type": "header", "text": _plain(cut(shown.title, HEADER))}]
    for number, entry in enumerate(shown.entries[:30]):
        blocks.append(section(f"*{_safe(entry.title)}*\n{_safe(entry.state)}"[:SECTION]))
        blocks.append(_buttons(f"entry{number}", (entry.way_in,)))
    if shown.nothing:
        blocks.append(section(_safe(shown.nothing)))
    return {"type": "home", "blocks": blocks}


def _buttons(block: str, of: tuple[Button, ...]) -> Json:
    elements = [button(each, f"{block}.{place}") for place, each in enumerate(of)]
    return {"type": "actions", "block_id": block, "elements": elements}


def _safe(text: str) -> str:
    return markup.slack(spoken(markup.escape(text)))


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
