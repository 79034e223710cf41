"""How often a property is tried: a few times in every run, many more in `make soak`.

`make quick` of a room tries a tenth of the few: it is there to be run often itself.
"""

import os

from hypothesis import HealthCheck, Phase, settings

TIMES = float(os.environ.get("TIMES", "1"))
"""How many times as often; `make soak` says 20, `make quick` 0.1."""


def often(few: int) -> settings:
    """So many examples, or TIMES as many; none is too slow, since machines differ.

    Every day's run tries the same ones, so that what is red was changed; `make soak` tries others.

    To find the smallest example of a failure takes minutes: `make soak` does, every day's run names
    the first that it met.
    """
    phases = list(Phase) if TIMES > 1 else [p for p in Phase if p is not Phase.shrink]
    return settings(
        max_examples=max(1, round(few * TIMES)),
        deadline=None,
        derandomize=TIMES <= 1,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
