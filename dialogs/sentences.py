"""The words files: read, checked, and made into `Words`.

A sentence that speaks of a button names it, `{button.my_answers}`, and gets the label's exact text
when it is read: so it never tells people to tap what is called otherwise by now.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from dialogs.instead import AS_NEEDED, FREE, LABELS, PLACEHOLDER, PLURALS, REFERENCE, fitting
from dialogs.words import Words
from framework.pack import nearest
from framework.pack.files import DataError, Problem, read_toml
from framework.pack.files import flatten as flatten_all

PLURAL = "language.plural"
"""The key by which a language says of which numbers its first plural form is said."""


class WordsError(DataError):
    """Words that are missing or wrong, with everything that is."""


def flatten(raw: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested tables as one: `[board] title = …` is `board.title`. Other than texts: `TypeError`."""
    flat: dict[str, str] = {}
    for name, value in raw.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            flat[prefix + name] = value
        else:
            raise TypeError(f"{prefix}{name}")
    return flat


def parse(
    files: Mapping[str, Mapping[str, Any]],
    templates: Environment,
    asked: Iterable[str] = (),
    given: Mapping[str, str] | None = None,
    own: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, Words]:
    """The languages by their code. The first is the measure: the others must say as much.

    Every key that is `asked` for must be there in each; `given` texts may be named in sentences as
    labels may; `own` as in `Words`. Raises `WordsError` with every missing, unknown or differently
    filled sentence, with every one that names no label, and every one that would be taken for
    markup.
    """
    problems: list[Problem] = []
    flat: dict[str, dict[str, str]] = {}
    for language, raw in files.items():
        try:
            flat[language] = flatten(raw)
        except TypeError as error:
            problems.append(Problem(f"{language}.toml", str(error), "must be a text in quotes"))
    ones = {key for sentences in flat.values() for key in sentences if key.endswith(".one")}
    flat = {language: _whole(sentences, ones) for language, sentences in flat.items()}
    wanted = set(asked)
    for language, sentences in flat.items():
        problems += _faults(f"{language}.toml", sentences, wanted)
        flat[language], wrong = _resolved(f"{language}.toml", sentences, given or {})
        problems += wrong
    if flat:
        problems += _differences(flat, wanted)
    if problems:
        raise WordsError(problems)
    said = own or {}
    return {
        language: Words(language, sentences, templates, own=said.get(language, frozenset()))
        for language, sentences in flat.items()
    }


def _whole(sentences: dict[str, str], ones: Iterable[str]) -> dict[str, str]:
    """The sentences of a language; one without plurals needs no form for one.

    `ones`: the forms that there are in any language; a label may be called `other` and be no form.
    """
    if sentences.get(PLURAL) != "none":
        return sentences
    others = {key: f"{key.removesuffix('one')}other" for key in ones}
    return {**{k: sentences[o] for k, o in others.items() if o in sentences}, **sentences}


def _faults(file: str, sentences: Mapping[str, str], wanted: Iterable[str]) -> Iterable[Problem]:
    """What is wrong with one language by itself."""
    for key in sorted(wanted):
        forms = (key,) if key in sentences else (f"{key}.one", f"{key}.other")
        if not all(form in sentences for form in forms):
            yield Problem(file, key, "is missing; the program asks for it")
    for key, text in sentences.items():
        if set("<>&") & set(text):
            yield Problem(file, key, "must be plain text, without <, > or &")
    plural = sentences.get(PLURAL, "one")
    if plural not in PLURALS:
        yield Problem(file, PLURAL, f"must be one of {', '.join(PLURALS)}")
    for key, text in sentences.items() if plural == "zero_one" else ():
        counted = "{n}" in sentences.get(f"{key.removesuffix('.one')}.other", "")
        if key.endswith(".one") and counted and "{n}" not in text:
            yield Problem(file, key, "is said of 0 too, and leaves out {n}")


def _resolved(
    file: str, sentences: Mapping[str, str], given: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """The sentences with the labels that they name, and every name that is none.

    A label that is itself filled in, such as `Action {number}`, cannot be named: nobody knows with
    what.
    """
    labels = {key: text for key, text in sentences.items() if key.startswith(LABELS)} | {**given}
    texts = {key: text for key, text in labels.items() if "{" not in text}
    problems = [
        Problem(file, key, f"names {{{name}}}, which is no label")
        for key, text in sentences.items()
        for name in REFERENCE.findall(text)
        if name not in texts
    ]
    made = {
        key: REFERENCE.sub(lambda found: texts.get(found[1], found[0]), text)
        for key, text in sentences.items()
    }
    return made, problems


def _differences(flat: Mapping[str, Mapping[str, str]], wanted: Iterable[str]) -> list[Problem]:
    """What the other languages say more, less or otherwise than the first.

    What is `wanted` is not the first's to say: it has been looked for in each by itself.
    """
    first, *others = flat
    known = {form for key in wanted for form in (key, f"{key}.one", f"{key}.other")}
    found: list[Problem] = []
    for language in others:
        ours, theirs = flat[first], flat[language]
        file = f"{language}.toml"
        found += [
            Problem(file, key, f"is missing; {first}.toml has it")
            for key in ours
            if key not in theirs and key not in known and not key.startswith(AS_NEEDED)
        ]
        found += [
            Problem(file, key, f"is unknown; {first}.toml has no such sentence")
            for key in theirs
            if key not in ours and key not in known and not key.startswith(AS_NEEDED)
        ]
        found += [
            Problem(file, key, wrong)
            for key in ours
            if key in theirs and (wrong := _filled(key, ours[key], theirs[key]))
        ]
    return found


def _filled(key: str, ours: str, theirs: str) -> str:
    """What is wrong with the placeholders of a translation, if anything.

    Each form of a plural may say its number: one that is said of 0 too has to, where ours is of 1.
    """
    here, there = set(PLACEHOLDER.findall(theirs)), set(PLACEHOLDER.findall(ours))
    if here - there - ({"n"} if key.endswith((".one", ".other")) else set()):
        return f"uses {{{min(here - there)}}}, which this sentence does not have"
    if there - here - {"n"}:
        return f"leaves out {{{min(there - here)}}}"
    return ""


def read(path: Path, beside: Iterable[Path]) -> Mapping[str, Any]:
    """The sentences of a language, over those that the folders `beside` have in it.

    Raises `DataError`.
    """
    own: Mapping[str, Any] = read_toml(path)
    for other in (folder / path.name for folder in beside):
        own = _over(read_toml(other), own) if other.exists() else own
    return own


def load(
    folder: Path,
    templates: Environment,
    asked: Iterable[str] = (),
    given: Mapping[str, str] | None = None,
    beside: Iterable[Path] = (),
    own: Path | None = None,
) -> tuple[dict[str, Words], list[Problem]]:
    """All languages of a folder, with an organisation's `own` sentences laid over them.

    `beside` are folders with sentences that each platform brings for itself: a language gets those
    that its own file does not have. `asked` and `given` as in `parse`. Also gives what was left out
    of one's own, and what stands in for what a language of one's own lacks. Raises `WordsError`.
    """
    try:
        files = {path.stem: read(path, beside) for path in sorted(folder.glob("*.toml"))}
        if own is None:
            return parse(files, templates, asked, given), []
        flat = {language: flatten(raw) for language, raw in files.items()}
        laid, notes = _laid_over(flat, own, given or {})
    except DataError as error:
        raise WordsError(error.problems) from None
    theirs = {
        code: frozenset(key for key in ours if laid[code][key] != ours[key])
        for code, ours in flat.items()
    }
    return parse(laid, templates, asked, given, theirs), notes


def _laid_over(
    ours: Mapping[str, Mapping[str, str]], own: Path, given: Mapping[str, str]
) -> tuple[dict[str, Mapping[str, str]], list[Problem]]:
    """The languages with one's own sentences.

    A language that is new begins with its nearest; with our first where there is none.
    """
    laid, notes = dict(ours), []
    first = next(iter(ours))
    for path in sorted(own.glob("*.toml")):
        near = nearest(path.stem, ours)
        said = _loose(read_toml(path, str(path)))
        below = ours[near or first]
        if near != path.stem:
            below = {**_counted_as(said, below), "language.name": path.stem}
        taken, left = fitting(said, below, given)
        laid[path.stem] = {**below, **taken}
        notes += [Problem(str(path), k, f"{why}; ours stands there") for k, why in left]
        if not near:
            missing = [key for key in below if key not in taken and not key.startswith(FREE)]
            stands = f"is missing; the sentence in {first} stands there"
            notes += [Problem(str(path), key, stands) for key in missing]
    return laid, notes


def _counted_as(said: Mapping[str, object], ours: Mapping[str, str]) -> Mapping[str, str]:
    """Sentences of ours to stand in for those of a language that may count otherwise.

    "In a year" would be said of no years there, too: what names the number is never wrong.
    """
    if said.get(PLURAL, ours.get(PLURAL)) == ours.get(PLURAL):
        return ours
    others = {k: ours[f"{k.removesuffix('one')}other"] for k in ours if k.endswith(".one")}
    return {**ours, **{key: text for key, text in others.items() if "{n}" in text}}


def _loose(raw: Mapping[str, Any]) -> dict[str, object]:
    """Nested tables as one, whatever stands in them."""
    flat = flatten_all(raw)
    return flat if isinstance(flat, dict) else {}


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """Two nested tables as one; where both have a text, the one above counts."""
    both = {
        key: _over(below[key], above[key])
        for key in below.keys() & above.keys()
        if isinstance(below[key], Mapping) and isinstance(above[key], Mapping)
    }
    return {**below, **above, **both}
