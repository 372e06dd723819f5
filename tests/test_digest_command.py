"""`digest`, as a member and as an organiser reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.groups import Asked, Place
from bot.groups.digests import Digest, TimeOfDay, read_time
from bot.handlers.digest import claim_of
from bot.loading import open_library
from bot.reply import (
    Actions,
    EndDigest,
    Note,
    Options,
    Outcome,
    Paragraph,
    PlanDigest,
    Reply,
    ResumeDigest,
)

PLACE = Place("discord", "1", "2")
ZONES = ("America/New_York", "Asia/Shanghai", "Europe/Berlin", "Europe/London", "UTC")
ORGANISER = Asked(PLACE, is_organiser=True, zones=ZONES)
PLANNED = Digest(TimeOfDay(9, 0), "Europe/Berlin", "mei", datetime(2026, 11, 26, 8, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def app() -> App:
    return App(*open_library(Path(__file__).parent / "library", None))


def said(reply: Reply) -> str:
    return " ".join(block.text for block in reply.blocks if isinstance(block, Paragraph | Note))


def offered(reply: Reply) -> list[str]:
    return [option.command for block in reply.blocks if isinstance(block, Options) for option in block.options]


@pytest.mark.parametrize(
    ("typed", "at", "zone"),
    [
        ("09:00 Europe/Berlin", TimeOfDay(9, 0), "Europe/Berlin"),
        ("9 europe/berlin", TimeOfDay(9, 0), "Europe/Berlin"),
        ("9am berlin", TimeOfDay(9, 0), "Europe/Berlin"),
        ("at 9:30 pm, New York", TimeOfDay(21, 30), "America/New_York"),
        ("21.30 shanghai", TimeOfDay(21, 30), "Asia/Shanghai"),
        ("noon utc", TimeOfDay(12, 0), "UTC"),
        ("At 9:00 Berlin", TimeOfDay(9, 0), "Europe/Berlin"),
        ("every day at 9 in Berlin", TimeOfDay(9, 0), "Europe/Berlin"),
        ("Daily 7.30 am, New York time", TimeOfDay(7, 30), "America/New_York"),
        ("12 am UTC", TimeOfDay(0, 0), "UTC"),
    ],
)
def test_a_time_and_a_zone_plan_one(app: App, typed: str, at: TimeOfDay, zone: str) -> None:
    reply = app.respond_to(f"digest {typed}", ORGANISER)
    assert reply.effects == (PlanDigest(at, zone),)
    assert f"every day at {at} ({zone})" in said(reply)
    assert reply.for_asker


def test_what_was_taken_for_a_zone_is_said(app: App) -> None:
    assert "“berlin” was taken for Europe/Berlin" in said(app.respond_to("digest 9 berlin", ORGANISER))
    assert "was taken" not in said(app.respond_to("digest 9 Europe/Berlin", ORGANISER))


def test_without_a_zone_it_is_the_one_before_or_utc_and_that_is_said(app: App) -> None:
    first = app.respond_to("digest 9:15", ORGANISER)
    assert first.effects == (PlanDigest(TimeOfDay(9, 15), "UTC"),)
    assert "so it is UTC" in said(first)
    then = app.respond_to("digest 9:15", replace(ORGANISER, digest=PLANNED))
    assert then.effects == (PlanDigest(TimeOfDay(9, 15), "Europe/Berlin"),)
    assert "stays Europe/Berlin" in said(then)


@pytest.mark.parametrize(
    "typed",
    [
        "tomorrow",
        "25:00",
        "9:60",
        "13pm",
        "0am",
        "-1",
        "berlin",
        "9 o",
        "9 xyzzy",
        "9 Atlantis",
        "@everyone",
        "every day",
        "at",
    ],
)
def test_what_is_no_time_or_no_zone_changes_nothing_and_says_how(app: App, typed: str) -> None:
    reply = app.respond_to(f"digest {typed}", ORGANISER)
    assert reply.outcome is not Outcome.FOUND
    assert reply.effects == ()
    assert "Europe/Berlin" in said(reply) or offered(reply)


def test_a_zone_that_is_misspelt_is_asked_for(app: App) -> None:
    reply = app.respond_to("digest 9 Europe/Berln", ORGANISER)
    assert reply.outcome is Outcome.CHOICES
    assert "digest 09:00 Europe/Berlin" in offered(reply)


def test_a_country_is_its_zone_or_the_choice_of_its_zones(app: App) -> None:
    countries = {"germany": ("Europe/Berlin",), "usa": ("America/New_York", "America/Chicago", "America/Denver")}
    asked = replace(ORGANISER, zones=(*ZONES, "America/Chicago"), countries=countries)
    reply = app.respond_to("digest 9 Germany", asked)
    assert reply.effects == (PlanDigest(TimeOfDay(9, 0), "Europe/Berlin"),)
    assert "“Germany” was taken for Europe/Berlin" in said(reply)
    several = app.respond_to("digest 9 in USA", asked)
    assert offered(several) == ["digest 09:00 America/New_York", "digest 09:00 America/Chicago"]
    assert several.effects == ()


def test_whoever_plans_one_learns_when_it_begins(app: App) -> None:
    told = said(app.respond_to("digest 9 berlin", ORGANISER))
    assert "The next one comes when it is 09:00 there, on a day that has not had one." in told


def test_members_see_it_and_organisers_change_it(app: App) -> None:
    member = Asked(PLACE, zones=ZONES, digest=PLANNED)
    assert "every day at 09:00 (Europe/Berlin)" in said(app.respond_to("digest", member))
    for change in ("9 utc", "off", "resume"):
        refused = app.respond_to(f"digest {change}", member)
        assert refused.outcome is Outcome.USAGE
        assert refused.effects == ()
        assert "Only organisers" in said(refused)


def test_what_is_planned_says_when_the_next_and_the_last_come(app: App) -> None:
    digest = replace(PLANNED, last_at=datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    told = said(app.respond_to("digest", replace(ORGANISER, digest=digest)))
    assert "The next one comes on 26 November 2026, 08:00 UTC" in told
    assert "The last one came on 25 November 2026, 08:00 UTC" in told
    here = replace(digest, next_at=datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    told = said(app.respond_to("digest", replace(ORGANISER, digest=here)))
    assert "The next one comes on 26 November 2026, 09:00 Europe/Berlin" in told


def test_one_in_a_zone_that_is_not_known_any_more_is_planned_anew_and_never_a_fault(app: App) -> None:
    lost = replace(PLANNED, zone="Mars/Olympus", failures=3, problem="The time zone is not known.")
    resumed = app.respond_to("digest resume", replace(ORGANISER, digest=lost))
    assert (resumed.outcome, resumed.effects) == (Outcome.USAGE, ())
    assert "There is no time zone “Mars/Olympus”." in said(resumed)
    assert "Europe/Berlin" in said(resumed)
    anew = app.respond_to("digest 10:00", replace(ORGANISER, digest=lost))
    assert anew.effects == (PlanDigest(TimeOfDay(10, 0), "UTC"),)


def test_one_that_is_paused_says_why_and_goes_on(app: App) -> None:
    paused = replace(PLANNED, failures=3, problem="I may not write there.")
    reply = app.respond_to("digest", replace(ORGANISER, digest=paused))
    assert "paused" in said(reply)
    assert "I may not write there." in said(reply)
    assert "The next one" not in said(reply)
    steps = [action.command for block in reply.blocks if isinstance(block, Actions) for action in block.actions]
    assert steps[0] == "digest resume"
    assert app.respond_to("digest resume", replace(ORGANISER, digest=paused)).effects == (ResumeDigest(),)


def test_it_is_ended(app: App) -> None:
    assert app.respond_to("digest off", replace(ORGANISER, digest=PLANNED)).effects == (EndDigest(),)
    none = app.respond_to("digest off", ORGANISER)
    assert none.effects == ()
    assert "No claim of the day is posted here." in said(none)


def test_where_there_is_no_group_it_says_where_there_is_one(app: App) -> None:
    assert "no group here" in said(app.respond_to("digest"))
    assert app.respond_to("digest 9 utc", Asked(is_organiser=True, zones=ZONES)).outcome is Outcome.USAGE


def test_it_is_completed(app: App) -> None:
    assert [one.value for one in app.suggest("digest", "time", "", ORGANISER)][:2] == ["off", "resume"]
    assert [one.value for one in app.suggest("digest", "time", "9 ber", ORGANISER)] == ["09:00 Europe/Berlin"]
    assert len(app.suggest("digest", "time", "9 ", ORGANISER)) == len(ZONES)
    abroad = replace(ORGANISER, countries={"germany": ("Europe/Berlin",), "berlin": ("Europe/Berlin",)})
    assert [one.value for one in app.suggest("digest", "time", "9 Ger", abroad)] == ["09:00 Europe/Berlin"]
    assert [one.value for one in app.suggest("digest", "time", "9 berl", abroad)] == ["09:00 Europe/Berlin"]
    assert app.suggest("digest", "time", "9 ge", abroad) == ()


def test_all_claims_have_their_turn_before_one_comes_again(app: App) -> None:
    library = app.library
    first = date(2026, 11, 25)
    turns = [claim_of(library, first + timedelta(days=number)) for number in range(2 * len(library.claims))]
    assert set(Counter(turns).values()) == {2}
    assert turns[: len(library.claims)] == turns[len(library.claims) :]
    assert turns[:3] != sorted(library.claims)[:3] or len(library.claims) < 3


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_time_or_none(written: str) -> None:
    found = read_time(written)
    assert found is None or (0 <= found.hour < 24 and 0 <= found.minute < 60)


@pytest.mark.parametrize(("menu", "sign"), [("/", "/"), ("", "")])
def test_what_to_type_is_said_as_it_is_typed_there(app: App, menu: str, sign: str) -> None:
    asked = replace(ORGANISER, menu=menu)
    assert f"{sign}digest 09:00 Europe/Berlin" in said(app.respond_to("digest", asked))
    assert f"To end it: {sign}digest off." in said(app.respond_to("digest pause", asked))
    assert f"For another: {sign}digest 09:00 Europe/Berlin" in said(app.respond_to("digest 9", asked))
    paused = replace(asked, digest=replace(PLANNED, failures=3, problem="No."))
    assert f"Once that is mended: {sign}digest resume." in said(app.respond_to("digest", paused))


def test_no_zone_is_offered_for_hours_from_utc(app: App) -> None:
    reply = app.respond_to("digest 9 UTC+2", replace(ORGANISER, zones=(*ZONES, "Etc/GMT+2")))
    assert offered(reply) == [], "in that name the sign is the other way round"
    assert "Name one by continent and city" in said(reply)
