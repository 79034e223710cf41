"""When personal data is deleted, and of whom a name stays until the plan is over."""

from dialogs.core import facts as f
from dialogs.core.exercise import Exercise

PURGE_DAYS = 60
"""Days from the results to the day on which names, addresses and private texts are deleted."""


def purge_at(x: Exercise) -> float | None:
    """When personal data is deleted: a fixed time after the results were due, or it was called off.

    Of an exercise that ended in another way, after its last fact.
    """
    if x.began is None or x.purged:
        return None
    since = [s.closes or s.opened for s in x.stages.values() if s.step.publish == "results"]
    since += [] if x.called_off is None else [x.called_off]
    if not since and x.status == "finished":
        since = [x.last_at]
    return min(since) + PURGE_DAYS * 86400.0 if since else None


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """What is deleted now: the names of all but who runs it or owns an action that is not done."""
    due = purge_at(x)
    if due is None or due > at:
        return ()
    unfinished = [a for a in x.actions.values() if a.progress not in ("done", "dropped")]
    owners = {action.owner for action in unfinished if action.owner}
    return (f.Purged(at, tuple(sorted(owners | {x.facilitator}))),)
