"""What brings a message to what it should say: which call, and with which words."""

from bot.app.outbox import call_for
from dialogs.core.post import Post
from storage.rows import PostRow
from tests.support.people import Play, posted

ANA, CHAT = 2, ("demo", "ana")


def brought(play: Play, ref: str) -> str:
    """What the call says that brings Ana's newest card; `ref`: under which it stands."""
    key = f"card/{ANA}/{play.x.people[ANA].cards}"
    call = call_for(play.x, PostRow(1, key, ANA, 2, 1, "", ref, ""), CHAT)
    assert call
    assert isinstance(call.post, Post)
    return str(call.post.text)


def test_a_card_that_comes_anew_shows_no_score() -> None:
    """It notifies. Somebody asked for it, and tapped the one before while it was on its way."""
    play = posted().joins(ANA)
    before = play.x.people[ANA].cards
    play.writes(ANA, "/start")
    assert play.x.people[ANA].cards == before + 1
    play.tap(ANA, "1.ADM-T4.5")
    assert "5 Blocks us" not in brought(play, "")
    assert brought(play, "7").startswith("Saved. Legality: 5 Blocks us."), "its edit says so"
