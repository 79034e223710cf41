"""What was accepted. An exercise is what its facts make of it, and nothing else.

Facts are stored for years: a class here is never renamed, a field never removed, and a new
field has a default. People are numbers; their names stand in a table that can be erased.
Times are UTC seconds, to the millisecond. The fields `person`, `round`, `item`, `answer` and
`text` have columns of their own in the database; the others go into its `body`. `acted` is when the
person did it by their platform's clock; 0 where that is `at`, or not known.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from dialogs.core.facts.answers import (
    Answered,
    Discarded,
    Held,
    Noted,
    Placed,
    Released,
)
from dialogs.core.facts.course import (
    Assessed,
    Cancelled,
    Closed,
    Extended,
    Finished,
    Halfway,
    Injected,
    Opened,
    Passed,
    Paused,
    Prepared,
    Published,
    Reopened,
    Resumed,
    Settled,
    Warned,
)
from dialogs.core.facts.delivery import (
    Confirmed,
    Delivered,
    Doubted,
    Fetched,
    Undelivered,
)
from dialogs.core.facts.people import (
    Admitted,
    Belonged,
    Deputed,
    Erased,
    Found,
    Handed,
    Inquired,
    Invited,
    Joined,
    Left,
    Lost,
    Mailed,
    Muted,
    Named,
    Offered,
    Purged,
    Relinked,
    Reminded,
    Spoke,
    Turned,
    Vacated,
)
from dialogs.core.facts.plan import (
    Amended,
    Asked,
    Filed,
    Recalled,
    Told,
    Took,
)
from dialogs.core.facts.setup import (
    Began,
    Drafted,
    Framed,
    Repeated,
    Set,
)
from dialogs.core.public.facts import (
    PublicClosed,
    PublicCounted,
    PublicHeard,
    PublicOpened,
    PublicWeighed,
)

Fact = (
    Drafted
    | Framed
    | Set
    | Began
    | Opened
    | Extended
    | Closed
    | Settled
    | Reopened
    | Assessed
    | Published
    | Passed
    | Prepared
    | Injected
    | Finished
    | Cancelled
    | Joined
    | Invited
    | Named
    | Left
    | Admitted
    | Lost
    | Found
    | Paused
    | Resumed
    | Spoke
    | Turned
    | Answered
    | Noted
    | Released
    | Discarded
    | Held
    | Placed
    | Reminded
    | Muted
    | Mailed
    | Warned
    | Halfway
    | Handed
    | Deputed
    | Belonged
    | Asked
    | Recalled
    | Inquired
    | Vacated
    | Offered
    | Relinked
    | Filed
    | Took
    | Amended
    | Told
    | Repeated
    | Doubted
    | Confirmed
    | Undelivered
    | Delivered
    | Fetched
    | PublicOpened
    | PublicClosed
    | PublicHeard
    | PublicWeighed
    | PublicCounted
    | Erased
    | Purged
)

RESULT = Assessed.__name__
"""The kind of fact that holds a result."""

KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__args__}
"""The kinds by the name under which they are stored."""


def write(fact: Fact) -> dict[str, Any]:
    """The fields of a fact by name, without its kind. Values are those of JSON, and tuples."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def read(kind: str, values: Mapping[str, Any]) -> Fact:
    """The fact that `write` took apart; lists become tuples again.

    Raises `KeyError` for a kind, `TypeError` for a field, that this release does not know.
    """
    build: Any = KINDS[kind]
    fact: Fact = build(
        **{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    )
    return fact


__all__ = [
    "KINDS",
    "RESULT",
    "Admitted",
    "Amended",
    "Answered",
    "Asked",
    "Assessed",
    "Began",
    "Belonged",
    "Cancelled",
    "Closed",
    "Confirmed",
    "Delivered",
    "Deputed",
    "Discarded",
    "Doubted",
    "Drafted",
    "Erased",
    "Extended",
    "Fact",
    "Fetched",
    "Filed",
    "Finished",
    "Found",
    "Framed",
    "Halfway",
    "Handed",
    "Held",
    "Injected",
    "Inquired",
    "Invited",
    "Joined",
    "Left",
    "Lost",
    "Mailed",
    "Muted",
    "Named",
    "Noted",
    "Offered",
    "Opened",
    "Passed",
    "Paused",
    "Placed",
    "Prepared",
    "PublicClosed",
    "PublicCounted",
    "PublicHeard",
    "PublicOpened",
    "PublicWeighed",
    "Published",
    "Purged",
    "Recalled",
    "Released",
    "Relinked",
    "Reminded",
    "Reopened",
    "Repeated",
    "Resumed",
    "Set",
    "Settled",
    "Spoke",
    "Told",
    "Took",
    "Turned",
    "Undelivered",
    "Vacated",
    "Warned",
    "read",
    "write",
]
