"""Print what valuemap is shipped with, as a CycloneDX bill of materials in JSON: `make sbom`.

Names, versions and hashes are those of requirements.txt, licenses those of NOTICE, and what needs
what is asked of the packages as installed. The same files give the same bytes.
"""

import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)", re.M)
ROW = re.compile(r"^ {4}([a-z0-9.-]+) +([A-Za-z0-9. -]+)$", re.M)
NAME = re.compile(r"[A-Za-z0-9._-]+")

Json = dict[str, Any]


def pinned() -> dict[str, str]:
    """The version of every package in requirements.txt."""
    return dict(PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")))


def licenses() -> dict[str, str]:
    """The license of every package in NOTICE, as SPDX writes it."""
    return dict(ROW.findall((ROOT / "NOTICE").read_text(encoding="utf-8")))


def normal(name: str) -> str:
    """A package's name as the lists write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(wanted: list[str], known: dict[str, str]) -> list[str]:
    """The packages that requirements name, of those that are shipped."""
    required = [each for each in wanted if "extra ==" not in each]
    found = {normal(m[0]) for each in required if (m := NAME.match(each))}
    return sorted(found & known.keys())


def bill() -> Json:
    """The bill, all of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known, notice = pinned(), licenses()
    refs = {name: f"pkg:pypi/{name}@{version}" for name, version in known.items()}
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    needs = {own: needed(project["dependencies"], known)}
    needs |= {refs[name]: needed(requires(name) or [], known) for name in known}
    said = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                **_component(project["name"], project["version"], project["license"], own),
                "type": "application",
            }
        },
        "components": [
            *(_component(name, known[name], notice[name], refs[name]) for name in sorted(known)),
            *_fonts(),
        ],
        "dependencies": [
            {"ref": ref, "dependsOn": [refs[name] for name in names]}
            for ref, names in sorted(needs.items())
        ],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(said, sort_keys=True))
    return {"serialNumber": f"urn:uuid:{number}", **said}


def _component(name: str, version: str, license_: str, ref: str) -> Json:
    """A package; a license of several is an expression."""
    one = {"license": {"id": license_}} if " " not in license_ else {"expression": license_}
    about = {"name": name, "version": version, "licenses": [one], "purl": ref}
    return {"type": "library", "bom-ref": ref, **about}


def _fonts() -> Iterator[Json]:
    """The fonts, which are files of ours and not packages."""
    for path in sorted((ROOT / "bot" / "outputs" / "inter").glob("*.otf")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield {
            "type": "file",
            "bom-ref": path.name,
            "name": path.name,
            "licenses": [{"license": {"id": "OFL-1.1"}}],
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
    sys.stdout.write("\n")
