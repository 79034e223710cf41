"""What each platform can show, by its name: the pure rooms know these, and no platform.

A platform declares them in its own folder, and says there in `words/xx.toml` who else keeps a
copy of what is said on it. Nothing here loads a platform's library.
"""

from collections.abc import Mapping
from pathlib import Path

from bot.platforms.demo.capabilities import CAPABILITIES as DEMO
from bot.platforms.slack.capabilities import CAPABILITIES as SLACK
from bot.platforms.telegram.capabilities import CAPABILITIES as TELEGRAM
from dialogs.core.post import Capabilities

CAPABILITIES: Mapping[str, Capabilities] = {"telegram": TELEGRAM, "slack": SLACK, "demo": DEMO}


def words_folders() -> list[Path]:
    """Where the platforms keep the sentences that are theirs alone."""
    return [Path(__file__).parent / name / "words" for name in CAPABILITIES]
