"""A wheel has one name, and works where others have taken the names of our rooms."""

import importlib.util
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.support.process import OURS, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INSIDE = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
ROOMS = ("bot", "dialogs", "framework", "storage")


def laid_out(site: Path) -> None:
    """Everything where the wheel would put it."""
    for source, target in INSIDE.items():
        (site / target).parent.mkdir(parents=True, exist_ok=True)
        if source == "deploy/wheel":
            (site / target).mkdir()
            for path in (ROOT / source).glob("*.py"):
                (site / target / path.name).write_bytes(path.read_bytes())
        else:
            (site / target).symlink_to(ROOT / source)


def others(folder: Path) -> None:
    """Programs of the same names as our rooms."""
    for room in ROOMS:
        (folder / room).mkdir()
        for name in ("__init__.py", "__main__.py"):
            (folder / room / name).write_text("raise SystemExit('the wrong one')\n")


def run(site: Path, here: Path, *words: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    kept["PYTHONPATH"] = str(site)
    started = [sys.executable, "-m", "valuemap", *words]
    done = subprocess.run(started, cwd=here, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_takes_one_name() -> None:
    assert {Path(target).parts[0] for target in INSIDE.values()} == {"valuemap"}
    assert set(ROOMS) < set(INSIDE)
    assert PROJECT["project"]["scripts"] == {"valuemap": "valuemap.__main__:main"}
    assert PROJECT["project"]["license-files"] == ["LICENSE", "NOTICE"]


def test_it_works_among_others_of_our_rooms_names(tmp_path: Path) -> None:
    """Also what it installs is itself: units and launcher name its own folder."""
    site, here = tmp_path / "site", tmp_path / "here"
    site.mkdir()
    here.mkdir()
    laid_out(site)
    others(site)
    others(here)
    assert "made" in run(site, here, "install", "--root", "machine", "--yes")
    unit = (here / "machine/etc/systemd/system/valuemap.service").read_text()
    assert f"PYTHONPATH={site / 'valuemap'} " in unit
    assert (here / "machine/etc/valuemap/valuemap.env").is_file()


@pytest.mark.soak
@pytest.mark.skipif(not importlib.util.find_spec("hatchling"), reason="hatchling is not here")
def test_a_wheel_is_built_and_installed_without_any_network(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as inside:
        names = inside.namelist()
        inside.extractall(tmp_path / "site")
    assert any(name.endswith(".dist-info/licenses/NOTICE") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"valuemap"}
    assert PROJECT["project"]["version"] in run(tmp_path / "site", tmp_path, "--version")


def test_the_shell_completes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cli import cli

    monkeypatch.setenv("_VALUEMAP_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "valuemap res")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        cli(prog_name="valuemap")
    assert capsys.readouterr().out == "plain,restore\n"
