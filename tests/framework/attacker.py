"""Somebody who wants to know what a colleague answered: all that can be worked out from a form.

The attacker knows the pack, the rules and how many people scored; as an insider also their own
answers. For every set of answers that gives the same form they keep what is true of all of them:
who can be certain of something has won. Certain of what: that exactly one person is in a band, or
gave a score; or in which band, or at which score, everybody else is.
"""

from itertools import combinations_with_replacement

BANDS = ((0, 1), (2,), (3, 4))


def counts(people, options=5):
    """Every way in which people can spread over the options, as counts."""
    for chosen in combinations_with_replacement(range(options), people):
        yield tuple(chosen.count(option) for option in range(options))


def without(team, option):
    """The others, of whom one insider knows everything but the answers."""
    return tuple(n - (option == k) for k, n in enumerate(team))


def facts(team, bands=BANDS):
    """What is true of these people that nobody may be certain of, as bits.

    Of a component only the scores: the two options after them are "not sure", "does not apply".
    """
    scores = team[:5]
    parts = [*scores, *(sum(scores[k] for k in band) for band in bands)]
    total, found = sum(scores), 0
    for place, n in enumerate(parts):
        found |= (n == 1) << 2 * place
        found |= (n == total and total > 0) << 2 * place + 1
    return found


def leaks(teams, form, bands=BANDS):
    """(attackers who are certain of something, sets of answers tried).

    `teams`: every set of answers, as counts. `form`: what is shown of one. An attacker is a form
    with, for an insider, the own answer.
    """
    known, tried = {}, 0
    for team in teams:
        tried += 1
        shown = form(team)
        keep(known, (shown, None), team, bands)
        for own, n in enumerate(team):
            if n:
                keep(known, (shown, own), without(team, own), bands)
    return [who for who, certain in known.items() if certain], tried


def keep(known, who, team, bands):
    """What stays certain once this team is possible too."""
    known[who] = known.get(who, -1) & facts(team, bands)


def before_and_after(people, form):
    """The same for two rounds: (attackers who are certain, pairs tried).

    The attacker knows what was shown of both rounds; an insider both of their own answers. Any
    number of people may have moved.
    """
    known, tried = {}, 0
    for size, owns in ((people, (None,)), (people - 1, range(5))):
        teams = [(facts(team), [form(plus(team, own)) for own in owns]) for team in counts(size)]
        for one, first in teams:
            for two, second in teams:
                certain = one | two << 32
                for own, was in zip(owns, first, strict=True):
                    for now, became in zip(owns, second, strict=True):
                        tried += 1
                        who = was, became, own, now
                        known[who] = known.get(who, -1) & certain
    return [who for who, certain in known.items() if certain], tried


def plus(team, own):
    """The team with the insider."""
    return team if own is None else tuple(n + (own == k) for k, n in enumerate(team))
