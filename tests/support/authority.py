"""Certificates for servers of the tests, each its own authority: made by openssl."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(not OPENSSL, reason="no openssl to sign certificates with")


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate for `names` (`DNS:slack.com`, `IP:127.0.0.1`) and its key, in `folder`."""
    made, key = folder / "authority.pem", folder / "key.pem"
    subprocess.run(
        [
            OPENSSL, "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=authority of a test",
            "-addext", f"subjectAltName={','.join(names)}", "-keyout", key, "-out", made,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


def served_by(made: Path, key: Path) -> ssl.SSLContext:
    """How a server shows its certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    return context
