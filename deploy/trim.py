"""Take out of an image what Catena never runs, and compile what it does. Usage: trim.py SITE-PACKAGES

The second half is a trial, too: every module of Catena is imported, and nothing that one of them needs may be gone.
"""

from __future__ import annotations

import importlib
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

NEVER_RUN = (
    # Libraries' own tests, what one only builds or checks types against, and what only installers read.
    "**/tests",
    "**/testing",
    "Crypto/SelfTest",
    "numpy/_core/*_tests.*.so",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.c",
    "**/*.h",
    "**/*.a",
    "numpy/f2py",
    "*.dist-info/RECORD",
    "*.dist-info/sboms",
    # What libraries can do beside what is asked of them here: sound, other databases, mapped classes, colours for
    # code in many languages, mathematics beyond tables of numbers.
    "discord/bin",
    "discord/ext",
    "numpy/fft",
    "numpy/ma",
    "numpy/polynomial",
    "numpy/random",
    "numpy/_core/_simd.*.so",
    "playhouse/[!_s]*.py",
    "pygments/formatters/[!_]*.py",
    "pygments/lexers/[!_]*.py",
    "pygments/lexers/_*_builtins.py",
    "pygments/styles/[!_]*.py",
    "sqlalchemy/dialects/mssql",
    "sqlalchemy/dialects/mysql",
    "sqlalchemy/dialects/oracle",
    "sqlalchemy/ext/[!_c]*",
    "sqlalchemy/orm",
    # The same once more, faster than one answer notices.
    "rapidfuzz/*_avx2.*.so",
    "rapidfuzz/distance/*_avx2.*.so",
    "wcwidth/_wcwidth_c.*",
    "wcwidth/table_grapheme_overrides/_known_*.py",
)
"""Paths below site-packages."""

TERMINAL = (
    "adapters.cli.chat",
    "adapters.cli.completing",
    "adapters.cli.docs",
    "adapters.cli.pager",
    "adapters.cli.prompt",
)


def delete(packages: Path) -> None:
    """Delete what is never run."""
    for path in never_run(packages):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def never_run(packages: Path) -> list[Path]:
    """What of it is there, outermost first."""
    return sorted({path for pattern in NEVER_RUN for path in packages.glob(pattern)})


def strip(packages: Path) -> None:
    """Take the symbols that only a debugger reads out of libraries."""
    # What was bundled with libraries of its own had its headers moved for that, and breaks when it is stripped.
    bundled = {name for folder in packages.glob("*.libs") for name in (folder.name, folder.stem)}
    libraries = [path for path in packages.rglob("*.so") if path.relative_to(packages).parts[0] not in bundled]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


def compile_used(packages: Path) -> None:
    """Import every module of Catena, so that Python keeps what it compiles of them and of all that they import.

    What only the conversation in a terminal needs is compiled when somebody has one.
    """
    sys.path.insert(0, str(packages))
    for package in ("bot", "adapters"):
        for module in pkgutil.walk_packages([str(packages / package)], f"{package}."):
            sys.dont_write_bytecode = module.name.startswith(TERMINAL)
            if not module.name.endswith((".__main__", ".env")):
                importlib.import_module(module.name)


def main(packages: Path) -> None:
    delete(packages)
    strip(packages)
    compile_used(packages)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
