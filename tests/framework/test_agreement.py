"""Agreement: 54 published values, and what must hold of any answers.

The product uses van der Eijk's A, Krippendorff's ordinal alpha, the RAND/UCLA rule and, for the
stability range, Student's t. Values of these are computed by the program. The other measures of
the list stand below as small reference implementations: they do not test the product, they show
that the list itself is right, since its data are shared by several measures.
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.measures.agreement import agreement, alpha, layer_agreement
from framework.measures.states import Reader
from framework.measures.tally import Tally
from tests.framework import oracle
from tests.framework.teams import PACK

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
COUNTS = st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(sum)


def exact(counts):
    return [Fraction(str(count)) for count in counts]


def units(coders):
    """Counts by value for each unit, from one list of codes per coder."""
    values = sorted({v for row in coders for v in row if v is not None})
    return values, [[column.count(v) for v in values] for column in zip(*coders, strict=True)]


def reference_alpha(coders, distance):
    """Krippendorff's alpha by its coincidence matrix, with a distance of two values."""
    values, rows = units(coders)
    rows = [row for row in rows if sum(row) > 1]
    n = sum(map(sum, rows))
    size = range(len(values))
    matrix = [
        [sum(r[c] * (r[k] - (c == k)) / (sum(r) - 1) for r in rows) for k in size] for c in size
    ]
    totals = [sum(line) for line in matrix]
    off = [[distance(values[c], values[k]) for k in size] for c in size]
    seen = sum(matrix[c][k] * off[c][k] for c in size for k in size)
    chance = sum(totals[c] * totals[k] * off[c][k] for c in size for k in size) / (n - 1)
    return 1 - seen / chance


def ratio(a, b):
    return ((a - b) / (a + b)) ** 2 if a + b else 0


def leik(counts):
    """Leik (1966): D, ordinal dispersion from cumulative shares."""
    total, below, found = sum(counts), 0, 0.0
    for count in counts:
        below += count / total
        found += min(below, 1 - below)
    return 2 * found / (len(counts) - 1)


def tastle_wierman(counts):
    """Tastle & Wierman (2007): consensus."""
    total, width = sum(counts), len(counts) - 1
    mean = sum(k * c for k, c in enumerate(counts)) / total
    return 1 + sum(
        c / total * math.log2(1 - abs(k - mean) / width) for k, c in enumerate(counts) if c
    )


def ranks(row):
    return [sum(y < x for y in row) + (sum(y == x for y in row) + 1) / 2 for x in row]


def kendall(raters, *, ties):
    """Kendall's W, the sum of squared deviations, chi squared and its p."""
    ranked = [ranks(row) for row in raters]
    m, n = len(ranked), len(ranked[0])
    sums = [sum(column) for column in zip(*ranked, strict=True)]
    squares = sum((s - m * (n + 1) / 2) ** 2 for s in sums)
    tied = sum(row.count(v) ** 3 - row.count(v) for row in ranked for v in set(row))
    w = 12 * squares / (m * m * (n**3 - n) - m * (tied if ties else 0))
    chi2 = m * (n - 1) * w
    return w, squares, chi2, chi_squared_tail(chi2, n - 1)


def chi_squared_tail(x, freedom):
    """The upper tail, by the series of the lower incomplete gamma function."""
    a, half = freedom / 2, x / 2
    term = total = 1 / a
    n = 0
    while term > 1e-17 * total:
        n += 1
        term *= half / (a + n)
        total += term
    return 1 - total * math.exp(a * math.log(half) - half - math.lgamma(a))


def ipras(scores):
    """RAND/UCLA on nine points (Fitch et al. 2001), with the program's own quantile."""
    values = {name: oracle.quantile(scores, share) for name, share in THIRDS.items()}
    ipr, centre = values["p70"] - values["p30"], (values["p30"] + values["p70"]) / 2
    off = abs(5 - centre)
    needed = Fraction("2.35") + Fraction("1.5") * off
    more = {"ipr": ipr, "iprcp": centre, "ai": off, "ipras": needed, "disagreement": ipr > needed}
    return {k: v if isinstance(v, bool) else float(v) for k, v in {**values, **more}.items()}


THIRDS = {"median": Fraction(1, 2), "p30": Fraction(3, 10), "p70": Fraction(7, 10)}


def panel_thresholds(sizes):
    """The smallest camp at each end with which the program calls a panel of n contested."""
    rules = Reader(PACK.method, gain=True, stop=None, n_min=PACK.method.n_min)
    return {
        str(n): next(
            t for t in range(1, n) if rules.state(Tally((t, 0, 0, 0, n - t))) == "contested"
        )
        for n in sizes
    }


def kendall_w(raters):
    w, _, _, p = kendall(raters, ties=True)
    return {"W": w, "p": p}


MEASURES = {
    # of the product
    "krippendorff_alpha_ordinal": lambda coders: alpha(units(coders)[1]),
    "vandereijk_A": lambda counts: float(agreement(exact(counts))),
    "vandereijk_A_layer": lambda pattern: float(layer_agreement(tuple(c == "1" for c in pattern))),
    "polarization_(1-A)/2": lambda counts: float((1 - agreement(exact(counts))) / 2),
    "rand_ucla_panel_thresholds": lambda panel_sizes: panel_thresholds(panel_sizes),
    # of the list only
    "krippendorff_alpha_nominal": lambda coders: reference_alpha(coders, lambda a, b: a != b),
    "krippendorff_alpha_interval": lambda coders: reference_alpha(
        coders, lambda a, b: (a - b) ** 2
    ),
    "krippendorff_alpha_ratio": lambda coders: reference_alpha(coders, ratio),
    "leik_D": leik,
    "tastle_wierman_Cns": tastle_wierman,
    "rand_ucla_ipras_9pt": lambda scores, points: ipras(scores),
    "kendall_W_chi2": lambda raters: kendall(raters, ties=True)[2],
    "kendall_W_p": lambda raters: kendall(raters, ties=True)[3],
    "kendall_W_uncorrected": lambda raters: kendall(raters, ties=False)[0],
    "kendall_W_sum_of_squared_deviations": lambda raters: kendall(raters, ties=False)[1],
}


def compute(vector):
    if vector["measure"] == "kendall_W_tie_corrected":
        both = kendall_w(vector["input"]["raters"])
        return both if isinstance(vector["expected"], dict) else both["W"]
    inputs = vector["input"]
    return MEASURES[vector["measure"]](*inputs.values())


def test_there_are_54_published_values():
    assert len(VECTORS) == 54


@pytest.mark.parametrize(
    "vector", VECTORS, ids=[f"{n}-{v['measure']}" for n, v in enumerate(VECTORS)]
)
def test_published_value(vector):
    value, expected = compute(vector), vector["expected"]
    if not isinstance(expected, dict):
        value, expected = {"value": value}, {"value": expected}
    for name, published in expected.items():
        assert value[name] == pytest.approx(published, abs=vector["tolerance"], rel=0), name


@given(COUNTS)
def test_agreement_agrees_with_a_second_writing_and_stays_in_range(counts):
    scores = [k + 1 for k, count in enumerate(counts) for _ in range(count)]
    assert agreement(counts) == oracle.agreement(scores)
    assert -1 <= agreement(counts) <= 1


@given(COUNTS, st.integers(1, 50))
def test_agreement_depends_on_shares_and_not_on_direction(counts, times):
    assert agreement([count * times for count in counts]) == agreement(counts)
    assert agreement(counts[::-1]) == agreement(counts)


@given(st.integers(0, 4), st.integers(1, 1000))
def test_all_alike_is_full_agreement(place, n):
    assert agreement([n if k == place else 0 for k in range(5)]) == 1


def test_the_ends():
    assert agreement([5, 0, 0, 0, 5]) == -1
    assert agreement([3, 3, 3, 3, 3]) == 0
    with pytest.raises(ValueError, match="no answers"):
        agreement([0, 0, 0, 0, 0])


def test_alpha_is_unknown_where_nothing_can_be_said():
    assert alpha([]) is None
    assert alpha([[1, 0, 0], [0, 1, 0]]) is None  # nobody shares a unit
    assert alpha([[3, 0, 0], [2, 0, 0]]) is None  # all alike: no disagreement to expect
    assert alpha([[3, 0, 0], [0, 0, 3]]) == 1


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_alpha_does_not_change_when_the_scale_is_turned_round(rows):
    value, turned = alpha(rows), alpha([row[::-1] for row in rows])
    assert value == turned if value is None else value == pytest.approx(turned)
