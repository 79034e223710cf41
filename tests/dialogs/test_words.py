"""Every sentence is there, in every language, filled with what the program has for it."""

import datetime as dt
import re

import pytest

from bot.app.datafiles import DIALOGS
from bot.platforms import registry
from dialogs import markup
from dialogs.instead import PLACEHOLDER
from dialogs.sentences import WordsError, load, parse
from dialogs.words import city, environment, renamed
from framework.pack.sentences import sentences
from tests.support.people import library

LAYOUTS = environment(DIALOGS / "templates")
EN = {
    "list": {"last": "{others} and {last}"},
    "joined": {"one": "{n} joined", "other": "{n} joined"},
    "saved": "Saved. {name}: {answer}.",
    "article": {"a": "the"},
}
LANGUAGES = sorted(library().words)


def faults(**files):
    with pytest.raises(WordsError) as caught:
        parse(files, LAYOUTS)
    return {(p.file, p.entry): p.reason for p in caught.value.problems}


def words(**more):
    return parse({"en": EN | more}, LAYOUTS)["en"]


def test_missing_unknown_and_wrong_sentences_are_all_named():
    es = {
        "list": {"last": "{others} y {ultimo}"},
        "joined": {"one": "uno", "other": "{n}"},
        "saved": "Guardado: {answer}.",
        "extra": "?",
    }
    assert faults(en=EN | {"more": "x"}, es=es) == {
        ("es.toml", "more"): "is missing; en.toml has it",
        ("es.toml", "extra"): "is unknown; en.toml has no such sentence",
        ("es.toml", "list.last"): "uses {ultimo}, which this sentence does not have",
        ("es.toml", "saved"): "leaves out {name}",
    }


def test_a_plural_needs_both_forms_and_articles_are_free():
    es = EN | {"joined": {"other": "{n}"}, "article": {"un": "el"}}
    assert faults(en=EN, es=es) == {("es.toml", "joined.one"): "is missing; en.toml has it"}
    parse({"en": EN, "es": EN | {"article": {"un": "el"}}}, LAYOUTS)


def test_a_sentence_is_a_text():
    assert faults(en=EN | {"n": 3}) == {("en.toml", "n"): "must be a text in quotes"}


@pytest.mark.parametrize("sign", "<>&")
def test_a_sentence_carries_no_markup(sign):
    es = EN | {"saved": f"{{name}} {sign} {{answer}}"}
    assert faults(en=EN, es=es) == {("es.toml", "saved"): "must be plain text, without <, > or &"}


def test_plurals_values_and_lists():
    some = words()
    assert some.say("joined", n=1) == "1 joined"
    assert some.say("joined", n=0) == some.say("joined.other", n=0) == "0 joined"
    assert some.listed([]) == ""
    assert some.listed(["A"]) == "A"
    assert some.listed(["A", "<B>", "C"]) == "A, &lt;B&gt; and C"


@pytest.mark.parametrize("name", ["<b>bold</b>", "R & D", '"quoted"', "{answer}", "\u202eرأي🙂"])
def test_values_stay_literal(name):
    said = words().say("saved", name=name, answer="5")
    assert markup.plain(said) == f"Saved. {name}: 5."


@pytest.mark.parametrize("key", ["nothing", "joined"])
def test_what_is_not_there_is_an_error(key):
    with pytest.raises(KeyError):
        words().say(key)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/Port_of_Spain", "Thursday 26 November, 12:00 (Port of Spain)"),
        ("Pacific/Auckland", "Friday 27 November, 05:00 (Auckland)"),
        ("Europe/Amsterdam", "Thursday 26 November, 17:00 (Amsterdam)"),
    ],
)
def test_dates_are_those_of_the_zone(zone, expected):
    assert library().words["en"].date(1795708800.0, zone) == expected


def test_days_carry_their_year():
    assert library().words["en"].day(1795708800.0, "Pacific/Auckland") == "27 November 2026"
    assert city("America/Argentina/Buenos_Aires") == "Buenos Aires"


@pytest.mark.parametrize(
    ("minutes", "en", "es"),
    [
        (0.5, "in 1 minute", "en 1 minuto"),
        (1, "in 1 minute", "en 1 minuto"),
        (40, "in 40 minutes", "en 40 minutos"),
        (60, "today at 11:00 (Port of Spain)", "hoy a las 11:00 (Port of Spain)"),
        (26 * 60, "tomorrow at 12:00 (Port of Spain)", "mañana a las 12:00 (Port of Spain)"),
        (
            2 * 24 * 60,
            "Saturday 28 November, 10:00 (Port of Spain)",
            "sábado 28 de noviembre, 10:00 (Port of Spain)",
        ),
    ],
)
def test_what_is_soon(minutes, en, es):
    now = 1795701600.0  # Thursday 26 November 2026, 10:00
    for language, expected in (("en", en), ("es", es)):
        said = library().words[language].soon(now + minutes * 60, now, "America/Port_of_Spain")
        assert said == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_minute_is_one_and_minutes_are_several(language):
    one, many = (library().words[language].text("reminder.remain", n=n) for n in (1, 8))
    assert one.replace("1", "8") != many


def test_the_definite_article():
    some = words()
    assert some.definite("a chatbot") == "the chatbot"
    assert some.definite("A chatbot") == "the chatbot"
    assert some.definite("chatbots") == "chatbots"


def test_an_article_is_elided_where_the_language_does_so():
    some = words(article={"un": "le", "une": "la", "des": "les", "elided": "l'"})
    assert some.definite("un robot") == "le robot"
    assert some.definite("Une écoute") == "l'écoute"
    assert some.definite("un hôpital") == "l'hôpital"
    assert some.definite("des avis") == "les avis"


@pytest.mark.parametrize(
    ("plural", "said"),
    [
        ("one", ["0 people", "1 person", "2 people"]),
        ("zero_one", ["0 person", "1 person", "2 people"]),
        ("none", ["0 people", "1 people", "2 people"]),
    ],
)
def test_each_language_has_its_own_plural(plural, said):
    people = {"one": "{n} person", "other": "{n} people"}
    some = words(language={"plural": plural}, people=people)
    assert [some.say("people", n=n) for n in (0, 1, 2)] == said


def test_a_language_without_plurals_needs_one_form():
    one = EN | {"language": {"plural": "one"}}
    none = EN | {"language": {"plural": "none"}, "joined": {"other": "{n}"}}
    assert parse({"en": one, "ht": none}, LAYOUTS)["ht"].say("joined", n=1) == "1"


def test_a_label_that_is_called_other_is_no_plural():
    one = EN | {"language": {"plural": "one"}, "button": {"other": "Other"}}
    none = one | {"language": {"plural": "none"}, "joined": {"other": "{n}"}}
    assert not parse({"en": one, "ht": none}, LAYOUTS)["ht"].has("button.one")


def test_a_plural_rule_is_one_of_those_there_are_and_what_is_said_of_none_counts():
    assert faults(en=EN | {"language": {"plural": "few"}}) == {
        ("en.toml", "language.plural"): "must be one of one, zero_one, none"
    }
    joined = {"one": "one joined", "other": "{n} joined"}
    assert faults(en=EN | {"language": {"plural": "zero_one"}, "joined": joined}) == {
        ("en.toml", "joined.one"): "is said of 0 too, and leaves out {n}"
    }


def test_a_form_said_of_none_too_may_name_the_number_that_ours_leaves_out():
    en = EN | {"waits": {"one": "one waits", "other": "{n} wait"}, "saved": "Saved."}
    en |= {"language": {"plural": "one"}}
    pt = en | {"waits": {"one": "{n} espera", "other": "{n} esperam"}}
    said = parse({"en": en, "pt": pt | {"language": {"plural": "zero_one"}}}, LAYOUTS)["pt"]
    assert [said.text("waits", n=n) for n in (0, 1, 2)] == ["0 espera", "1 espera", "2 esperam"]
    other = {("pt.toml", "saved"): "uses {n}, which this sentence does not have"}
    assert faults(en=en, pt=pt | {"saved": "{n}"}) == other


def test_own_words_take_the_place_of_ours(tmp_path):
    (tmp_path / "en.toml").write_text('a = "ours"\n')
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "en.toml").write_text('a = "own"\n')
    found, notes = load(tmp_path, LAYOUTS, own=tmp_path / "own")
    assert (found["en"].say("a"), notes) == ("own", [])


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "en.toml").write_text("a = ")
    with pytest.raises(WordsError, match=r"en\.toml: not TOML"):
        load(tmp_path, LAYOUTS)


# -- our own files -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_carry_no_markup_and_no_loose_braces(language):
    for key, text in library().words[language].sentences.items():
        assert not set("<>&") & set(text), key
        assert not set("{}") & set(PLACEHOLDER.sub("", text)), key
        assert text == text.strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_fit_a_toast(language):
    """Whatever fills them; a name that is too long is cut by the platform, as its owner knows."""
    for key, text in library().words[language].sentences.items():
        if key.startswith("refuse."):
            assert len(text) <= 170, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["help", "privacy.short", "privacy.short_small_team"])
def test_what_is_said_at_once_fits_a_toast(language, key):
    assert len(library().words[language].text(key)) <= 200


def test_the_library_of_the_tests_has_two_languages():
    assert set(library().words) >= {"en", "es"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_above_every_section_stands_where_it_is_read(language):
    lines = (DIALOGS / "words" / f"{language}.toml").read_text("utf-8").splitlines()
    above = {line: lines[n - 1] for n, line in enumerate(lines) if line.startswith("[")}
    assert above
    assert [section for section, comment in above.items() if not comment.startswith("# ")] == []


@pytest.mark.parametrize("language", sorted(library().words))
def test_slack_says_channel_and_direct_message(language):
    """Everything that is said there, but what the method calls a group of answers."""
    ours = {"en": r"private chat|th(e|is) group|[Yy]our group|this chat|the chat\b|blocked me",
            "es": r"chat privado|(el|del|al|este|su) grupo|este chat|me bloqueó",
            "fr": r"conversation privée|\b(le|du|au|ce|votre|des|aux) groupes?\b|"
                  r"cette conversation|m'a bloqué",
            "nl": r"privéchat|\b(deze?|uw|een) groep\b|in groepen|deze chat|mij geblok",
            "pt": r"chat privado|\b(o|do|ao|no|seu|[dn]?este) grupo|[dn]?este chat|\bo chat\b|"
                  r"do chat\b|me bloqueou"}  # fmt: skip
    apart = ("export.", "report.method", "privacy.platform_telegram")
    said = library().on("slack").words[language].sentences
    left = {k: t for k, t in said.items() if re.search(ours[language], t, re.IGNORECASE)}
    assert not {k: t for k, t in left.items() if not k.startswith(apart)}
    assert library().on("demo").words[language].sentences == library().words[language].sentences


def test_every_phrase_that_a_platform_calls_otherwise_occurs():
    for language, names in registry.called("slack").items():
        every = "\n".join(library().words[language].sentences.values())
        assert not [phrase for phrase in names if renamed(every, {phrase: "\0"}) == every]


def test_a_phrase_is_renamed_as_a_whole_and_the_longest_counts():
    names = {"the group": "the channel", "the group chat": "the room"}
    assert renamed("the group, the groups, the group chat", names) == (
        "the channel, the groups, the room"
    )


def test_a_day_of_the_month_is_said_as_the_language_says_it():
    french = library().words["fr"]
    assert french.plain_day(dt.date(2027, 3, 1)) == "1er mars 2027"
    assert french.weekday_and_day(dt.date(2027, 3, 2)) == "mardi 2 mars"
    assert library().words["en"].plain_day(dt.date(2027, 3, 1)) == "1 March 2027"


def test_french_has_its_spaces_that_do_not_break():
    """Before : ; ? ! » % and after «, in every sentence and in both frameworks."""
    said = [*library().words["fr"].sentences.values()]
    for pack in library().packs.values():
        said += [text for _, text in sentences(pack.texts["fr"].model_dump(exclude_none=True))]
    wrong = re.compile(r" [:;?!»%]|[^\s.][?!»]|[^\s\d]:(?=\s|$)|« |«[^\s]")
    assert [text for text in said if wrong.search(text)] == []


def test_dutch_says_u_throughout():
    said = [*library().words["nl"].sentences.values()]
    for pack in library().packs.values():
        said += [text for _, text in sentences(pack.texts["nl"].model_dump(exclude_none=True))]
    wrong = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
    assert [text for text in said if wrong.search(text)] == []


def test_parts_with_commas_of_their_own_stand_apart_as_the_language_writes_it():
    words = library().words
    assert words["en"].apart(["large", "close call", "R & D <b>"]) == "large; close call; R & D <b>"
    assert words["fr"].apart(["grand", "de justesse"]) == "grand\u202f; de justesse"
    assert words["fr"].apart(["grand"]) == "grand"
    assert words["fr"].apart([]) == ""
