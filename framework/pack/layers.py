"""The files of a pack, one folder laid over another: an organisation's own over ours.

A folder of one's own may be whole, or hold only what differs: without a `pack.toml`, or with one
that says `extends = "public_value"`. What it lacks stands in the folder below. Whatever is wrong is
blamed on the file in which it stands.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framework.pack.files import DataError, Problem, read_toml
from framework.pack.languages import is_code, nearest

OURS = Path(__file__).parent.parent / "packs"
NUMBERS = OURS / "method.toml"
PACK = "pack"
Raw = Mapping[str, Any]


@dataclass(slots=True)
class Files:
    """What the files of a pack say, as one; `problems` are those of reading them.

    `folders` it was read from, the front one first, each with what its files say by their stem.
    `notes`: what stands in for what a language of one's own lacks.
    """

    name: str
    raw: dict[str, Raw] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    folders: list[tuple[Path, dict[str, Raw]]] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def blame(self, problem: Problem) -> Problem:
        """The same problem under the name of the file in which it stands."""
        stem = problem.file.rpartition("/")[2].removesuffix(".toml")
        for folder, files in self.folders:
            if stem in files and has(files[stem], problem.entry):
                return problem._replace(file=shown(folder, stem))
        return problem._replace(file=shown(self.folders[0][0], stem)) if self.folders else problem


def installed(*roots: Path) -> dict[str, Path]:
    """Every pack there is by the name of its folder, from these roots first and then ours.

    In a folder of one's own that is named like one of ours, a language alone is enough.
    """
    found = {path.parent.name: path.parent for path in sorted(OURS.glob(f"*/{PACK}.toml"))}
    ours = set(found)
    for root in reversed(roots):
        own = {path.parent.name: path.parent for path in sorted(root.glob("*/*.toml"))}
        found.update({n: p for n, p in own.items() if n in ours or (p / f"{PACK}.toml").exists()})
    return found


def first(packs: Mapping[str, Path]) -> str:
    """Of these packs, by name, the one that is offered first."""
    return min(packs, key=lambda name: (_order(packs[name]), name))


def _order(directory: Path) -> int:
    """The place of a pack among the others; one of ours that is laid over keeps its own."""
    path = directory / f"{PACK}.toml"
    raw = read_toml(path if path.exists() else OURS / directory.name / path.name)
    order = raw.get("order", LAST)
    return order if isinstance(order, int) else LAST


LAST = 100
"""The place of a pack that says none."""


def read(directory: Path) -> Files:
    """The pack in a folder, over what it extends. Raises nothing: see `Files.problems`."""
    it = Files(directory.name)
    _add(it, directory, [])
    return it


def whole(pack: Raw) -> dict[str, Any]:
    """What `pack.toml` says, with the numbers that every pack uses."""
    return over(read_toml(NUMBERS), pack)


def _add(it: Files, directory: Path, above: list[Path]) -> None:
    """Read a folder, and lay what was read before it over that."""
    files: dict[str, Raw] = {}
    for stem in _stems(it, directory, files):
        _read(it, directory, stem, files)
    it.folders.append((directory, files))
    base = _base(it, directory, files, [*above, directory])
    if base is not None:
        _add(it, base, [*above, directory])
        _lay_over(it, files, directory)
    else:
        it.raw = dict(files)


def _stems(it: Files, directory: Path, files: dict[str, Raw]) -> Iterable[str]:
    """The languages to read: those that a whole pack says it has, else those lying there."""
    lying = sorted(path.stem for path in directory.glob("*.toml"))
    if PACK in lying or not _ours(directory):
        _read(it, directory, PACK, files)
    pack = files.get(PACK, {})
    said = pack.get("languages")
    if isinstance(said, list) and "extends" not in pack:
        return [stem for stem in said if isinstance(stem, str) and is_code(stem)]
    return [stem for stem in lying if is_code(stem)]  # others have their names: pack, demo


def _ours(directory: Path) -> bool:
    """Whether one of ours has this name, so that a folder need not be a whole pack."""
    return (OURS / directory.name / f"{PACK}.toml").exists()


def _base(
    it: Files, directory: Path, files: Mapping[str, Raw], above: Iterable[Path]
) -> Path | None:
    """The folder that this one is laid over; None for a whole pack."""
    name = files.get(PACK, {}).get("extends")
    if name is None:
        unwhole = PACK not in files and directory.parent != OURS and _ours(directory)
        return OURS / directory.name if unwhole and not it.problems else None
    places = (directory.parent / str(name), OURS / str(name))
    found = next((p for p in places if p not in above and (p / f"{PACK}.toml").exists()), None)
    if found is None:
        it.problems.append(Problem(shown(directory, PACK), "extends", f"there is no pack {name}"))
    return found


def _read(it: Files, directory: Path, stem: str, files: dict[str, Raw]) -> None:
    try:
        files[stem] = read_toml(directory / f"{stem}.toml", shown(directory, stem))
    except DataError as error:
        it.problems += error.problems


def _lay_over(it: Files, own: Mapping[str, Raw], directory: Path) -> None:
    """A folder's files over what `it` has so far.

    A language that is new is laid over its nearest, without a word; else over the first, and what
    it lacks is noted.
    """
    pack = {key: value for key, value in own.get(PACK, {}).items() if key != "extends"}
    before = [*it.raw.get(PACK, {}).get("languages", ())]
    added = [stem for stem in own if stem != PACK and stem not in before]
    languages = pack.get("languages", [*before, *added])
    below = {stem: nearest(stem, before) or next(iter(before), "") for stem in own if stem != PACK}
    for stem in added if before else ():
        if not nearest(stem, before):
            _note_missing(it, it.raw[below[stem]], own[stem], below[stem], shown(directory, stem))
    laid = {stem: over(it.raw.get(under, {}), own[stem]) for stem, under in below.items()}
    it.raw = {**it.raw, **laid, PACK: over(it.raw.get(PACK, {}), {**pack, "languages": languages})}


def _note_missing(it: Files, below: Raw, own: Raw, language: str, file: str) -> None:
    there = {entry for entry, _ in leaves(own)}
    it.notes += [
        Problem(file, entry, f"is missing; the text in {language} stands there")
        for entry, _ in leaves(below)
        if entry not in there and entry != "translation"
    ]


def shown(directory: Path, stem: str) -> str:
    """How a file is named to people: ours in short, one's own by where it lies."""
    parent = directory.name if directory.parent == OURS else str(directory)
    return f"{parent}/{stem}.toml"


# -- entries ---------------------------------------------------------------------------------------


def over(below: Raw, above: Raw) -> dict[str, Any]:
    """Nested tables as one; where both say something, the one above counts.

    In a list of entries with ids, the entry of the same id is laid over, and new ones come last;
    one that says `leave_out = true` goes.
    """
    both = {key: _two(below[key], above[key]) for key in below.keys() & above.keys()}
    return {**below, **above, **both}


def _two(below: Any, above: Any) -> Any:
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return over(below, above)
    return _entries(below, above) if _listed(below) and _listed(above) else above


def _listed(value: Any) -> bool:
    """Whether it is a list of entries with ids."""
    return isinstance(value, list) and all(isinstance(e, Mapping) and "id" in e for e in value)


def _entries(below: list[Raw], above: list[Raw]) -> list[dict[str, Any]]:
    changed = {entry["id"]: entry for entry in above}
    known = {entry["id"] for entry in below}
    laid = [over(entry, changed.get(entry["id"], {})) for entry in below]
    laid += [dict(entry) for entry in above if entry["id"] not in known]
    return [entry for entry in laid if not entry.pop("leave_out", False)]


def has(raw: object, entry: str) -> bool:
    """Whether a file says something at this entry: `component.ID.question`."""
    for step in entry.split(".") if entry else ():
        if isinstance(raw, list):
            raw = {str(e.get("id") or e.get("component")): e for e in raw if isinstance(e, Mapping)}
        if not isinstance(raw, Mapping) or step not in raw:
            return False
        raw = raw[step]
    return True


def leaves(raw: object, entry: str = "") -> Iterator[tuple[str, object]]:
    """Everything that is no table, with its entry."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from leaves(value, f"{entry}.{key}" if entry else str(key))
    else:
        yield entry, raw
