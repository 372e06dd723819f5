"""The compose file: valid, modest, and nothing in it that is not there."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import validators  # type: ignore[import-untyped] # it comes without types

from adapters.setting_names import KNOWN
from tests.deploy.files import COMPOSE, ROOT, compose, services, unknown_settings

SERVICES = sorted(services())
PROFILES = {"discord", "matrix", "homeserver", "postgresql", "monitoring"}
OTHERS = {"POSTGRES_USER", "POSTGRES_PASSWORD"}
"""Settings of programs that are not ours."""


def test_the_compose_specification_allows_it() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
    judge = validators.validator_for(schema)(schema)
    assert [error.message for error in judge.iter_errors(compose())] == []
    wrong = compose()
    wrong["services"]["catena"]["restart_policy"] = "always"
    assert list(judge.iter_errors(wrong)), "the judge finds nothing wrong with anything"


def test_each_profile_has_services_and_each_service_a_profile() -> None:
    named = {name: set(service.get("profiles", ())) for name, service in services().items()}
    assert set(chain.from_iterable(named.values())) == PROFILES
    assert [name for name, profiles in named.items() if not profiles] == []
    told = set(re.findall(r"--profile (\w+)", COMPOSE.read_text(encoding="utf-8")))
    assert told == PROFILES, "the first lines of the file say what each does"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_rights_it_does_not_need(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert re.fullmatch(r"\d+m", service["mem_limit"])
    assert service["pids_limit"] <= 256
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:"), "whatever is published, this machine alone can reach it"


@pytest.mark.parametrize("name", SERVICES)
def test_what_runs_for_long_is_started_again_and_looked_after(name: str) -> None:
    service = services()[name]
    ends_by_itself = any(
        other.get("depends_on", {}).get(name, {}).get("condition") == "service_completed_successfully"
        for other in services().values()
    )
    assert ends_by_itself or service["restart"] == "unless-stopped"
    assert not ends_by_itself or "restart" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_built_here_or_has_a_version(name: str) -> None:
    service = services()[name]
    if "build" in service:
        assert (ROOT / service["build"] / "Dockerfile").is_file()
        assert service["image"] == "catena"
    else:
        assert re.search(r":v?\d+(\.\d+)*(-\w+)?$", service["image"])


def test_the_homeserver_is_the_one_that_the_tests_talk_to() -> None:
    pinned = re.search(r"^matrix-synapse==(.+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert services()["homeserver"]["image"] == f"matrixdotorg/synapse:v{pinned[1]}"


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_mounted_is_there(name: str) -> None:
    volumes = compose()["volumes"]
    for mount in services()[name].get("volumes", ()):
        source = mount["source"] if isinstance(mount, dict) else mount.split(":")[0]
        if source.startswith("."):
            assert (ROOT / source).is_dir()
            assert mount.endswith(":ro"), "no container changes what is in the checkout"
        else:
            assert source in volumes


def test_every_volume_is_mounted() -> None:
    mounts = chain.from_iterable(service.get("volumes", ()) for service in services().values())
    sources = {mount["source"] if isinstance(mount, dict) else mount.split(":")[0] for mount in mounts}
    assert set(compose()["volumes"]) <= sources


@pytest.mark.parametrize("name", SERVICES)
def test_files_of_ours_that_a_service_runs_are_there(name: str) -> None:
    service = services()[name]
    for word in (*service.get("entrypoint", ()), *service.get("healthcheck", {}).get("test", ())):
        if word.startswith("/setup/"):
            assert (ROOT / "deploy" / "homeserver" / Path(word).name).is_file()


def test_every_setting_it_names_is_one() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    assert unknown_settings(text) == set()
    for service in services().values():
        assert set(service.get("environment", {})) <= KNOWN | OTHERS
    assert set(re.findall(r"(?<!\$)\$\{?(\w+)", text)) <= KNOWN | OTHERS


def test_what_a_service_waits_for_is_there_when_its_profile_is_asked_for() -> None:
    for name, service in services().items():
        for other, how in service.get("depends_on", {}).items():
            is_there = set(service["profiles"]) <= set(services()[other]["profiles"])
            assert is_there or how.get("required") is False, f"{name} waits for {other}"
            if how["condition"] == "service_healthy":
                assert "test" in services()[other]["healthcheck"]


def test_only_what_holds_secrets_of_the_bot_reads_dotenv() -> None:
    reading = [name for name, service in services().items() if "env_file" in service]
    assert reading == ["catena"], "the homeserver to try it on needs no .env, and its bot is another one"


def test_no_word_is_taken_for_something_else() -> None:
    """YAML 1.1 reads 8008:22, no and 0755 as numbers and truth: nothing of the kind stands unquoted."""
    plain = [
        (node.value, node.tag.rpartition(":")[2])
        for node in _scalars(yaml.compose(COMPOSE.read_text(encoding="utf-8")))
        if isinstance(node, yaml.ScalarNode) and node.style is None
    ]
    typed = {value for value, tag in plain if tag not in ("str", "merge", "null")}
    assert {value for value in typed if not re.fullmatch(r"true|false|[1-9]\d*", value)} == set()


def _scalars(node: yaml.Node | None) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [one for pair in node.value for part in pair for one in _scalars(part)]
    if isinstance(node, yaml.SequenceNode):
        return [one for part in node.value for one in _scalars(part)]
    return [node] if node is not None else []


def _commands() -> list[Any]:
    return [services()[name] for name in ("catena", "homeserver-catena")]


@pytest.mark.parametrize("service", _commands(), ids=["catena", "homeserver-catena"])
def test_the_bot_has_time_to_say_what_it_was_saying(service: dict[str, Any]) -> None:
    assert service["command"] in (["serve"], ["matrix"])
    assert service["stop_grace_period"] == "15s"
    assert service["init"] is True, "the first process of a container is deaf to SIGTERM until it listens for it"
    assert "healthcheck" not in service, "the image has one"
