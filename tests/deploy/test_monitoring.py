"""What watches over Catena: it asks where Catena answers, for what Catena tells."""

from __future__ import annotations

import re
from typing import Any

import yaml

from adapters.answering import answerer, reloading
from adapters.digest import service
from adapters.monitoring.figures import Figures
from adapters.monitoring.metrics import registry_of
from adapters.runtime.health import Health
from tests.deploy.files import DEPLOY, PAGE, services

RULES = DEPLOY / "monitoring" / "alerts.yml"


def _told() -> set[str]:
    """The names of all metrics, as they are collected."""
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    return {
        metric.name + suffix
        for metric in registry_of(Figures(Health(), "1")).collect()
        for suffix in suffixes.get(metric.type, ("",))
    }


def _rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


async def test_an_alert_looks_at_what_is_told() -> None:
    for rule in _rules():
        named = set(re.findall(r"\b(?:catena_\w+|up)\b", rule["expr"]))
        assert named, rule["alert"]
        assert named <= _told() | {"up"}, rule["alert"]


def test_outcomes_it_counts_are_outcomes() -> None:
    outcomes = {
        *(answerer.FAULT, answerer.LIMITED),
        *(reloading.REFUSED, reloading.RELOADED),
        *(service.POSTED, service.FAILED, service.PAUSED),
    }
    assert set(re.findall(r'outcome="(\w+)"', RULES.read_text(encoding="utf-8"))) <= outcomes
    assert set(re.findall(r'outcome="(\w+)"', PAGE.read_text(encoding="utf-8"))) <= outcomes


def test_an_alert_says_what_it_is_and_how_urgent() -> None:
    for rule in _rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"].endswith(".")


def test_the_page_says_what_to_do_about_each_alert() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"`(Catena[A-Z]\w+)`", page)
    assert sorted(named) == sorted(rule["alert"] for rule in _rules())


async def test_the_page_explains_what_is_told() -> None:
    page = PAGE.read_text(encoding="utf-8")
    ours = {name for name in _told() if name.startswith("catena_") and not name.endswith(("_sum", "_count"))}
    assert [name for name in sorted(ours) if f"`{name.removesuffix('_bucket')}" not in page] == []


def test_it_asks_where_catena_answers() -> None:
    settings = yaml.safe_load((DEPLOY / "monitoring" / "prometheus.yml").read_text(encoding="utf-8"))
    assert settings["rule_files"] == [f"/etc/prometheus/{RULES.name}"]
    ((target,),) = (one["targets"] for one in settings["scrape_configs"][0]["static_configs"])
    name, port = target.split(":")
    assert services()[name]["environment"]["CATENA_HTTP"] == f":{port}"
    assert "./deploy/monitoring:/etc/prometheus:ro" in services()["prometheus"]["volumes"]
