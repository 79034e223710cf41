"""A framework that is made up: two dimensions, one category, seven items, one language."""

from pathlib import Path

from bot.app.library import Files

NAMES = ("Doors", "Ramps", "Signs", "Lifts", "Voices", "Screens", "Seats")

WORDS = {
    "obstacle": ('stop = "it shuts people out"', 'stop = "{name} shuts people out"'),
    "benefit": ("", 'very_high = "very much of {name}"'),
    "capacity": ("", 'very_high = "{name} is there in full"'),
    "risk": ('stop = "it is dangerous"', 'stop = "{name} is dangerous"'),
}
"""What the texts of a category need, by its kind: a stop sign, or what is very high."""


def seven(root: Path, kind: str = "obstacle") -> Path:
    """The folder of an organisation that has such a framework."""
    folder = root / "own" / "packs" / "seven"
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(_pack(kind), "utf-8")
    (folder / "en.toml").write_text(_texts(kind), "utf-8")
    return root / "own"


def files(root: Path, kind: str = "obstacle") -> Files:
    """What an organisation that has such a framework, and begins with it, reads."""
    library = Files(seven(root, kind))
    library.framework = "seven"
    return library


def _pack(kind: str) -> str:
    stop = "stop = 5" if kind in ("obstacle", "risk") else ""
    mode = {"capacity": "L"}.get(kind, "H")
    components = "".join(
        f"""
[[component]]
id = "{name}"
dimension = "{"IN" if n < 4 else "OUT"}"
category = "K"
domain = "work"
corner = "capacity"
"""
        for n, name in enumerate(NAMES)
    )
    modes = (mode, "L") if kind == "benefit" else (mode,)
    triggers = "\n".join(
        f'    {{ component = "{name}", mode = "{m}", weight = 2 }},'
        for name in NAMES
        for m in modes
    )
    return f"""
id = "seven"
version = "1"
languages = ["en"]
scale = 5
years = 1

[labels]
up = "open"
down = "shut"
none = "between"
few = "unknown"

[[source]]
id = "us"
cite = "Ourselves"

[[dimension]]
id = "IN"

[[dimension]]
id = "OUT"

[[category]]
id = "K"
kind = "{kind}"
{stop}

[[domain]]
id = "work"
json = "work"
{components}
[[recommendation]]
id = "Z"
headline = true
sources = ["us"]
triggers = [
{triggers}
]
"""


def _texts(kind: str) -> str:
    stop, says = WORDS[kind]
    components = "".join(
        f"""
[component.{name}]
name = "{name}"
question = "How is it with the {name.lower()} of {{service}}?"
quotation = "{name} are for everybody."
here = "look at the {name.lower()}"
ask = "pay for the {name.lower()}"
"""
        for name in NAMES
    )
    return f"""
language = "en"
name = "Seven steps to an open house"
credit = "Made up by ourselves."
translation = ""
system = "an open house"

[answers]
not_sure = "Cannot say"
not_applicable = "Not here"

[labels]
up = "open"
down = "shut"
none = "between"
few = "unknown"

[dimension.IN]
name = "Coming in"
opening = "A house begins at its door."
prompt = "What else?"

[dimension.OUT]
name = "Staying"
opening = "People stay where they are welcome."
prompt = "What else?"

[category.K]
one = "point"
many = "points"
largest = "Largest"
largest_one = "Largest"
labels = ["Tiny", "Little", "Some", "Much", "All"]
frame = "This year."
{stop}

[category.K.says]
{says}
high = "much of {{name}}"
middle = "some of {{name}}"
low = "little of {{name}}"
contested = "two minds on {{name}}"
thin = "no one view on {{name}}"
{components}
[recommendation.Z]
title = "Open the house"
text = "Open it."

[domain.work]
name = "work"

[corner.strategy]
name = "Goal"
question = "What for?"

[corner.legitimacy]
name = "Consent"
question = "Who agrees?"

[corner.capacity]
name = "Means"
question = "Who can?"
"""
