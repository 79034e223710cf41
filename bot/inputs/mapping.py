"""A file that says what a table's own names mean, where they cannot be told from the table.

In it, all of it optional: `participant = "Your name"` and `round`, the headings of these columns;
`[columns]` with `"Q7" = "ADM-T4"`, `[notes]` likewise; `[answers]` with `"A4" = 4`, `"-99" = "NS"`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError

from bot.inputs.columns import ANSWER, NOTE, PARTICIPANT, ROUND, Column
from bot.inputs.errors import AnswersError, quoted
from framework.measures.tally import ANSWERS
from framework.pack import Framework


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    participant: StrictStr = ""
    round: StrictStr = ""
    columns: Mapping[str, StrictStr] = {}
    notes: Mapping[str, StrictStr] = {}
    answers: Mapping[str, StrictInt | StrictStr] = {}


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the headings and the answers of a table mean."""

    columns: Mapping[str, Column]
    answers: Mapping[str, str]


NOTHING = Mapped({}, {})


def read(path: Path, framework: Framework) -> Mapped:
    """What the file says. Raises `AnswersError` with everything that is wrong in it."""
    file = _file(path)
    ids = {part.id.casefold(): part.id for part in framework.components}
    problems = [*_unknown(file, ids), *_no_answers(file)]
    if problems:
        raise AnswersError(problems)
    alone = ((file.participant, Column(PARTICIPANT)), (file.round, Column(ROUND)))
    return Mapped(
        {heading: column for heading, column in alone if heading}
        | {heading: Column(ANSWER, ids[id_.casefold()]) for heading, id_ in file.columns.items()}
        | {heading: Column(NOTE, ids[id_.casefold()]) for heading, id_ in file.notes.items()},
        {cell: str(answer).upper() for cell, answer in file.answers.items()},
    )


def _file(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise AnswersError([f"cannot be read: {error.strerror}"]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnswersError([f"is not TOML: {error}"]) from None
    except ValidationError as error:
        raise AnswersError(
            f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}"
            for each in error.errors()
        ) from None


def _unknown(file: _File, ids: Mapping[str, str]) -> Iterator[str]:
    for table, named in (("columns", file.columns), ("notes", file.notes)):
        for heading, id_ in named.items():
            if id_.casefold() not in ids:
                yield f"{table}, {quoted(heading)}: there is no component {quoted(id_)}"


def _no_answers(file: _File) -> Iterator[str]:
    for cell, answer in file.answers.items():
        if str(answer).upper() not in ANSWERS:
            yield f"answers, {quoted(cell)}: {quoted(str(answer))} is none of {', '.join(ANSWERS)}"
