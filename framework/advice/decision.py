"""The decision line: what most of us say, beside what blocks us.

Which of its sentences holds, as data; the sentences are in the words. It adds no "go" or "don't":
"not yet" and "no" are results too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from framework.advice.findings import Finding
from framework.gate import Vote
from framework.gate.votes import SPLIT

Case = Literal["ahead", "wait", "split", "few"]
QUESTION = "go"
# What an answer to the closing question comes to. "Not sure" by most is no agreement to go ahead.
CASES: Mapping[str, Case] = {
    "now": "ahead",
    "pilot": "ahead",
    "later": "wait",
    "no": "wait",
    "NS": "split",
    SPLIT: "split",
}
AGAINST = ("high", "missing")


@dataclass(frozen=True, slots=True)
class Decision:
    """Which sentence holds: `case` by what most chose, with or without `stop_signs`.

    `answer` is the option that more than half chose. `serious`: where nothing blocks, what is most
    serious of the obstacles and risks, and of the benefits that are missing.
    """

    case: Case
    answer: str | None
    stop_signs: tuple[str, ...]
    serious: tuple[str, ...]


def decision(
    votes: Mapping[str, Vote], stop_signs: tuple[str, ...], findings: Iterable[Finding]
) -> Decision:
    """The decision line of a result."""
    chosen = votes.get(QUESTION, Vote("nothing"))
    case: Case = CASES.get(chosen.most, "split") if chosen.most else "few"
    answer = chosen.most if case in ("ahead", "wait") else None
    against = [f for f in findings if f.kind in AGAINST]
    worst = max((f.seriousness for f in against), default=0.0)
    serious = tuple(f.component for f in against if f.seriousness == worst)
    return Decision(case, answer, stop_signs, () if stop_signs else serious)
