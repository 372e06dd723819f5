"""The packages of package.json, from npm into the virtual environment: nothing comes into the checkout.

There is no lock file, for it would record the address of whatever registry it
was made with: package.json has the exact versions.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from tests.adapters.matrix.independent.node import FOLDER, HERE, NoNodeError, bundled, find, wheel

_NPM = (
    "install",
    "--no-package-lock",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-timeout=20000",
    "--fetch-retries=1",
)


def main() -> int:
    """Install, or say why that cannot be."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    shutil.copy(HERE / "package.json", FOLDER)
    try:
        done = subprocess.run(
            [*_npm(), *_NPM, "--prefix", str(FOLDER)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=180,
            check=False,
        )
        if done.returncode:
            raise NoNodeError(done.stdout)
        find.cache_clear()
        find()
    except (NoNodeError, OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"Not installed, and the tests that need it are left out: {error}\n")
        return 1
    return 0


def _npm() -> list[str]:
    """npm as a program: out of the package that brings Node, else the machine's own."""
    root = wheel()
    if root is None:
        return [shutil.which("npm") or "npm"]
    return [bundled(root), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main())
