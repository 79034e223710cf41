"""A facilitator sets an exercise up against a strict server, question by question."""

from collections.abc import Callable
from typing import Any

WRITTEN = (
    ("1 of 8", "a chatbot", "Answers or talks"),
    ("2 of 8", "the Civil Registry", "People who use the service"),
    ("3 of 8", "Nobody queues.", ""),
    ("4 of 8", "the Minister", ""),
    ("What exactly", "whether to run a pilot", "No day yet"),
)
"""To what is asked in the first four questions: what is written, and then tapped."""

FEW = 10
"""Of fewer people than this, small-team mode is offered."""


async def set_up(
    server: Any,
    group: Any,
    boss: Any,
    stands: Callable[[], object],
    script: str = "Live",
    invited: int = 14,
) -> None:
    """Answer every question, and post the exercise; `stands` is true once the group's card does.

    Any platform's strict server will do, with its group or channel and the facilitator there.
    """
    group.add_bot(by=boss)
    await server.until(lambda: group.heard)
    boss.tap(group.last, "Set it up")

    async def tap(wanted: str) -> None:
        await server.until(lambda: any(b.startswith(wanted) for b in boss.last.buttons))
        boss.tap(boss.last, wanted)

    for question, text, label in WRITTEN:
        await server.until(lambda q=question: boss.heard and q in boss.last.text)
        boss.write(text)
        if label:
            await tap(label)
    for label in ("Use a draft", script, "English"):
        await tap(label)
    await server.until(lambda: "How many" in boss.last.text)
    boss.write(str(invited))
    if invited < FEW:
        await tap("Small-team mode")
    await server.until(lambda: "8 of 8" in boss.last.text)
    boss.write("R. Khan, ICT")
    await tap("Post it")
    await server.until(stands)
