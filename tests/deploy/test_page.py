"""The operator's page: every setting is on it, and what it names is there."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from adapters.cli.verbs import VERBS
from adapters.setting_names import ALL, FILE, SETTINGS
from bot.commands import COMMANDS
from tests.deploy.files import DEPLOY, PAGE, ROOT, services, unknown_settings

TEXT = PAGE.read_text(encoding="utf-8")
HEADINGS = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("name", ALL)
def test_a_setting_is_explained_as_everywhere(name: str) -> None:
    setting = ALL[name]
    names = f"`{name}`" + (f", `{name}{FILE}`" if setting.is_secret else "")
    line = f"| {names} | {setting.meaning} `{name}={setting.example}` | {setting.default} |"
    assert line in TEXT, f"docs/operating.md should have the line\n{line}"


def test_settings_stand_in_their_groups() -> None:
    assert [group.title for group in SETTINGS if f"| **{group.title}** | | |" not in TEXT] == []


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md", "SECURITY.md"])
def test_no_page_names_a_setting_that_is_none(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert unknown_settings(re.sub(r"CATENA_MATRIX_…|…_FILE|NAME_FILE", "", text)) == set()


def test_the_commands_it_names_are_there() -> None:
    """Where a command begins: on a line, behind a mark or a folder, or behind the service of that name."""
    named = set(re.findall(r"(?:^|[`'/]|&& |exec catena )catena ([a-z]+)\b", TEXT, re.MULTILINE))
    assert named - {*VERBS, *COMMANDS, "chat"} == set()
    assert {"serve", "discord", "matrix", "check", "doctor", "init", "backup", "restore", "status"} <= named


def test_what_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXT):
        if target.startswith("http"):
            continue
        path, _, anchor = target.partition("#")
        page = (PAGE.parent / unquote(path)) if path else PAGE
        assert page.exists(), target
        if anchor:
            headings = {_anchor(one) for one in HEADINGS.findall(page.read_text(encoding="utf-8"))}
            assert anchor in headings, target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading).strip().casefold().replace(" ", "-")


def test_it_names_every_profile() -> None:
    profiles = {profile for service in services().values() for profile in service["profiles"]}
    assert [profile for profile in sorted(profiles) if f"`{profile}`" not in TEXT] == []


def test_files_it_names_are_there() -> None:
    for path in re.findall(r"\bdeploy/[\w./-]+\w", TEXT):
        assert (DEPLOY.parent / path).exists(), path
