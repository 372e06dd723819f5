"""The systemd unit: what systemd itself says of it, and that what it names is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.files import PAGE, UNIT, unknown_settings


def _said() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        name, parted, value = line.partition("=")
        if parted and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_systemd_understands_it(tmp_path: Path) -> None:
    judge = shutil.which("systemd-analyze")
    if judge is None:
        pytest.skip("this system has no systemd-analyze")

    def verify(text: str) -> str:
        unit = tmp_path / "catena.service"
        unit.write_text(text.replace("/opt/catena/bin/catena", sys.executable), encoding="utf-8")
        done = subprocess.run([judge, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
        return done.stderr if str(unit) in done.stderr or "catena.service" in done.stderr else ""

    text = UNIT.read_text(encoding="utf-8")
    assert verify(text) == ""
    assert "Unknown key" in verify(text.replace("UMask=", "Umask=")), "the judge understands anything"


def test_it_is_told_how_the_program_is() -> None:
    said = _said()
    assert said["Type"] == ["notify"]
    assert said["WatchdogSec"] == ["60s"]
    assert said["ExecStart"] == ["/opt/catena/bin/catena serve"]
    assert said["Restart"] == ["always"]
    assert said["RestartPreventExitStatus"] == ["78"], "wrong settings are not mended by starting again"


def test_it_has_no_rights_it_does_not_need() -> None:
    said = _said()
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictSUIDSGID", "DynamicUser"):
        assert said[name] == ["yes"], name
    assert said["ProtectSystem"] == ["strict"]
    assert said["CapabilityBoundingSet"] == [""]
    assert said["RestrictAddressFamilies"] == ["AF_INET AF_INET6 AF_UNIX"], "the network, and systemd's own socket"


def test_secrets_come_in_files() -> None:
    text = UNIT.read_text(encoding="utf-8")
    assert unknown_settings(text) == set()
    handed = dict(re.findall(r"^#LoadCredential=([\w-]+):(\S+)$", text, re.MULTILINE))
    read = set(re.findall(r"^#Environment=CATENA_\w+_FILE=%d/([\w-]+)$", text, re.MULTILINE))
    assert read == set(handed) != set()
    assert all(path == f"/etc/catena/credentials/{name}" for name, path in handed.items())
    assert not any("TOKEN" in value or "PASSWORD" in value for value in _said()["Environment"])


def test_the_page_installs_it_where_it_looks() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for path in ("/opt/catena", "/etc/catena/credentials", "/etc/systemd/system/catena.service"):
        assert path in page
