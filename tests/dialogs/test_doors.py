"""Who gets in and who stays out: removed, let in again, a new link; whose an action is."""

from dialogs import show
from dialogs.core import facts as f
from dialogs.core.addresses import CrowdKey
from tests.support.people import BOSS, DAY, answered, buttons, english, posted, resulted


def test_who_was_removed_stays_out_and_is_told_until_let_in_again():
    play = answered(3)
    play.tap(BOSS, "desk.people")
    play.press(BOSS, "Person 2")
    play.press(BOSS, "Yes, remove")
    assert "took you out of this exercise" in play.reads(2)
    for act in (
        lambda: play.tap(2, "join"),
        lambda: play.joins(2),
        lambda: play.tap(2, "take.1"),
        lambda: play.tap(2, "1.ADM-T4.1"),
        lambda: play.writes(2, "Let me in!"),
    ):
        facts = [fact for fact in play.history if not isinstance(fact, f.Turned)]
        reply = act()
        assert [x for x in play.history if not isinstance(x, f.Turned)] == facts
        assert getattr(reply, "key", "refuse.removed") == "refuse.removed"
    assert not play.of(2).joined
    play.tap(BOSS, "desk.people")
    play.press(BOSS, "Who was removed")
    play.press(BOSS, "Person 2")
    play.press(BOSS, "Yes, let in again")
    assert "You can take part again" in play.reads(2)
    assert not play.of(2).joined, "not without asking"
    play.press(2, "Take part")
    assert play.of(2).joined
    assert play.x.stages["1"].finished == 3, "what they answered counts again"


def test_who_was_removed_can_be_erased():
    play = answered(3)
    play.tap(BOSS, "remove.2")
    play.writes(2, "/erase")
    play.press(2, "Erase")
    assert 2 not in play.names
    assert not play.of(2).answers


def test_a_new_link_is_asked_first():
    play = answered(2)
    play.tap(BOSS, "desk.people")
    play.press(BOSS, "New link")
    assert not [fact for fact in play.history if isinstance(fact, f.Relinked)]
    play.press(BOSS, "Yes, a new link")
    assert isinstance(play.history[-2], f.Relinked)
    assert play.tap(2, "link").key == "refuse.only_facilitator"


def test_far_more_than_invited_is_said_to_the_facilitator():
    play = posted(invited=10)
    play.joins(*range(2, 17))
    assert show.show(play.x, str(CrowdKey())) is None, "15 of 10"
    play.joins(17)
    crowd = show.show(play.x, str(CrowdKey()))
    assert crowd.text.startswith("16 people have joined; 10 were invited")
    assert show.recipient(play.x, str(CrowdKey())) == BOSS
    assert list(buttons(crowd).values()) == ["7.desk.people", "7.desk.link"]
    play.wait(4 * DAY)
    play.compute()
    assert show.show(play.x, str(CrowdKey())) is None, "nobody can come any more"


def test_giving_an_action_up_is_asked_first():
    play = resulted(6)
    play.tap(2, "take.1")
    assert play.tap(2, "take.1").key == "plan.give_in_private"
    assert play.x.actions[1].owner == 2
    assert "Give up action 1?" in play.reads(2)
    play.press(2, english("button.keep_action"))
    assert play.x.actions[1].owner == 2
    play.tap(2, "take.1")
    assert play.tap(3, "give.1").key == "refuse.unknown_button"
    play.press(2, english("button.give_up"))
    assert play.x.actions[1].owner == 0


def test_the_facilitator_says_whose_an_action_is():
    play = resulted(6)
    play.tap(2, "take.1")
    play.tap(BOSS, "plan")
    play.press(BOSS, "Action 1")
    play.press(BOSS, english("button.plan_owner"))
    play.press(BOSS, "Person 3")
    assert play.x.actions[1].owner == 3
    assert "Owner: Person 3" in play.group("plan")
    assert play.tap(3, "own.1.2").key == "refuse.only_facilitator"
    for wrong in ("own.1.99", "own.9.2", "own.1", "own.1.x"):
        assert play.tap(BOSS, wrong).key == "refuse.unknown_button"
    play.tap(BOSS, "own.1.0")
    assert "Owner: none yet" in play.group("plan")


def test_who_owns_an_action_without_taking_part_sees_the_plan():
    play = resulted(6)
    play.names[20] = play.x.names[20] = "Zoe"
    assert play.tap(20, "take.1").key == "plan.yours"
    play.writes(20, "/start")
    assert english("plan.choose") in play.reads(20)
