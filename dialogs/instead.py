"""Sentences that stand in the place of ours: an organisation's own, and those of a framework.

One that does not fit is left out, and ours stands: a sentence that an upgrade took away, or that
has something filled in that ours no longer has, must not stop anybody. Whoever reads the files says
so, that it can be mended.
"""

import re
from collections.abc import Iterator, Mapping

PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
"""Where a value goes in a sentence."""

REFERENCE = re.compile(r"\{([a-z_]+\.\w+)\}")
"""Where the label of a button goes: `{button.my_answers}`."""

LABELS = ("button.", "answer.")
"""The sections that are labels of buttons, which other sentences may name."""

FORMS = (".one", ".other")
"""The forms of a plural."""

PLURALS = {"one": frozenset({1}), "zero_one": frozenset({0, 1}), "none": frozenset[int]()}
"""What a language's `plural` may be, and of which numbers it then says `one`: English, Spanish and
Dutch; French and Portuguese of Brazil; Haitian. For whole numbers as in Unicode's CLDR."""

DRAFT = "language.draft"
"""There while nobody whose language it is has read the sentences: said wherever one is chosen."""

AS_NEEDED = ("article.", "calendar.day_", DRAFT)
"""What each language fills as it needs."""

FREE = (*AS_NEEDED, "privacy.platform_")
"""The same, and what a platform brings of its own."""


def fitting(
    own: Mapping[str, object], ours: Mapping[str, str], given: Mapping[str, str] | None = None
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Of one's own sentences those that fit in the place of ours; of the others, key and reason.

    `given` texts may be named in sentences as labels may. One sentence may stand for a plural.
    """
    taken: dict[str, str] = {}
    left: list[tuple[str, str]] = []
    for key, text in own.items():
        reason = _unfit(key, text, ours, given or {})
        if reason:
            left.append((key, reason))
        elif key in ours or key.startswith(FREE):
            taken[key] = str(text)
        else:
            taken |= {f"{key}{form}": str(text) for form in FORMS}
    return taken, left


def _unfit(key: str, text: object, ours: Mapping[str, str], given: Mapping[str, str]) -> str:
    """Why a sentence cannot stand in the place of ours; empty if it can."""
    if not isinstance(text, str) or not text.strip():
        return "must be a text in quotes"
    if key == "language.plural" and text not in PLURALS:
        return f"must be one of {', '.join(PLURALS)}"
    there = [ours[k] for k in (key, *(f"{key}{form}" for form in FORMS)) if k in ours]
    if not there and not key.startswith(FREE):
        return "there is no such sentence"
    if set("<>&") & set(text):
        return "must be plain text, without <, > or &"
    return next(_holes(text, there, ours, given), "")


def _holes(
    text: str, there: list[str], ours: Mapping[str, str], given: Mapping[str, str]
) -> Iterator[str]:
    """What is wrong between the braces of a sentence."""
    named = [
        name for name in REFERENCE.findall(text) if not _label(name, ours) and name not in given
    ]
    yield from (f"names {{{name}}}, which is no label" for name in named)
    known = {name for each in there for name in PLACEHOLDER.findall(each)}
    used = {*PLACEHOLDER.findall(text)} - known
    yield from (f"uses {{{name}}}, which this sentence does not have" for name in sorted(used))
    if set("{}") & set(PLACEHOLDER.sub("", REFERENCE.sub("", text))):
        yield "has a { or } that fills nothing"


def _label(name: str, ours: Mapping[str, str]) -> bool:
    """Whether it is a label, and not itself filled in with something nobody knows."""
    return name.startswith(LABELS) and name in ours and "{" not in ours[name]
