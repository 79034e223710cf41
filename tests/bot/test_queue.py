"""Which post goes next: the most urgent, one at a time to a chat, nobody starves, ages are true."""

from bot.app.outbox import SUPERSEDED, TAPPED, Wanted
from bot.delivery.limits import Pace
from bot.delivery.queue import AT_ONCE, Queue
from bot.platforms.base import PlatformError, Rate, Rates

RATES = {"t": Rates(private=Rate(1, 3.0))}


class Hand:
    """A queue whose clock is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pace = Pace(lambda: self.now, rates=RATES)
        self.queue = Queue(self.pace)

    def want(self, key: str, to: str, urgency: int = 2, platform: str = "t") -> None:
        self.queue.add(Wanted(1, key, (platform, to), urgency=urgency))

    def ready(self) -> list[str]:
        """What goes now; its calls are under way from now on."""
        self.under_way = list(self.queue.ready())
        for entry in self.under_way:
            self.pace.use(entry.wanted.chat, "send")
        return [entry.wanted.key for entry in self.under_way]


def test_the_most_urgent_goes_first_and_equals_in_their_order() -> None:
    hand = Hand()
    for key, to, urgency in (("reminder", "1", 4), ("card a", "2", 2), ("card b", "3", 2)):
        hand.want(key, to, urgency)
    hand.want("tapped", "4", TAPPED)
    assert hand.ready() == ["tapped", "card a", "card b", "reminder"]


def test_one_at_a_time_to_a_chat_and_then_as_fast_as_it_may() -> None:
    hand = Hand()
    hand.want("card/1/1", "1")
    hand.want("reminder", "1")
    assert hand.ready() == ["card/1/1"]
    [first] = hand.under_way
    hand.now += 10
    assert hand.ready() == [], "a call to this chat is under way"
    hand.now -= 9
    hand.queue.done(first, None)
    assert hand.ready() == [], "not as soon as that"
    assert hand.queue.opens == 1003.0
    hand.now = 1003.0
    assert hand.ready() == ["reminder"]


def test_a_post_stands_in_the_queue_once_at_its_most_urgent() -> None:
    hand = Hand()
    hand.want("card a", "1", 2)
    hand.want("card b", "2", 2)
    hand.want("card b", "2", TAPPED)
    hand.want("card b", "2", 3)
    assert hand.queue.length == 2
    assert hand.ready() == ["card b", "card a"]


def test_nobody_waits_for_the_buttons_of_a_superseded_card() -> None:
    hand = Hand()
    hand.want("old card", "1", TAPPED)
    hand.want("old card", "1", SUPERSEDED)
    hand.want("reminder", "2", 4)
    assert hand.ready() == ["reminder", "old card"]


def test_a_platform_that_does_not_answer_holds_up_no_other() -> None:
    hand = Hand()
    for n in range(2 * AT_ONCE):
        hand.want("card", str(n), platform="t")
        hand.queue.add(Wanted(n + 10, "card", ("t", f"x{n}")))
    assert len(hand.ready()) == AT_ONCE
    hand.want("elsewhere", "1", platform="s")
    assert hand.ready() == ["elsewhere"]


def test_the_oldest_is_the_one_that_waits_longest_whatever_was_tried() -> None:
    hand = Hand()
    assert hand.queue.oldest == 0.0
    hand.want("card", "1")
    hand.now += 5
    hand.want("other", "2")
    hand.now += 5
    hand.want("card", "1", TAPPED)
    assert hand.queue.oldest == 10.0
    hand.ready()
    assert hand.queue.oldest == 10.0, "a call that hangs is no delivery"
    card, other = hand.under_way
    hand.want("card", "1")
    hand.now += 5
    hand.pace.failed(card.wanted.chat, "send", PlatformError("down"))
    hand.queue.done(card, 0.0)
    assert hand.queue.oldest == 15.0, "it was wanted anew, but never delivered"
    hand.now += 100
    assert hand.ready() == ["card"]
    hand.queue.done(hand.under_way[0], None)
    assert hand.queue.oldest == 110.0
    hand.queue.done(other, None)
    assert hand.queue.oldest == 0.0
