"""What valuemap is shipped with: every license named, a bill of materials, versions of Python."""

import ast
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution

import pytest

from deploy import sbom
from tests.support.process import ROOT

SAME = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""How packages write the licenses that SPDX names otherwise."""

ONLY_IN_ITS_TEXT = {
    "click-default-group": ("BSD-3-Clause", "Redistribution and use in source and binary forms"),
    "resvg-py": ("MIT", "Permission is hereby granted, free of charge, to any person"),
}
"""Whose metadata name none, or another than the text that comes with them."""


def told(name: str) -> set[str]:
    """The licenses that a package's metadata name, as SPDX does."""
    about = distribution(name).metadata
    classified = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    said = [about.get("License-Expression"), about.get("License")]
    said += [each.rpartition(" :: ")[2] for each in classified]
    return {SAME.get(each, each) for each in said if each and "\n" not in each}


@pytest.mark.parametrize("name", sbom.pinned())
def test_notice_names_the_license_of_every_package(name: str) -> None:
    noticed = sbom.licenses()[name]
    if name in ONLY_IN_ITS_TEXT:
        license_, begins = ONLY_IN_ITS_TEXT[name]
        files = [f for f in distribution(name).files or () if "LICENSE" in f.name]
        assert any(begins in file.read_text() for file in files)
        assert noticed == license_
    else:
        assert noticed in told(name)


def test_notice_names_nothing_else() -> None:
    assert sbom.licenses().keys() == sbom.pinned().keys()
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for each in ("GNU Lesser General Public License", "Mozilla Public License", "OFL-1.1"):
        assert each in notice


def test_the_bill_of_materials_is_whole() -> None:
    """As CycloneDX 1.6 has it: what is needed, nothing twice, every reference leads somewhere."""
    script = [sys.executable, str(ROOT / "deploy" / "sbom.py")]
    said = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    bill = json.loads(said)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    everything = [bill["metadata"]["component"], *bill["components"]]
    for each in everything:
        assert each["type"] in ("application", "library", "file")
        assert each["name"]
        [license_] = each["licenses"]
        assert license_.keys() in ({"license"}, {"expression"})
    refs = [each["bom-ref"] for each in everything]
    assert len(refs) == len(set(refs))
    packages = {each["name"]: each["version"] for each in everything if each["type"] == "library"}
    assert packages == sbom.pinned()
    depends = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    assert {ref for needs in depends.values() for ref in needs} | depends.keys() <= set(refs)
    assert f"pkg:pypi/aiohttp@{packages['aiohttp']}" in depends[refs[0]]
    reached, waiting = set(), [refs[0]]
    while waiting:
        reached.add(ref := waiting.pop())
        waiting += [each for each in depends[ref] if each not in reached]
    assert reached == depends.keys(), "nothing is shipped that nothing needs"
    again = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    assert said == again


# -- versions of Python --------------------------------------------------------------------------

ENTRY = ("bot/__init__.py", "bot/__main__.py")
"""What `python -m bot` reads before it knows whose Python this is."""


@pytest.mark.parametrize("path", ENTRY)
def test_an_older_python_can_read_the_way_in(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"), feature_version=(3, 4))
    assert not [each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr)], "from 3.6"


def test_an_older_python_is_told_in_one_sentence() -> None:
    """Nothing of ours is imported by then, however old it is."""
    played = (
        "import runpy, sys\n"
        "sys.version_info = (3, 10, 4)\n"
        "try:\n"
        "    runpy.run_module('bot', run_name='__main__')\n"
        "finally:\n"
        "    print(sorted(name for name in sys.modules if name.startswith('bot.')))\n"
    )
    script = [sys.executable, "-c", played]
    ended = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "[]\n")
    assert ended.stderr == "valuemap: needs Python 3.11 or newer; this is 3.10\n"


def older() -> list[str]:
    """The older Pythons that this machine has."""
    found = [shutil.which(f"python{each}") for each in ("3.10", "3.9", "3.8", "2.7")]
    return [each for each in found if each and _runs(each)]


def _runs(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not older(), reason="no older Python is here")
def test_the_older_pythons_that_are_here_say_so() -> None:
    for each in older():
        says = [each, "-m", "bot"]
        ended = subprocess.run(says, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1), ended.stderr
        assert "Python 3.11 or newer" in ended.stderr


def test_every_python_that_is_promised_is_named() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">=3.11,<3.15"' in project
    assert "Python 3.11 to 3.14" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
