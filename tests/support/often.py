"""How often a property is tried: a few times in every run, many more in `make soak`."""

import os

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("TIMES", "1"))
"""How many times as often; `make soak` says 20."""


def often(few: int) -> settings:
    """So many examples, or TIMES as many; none is too slow, since machines differ.

    To find the smallest example of a failure takes minutes: `make soak` does, every day's run names
    the first that it met.
    """
    phases = list(Phase) if TIMES > 1 else [p for p in Phase if p is not Phase.shrink]
    return settings(
        max_examples=few * TIMES,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
