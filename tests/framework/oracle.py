"""The method once more, written straight down from its page and slowly, to compare with.

Shares nothing with the program but the pack's data: own quantiles, exact fractions throughout,
everything recomputed from the scores themselves with each person left out in turn. Gives what
`analyse --json` prints.
"""

import math
import tomllib
from fractions import Fraction
from functools import cache
from itertools import combinations

from framework.pack import OURS

with (OURS / "public_value" / "pack.toml").open("rb") as file:
    RULES = tomllib.load(file)
with (OURS / "method.toml").open("rb") as file:
    NUMBERS = tomllib.load(file)
CATEGORY = {c["id"]: c for c in RULES["category"]}
KIND = {c["id"]: CATEGORY[c["category"]]["kind"] for c in RULES["component"]}
STOP = {c["id"]: CATEGORY[c["category"]].get("stop") for c in RULES["component"]}
IDS = [c["id"] for c in RULES["component"]]
SIGMA = {k: float(Fraction(v)) for k, v in NUMBERS["seriousness"].items()}
# Quantiles of Student's t at 0.95, from a printed table (freedom 1 to 14).
T95 = [
    *(6.313752, 2.919986, 2.353363, 2.131847, 2.015048, 1.943180, 1.894579),
    *(1.859548, 1.833113, 1.812461, 1.795885, 1.782288, 1.770933, 1.761310),
]
HALF = Fraction(1, 2)


def is_gain(component):
    return KIND[component] in ("benefit", "capacity")


def members(dimension, category=None):
    return [
        c["id"]
        for c in RULES["component"]
        if c["dimension"] == dimension and category in (None, c["category"])
    ]


# One component ---------------------------------------------------------------------------


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
            threes = list(combinations(layer, 3))
            tu = sum(t in ((1, 1, 0), (0, 1, 1)) for t in threes)
            td = sum(t == (1, 0, 1) for t in threes)
            a = Fraction(3 * tu - 4 * td, 3 * (tu + td)) * (1 - Fraction(s - 1, 4))
        result += a * height * s / total
        left = [c - height if c else 0 for c in left]
    return result


def opinion(scores, *, gain, stop, few):
    """Rules 3 to 8, of scores that are enough; `few`: under five."""
    return _opinion(tuple(sorted(scores)), gain, stop, few)


@cache
def _opinion(scores, gain, stop, few):
    n = len(scores)
    low, high = sum(x <= 2 for x in scores), sum(x >= 4 for x in scores)
    t = max(1, -(-3 * n // 10))
    if not few and stop is not None and 2 * scores.count(stop) > n:
        return "stop"
    if low >= t and high >= t:
        return "middle" if few else "contested"
    if not few and gain and 2 * scores.count(5) > n:
        return "very_high"
    median = quantile(scores, HALF)
    return "high" if median >= 4 else "low" if median <= 2 else "middle"


def state(scores, ns, na, *, gain, stop, n_min):
    n, a = len(scores), len(scores) + ns + na
    if a >= 5 and na >= 1 and na >= n:
        return "set_aside"
    if n < n_min:
        return "too_few"
    return opinion(scores, gain=gain, stop=stop, few=n < 5)


def gap(word, scores, ns, na, n_min):
    a = len(scores) + ns + na
    if word == "set_aside":
        return False
    if word == "too_few":
        return a >= max(4, n_min)
    return ns >= 3 and 3 * ns >= a - na


@cache
def close_call(scores, gain, stop):
    few = len(scores) < 5

    def level(them):
        word = opinion(them, gain=gain, stop=stop, few=few)
        if word == "stop":
            return "stopped" if gain else "up"
        return "up" if word in ("high", "very_high") else word

    less = [scores[:i] + scores[i + 1 :] for i in range(len(scores))]
    more = [(*scores, k) for k in range(1, 6)]
    return any(level(other) != level(scores) for other in (*less, *more))


def form(word, scores, *, gain, stop):
    """(form, bands, count, close call) of a component."""
    n = len(scores)
    low, high = sum(x <= 2 for x in scores), sum(x >= 4 for x in scores)
    bands = [low, n - low - high, high]
    if word in ("set_aside", "too_few"):
        return "nothing", None, None, None
    if n >= 8 and all(b == 0 or b >= 3 for b in bands) and n not in bands:
        return "bands", bands, None, None
    number = {"stop": scores.count(stop), "very_high": scores.count(5), "high": high, "low": low}
    if n >= 10 and word in number and n - number[word] >= 4:
        return "count", None, number[word], None
    near = None
    if n >= 6 and word in ("low", "middle", "high"):
        near = close_call(tuple(sorted(scores)), gain, stop)
    return "word", None, None, near


def component(id_, given, people, n_min):
    """Everything about one component, from the answers to it."""
    scores = [int(x) for x in given if x not in ("NS", "NA")]
    ns, na = given.count("NS"), given.count("NA")
    rules = {"gain": is_gain(id_), "stop": STOP[id_]}
    word = state(scores, ns, na, **rules, n_min=n_min)
    valid = word not in ("set_aside", "too_few")
    shape, bands, count, near = form(word, scores, **rules)

    def only(value):
        return value() if valid else None

    return {
        "answered": len(given),
        "scored": len(scores),
        "not_sure": ns,
        "not_applicable": na,
        "counts": [scores.count(k) for k in range(1, 6)],
        "state": word,
        "gap": gap(word, scores, ns, na, n_min),
        "low_coverage": 2 * len(scores) < people,
        "median": only(lambda: quantile(scores, HALF)),
        "q1": only(lambda: quantile(scores, Fraction(1, 4))),
        "q3": only(lambda: quantile(scores, Fraction(3, 4))),
        "mean": only(lambda: Fraction(sum(x - 1 for x in scores), 4 * len(scores))),
        "agreement": only(lambda: agreement(scores)),
        "disagreement_index": only(lambda: disagreement(scores)),
        "close_call": only(lambda: close_call(tuple(sorted(scores)), *rules.values())),
        "shown": {"form": shape, "word": word, "bands": bands, "count": count, "close_call": near},
    }


def disagreement(scores):
    p30, p70 = quantile(scores, Fraction(3, 10)), quantile(scores, Fraction(7, 10))
    return (p70 - p30) / (Fraction("1.175") + Fraction("1.5") * abs(3 - (p30 + p70) / 2))


# Two rounds ------------------------------------------------------------------------------


def counting(answers):
    """Person -> component -> the answer that counts. Everybody who ever answered is in it."""
    people = {}
    for person, _, _, _ in answers:
        people.setdefault(person, {})
    for id_ in IDS:
        rounds = sorted({r for _, c, _, r in answers if c == id_})
        for number, round_ in enumerate(rounds):
            new = {p: x for p, c, x, r in answers if c == id_ and r == round_}
            again = [p for p in new if id_ in people[p]]
            if number == 0 or len(again) >= 3:
                for person, x in new.items():
                    people[person][id_] = x
    return people


# Index -----------------------------------------------------------------------------------


def combine(dimension, value):
    """θ of a dimension from a value per valid component; None without a valid category."""
    sides = {True: [], False: []}
    for category in CATEGORY:
        ids = members(dimension, category)
        if not ids:
            continue
        values = [value[i] for i in ids if i in value]
        if not values:
            return None
        sides[is_gain(ids[0])].append(Fraction(sum(values)) / len(values))
    means = {gain: sum(side) / len(side) if side else None for gain, side in sides.items()}
    if means[False] is None:
        return 100 * (2 * means[True] - 1)
    if means[True] is None:
        return 100 * (1 - 2 * means[False])
    return 100 * (means[True] - means[False])


def whole(value):
    thetas = [combine(d["id"], value) for d in RULES["dimension"]]
    return None if None in thetas else sum(thetas) / len(thetas)


def means_of(people, valid):
    found = {}
    for id_ in valid:
        scores = [int(s[id_]) for s in people if s.get(id_, "NS") not in ("NS", "NA")]
        found[id_] = Fraction(sum(x - 1 for x in scores), 4 * len(scores))
    return found


def jackknife(people, valid, ids, theta):
    """(low, high, people, values without each) of θ, over who scored any of these components."""
    who = [n for n, s in enumerate(people) if any(s.get(i, "NS") not in ("NS", "NA") for i in ids)]
    without = [theta(means_of([s for m, s in enumerate(people) if m != n], valid)) for n in who]
    middle = sum(without) / len(without)
    spread = sum((v - middle) ** 2 for v in without)
    half = T95[len(who) - 2] * math.sqrt(Fraction(len(who) - 1, len(who)) * spread)
    value = float(theta(means_of(people, valid)))
    return max(value - half, -100), min(value + half, 100), len(who), without


def zone(value):
    return "up" if value >= 12.5 else "down" if value <= -12.5 else "between"


def sign(value):
    return (value > 0) - (value < 0)


def dimension(name, parts, people):
    ids = members(name)
    valid = [i for i in ids if parts[i]["median"] is not None]
    used = [c for c in CATEGORY if members(name, c)]
    by = {i: parts[i]["mean"] for i in valid}
    means = {}
    for category in used:
        values = [by[i] for i in members(name, category) if i in by]
        means[category] = sum(values) / len(values) if values else None
    words = {i: shown_value(i, parts[i]["shown"]) for i in valid}
    balance = combine(name, words)
    stops = [i for i in ids if parts[i]["state"] == "stop"]
    data = {
        "means": means,
        **dict.fromkeys(("net", "low", "high", "net_by_median", "net_by_share")),
        "people": 0,
        "depends_on_scoring": False,
        "includes_balance": None,
        "hangs_on_one_person": False,
        "balance": balance,
        "label": RULES["labels"][label(balance, stops)],
        "stop_signs": stops,
    }
    net = combine(name, by)
    if net is None:
        return data
    low, high, n, without = jackknife(people, valid, valid, lambda m: combine(name, m))
    counts = {i: parts[i]["counts"] for i in valid}
    checks = {
        "net_by_median": combine(name, {i: (parts[i]["median"] - 1) / 4 for i in valid}),
        "net_by_share": combine(
            name, {i: Fraction(c[3] + c[4], sum(c)) for i, c in counts.items()}
        ),
    }
    return {
        **data,
        **checks,
        "net": net,
        "low": low,
        "high": high,
        "people": n,
        "depends_on_scoring": any(sign(v) != sign(net) for v in checks.values()),
        "includes_balance": round(low, 9) <= 0 <= round(high, 9),
        "hangs_on_one_person": any(zone(v) != zone(net) for v in without),
    }


def shown_value(id_, shown):
    word = shown["word"]
    if word == "stop":
        return Fraction(0) if is_gain(id_) else Fraction(1)
    if shown["form"] == "word" and shown["close_call"] in (True, None) and word in ("high", "low"):
        return Fraction(3, 4) if word == "high" else Fraction(1, 4)
    return {"very_high": Fraction(1), "high": Fraction(1), "low": Fraction(0)}.get(word, HALF)


def label(balance, stops):
    if balance is None:
        return "few"
    if balance >= 50 and not stops:
        return "up"
    return "down" if balance <= -50 else "none"


def overall(parts, people):
    valid = [i for i in IDS if parts[i]["median"] is not None]
    net = whole({i: parts[i]["mean"] for i in valid})
    if net is None:
        return {"net": None, "low": None, "high": None}
    low, high, _, _ = jackknife(people, valid, valid, whole)
    return {"net": net, "low": low, "high": high}


# Findings and recommendations --------------------------------------------------------------

ORDER = ["stop", "high", "missing", "very large", "large", "gap", "differ", "public"]


def level(word, id_):
    if word == "stop":
        return 1 if is_gain(id_) else 3
    return {"low": 1, "middle": 2, "high": 3, "very_high": 3}.get(word)


def steps_apart(id_, ours, theirs):
    a, b = level(ours, id_), level(theirs, id_)
    return None if a is None or b is None else b - a


def findings(words, gaps, outside):
    """(component, kind, σ), in order; `outside`: component -> what the public says."""
    found = []
    for place, id_ in enumerate(IDS):
        word, gain = words[id_], is_gain(id_)
        kinds = []
        if word == "stop":
            kinds.append(("stop", SIGMA["stop"]))
        if word == "high":
            kinds.append(("large", SIGMA["large"]) if gain else ("high", SIGMA["high"]))
        if gain and word == "low":
            kinds.append(("missing", SIGMA["missing"]))
        if gain and word == "very_high":
            kinds.append(("very large", SIGMA["very_large"]))
        if gaps[id_]:
            kinds.append(("gap", SIGMA["gap"]))
        if word == "contested":
            kinds.append(("differ", SIGMA["differ"]))
        steps = steps_apart(id_, word, outside.get(id_))
        if steps is not None and abs(steps) == 2:
            worse = steps < 0 if gain else steps > 0
            kinds.append(("public", SIGMA["public_worse" if worse else "public_better"]))
        found += [(-sigma, place, ORDER.index(kind), id_, kind) for kind, sigma in kinds]
    return [(id_, kind, -minus) for minus, _, _, id_, kind in sorted(found)]


def h_sigma(id_, word):
    if is_gain(id_):
        return {"very_high": SIGMA["very_large"], "high": SIGMA["large"]}.get(word)
    return {"stop": SIGMA["stop"], "high": SIGMA["high"], "contested": SIGMA["differ"]}.get(word)


def l_sigma(id_, word):
    if not is_gain(id_):
        return None
    return {"low": SIGMA["missing"], "stop": SIGMA["stop"]}.get(word)


def pair_sigma(words):
    best = None
    for each in RULES["dimension"]:
        h = {True: [], False: []}
        for id_ in members(each["id"]):
            value = h_sigma(id_, words[id_])
            if value is not None:
                h[is_gain(id_)].append(value)
        if h[True] and h[False]:
            value = min(max(h[True]), max(h[False]))
            best = value if best is None else max(best, value)
    return best


def fired(item, words, listed):
    """[(trigger, σ, {component: its σ})] of the triggers that fire."""
    found = []
    for trigger in item["triggers"]:
        mode, where = trigger["mode"], trigger["component"]
        if mode == "P":
            value, behind = pair_sigma(words), {}
        elif mode in "HL":
            value = (h_sigma if mode == "H" else l_sigma)(where, words[where])
            behind = {where: value}
        else:
            kind = {"K": "gap", "X": "differ", "V": "public"}[mode]
            behind = {c: s for c, k, s in listed if k == kind}
            value = max(behind.values(), default=None)
        if value is not None:
            found.append((trigger, value, behind))
    return found


def class_of(core):
    if (core and core[0] == 1) or (len(core) > 1 and core[1] >= 0.75):
        return "High"
    return "Medium" if core and core[0] >= 0.5 else "Watch"


def recommendations(words, gaps, outside):
    listed = findings(words, gaps, outside)
    made = []
    for place, item in enumerate(RULES["recommendation"]):
        hits = fired(item, words, listed)
        if hits:
            core = sorted((s for t, s, _ in hits if t["weight"] == 2), reverse=True)
            rest = sorted((s for t, s, _ in hits if t["weight"] == 1), reverse=True)
            made.append((core, rest, -place, item, hits))
    made.sort(key=lambda m: m[:3], reverse=True)
    led, result = set(), []
    for core, _, _, item, hits in made:
        ranks = {}
        for t, _, behind in hits:
            for c, s in behind.items():
                ranks[c] = max(ranks.get(c, (0, 0)), (t["weight"], s))
        leads = []
        if item.get("headline"):
            free = [c for c in IDS if c in ranks and c not in led]
            leads = sorted(free, key=lambda c: (-ranks[c][0], -ranks[c][1], IDS.index(c)))[:2]
            led |= set(leads)
        result.append(
            {
                "id": item["id"],
                "class": class_of(core),
                "rests_on": len(ranks),
                "leads": leads,
                "triggers": [{**t, "seriousness": s} for t, s, _ in hits],
            }
        )
    return result


def hangs(people, parts, gaps, outside, made):
    """Whether the class of each item made changes without somebody who scored."""
    if len(people) < 5:
        return {item["id"]: None for item in made}
    here = {item["id"]: item["class"] for item in made}
    found = dict.fromkeys(here, False)
    for n, sheet in enumerate(people):
        if all(x in ("NS", "NA") for x in sheet.values()):
            continue
        words = {}
        for id_ in IDS:
            words[id_] = parts[id_]["state"]
            if words[id_] in ("set_aside", "too_few") or sheet.get(id_, "NS") in ("NS", "NA"):
                continue
            scores = [
                int(s[id_])
                for m, s in enumerate(people)
                if m != n and s.get(id_, "NS") not in ("NS", "NA")
            ]
            few = parts[id_]["scored"] < 5
            words[id_] = opinion(scores, gain=is_gain(id_), stop=STOP[id_], few=few)
        there = {i["id"]: i["class"] for i in recommendations(words, gaps, outside)}
        found = {id_: was or there.get(id_) != here[id_] for id_, was in found.items()}
    return found


# Lenses, α, and the whole ------------------------------------------------------------------


def lenses(words, gaps, made):
    corners = {}
    for corner in ("strategy", "legitimacy", "capacity"):
        ids = [c["id"] for c in RULES["component"] if c["corner"] == corner]
        corners[corner] = ids, [i for i in ids if weighs(i, words[i]) or gaps[i]]
    shares = {c: Fraction(len(listed), len(ids)) for c, (ids, listed) in corners.items()}
    weakest = max(shares, key=shares.get) if any(shares.values()) else None
    hit = {t["component"] for item in made for t in item["triggers"] if t["mode"] in "HL"}
    domains = {
        d["json"]: [
            c["id"] for c in RULES["component"] if c["domain"] == d["id"] and c["id"] in hit
        ]
        for d in RULES["domain"]
    }
    concerned = ("stop", "high", "contested")
    attitudes = {
        "trust": words["DEM-R2"] in concerned,
        "adaptability": words["CIT-R2"] in concerned,
        "experimentation": pair_sigma(words) is not None,
        "curiosity": any(gaps.values()),
        "creativity": any(is_gain(i) and words[i] == "low" for i in IDS),
    }
    return {
        **{corner: listed for corner, (_, listed) in corners.items()},
        "weakest": weakest,
        "competencies": domains,
        "attitudes": [name for name, called in attitudes.items() if called],
    }


def weighs(id_, word):
    if is_gain(id_):
        return word in ("contested", "too_few", "low")
    return word in ("stop", "high", "contested")


def alpha(people):
    """Krippendorff's ordinal α by its coincidence matrix."""
    units = []
    for id_ in IDS:
        scores = [int(s[id_]) for s in people if s.get(id_, "NS") not in ("NS", "NA")]
        if len(scores) > 1:
            units.append([scores.count(k) for k in range(1, 6)])
    n = sum(map(sum, units))
    totals = [sum(column) for column in zip(*units, strict=True)] if units else []

    def far(a, b):
        a, b = min(a, b), max(a, b)
        return (sum(totals[a : b + 1]) - Fraction(totals[a] + totals[b], 2)) ** 2

    if not units:
        return None
    chance = sum(
        Fraction(totals[a] * totals[b], n - 1) * far(a, b) for a in range(5) for b in range(5)
    )
    seen = sum(
        Fraction(u[a] * u[b], sum(u) - 1) * far(a, b)
        for u in units
        for a in range(5)
        for b in range(5)
    )
    return None if not chance else 1 - seen / chance


def analyse(answers, n_min=5, public=()):
    """What `analyse --json` prints of these answers: (person, component, answer, round)."""
    people = list(counting(answers).values())
    given = {i: [s[i] for s in people if i in s] for i in IDS}
    parts = {i: component(i, given[i], len(people), n_min) for i in IDS}
    words, gaps = ({i: parts[i][key] for i in IDS} for key in ("state", "gap"))
    crowd = list(counting(public).values())
    theirs = {i: [s[i] for s in crowd if i in s] for i in IDS}
    shown = {i: component(i, x, len(crowd), 10) for i, x in theirs.items() if x}
    outside = {i: part["state"] for i, part in shown.items()}
    made = recommendations(words, gaps, outside)
    hanging = hangs(people, parts, gaps, outside, made)
    headlines = {item["id"] for item in RULES["recommendation"] if item.get("headline")}
    split = [i for i in IDS if words[i] == "contested"]
    first = [c["id"] for c in RULES["component"] if c.get("pilots")]
    return {
        "framework": RULES["id"],
        "framework_version": RULES["version"],
        "method": 2,
        "participants": len(people),
        "n_min": n_min,
        "round": max((r for _, _, _, r in answers), default=1),
        "alpha": alpha(people),
        "components": parts,
        "dimensions": {d["id"]: dimension(d["id"], parts, people) for d in RULES["dimension"]},
        "overall": overall(parts, people),
        "findings": [
            {"component": c, "kind": k, "seriousness": s}
            for c, k, s in findings(words, gaps, outside)
        ],
        "stop_signs": [i for i in IDS if words[i] == "stop"],
        "pilots_first": [i for i in first if words[i] in ("stop", "high")],
        "second_round": sorted(split, key=is_gain)[:8],
        "shown": [item["id"] for item in made if item["id"] in headlines][:3],
        "recommendations": [{**i, "hangs_on_one_person": hanging[i["id"]]} for i in made],
        "lenses": lenses(words, gaps, made),
        "public": None
        if not crowd
        else {
            "participants": len(crowd),
            "n_min": 10,
            "components": {
                i: {**part, "apart": steps_apart(i, words[i], part["state"])}
                for i, part in shown.items()
            },
        },
    }
