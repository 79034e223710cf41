"""What may be shown: the one way from answers to anything that the group sees.

Here belongs what decides the form in which a component or a vote is shown, and `Seen`, all that
the group can ever know. Nothing that only follows from it: that is `advice`, made from `Seen`.
Change nothing here without running the proof in `tests/framework/test_disclosure.py`.
"""

from framework.gate.seen import PublicSeen, Seen
from framework.gate.shown import Shown
from framework.gate.votes import Vote

__all__ = ["PublicSeen", "Seen", "Shown", "Vote"]
