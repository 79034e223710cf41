"""The method once more, written straight down and slowly, to compare with.

Shares nothing with the program but the pack's rules: own quantiles, exact fractions throughout,
everything recomputed from the answers for each person left out.
"""

import math
import tomllib
from fractions import Fraction

from framework.pack import OURS

with (OURS / "public_value" / "pack.toml").open("rb") as file:
    RULES = tomllib.load(file)
COMPONENTS = [c["id"] for c in RULES["component"]]
DIMENSION = {c["id"]: c["dimension"] for c in RULES["component"]}
KIND = {c["id"]: c["category"] for c in RULES["component"]}
DIMENSIONS = ["ECO", "ADM", "DEM", "CIT"]
T95 = [6.313752, 2.919986, 2.353363, 2.131847, 2.015048, 1.943180, 1.894579, 1.859548, 1.833113]


def quantile(values, p):
    values = sorted(values)
    place = (len(values) - 1) * Fraction(p)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def agreement(scores):
    left = [scores.count(k) for k in range(1, 6)]
    total, result = Fraction(len(scores)), Fraction(0)
    while sum(left):
        layer = [1 if c else 0 for c in left]
        height = min(c for c in left if c)
        s = sum(layer)
        if s == 1:
            a = Fraction(1)
        elif s == 5:
            a = Fraction(0)
        else:
            tu = td = 0
            for i in range(5):
                for j in range(i + 1, 5):
                    for k in range(j + 1, 5):
                        three = (layer[i], layer[j], layer[k])
                        tu += three in ((1, 1, 0), (0, 1, 1))
                        td += three == (1, 0, 1)
            a = Fraction(3 * tu - 4 * td, 3 * (tu + td)) * (1 - Fraction(s - 1, 4))
        result += a * height * s / total
        left = [c - height if c else 0 for c in left]
    return result


def split_answers(answers):
    """component -> (scores, not sure, does not apply)."""
    found = {c: ([], 0, 0) for c in COMPONENTS}
    for _, component, answer, *_ in answers:
        scores, ns, na = found[component]
        if answer == "NS":
            ns += 1
        elif answer == "NA":
            na += 1
        else:
            scores = [*scores, int(answer)]
        found[component] = scores, ns, na
    return found


def opinion(scores):
    n = len(scores)
    low, high = sum(x <= 2 for x in scores), sum(x >= 4 for x in scores)
    t = max(1, -(-3 * n // 10))
    if low >= t and high >= t:
        return "contested"
    median = quantile(scores, Fraction(1, 2))
    return "high" if median >= 4 else "low" if median <= 2 else "middle"


def states(given, n_min, held=None):
    found = {}
    for c, (scores, ns, na) in given.items():
        a = len(scores) + ns + na
        if held and held[c] in ("set_aside", "too_few"):
            found[c] = held[c]
        elif not held and a and Fraction(na, a) > Fraction(1, 2):
            found[c] = "set_aside"
        elif not held and len(scores) < n_min:
            found[c] = "too_few"
        else:
            found[c] = opinion(scores)
    return found


def gaps(given):
    return {
        c
        for c, (scores, ns, _) in given.items()
        if ns >= 2 and Fraction(ns, len(scores) + ns) >= Fraction(1, 3)
    }


def mean(scores):
    return Fraction(sum(x - 1 for x in scores), 4 * len(scores))


def net(given, valid, value=mean):
    """dimension -> net value or None, and "overall"."""
    found = {}
    for d in DIMENSIONS:
        cells = []
        for kind in "BTR":
            inside = [c for c in valid if DIMENSION[c] == d and KIND[c] == kind]
            values = [value(given[c][0]) for c in inside]
            cells.append(sum(values, Fraction(0)) / len(values) if values else None)
        b, t, r = cells
        found[d] = None if None in cells else 100 * (b - (t + r) / 2)
    parts = list(found.values())
    found["overall"] = None if None in parts else sum(parts) / 4
    return found


def label(value):
    if value is None:
        return "not enough answers"
    if abs(value) < Fraction(25, 2):
        return "roughly balanced"
    if abs(value) < Fraction(75, 2):
        return "leans to benefits" if value > 0 else "leans to obstacles and risks"
    return "benefits clearly larger" if value > 0 else "obstacles and risks clearly larger"


def recommend(given, state):
    """id -> (class, priority, [(component, mode, weight, firm, strength)])."""
    invalid = {c for c in COMPONENTS if state[c] in ("set_aside", "too_few")}
    u = {c: mean(given[c][0]) for c in COMPONENTS if c not in invalid}
    concern = [c for c in u if KIND[c] != "B" and state[c] in ("high", "contested")]
    good = [c for c in u if KIND[c] == "B" and state[c] == "high"]
    unsure = [c for c in gaps(given) if state[c] != "set_aside"]
    split = [c for c in u if state[c] == "contested"]
    common = {}
    if unsure:
        common["K"] = max(Fraction(given[c][1], len(given[c][0]) + given[c][1]) for c in unsure)
    if split:
        common["X"] = max(
            Fraction(2 * min(sum(x <= 2 for x in given[c][0]), sum(x >= 4 for x in given[c][0])))
            / len(given[c][0])
            for c in split
        )
    pairs = []
    for d in DIMENSIONS:
        bs = [u[c] for c in good if DIMENSION[c] == d]
        cs = [u[c] for c in concern if DIMENSION[c] == d]
        if bs and cs:
            pairs.append(min(max(bs), max(cs)))
    if pairs:
        common["P"] = max(pairs)
    found = {}
    for item in RULES["recommendation"]:
        fired, weights = [], {}
        extra = 0
        for t in item["triggers"]:
            c, mode, w = t["component"], t["mode"], t["weight"]
            if mode in "KXP":
                if mode in common:
                    extra += w
                    fired.append((c, mode, w, True, common[mode]))
                continue
            if c in invalid:
                continue
            weights[c] = max(weights.get(c, 0), w)
            if mode == "H" and (c in good or c in concern):
                fired.append((c, mode, w, state[c] == "high", u[c]))
            if mode == "L" and state[c] == "low":
                fired.append((c, mode, w, True, 1 - u[c]))
        if not fired:
            continue
        force = sum(w * v * (1 if firm else Fraction(1, 2)) for _, _, w, firm, v in fired)
        pi = 100 * force / (sum(weights.values()) + extra)
        core = [v for _, _, w, firm, v in fired if firm and w == 2]
        if pi >= 40 and core:
            level = "High"
        elif pi >= 20 or any(v >= Fraction(3, 4) for v in core):
            level = "Medium"
        else:
            level = "Watch"
        found[item["id"]] = level, pi, fired
    return found


def everything(answers, n_min=5):
    """What one round of answers comes to, as the program's JSON has it."""
    answers = [tuple(a) for a in answers]
    people = sorted({a[0] for a in answers}, key=str)
    given = split_answers(answers)
    state = states(given, n_min)
    valid = [c for c in COMPONENTS if state[c] not in ("set_aside", "too_few")]
    runs = []
    for person in people:
        left = split_answers(a for a in answers if a[0] != person)
        other = states(left, n_min, held=state)
        runs.append((left, other, net(left, valid), recommend(left, other)))
    value = net(given, valid)
    by_median = net(given, valid, lambda s: (quantile(s, Fraction(1, 2)) - 1) / 4)
    by_share = net(given, valid, lambda s: Fraction(sum(x >= 4 for x in s), len(s)))
    lines = {}
    for d in [*DIMENSIONS, "overall"]:
        lines[d] = _line(d, value, by_median, by_share, runs)
    issued = recommend(given, state)
    catalogue = [item["id"] for item in RULES["recommendation"]]
    order = sorted(
        issued,
        key=lambda i: (
            ["High", "Medium", "Watch"].index(issued[i][0]),
            -issued[i][1],
            catalogue.index(i),
        ),
    )
    return {
        "participants": len(people),
        "states": state,
        "gaps": gaps(given),
        "hangs": {c: any(run[1][c] != state[c] for run in runs) for c in COMPONENTS},
        "indices": lines,
        "recommendations": [
            (i, *issued[i], _robustness(i, issued, [run[3] for run in runs])) for i in order
        ],
        "agreement": {c: agreement(given[c][0]) for c in valid},
        "given": given,
        "valid": valid,
    }


def _line(d, value, by_median, by_share, runs):
    theta = value[d]
    if theta is None:
        return {"net": None, "label": "not enough answers", "hangs": False}
    others = [run[2][d] for run in runs]
    n = len(others)
    centre = sum(others) / n
    se = math.sqrt(Fraction(n - 1, n) * sum((o - centre) ** 2 for o in others))
    half = T95[n - 2] * se
    three = (theta, by_median[d], by_share[d])
    return {
        "net": theta,
        "low": max(-100, float(theta) - half),
        "high": min(100, float(theta) + half),
        "label": label(theta),
        "hangs": any(label(o) != label(theta) for o in others),
        "depends": min(three) < 0 < max(three),
        "by_median": by_median[d],
        "by_share": by_share[d],
    }


def _robustness(i, issued, runs):
    if len(runs) < 5:
        return "not tested"
    if any(i not in run for run in runs):
        return "hangs on one person"
    level, _, fired = issued[i]
    if not any(firm for _, _, _, firm, _ in fired):
        return "provisional"
    return "robust" if all(run[i][0] == level for run in runs) else "fairly robust"
