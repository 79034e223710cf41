"""`valuemap analyse`: the map and the recommendations from answers collected elsewhere."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import click

from bot.app import clock
from bot.commands.shared.options import FILES, FRAMEWORK
from bot.commands.shared.published import found_in
from bot.commands.shared.summary import LEAST, summary
from bot.commands.shared.terminal import FAILED, library, settings, stop
from bot.inputs.answers import read
from bot.inputs.errors import AnswersError
from dialogs.findings.collected import collected
from framework.assess import Answer, assess, to_json
from framework.pack import Framework, PackError, first, installed, load
from framework.publish import Published, publish

STAGES = 2
"""Reading, assessing."""

PATIENCE = 1.0


class BadInput(click.ClickException):
    """What was given cannot be used; nothing was written."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print every problem to stderr, one a line."""
        click.echo(self.message, err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--public",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers of the people who use the service.",
)
@FRAMEWORK
@FILES
@click.option(
    "--map",
    "map_",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="What the file's own names of columns and answers mean.",
)
@click.option("--small-team", is_flag=True, help="Read components from 3 scores on, not 5.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also write the result there, with picture, brief and report.",
)
@click.option("--language", default="", help="Of these three; the framework's first if not said.")
@click.option("--system", default="", metavar="TEXT", help="What they are about: a chatbot.")
@click.option("--service", default="", metavar="TEXT", help="For which service: the registry.")
def analyse(
    file: Path,
    public: Path | None,
    framework: str,
    own: Path | None,
    map_: Path | None,
    small_team: bool,
    as_json: bool,
    out: Path | None,
    language: str,
    system: str,
    service: str,
) -> None:
    """Map and recommendations from FILE, a table of answers collected elsewhere.

    CSV, tab-separated or XLSX; one answer a row (columns participant, component, answer, and if you
    like note and round) or, as forms export it, one person a row with a column a question. A column
    is found by a component's id, name or question. An answer is 1 to 5 or its label, NS (not sure)
    or NA (does not apply); a blank one is none. Notes are read over and not printed: a file does
    not say whether their writers released them.

    What is printed as text may be passed on to the group. The JSON may not: it has numbers from
    which single answers can be worked out.
    """
    pack = _framework(framework, own)
    chosen = _language(pack, language)
    method = pack.method
    n_min = method.n_min_small_team if small_team else method.n_min
    with _progress(f"Working on {file} ...") as step:
        given = _answers(file, pack, map_)
        outside = _outside(public, pack, map_) if public else []
        step()
        assessment = assess(pack, given, n_min=n_min, public=outside)
        step()
    if as_json and assessment.participants < LEAST:
        click.echo("Fewer than three people answered: nothing can be said of a team.", err=True)
    data = to_json(assessment, pack)
    written = {
        "assessment.json": json.dumps(data, indent=2, ensure_ascii=False) + "\n",
        "summary.txt": summary(pack, publish(assessment, pack)),
    }
    if out is not None:
        about = {"system": system, "service": service}
        pages = _pages(publish(assessment, pack), chosen, about, own)
        _write(out, {"assessment.json": written["assessment.json"].encode()}, private=True)
        _write(out, {"summary.txt": written["summary.txt"].encode()} | pages)
    click.echo(written["assessment.json" if as_json else "summary.txt"], nl=False)


def _framework(id_: str, own: Path | None) -> Framework:
    """The pack of that id, an organisation's own before ours; the first there is without one."""
    folder = own or settings().valuemap_files
    packs = installed(*([folder / "packs"] if folder else []))
    id_ = id_ or first(packs)
    if id_ not in packs:
        raise BadInput(f"There is no framework {id_}. There is: {', '.join(sorted(packs))}")
    try:
        return load(packs[id_])
    except PackError as error:
        raise BadInput(str(error)) from None


def _language(framework: Framework, chosen: str) -> str:
    if chosen and chosen not in framework.languages:
        raise BadInput(f"--language: {framework.id} is in {', '.join(framework.languages)}")
    return chosen or framework.languages[0]


def _pages(
    of: Published, language: str, topics: dict[str, str], own: Path | None
) -> dict[str, bytes]:
    """Picture, brief and report. They have the words of the files that a service would have."""
    from bot.outputs.apart import ApartError
    from bot.outputs.files import folder

    chosen = settings()
    files = library(own or chosen.valuemap_files, chosen.valuemap_country)
    if language not in files.words:
        raise BadInput(f"--language: there are words in {', '.join(files.words)}")
    x = collected(files, language, chosen.valuemap_zone, of, topics, clock.now())
    try:
        words = x.language_of(language)
        return folder(found_in(x, words), words)
    except ApartError as error:
        stop(str(error), FAILED)


def _answers(file: Path, framework: Framework, map_: Path | None) -> tuple[Answer, ...]:
    """The answers in a file; says what was guessed, and which of its columns nobody reads."""
    try:
        given = read(file, framework, map_)
    except AnswersError as error:
        raise BadInput(str(error)) from None
    for said in given.said:
        click.echo(said, err=True)
    return given.answers


def _outside(file: Path, framework: Framework, map_: Path | None) -> tuple[Answer, ...]:
    """The answers of the people who use the service, who are asked once."""
    given = _answers(file, framework, map_)
    if any(answer.round > 1 for answer in given):
        raise BadInput(f"{file}: the people who use the service are asked in one round")
    return given


def _write(directory: Path, files: dict[str, bytes], *, private: bool = False) -> None:
    from bot.outputs.files import write

    try:
        write(directory, files, private=private)
    except OSError as error:
        raise BadInput(f"{directory}: cannot be written: {error.strerror}") from None


@contextmanager
def _progress(label: str) -> Iterator[Callable[[], None]]:
    """A bar on stderr of reading and assessing, once that has taken a second.

    Gives what to call at the end of each of the two.
    """
    bar = click.progressbar(length=STAGES, label=label, show_eta=False, file=sys.stderr)

    def step() -> None:
        bar.pos += 1
        if bar.entered:
            bar.render_progress()

    timer = Timer(PATIENCE, bar.__enter__)
    timer.daemon = True
    timer.start()
    try:
        yield step
    finally:
        timer.cancel()
        if bar.entered:
            bar.render_finish()
