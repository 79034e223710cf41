"""A kept beginning: played once, and what a test does to its copy is seen by no other."""

from tests.support.kept import kept
from tests.support.people import answered, library, structure  # noqa: F401 - asked by `kept`


def test_it_is_played_once_and_every_copy_is_like_it():
    played = []

    @kept
    def begin(n):
        played.append(n)
        return answered.__wrapped__(n)

    first, second = begin(3), begin(3)
    assert played == [3]
    assert structure(first.x) == structure(second.x) == structure(answered.__wrapped__(3).x)
    assert first.history == second.history
    assert first.shows() == second.shows()


def test_other_arguments_are_another_beginning():
    assert len(answered(2).x.people) < len(answered(3).x.people)


def test_what_happens_to_a_copy_happens_to_no_other():
    first, second = answered(3), answered(3)
    before = structure(second.x)
    first.joins(40)
    first.closes()
    assert 40 in first.x.people
    assert structure(second.x) == before
    assert structure(answered(3).x) == before
    assert 40 not in second.names
    assert second.history == answered(3).history
