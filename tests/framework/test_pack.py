"""Packs: the real one is sound, and whatever is wrong with another is said, all at once."""

import json
import shutil
import tomllib
from fractions import Fraction

import pytest

from framework.pack import OURS, DataError, PackError, installed, load, parse
from framework.pack.files import Problem, problems_of, read_toml
from framework.pack.sentences import sentences
from tests.framework.teams import PACK, capacities, raw_pack


def problems(files):
    """What is wrong with these files, as (file, entry, reason)."""
    with pytest.raises(PackError) as caught:
        parse(files, "p")
    return [tuple(problem) for problem in caught.value.problems]


def part(files, kind, id_):
    return next(entry for entry in files["pack"][kind] if entry["id"] == id_)


# The real pack --------------------------------------------------------------------------


def test_the_real_pack_is_sound():
    assert (PACK.id, PACK.scale, PACK.years) == ("public_value", 5, 3)
    assert PACK.languages == ("en", "es", "fr", "pt", "nl") == tuple(PACK.texts)
    assert [d.id for d in PACK.dimensions] == ["ECO", "ADM", "DEM", "CIT"]
    assert [(c.id, c.kind, c.stop) for c in PACK.categories] == [
        ("B", "benefit", None),
        ("T", "obstacle", 5),
        ("R", "risk", 5),
    ]
    kinds = [part.kind for part in PACK.components]
    assert [kinds.count(kind) for kind in ("benefit", "obstacle", "risk")] == [9, 9, 8]
    assert [i.id for i in PACK.recommendations] == [
        *("R1", "R2", "R3", "R4", "R5"),
        *("S1", "S2", "S3", "S4", "S5", "S6"),
        *("G1", "G2", "G3", "G4"),
        *("C1", "C2", "C3", "C4", "C5", "C6"),
    ]
    assert sum(len(i.triggers) for i in PACK.recommendations) == 123
    assert PACK.component("ADM-T4").pilots
    assert PACK.of("DEM")[0].id == "DEM-B1"
    assert (len(PACK.injects), len(PACK.kinds), len(PACK.public)) == (36, 7, 10)
    assert [i.id for i in PACK.recommendations if i.headline] == ["R1", "R2", "R3", "R4", "R5"]
    assert PACK.recommendation("R1").items == ("G1", "G2", "G3", "C3")
    for find in (PACK.component, PACK.recommendation):
        with pytest.raises(KeyError):
            find("XXX")


def test_every_language_has_names_that_differ():
    for texts in PACK.texts.values():
        names = [text.name for text in texts.component.values()]
        assert len(set(names)) == 26
    assert PACK.texts["en"].component["ECO-B1"].name == "Costs (savings)"
    assert PACK.texts["es"].translation


def test_every_trigger_stands_under_a_known_source():
    cited = {source for item in PACK.recommendations for source in item.sources}
    assert cited <= {source.id for source in PACK.sources}
    assert any("Amrani" in source.cite for source in PACK.sources)


def test_a_pack_can_be_kept_as_plain_data_and_parsed_again():
    again = parse(json.loads(json.dumps(PACK.files)), "again")
    assert again.components == PACK.components
    assert again.recommendations == PACK.recommendations
    assert again.texts == PACK.texts
    assert again.method == PACK.method
    assert again.method.contested_share == Fraction(3, 10)


def test_what_it_was_parsed_from_can_change_without_disturbing_it():
    files = raw_pack()
    pack = parse(files, "p")
    files["pack"]["component"].clear()
    assert len(pack.files["pack"]["component"]) == 26


# What is wrong with others ------------------------------------------------------------------


def test_everything_wrong_is_said_at_once():
    files = raw_pack()
    files["pack"]["colour"] = "blue"
    files["pack"]["method"]["n_min"] = 1
    del files["es"]["component"]["ECO-B1"]["here"]
    found = problems(files)
    assert ("p/pack.toml", "colour", "unknown key") in found
    assert ("p/es.toml", "component.ECO-B1.here", "is missing") in found
    assert [entry for _, entry, _ in found] == ["method.n_min", "colour", "component.ECO-B1.here"]


def test_errors_name_file_entry_and_reason_on_a_line_each():
    files = raw_pack()
    part(files, "component", "ECO-B1")["domain"] = "cooking"
    del files["en"]["component"]["ECO-B2"]
    with pytest.raises(PackError) as caught:
        parse(files, "p")
    assert str(caught.value).splitlines() == [
        "p/pack.toml: component.ECO-B1.domain: there is no domain cooking",
        "p/en.toml: component.ECO-B2: is missing",
    ]


def spoil(change):
    files = raw_pack()
    change(files)
    return problems(files)


def put(kind, id_, **values):
    return lambda files: part(files, kind, id_).update(values)


def trigger(id_, **values):
    return lambda files: part(files, "recommendation", id_)["triggers"].append(values)


def say(language, kind, id_, field, text):
    return lambda files: files[language][kind][id_].update({field: text})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            trigger("C3", component="ADM-T9", mode="H", weight=1),
            ("pack", "recommendation.C3.triggers.ADM-T9", "there is no component ADM-T9"),
        ),
        (
            trigger("C3", component="ADM-T1", mode="H", weight=3),
            ("pack", "recommendation.C3.triggers.ADM-T1.weight", "input should be less than or"),
        ),
        (
            trigger("C3", component="ADM-T1", mode="H", weight=0),
            ("pack", "recommendation.C3.triggers.ADM-T1.weight", "input should be greater than or"),
        ),
        (
            trigger("C3", component="ADM-T1", mode="L", weight=1),
            (
                "pack",
                "recommendation.C3.triggers.ADM-T1",
                "mode L is for benefits and capacities only",
            ),
        ),
        (
            trigger("C3", component="ADM-T4", mode="H", weight=1),
            ("pack", "recommendation.C3.triggers.ADM-T4", "mode H is there twice"),
        ),
        (
            trigger("C3", component="ADM-T1", mode="K", weight=1),
            ("pack", "recommendation.C3.triggers.ADM-T1", 'mode K goes with "any"'),
        ),
        (
            trigger("C3", component="any", mode="Q", weight=1),
            ("pack", "recommendation.C3.triggers.any.mode", "input should be 'H', 'L'"),
        ),
        (
            put("recommendation", "C3", triggers=[]),
            ("pack", "recommendation.C3", "cannot fire"),
        ),
        (
            put("recommendation", "C3", sources=["hearsay"]),
            ("pack", "recommendation.C3.sources", "there is no source hearsay"),
        ),
        (
            put("recommendation", "R1", items=["Z1"]),
            ("pack", "recommendation.R1.items", "there is no recommendation Z1"),
        ),
        (
            put("component", "ECO-B1", dimension="FUN"),
            ("pack", "component.ECO-B1.dimension", "there is no dimension FUN"),
        ),
        (
            put("component", "ECO-B1", corner="north"),
            ("pack", "component.ECO-B1.corner", "input should be 'strategy', 'legitimacy'"),
        ),
        (
            put("component", "ECO-B1", source="hearsay"),
            ("pack", "component.ECO-B1.source", "there is no source hearsay"),
        ),
        (
            put("category", "B", stop=5),
            ("pack", "category.B.stop", "must be 1 for the kind benefit"),
        ),
        (
            put("category", "T", stop=1),
            ("pack", "category.T.stop", "must be 5 for the kind obstacle"),
        ),
        (
            trigger("C3", component="any", mode="V", weight=1),
            ("pack", "recommendation.C3.triggers.any", 'mode V goes with "public"'),
        ),
        (
            lambda files: [item.pop("headline", 0) for item in files["pack"]["recommendation"]],
            ("pack", "recommendation", "none of them is a headline"),
        ),
        (
            lambda files: files["pack"]["public"].append("ECO-B9"),
            ("pack", "public", "there is no component ECO-B9"),
        ),
        (
            lambda files: files["pack"]["public"].append("CIT-B3"),
            ("pack", "public", "CIT-B3 is there twice"),
        ),
        (
            put("inject", "price", components=["ECO-B9"]),
            ("pack", "inject.price.components", "there is no component ECO-B9"),
        ),
        (
            put("inject", "price", kinds=["robot"]),
            ("pack", "inject.price.kinds", "there is no kind robot"),
        ),
        (
            put("component", "ECO-B1", pilots=True),
            ("pack", "component.ECO-B1.pilots", "a gain is nothing to resolve first"),
        ),
        (
            put("component", "ECO-B1", colour="blue"),
            ("pack", "component.ECO-B1.colour", "unknown key"),
        ),
        (
            put("attitude", "trust", component="DEM-R9"),
            ("pack", "attitude.trust", "there is no component DEM-R9"),
        ),
        (
            lambda files: files["pack"]["component"].append(part(files, "component", "ECO-B1")),
            ("pack", "component.ECO-B1", "the id is there twice"),
        ),
        (
            lambda files: files["pack"]["dimension"].append({"id": "NEW"}),
            ("pack", "dimension.NEW", "has no component"),
        ),
        (
            lambda files: files["pack"]["method"].update(gap_share="1/0"),
            ("pack", "method.gap_share", "'1/0' is no exact number"),
        ),
        (
            lambda files: files["pack"]["method"].update(gap_share=0.33),
            ("pack", "method.gap_share", "0.33 is no exact number"),
        ),
        (
            lambda files: files["pack"]["method"].update(gap_share="a third"),
            ("pack", "method.gap_share", "'a third' is no exact number"),
        ),
        (
            lambda files: files["pack"]["method"].update(gap_share="4/3"),
            ("pack", "method.gap_share", "input should be less than or equal to 1"),
        ),
        (
            lambda files: files["pack"]["method"].update(medium_one="4/5"),
            ("pack", "method.medium_one", "is above high_two"),
        ),
        (
            lambda files: files["pack"]["method"].update(low_to=1),
            ("pack", "method.low_to", "input should be 2"),
        ),
        (
            lambda files: files["en"]["category"]["T"].pop("stop"),
            ("en", "category.T.stop", "is missing"),
        ),
        (
            lambda files: files["en"]["category"]["T"]["says"].pop("stop"),
            ("en", "category.T.says.stop", "is missing"),
        ),
        (
            lambda files: files["en"]["category"]["B"]["says"].pop("very_high"),
            ("en", "category.B.says.very_high", "is missing"),
        ),
        (
            lambda files: files["en"]["category"]["B"].pop("public"),
            ("en", "category.B.public", "is missing"),
        ),
        (
            lambda files: files["en"].pop("public"),
            ("en", "public", "is missing"),
        ),
        (
            lambda files: files["en"].pop("people"),
            ("en", "people", "is missing"),
        ),
        (
            lambda files: files["en"]["component"]["CIT-B3"].pop("public"),
            ("en", "component.CIT-B3.public", "is missing"),
        ),
        (
            say("en", "component", "ECO-B1", "public", "How much?"),
            ("en", "component.ECO-B1.public", "is never asked"),
        ),
        (
            lambda files: files["pack"]["languages"].append("ht"),
            ("ht", "", "the file is missing"),
        ),
        (
            lambda files: files["en"]["component"].pop("ECO-B1"),
            ("en", "component.ECO-B1", "is missing"),
        ),
        (
            lambda files: files["es"]["inject"].pop("price"),
            ("es", "inject.price", "is missing"),
        ),
        (
            lambda files: files["en"]["component"].update(
                {"ECO-B9": files["en"]["component"]["ECO-B1"]}
            ),
            ("en", "component.ECO-B9", "is not in pack.toml"),
        ),
        (
            say("en", "category", "B", "labels", ["None", "Small", "Large"]),
            ("en", "category.B.labels", "has 3 labels, not 5"),
        ),
        (
            say("en", "category", "B", "labels", ["None", "Small", "Small", "Large", "Huge"]),
            ("en", "category.B.labels", "has the same label twice"),
        ),
        (
            say("en", "component", "ECO-B1", "name", "costs (to build)"),
            ("en", "component.ECO-T1.name", "is the name of another component too"),
        ),
        (
            say("en", "component", "ECO-B1", "here", "ask {person}"),
            ("en", "component.ECO-B1.here", "{person} is not known here"),
        ),
        (
            say("en", "component", "ECO-B1", "quotation", "in {years} years"),
            ("en", "component.ECO-B1.quotation", "{years} is not known here"),
        ),
        (
            say("en", "component", "ECO-B1", "here", "ask {system"),
            ("en", "component.ECO-B1.here", "has a { or } without its partner"),
        ),
        (
            say("es", "component", "ECO-B1", "here", "el costo de {system}"),
            ("es", "component.ECO-B1.here", '"de {system}" does not work'),
        ),
        (
            say("es", "inject", "price", "text", "A {service} le falta"),
            ("es", "inject.price.text", '"A {service}" does not work'),
        ),
        (
            say("en", "component", "ECO-B1", "here", "  "),
            ("en", "component.ECO-B1.here", "is empty"),
        ),
        (
            say("en", "component", "ECO-B1", "here", 5),
            ("en", "component.ECO-B1.here", "must be a text in quotes"),
        ),
        (
            lambda files: files["es"].update(language="en"),
            ("es", "language", "says en, but this is the file of es"),
        ),
    ],
)
def test_one_thing_wrong(change, expected):
    file, entry, reason = expected
    found = spoil(change)
    matching = [
        problem
        for problem in found
        if problem[:2] == (f"p/{file}.toml", entry) and reason in problem[2]
    ]
    assert matching, found


def test_de_before_a_system_is_fine_in_other_languages():
    files = raw_pack()
    say("en", "component", "ECO-B1", "here", "give a {system} its due")(files)
    parse(files, "p")


@pytest.mark.parametrize(("mode", "id_"), [("H", "CIT-R2"), ("H", "CIT-B2"), ("L", "CIT-B2")])
def test_a_component_that_leads_nowhere(mode, id_):
    files = raw_pack()
    for item in files["pack"]["recommendation"]:
        item["triggers"] = [
            t for t in item["triggers"] if (t["component"], t["mode"]) != (id_, mode)
        ]
    state = {"H": "high", "L": "low"}[mode]
    reason = f"leads nowhere when {state}: no trigger names it with mode {mode}"
    assert problems(files) == [("p/pack.toml", f"component.{id_}", reason)]


def test_a_pair_cannot_fire_where_no_dimension_has_both():
    files = raw_pack()
    files["pack"]["component"] = [
        entry for entry in files["pack"]["component"] if entry["category"] == "B"
    ]
    assert (
        "p/pack.toml",
        "recommendation.S4",
        "cannot fire: none of its triggers can",
    ) in problems(files)


GATE = {
    "n_min": 5,
    "n_min_small_team": 3,
    "n_min_public": 10,
    "thin_below": 5,
    "bands_from": 8,
    "band_least": 3,
    "count_from": 10,
    "count_others_least": 4,
    "close_call_from": 6,
    "votes_people": 5,
    "answered_again_least": 3,
    "gap_least": 3,
    "gap_people_least": 4,
    "set_aside_answered_least": 5,
}


@pytest.mark.parametrize("name", GATE)
def test_what_may_be_shown_can_be_made_stricter_and_not_looser(name):
    """The proof of what is shown holds for these numbers."""
    assert getattr(PACK.method, name) == GATE[name]
    files = raw_pack()
    files["pack"]["method"][name] = GATE[name] + 1
    assert getattr(parse(files, "p").method, name) == GATE[name] + 1
    files["pack"]["method"][name] = GATE[name] - 1
    assert [problem[1] for problem in problems(files)] == [f"method.{name}"]


def test_a_pack_of_another_kind():
    """Capacities only, with no need of a trigger for what is well in hand."""
    pack = parse(capacities(), "other")
    assert [(part.kind, part.gain, part.stop) for part in pack.components] == [
        ("capacity", True, 1)
    ] * 3
    assert pack.public == pack.injects == pack.kinds == ()


# The questions ------------------------------------------------------------------------------

SIZES = {
    "en": {"B": "ow large a", "T": "ow big an obstacle", "R": "How high is the risk"},
    "fr": {
        "B": "uel bénéfice attendez-vous",
        "T": "quel obstacle représente",
        "R": "Quel est le risque",
    },
    "es": {
        "B": "ué tan grande es el",
        "T": "ué tan grande es el obstáculo",
        "R": "ué tan alto es el riesgo",
    },
    "nl": {
        "B": "oe groot is",
        "T": "oe groot is het obstakel",
        "R": "Hoe hoog is het risico",
    },
    "pt": {"B": "você espera", "T": "ue obstáculo representa", "R": "Qual é o risco de que"},
}


@pytest.mark.parametrize("language", PACK.languages)
def test_a_question_asks_for_the_size_on_its_buttons(language):
    for part in PACK.components:
        question = PACK.texts[language].component[part.id].question
        assert SIZES[language][part.category] in question, part.id
        assert "{system}" in question, part.id
        assert len(question.split()) <= 30, part.id


@pytest.mark.parametrize("language", PACK.languages)
def test_an_example_is_never_about_the_system_and_a_public_question_is_short(language):
    for text in PACK.texts[language].component.values():
        assert "{" not in text.example
        assert text.public is None or len(text.public.split()) <= 22


def test_the_public_is_asked_about_as_many_benefits_as_risks():
    kinds = [PACK.component(id_).kind for id_ in PACK.public]
    assert (kinds.count("benefit"), kinds.count("risk")) == (5, 5)


def test_only_what_is_in_the_words_of_its_source_is_not_called_a_paraphrase():
    for texts in PACK.texts.values():
        verbatim = {i for i, text in texts.recommendation.items() if not text.paraphrase}
        assert verbatim == {"S1", "S2", "S3", "S5", "S6"}


# Files --------------------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(OURS / "public_value", tmp_path / "packs" / "mine")


def test_load_names_missing_and_broken_files(copied):
    (copied / "es.toml").unlink()
    (copied / "en.toml").write_bytes(b'name = "caf\xe9"')
    with pytest.raises(PackError) as caught:
        load(copied)
    assert str(caught.value).splitlines() == [
        f"{copied}/en.toml: not UTF-8 from byte 11 on",
        f"{copied}/es.toml: the file is missing",
    ]


def test_load_checks_the_languages_even_if_the_pack_is_broken(copied):
    (copied / "pack.toml").write_text("id = ", encoding="utf-8")
    (copied / "es.toml").unlink()
    with pytest.raises(PackError) as caught:
        load(copied)
    (problem,) = caught.value.problems
    assert problem.file == f"{copied}/pack.toml"
    assert problem.reason.startswith("not TOML: ")


def test_load_of_a_directory_that_is_not_there(tmp_path):
    with pytest.raises(PackError, match=r"none/pack\.toml: the file is missing"):
        load(tmp_path / "none")


def test_a_byte_order_mark_is_no_problem(copied):
    text = (copied / "en.toml").read_text(encoding="utf-8")
    (copied / "en.toml").write_text(text, encoding="utf-8-sig")
    assert load(copied).id == "public_value"


def test_an_organisations_own_packs_come_first(copied):
    own = copied.parent
    assert installed(own)["mine"] == copied
    assert installed(own)["public_value"] == OURS / "public_value"
    mine = shutil.copytree(copied, own / "public_value")
    assert installed(own)["public_value"] == mine


def test_a_pack_with_other_dimensions_and_components_works():
    pack = parse(tiny(), "tiny")
    assert [part.id for part in pack.components] == ["good", "bad"]
    assert pack.component("bad").kind == "risk"


def tiny():
    """The smallest pack: one benefit, one risk, one recommendation."""
    real = raw_pack()
    triggers = [
        {"component": "good", "mode": "H", "weight": 1},
        {"component": "good", "mode": "L", "weight": 1},
        {"component": "bad", "mode": "H", "weight": 2},
    ]
    english = tomllib.loads("""
        language = "en"
        name = "Tiny"
        credit = "Ours."
        translation = ""
        [dimension.all]
        name = "All"
        opening = "Everything."
        prompt = "What could change?"
        [domain.work]
        name = "work"
        [recommendation.look]
        title = "Look closer"
        text = "Look closer."
    """)
    for name in ("corner", "answers", "labels"):
        english[name] = real["en"][name]
    english["category"] = {"up": real["en"]["category"]["B"], "down": real["en"]["category"]["R"]}
    english["component"] = {
        id_: real["en"]["component"][like] for id_, like in (("good", "ECO-B1"), ("bad", "CIT-R2"))
    }
    both = {"domain": "work", "corner": "capacity"}
    pack = {
        **{key: real["pack"][key] for key in ("version", "scale", "years", "source")},
        **{key: real["pack"][key] for key in ("method", "seriousness", "labels")},
        "id": "tiny",
        "languages": ["en"],
        "dimension": [{"id": "all"}],
        "category": [{"id": "up", "kind": "benefit"}, {"id": "down", "kind": "risk"}],
        "domain": [{"id": "work", "json": "work"}],
        "component": [
            {"id": "good", "dimension": "all", "category": "up", **both},
            {"id": "bad", "dimension": "all", "category": "down", **both},
        ],
        "recommendation": [
            {"id": "look", "headline": True, "sources": ["tabletop"], "triggers": triggers}
        ],
    }
    return {"pack": pack, "en": english}


def test_problems_name_an_entry_of_a_list_by_its_id_or_else_its_place():
    from pydantic import BaseModel, ValidationError

    class Step(BaseModel):
        at: int

    class Script(BaseModel):
        step: list[Step]

    data = {"step": [{"id": "one", "at": 1}, {"id": "two", "at": "soon"}, {}]}
    with pytest.raises(ValidationError) as caught:
        Script.model_validate(data)
    assert [p.entry for p in problems_of(caught.value, "f", data)] == ["step.two.at", "step.2.at"]
    assert [p.entry for p in problems_of(caught.value, "f")] == ["step.1.at", "step.2.at"]


def test_a_problem_of_a_whole_file_reads_well(tmp_path):
    assert str(Problem("a.toml", "", "the file is missing")) == "a.toml: the file is missing"
    (tmp_path / "b.toml").mkdir()
    with pytest.raises(DataError, match=r"b\.toml: cannot be read: Is a directory"):
        read_toml(tmp_path / "b.toml")


def test_sentences_are_found_wherever_they_stand():
    assert dict(sentences({"a": {"b": ["x", "y"]}, "c": "z", "d": 1})) == {
        "a.b.0": "x",
        "a.b.1": "y",
        "c": "z",
    }
