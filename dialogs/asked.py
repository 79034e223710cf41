"""Which sentences the program asks for by a key that it puts together: those of tables and layouts.

They are looked for when words are read, so that a forgotten one is an error at the start that names
it, and not the end of a tap months later. Keys that stand whole in the code are found by a test.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import get_args

from jinja2 import Environment, nodes

from dialogs.commands import COMMANDS
from dialogs.core.addresses import GROUP
from dialogs.core.deadlines import SPELLED
from dialogs.core.gate import COUNTED
from dialogs.core.items import CHOICES, TEXTS
from dialogs.core.public.round import WAYS
from dialogs.findings.about import LIMITS, METHOD
from dialogs.findings.actions import OUTCOME, TOLD
from dialogs.findings.lines import PARTS, STOPS
from dialogs.talk.copilot.sayings import PHASES
from dialogs.talk.plan.actions import FIELDS
from dialogs.talk.plan.check import STATES
from dialogs.talk.setup.answers import TYPED
from dialogs.talk.setup.questions import COUNTRIES, NUMBER
from framework.advice.decision import Case
from framework.advice.recommend import Class
from framework.measures.states import State
from framework.publish import Outcome

# Each row is a key with a star for what a table of the program puts there: a new row in that table
# asks for a new sentence by itself.
FAMILIES: Mapping[str, Iterable[str]] = {
    "command.*": COMMANDS,
    "calendar.weekday_*": tuple(map(str, range(1, 8))),
    "calendar.month_*": tuple(map(str, range(1, 13))),
    "country.*": COUNTRIES,
    "deadline.*": SPELLED,
    "setup.*": (*NUMBER, "when_other", "situation_later"),
    "button.field_*": NUMBER,
    "refuse.*": TYPED,
    "item.*": (*CHOICES, *TEXTS, "remark"),
    "ask.*": (*CHOICES, *TEXTS),
    "answer.*": tuple(f"{item}_{o}" for item, of in CHOICES.items() for o in of),
    "note.consent_*": ("low", "high", "none", "remark"),
    "spread.*": ("low", "high"),
    "results.*": ("also_in_the_way", "also_weighs_most", "also_weak", "here", "ask"),
    "results.level_*": get_args(Class),
    "feedback.*": ("gaps", "gaps_few"),
    "button.*_yes": ("remove", "admit", "hand"),
    "*.caption": ("picture", "brief", "report"),
    "button.plan_*": (*FIELDS, *TOLD),
    "plan.write_*": (*FIELDS, *TOLD),
    "button.told_*": STATES,
    "check.*": (*STATES, "unknown"),
    "doubt.*": ("hello", *GROUP, "other"),
    "refusal.*": ("files", "kind", "shut", "long", "ours", "unknown", "made"),
    "class.*": get_args(Class),
    "picture.*": (*get_args(State), "thin"),
    "picture.count_*": (*get_args(State), "thin"),
    "findings.*": (*PARTS, "bursts", "aside"),
    "findings.way_*": WAYS,
    "findings.*_few": ("bursts", "aside"),
    "findings.line_*": ("serious", "weak", "large", "strong", "differ", "gaps"),
    "findings.decision_*": (*get_args(Case), "unsure", "wait_plain"),
    "findings.decision_*_stopped": (*get_args(Case), "unsure"),
    "findings.this_*": (*STOPS, "both"),
    "findings.what_*": (*STOPS, "both"),
    "findings.decision_*_serious": ("wait", "wait_plain"),
    "finding.*_gain": ("missing", "very_large", "large", "gap", "differ", "public"),
    "finding.*_capacity": ("missing", "very_large", "large", "gap", "differ", "public"),
    "finding.*_concern": ("high", "gap", "differ", "public"),
    "report.because_*": "KXPV",
    "*_uncounted": COUNTED,
    "sayings.week_*": PHASES,
    "sayings.live_*": PHASES,
    "sayings.not_*": PHASES,
    "report.rule_*": ("stop", "two", "one", "watch", "differ"),
    "findings.says_*": ("too_few", "set_aside"),
    "report.outcome_*": get_args(Outcome),
    "report.method_*": (*METHOD, "level"),
    "report.limits_*": LIMITS,
    "report.told_*": OUTCOME,
    "forms.*": ("system", "service", "situation", "change", "people", "benefits", "concerns"),
    "report.some_*": ("system", "service"),
}


@cache
def keys(layouts: Environment) -> frozenset[str]:
    """Every key that the tables and the layouts ask for."""
    return frozenset({*of_tables(), *of_layouts(layouts)})


def of_tables() -> Iterable[str]:
    """`command.start`, `button.told_done`: the families, member by member."""
    for pattern, members in FAMILIES.items():
        yield from (pattern.replace("*", name.replace(" ", "_")) for name in members)


def of_layouts(layouts: Environment) -> Iterable[str]:
    """What `say` is given in a layout, whichever way its condition goes."""
    for name in layouts.list_templates():
        for call in layouts.parse(_source(layouts, name)).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                yield from _constants(call.args[0])


def _source(layouts: Environment, name: str) -> str:
    loader = layouts.loader
    return loader.get_source(layouts, name)[0] if loader else ""


def _constants(asked: nodes.Expr) -> Iterable[str]:
    """The keys of `say("a")` and of `say("a" if this else "b")`."""
    if isinstance(asked, nodes.CondExpr):
        for part in (asked.expr1, asked.expr2):
            yield from _constants(part) if part else ()
    elif isinstance(asked, nodes.Const):
        yield str(asked.value)
