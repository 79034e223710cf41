"""The program as it is installed: without the libraries that only we have, for tests.

`python -m tests.benchmarks.shipped run` is `valuemap run`. One library loads another where that is
to be had, which costs a start a tenth that nobody but us pays.
"""

import sys

OURS_ALONE = ("rich", "pygments")

sys.modules |= dict.fromkeys(OURS_ALONE)  # type: ignore[arg-type]  # as if not installed

from bot.cli import main  # noqa: E402

main()
