"""The proof that what is shown gives nobody away, by trying everything, on the product's own gate.

Each part prints how many sets of answers it tried. The last tests take one gate away and see the
same proof fail.
"""

import random
from dataclasses import replace
from functools import cache

import pytest

from framework.answers.public import counted
from framework.assess import Answer, assess
from framework.gate.shown import Shown, shown
from framework.gate.votes import vote
from framework.measures.states import Reader
from framework.measures.tally import Tally, tally
from tests.framework.attacker import before_and_after, counts, leaks
from tests.framework.teams import IDS, PACK, crowd

METHOD = PACK.method
MODES = {"team": METHOD.n_min, "small team": METHOD.n_min_small_team, "public": METHOD.n_min_public}
# A gain and a concern of ours, and a capacity with a score that blocks.
KINDS = {"gain": (True, None), "concern": (False, 5), "capacity": (True, 1)}
EACH = [
    pytest.param(Reader(METHOD, *kind, n_min), id=f"{name}-{mode}")
    for name, kind in KINDS.items()
    for mode, n_min in MODES.items()
]


def report(part, tried, found):
    said = [who for who in found if len(who) == 3 and known_of_three(*who)]
    rest = f", {len(said)} in a team of three, as the page says" if said else ""
    print(f"{part}: {tried:,} tried, {len(found) - len(said)} leaks{rest}")


# Part 1: one component, everybody gave a score --------------------------------------------


def scores_only(rules, form=shown):
    found, tried = [], 0
    for n in range(3, 13):
        some, more = leaks(counts(n), lambda team: form(rules, Tally(team)))
        found += [(n, *who) for who in some]
        tried += more
    return found, tried


@pytest.mark.parametrize("rules", EACH)
def test_no_set_of_scores_gives_anybody_away(rules):
    found, tried = scores_only(rules)
    report("1, scores of 3 to 12 people", tried, found)
    assert tried == 6167
    assert [who for who in found if not known_of_three(*who)] == []


def known_of_three(n, form, own):
    """What remains, and is said: in a team of three, who disagrees knows where the others are."""
    side = {"high": (0, 1, 2), "low": (2, 3, 4)}.get(form.word, ())
    return n == 3 and form.form == "word" and own in side


def test_what_remains_in_a_team_of_three_is_what_the_page_says():
    found, _ = scores_only(Reader(METHOD, True, None, METHOD.n_min_small_team))
    assert found
    assert {n for n, _, _ in found} == {3}


# Part 2: with not sure and does not apply -------------------------------------------------


def splits(rules, sizes, form=shown):
    """Whoever knows how many answered and how many scored; the last two options are no scores."""
    found, tried = [], 0
    for answered in sizes:
        for rest in range(answered + 1):
            teams = (
                (*team, *other)
                for team in counts(answered - rest)
                for other in counts(rest, options=2)
            )
            some, more = leaks(teams, lambda cells: form(rules, tally(cells)))
            found += [(answered - rest, *who) for who in some]
            tried += more
    return found, tried


STAFF = [p for p in EACH if "team" in p.id and "capacity" not in p.id]


@pytest.mark.parametrize("rules", STAFF)
@pytest.mark.parametrize(
    ("sizes", "all_of_them"),
    [((3, 8), 6399), pytest.param((9, 12), 43953, marks=pytest.mark.soak)],
)
def test_no_split_of_scores_not_sure_and_does_not_apply(rules, sizes, all_of_them):
    found, tried = splits(rules, range(sizes[0], sizes[1] + 1))
    report(f"2, splits of {sizes[0]} to {sizes[1]} answers", tried, found)
    assert tried == all_of_them
    assert [who for who in found if not known_of_three(*who)] == []


PUBLIC = [p for p in EACH if "public" in p.id and "capacity" not in p.id]


@pytest.mark.parametrize("rules", PUBLIC)
@pytest.mark.parametrize(
    ("sizes", "all_of_them"),
    [((3, 8), 6399), pytest.param((9, 12), 43953, marks=pytest.mark.soak)],
)
def test_no_split_of_what_people_who_use_the_service_say(rules, sizes, all_of_them):
    """How many took part is said of them, too: whoever knows who left a question out knows this."""
    found, tried = splits(rules, range(sizes[0], sizes[1] + 1))
    report(f"2, public, splits of {sizes[0]} to {sizes[1]} answers", tried, found)
    assert tried == all_of_them
    assert found == []


@pytest.mark.parametrize("n", range(3, METHOD.n_min_public))
def test_under_ten_people_who_use_the_service_nothing_is_shown(n):
    for rules in (p.values[0] for p in PUBLIC):
        assert {shown(rules, Tally(team)).form for team in counts(n)} == {"nothing"}


def test_counts_of_the_public_tell_what_their_answers_do():
    """The arithmetic is given counts: by whom an answer was given cannot matter any more."""
    for seed in range(10):
        chance = random.Random(seed)
        theirs = crowd(chance, chance.randint(8, 14))
        sheets = {}
        for answer in theirs:
            sheets.setdefault(answer.person, {})[answer.component] = answer.answer
        staff = crowd(chance, 9)
        by_answers = assess(PACK, staff, public=theirs)
        assert assess(PACK, staff, public=counted(sheets.values())) == by_answers
        assert assess(PACK, staff).components == by_answers.components  # never mixed


# Part 3: a before and an after ------------------------------------------------------------


@pytest.mark.parametrize("kind", ["gain", "concern"])
@pytest.mark.parametrize("n", [5, 6, *(pytest.param(n, marks=pytest.mark.soak) for n in (7, 8))])
def test_no_two_rounds_give_anybody_away(kind, n):
    rules = Reader(METHOD, *KINDS[kind], METHOD.n_min)
    found, tried = before_and_after(n, cache(lambda team: shown(rules, Tally(team))))
    report(f"3, two rounds of {n} people", tried, found)
    assert found == []


@pytest.mark.parametrize("movers", [1, 2])
def test_one_or_two_who_answer_again_change_nothing_for_anybody(movers):
    """Else whoever knows that nobody else answered again would know what they changed."""
    for seed in range(20):
        chance = random.Random(seed)
        first = crowd(chance, chance.randint(5, 12))
        before = assess(PACK, first)
        people = sorted({answer.person for answer in first})
        again = [
            Answer(person, id_, chance.choice("12345"), 2)
            for id_ in IDS
            for person in chance.sample(people, movers)
        ]
        after = assess(PACK, [*first, *again])
        assert replace(after.seen, round=1) == before.seen


# Part 4: a closing question ---------------------------------------------------------------


@pytest.mark.parametrize("options", [3, 5])
def test_no_vote_gives_anybody_away(options):
    found, tried = votes(METHOD, options)
    report(f"4, votes of 3 to 12 people over {options} options", tried, found)
    assert found == []


def votes(method, options):
    def form(team):
        seen = vote({str(k): n for k, n in enumerate(team)}, method)
        return seen.form, seen.most, tuple(seen.numbers.items()) if seen.numbers else None

    found, tried = [], 0
    for n in range(3, 13):
        some, more = leaks(counts(n, options), form, bands=())
        found += some
        tried += more
    return found, tried


# The proof can fail -------------------------------------------------------------------------


def loosened(**numbers):
    return METHOD.model_copy(update=numbers)


def test_bands_of_one_or_two_would_leak():
    for least in (1, 2):
        found, _ = scores_only(Reader(loosened(band_least=least), False, 5, METHOD.n_min))
        assert found, least


def test_bands_of_few_people_would_leak():
    assert scores_only(Reader(loosened(bands_from=5, band_least=2), True, None, 5))[0]


def test_a_count_that_leaves_one_person_outside_would_leak():
    assert scores_only(Reader(loosened(count_others_least=1), False, 5, METHOD.n_min))[0]


def test_a_close_call_beside_bands_would_leak():
    def both(rules, team):
        seen = shown(rules, team)
        return seen, seen.form == "bands" and rules.close_call(team)

    assert scores_only(Reader(METHOD, False, 5, METHOD.n_min), both)[0]


def test_medians_would_leak():
    def more(rules, team):
        return shown(rules, team), team.median

    assert scores_only(Reader(METHOD, True, None, METHOD.n_min), more)[0]


def test_votes_in_numbers_would_leak():
    assert votes(loosened(band_least=1), 5)[0]
    assert votes(loosened(votes_people=3), 5)[0]


def test_a_form_cannot_hold_more_than_it_says():
    for wrong in (
        {"form": "word", "word": "high", "bands": (1, 1, 6)},
        {"form": "nothing", "word": "high"},
        {"form": "bands", "word": "high", "bands": (0, 3, 9), "close_call": True},
        {"form": "count", "word": "stop"},
    ):
        with pytest.raises(ValueError, match="does not allow"):
            Shown(**wrong)
