"""What is said of digests, in one place so that it can be translated."""

from __future__ import annotations

from datetime import date, datetime

from bot.groups.digests import Digest, TimeOfDay
from bot.handlers.phrases import shorten
from bot.handlers.status_phrases import at as at_moment

NO_GROUP = "A claim of the day is posted where groups talk: /digest in a Discord server, !digest in a Matrix room. There is no group here."
NOT_KNOWN = "The bot's store cannot be reached, so nothing can be said of what is planned, and nothing has changed; try again in a moment."
NONE_HERE = "No claim of the day is posted here."
ENDED = "No claim of the day is posted here any more."
END = "End it"
RESUME = "Go on with it"


def how_to_plan(example: str) -> str:
    """`example` plans one, as it is typed there."""
    return f"Organisers plan one with a time of day and a time zone: {example}."


def planned(digest: Digest) -> str:
    return f"A claim of the day is posted here, every day at {digest.at} ({digest.zone})."


def begins(at: TimeOfDay) -> str:
    return f"The next one comes when it is {at} there, on a day that has not had one."


def next_one(moment: datetime) -> str:
    return f"The next one comes on {at_moment(moment)}."


def last_one(moment: datetime) -> str:
    return f"The last one came on {at_moment(moment)}."


def refused(digest: Digest) -> str:
    return f"The last try was refused: {digest.problem} It is tried again."


def paused(digest: Digest, resume: str) -> str:
    """`resume` is what goes on with it, as it is typed there."""
    return (
        f"It is paused, because it was refused {digest.failures} times: {digest.problem} Once that is mended: {resume}."
    )


def resumed(digest: Digest) -> str:
    return f"The claim of the day goes on, every day at {digest.at} ({digest.zone})."


def no_time(typed: str, end: str) -> str:
    """`end` is what ends it, as it is typed there."""
    return f"“{shorten(typed)}” does not begin with a time of day. To end it: {end}."


def zone_as_before(zone: str) -> str:
    return f"The time zone stays {zone}, as no other was named."


def zone_not_named(example: str) -> str:
    """`example` plans it in another zone, as it is typed there."""
    return f"No time zone was named, so it is UTC. For another: {example}."


def zone_taken(typed: str, zone: str) -> str:
    return f"“{shorten(typed)}” was taken for {zone}."


def which_zone(typed: str) -> str:
    return f"Which time zone is “{shorten(typed)}”?"


def no_zone(typed: str) -> str:
    return f"There is no time zone “{shorten(typed)}”. Name one by continent and city, as in Europe/Berlin or Asia/Shanghai; or UTC."


# ── In the channel ───────────────────────────────────────────────────────────
def heading(day: date) -> str:
    return f"Claim of the day, {day.day} {day:%B %Y}"


def note_to_organiser(where: str, digest: Digest, resume: str) -> str:
    """Said to whoever planned a digest, when it is paused.

    `where` is what the channel is called, `resume` what goes on with it, as it is typed there.
    """
    return (
        f"I have paused the claim of the day that you planned in {where} for {digest.at} ({digest.zone}): "
        f"posting it was refused {digest.failures} times. {digest.problem} Once that is mended, type there: {resume}"
    )
