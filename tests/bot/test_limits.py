"""Who may write when: slots, blocks, backoff."""

import math

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.limits import LONGEST, MANY, Pace, Slots, scope_of
from bot.platforms.base import PlatformError, Rate, Rates

ANA, BEN, TEAM = ("t", "1"), ("t", "2"), ("t", "-5/7")
RATES = Rates(
    private=Rate(3, 3.0), group=Rate(4, 60.0), bot=Rate(5, 1.0), verbs={"edit": Rate(2, 60.0)}
)


class Hand:
    """A pace whose clock is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pace = Pace(lambda: self.now, rates={"t": RATES})

    def call(self, chat: tuple[str, str], verb: str = "send", group: bool = False) -> None:
        self.pace.reserve(chat, group=group)
        self.pace.use(chat, verb)

    def free(self, chat: tuple[str, str]) -> float:
        return self.pace.free_at(chat, "card/1/1") - self.now


def test_a_person_gets_three_and_then_waits() -> None:
    hand = Hand()
    for _ in range(3):
        assert hand.free(ANA) <= 0
        hand.call(ANA)
    assert hand.free(ANA) == 3.0
    assert hand.free(BEN) <= 0
    hand.now += 3.0
    assert hand.free(ANA) <= 0


@given(st.lists(st.floats(0, 2), max_size=80), st.integers(1, 6))
def test_never_more_than_the_rate_in_any_window(waits: list[float], most: int) -> None:
    slots, now, made = Slots(Rate(most, 3.0), "private"), 0.0, []
    for wait in waits:
        now = max(now + wait, slots.free_at)
        slots.use(now)
        made.append(now)
    for at in made:
        assert sum(at - 3.0 + 1e-9 < other <= at for other in made) <= most


def test_a_slot_is_reserved_until_the_call_is_made() -> None:
    hand = Hand()
    for _ in range(5):
        hand.pace.reserve(BEN, group=False)
    assert hand.pace.opens("t") == math.inf
    hand.now += 10
    hand.pace.use(BEN, "send")
    assert hand.pace.opens("t") == hand.now + 1.0, "of five, four are reserved and one is used now"
    for _ in range(4):
        hand.pace.release(BEN)
    assert hand.pace.opens("t") <= hand.now


def test_topics_of_a_group_are_one_chat() -> None:
    hand = Hand()
    for _ in range(4):
        hand.call(TEAM, group=True)
    assert hand.free(("t", "-5")) == 60.0


def test_a_kind_of_call_can_be_held() -> None:
    """A limit for a method holds back that method, for everybody, and nothing else."""
    hand = Hand()
    hand.call(ANA, "edit")
    hand.call(BEN, "edit")
    assert hand.pace.barred(ANA) == {"edit": hand.now + 60.0}
    hand.pace.failed(ANA, "upload", PlatformError("", retry_after=5, scope="method"))
    assert set(hand.pace.barred(ANA)) == {"edit", "upload"}


def test_board_edits_rest() -> None:
    hand = Hand()
    hand.pace.done(TEAM, "board/en", "edit")
    assert hand.pace.free_at(TEAM, "board/en") == hand.now + 3.0
    assert hand.pace.free_at(TEAM, "board/es") <= hand.now


def test_retry_after_blocks_what_it_names() -> None:
    """429 carries `retry_after`, honoured for the chat, the method or the bot."""
    hand = Hand()
    hand.pace.failed(ANA, "edit", PlatformError("", retry_after=30, scope="chat"))
    assert hand.free(ANA) == 30.0
    assert hand.free(BEN) <= 0
    hand.pace.failed(BEN, "edit", PlatformError("", retry_after=7, scope="bot"))
    assert hand.pace.opens("t") == hand.now + 7


def test_two_chats_refused_at_once_are_the_bot() -> None:
    hand = Hand()
    hand.pace.failed(ANA, "edit", PlatformError("", retry_after=30))
    assert hand.pace.opens("t") <= hand.now
    hand.pace.failed(BEN, "edit", PlatformError("", retry_after=20))
    assert hand.pace.opens("t") == hand.now + 20


def test_backoff_grows_with_jitter_to_a_cap() -> None:
    """Row "5xx, outage": longer and longer, never in step, never beyond the cap."""
    hand = Hand()
    pauses = []
    for _ in range(12):
        hand.pace.failed(ANA, "send", PlatformError("down"))
        pauses.append(hand.free(ANA))
        hand.now += pauses[-1]
    assert pauses[0] <= 1.0
    assert LONGEST / 2 <= pauses[-1] <= LONGEST
    assert len(set(pauses[-5:])) == 5
    hand.pace.done(ANA, "card/1/1", "edit")
    hand.pace.failed(ANA, "send", PlatformError("down"))
    assert hand.free(ANA) <= 1.0


def test_calls_of_one_outage_count_once() -> None:
    hand = Hand()
    for chat in (ANA, BEN, TEAM) * 5:
        hand.pace.failed(chat, "send", PlatformError("down"))
    assert hand.pace.opens("t") - hand.now <= 1.0


def test_a_restart_gives_no_second_helping() -> None:
    hand, later = Hand(), Hand()
    kept: dict[str, float] = {}
    for _ in range(3):
        hand.call(ANA)
        kept |= hand.pace.done(ANA, "card/1/1", "edit")
        hand.now += 0.2
    kept |= hand.pace.failed(BEN, "edit", PlatformError("", retry_after=40))
    assert set(kept) == {f"{scope_of(ANA)}#private.{n}" for n in range(3)} | {scope_of(BEN)}
    later.pace.restore("t", kept)
    assert later.free(ANA) >= 2.2
    assert later.free(BEN) == 40.0


def test_no_pause_is_endless_whatever_the_clock_did() -> None:
    """Row "the clock jumps": what was to be blocked for years is blocked for an hour at most."""
    hand = Hand()
    hand.pace.restore("t", {scope_of(ANA): 1e9, f"{scope_of(BEN)}#private.1": 1e9})
    assert hand.free(ANA) == 3600.0
    assert hand.free(BEN) <= 3.0


def test_chats_at_rest_are_let_go() -> None:
    """A bot that writes to ever more people does not remember them all."""
    hand = Hand()
    hand.pace.failed(BEN, "edit", PlatformError("", retry_after=1e6, scope="here"))
    for n in range(3 * MANY):
        hand.call(("t", f"{n + 10}"))
        hand.pace.done(("t", f"{n + 10}"), f"board/{n}", "edit")
        hand.now += 1.0
    assert hand.pace.size < 2 * MANY
    assert hand.free(BEN) > 0, "what is blocked stays so"
    assert hand.free(("t", f"{3 * MANY + 9}")) <= 0
    for _ in range(3):
        hand.call(ANA)
    for n in range(2 * MANY):
        hand.call(("t", f"{n + 10}"))
    assert hand.free(ANA) == 3.0, "what counts still counts"


def test_what_is_refused_rests_longer_each_time_and_alone() -> None:
    """A picture that may not be sent stops no text; the pause ends within a quarter of an hour."""
    hand = Hand()
    pauses = []
    for _ in range(12):
        refusal = hand.pace.refuse(TEAM, "upload")
        pauses.append(refusal.until - hand.now)
        assert set(hand.pace.barred(TEAM)) == {"upload"}
        assert hand.pace.barred(ANA) == {}
        hand.now = refusal.until
    assert 3.75 <= pauses[0] <= 5.0
    assert max(pauses) <= 900.0
    assert pauses[-1] >= 675.0


def test_hope_ends_a_rest_but_not_its_growth() -> None:
    hand = Hand()
    for _ in range(6):
        refusal = hand.pace.refuse(TEAM, "send")
    assert not hand.pace.hope(TEAM), "it was tried this moment"
    hand.now += 10
    assert not hand.pace.hope(ANA)
    assert hand.pace.hope(TEAM)
    assert hand.pace.barred(TEAM) == {}
    assert hand.pace.refuse(TEAM, "send").tries == 7
    hand.pace.done(TEAM, "results/en", "send")
    assert refusal not in [hand.pace.refuse(TEAM, "send")]
