"""`digest`: a claim of the day in this channel, at a time of day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from bot.declaration import Arguments, Context
from bot.groups import Asked
from bot.groups.digests import Digest, TimeOfDay, read_time
from bot.handlers import digest_phrases as phrases
from bot.handlers import settings_phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions
from bot.library import Library
from bot.names import nearest
from bot.reply import EndDigest, Note, NoteKind, Option, Options, Outcome, Paragraph, PlanDigest, Reply, ResumeDigest

NAME = "digest"
OFF = ("off", "stop", "end", "none")
RESUME = ("resume", "on", "again")
_MOST_ZONES = 5
_MOST_OF_COUNTRY = 8
_COUNTRY_BEGINS = 3
"""Letters from which the beginning of a country's name offers its zones: fewer begin too many."""
_ZONE = "Europe/Berlin"
_EXAMPLE = f"09:00 {_ZONE}"
_BEFORE_TIME = ("every", "each", "day", "daily", "at")
_BEFORE_ZONE, _AFTER_ZONE = "in", "time"


def answer(arguments: Arguments, context: Context) -> Reply:
    """What is planned here, or what a change of it comes to."""
    typed = arguments.get("time", "").strip()
    composer = Composer(context.library, NAME, typed)
    asked = context.asked
    if asked.place is None:
        composer.add(Paragraph(phrases.NO_GROUP))
        return composer.reply(Outcome.FOUND if not typed else Outcome.USAGE)
    if not typed:
        return _now(composer, asked)
    if not asked.is_organiser:
        composer.add(Paragraph(settings_phrases.ONLY_ORGANISERS))
        return composer.reply(Outcome.USAGE)
    word = typed.casefold()
    if word in OFF:
        composer.add(Paragraph(phrases.ENDED if asked.digest is not None else phrases.NONE_HERE))
        return composer.reply(effects=(EndDigest(),) if asked.digest is not None else ())
    if word in RESUME:
        return _resume(composer, asked)
    return _plan(composer, typed, asked)


def completions(typed: str, asked: Asked) -> list[str]:
    """How a line that plans a digest may go on."""
    at, wanted = _split(typed)
    if at is None:
        return [word for word in (OFF[0], RESUME[0], _EXAMPLE) if word.startswith(typed.strip().casefold())]
    begun = wanted.casefold().replace(" ", "_")
    fitting = [
        zone for zone in sorted(asked.zones) if any(part.startswith(begun) for part in (zone.casefold(), _city(zone)))
    ]
    if len(wanted) >= _COUNTRY_BEGINS:
        of_countries = (zones for name, zones in asked.countries.items() if name.startswith(wanted.casefold()))
        fitting += [zone for zones in of_countries for zone in zones if zone in asked.zones]
    return [f"{at} {zone}" for zone in dict.fromkeys(fitting)]


def claim_of(library: Library, day: date) -> str:
    """The claim of a day: all have their turn before one comes again. "" where the library has none.

    The same library and day give the same claim, wherever and however often that is asked.
    """
    shuffled = sorted(library.claims, key=lambda name: sha256(name.encode()).digest())
    return shuffled[day.toordinal() % len(shuffled)] if shuffled else ""


def _now(composer: Composer, asked: Asked) -> Reply:
    digest = asked.digest
    if digest is None:
        composer.add(Paragraph(phrases.NONE_HERE), _how_to_plan(asked))
        return composer.reply()
    composer.add(Paragraph(phrases.planned(digest)))
    if digest.is_paused:
        composer.add(Note(NoteKind.RESOLUTION, phrases.paused(digest, asked.speaking.typed(f"{NAME} {RESUME[0]}"))))
    elif digest.next_at is not None:
        composer.add(Paragraph(phrases.next_one(digest.next_at)))
    if digest.last_at is not None:
        composer.add(Paragraph(phrases.last_one(digest.last_at)))
    if digest.failures and not digest.is_paused:
        composer.add(Paragraph(phrases.refused(digest)))
    steps = [(phrases.END, f"{NAME} {OFF[0]}")]
    if digest.is_paused:
        steps.insert(0, (phrases.RESUME, f"{NAME} {RESUME[0]}"))
    composer.add(*actions(steps))
    return composer.reply()


def _how_to_plan(asked: Asked) -> Paragraph:
    return Paragraph(phrases.how_to_plan(asked.speaking.typed(f"{NAME} {_EXAMPLE}")))


def _resume(composer: Composer, asked: Asked) -> Reply:
    digest = asked.digest
    if digest is None:
        composer.add(Paragraph(phrases.NONE_HERE), _how_to_plan(asked))
        return composer.reply(Outcome.USAGE)
    if digest.zone not in asked.zones:
        composer.add(Paragraph(phrases.no_zone(digest.zone)), _how_to_plan(asked))
        return composer.reply(Outcome.USAGE)
    composer.add(Paragraph(phrases.resumed(digest)))
    return composer.reply(effects=(ResumeDigest(),))


def _plan(composer: Composer, typed: str, asked: Asked) -> Reply:
    at, wanted = _split(typed)
    before = asked.digest if asked.digest is not None and asked.digest.zone in asked.zones else None
    if at is None:
        end = asked.speaking.typed(f"{NAME} {OFF[0]}")
        composer.add(Paragraph(phrases.no_time(typed, end)), _how_to_plan(asked))
        return composer.reply(Outcome.USAGE)
    known = {zone.casefold(): zone for zone in asked.zones}
    if not wanted:
        zone = before.zone if before is not None else known.get("utc", "UTC")
        example = asked.speaking.typed(f"{NAME} {at} {_ZONE}")
        said = phrases.zone_as_before(zone) if before is not None else phrases.zone_not_named(example)
        return _planned(composer, at, zone, said)
    meant = _meant(wanted, known, asked.countries)
    if len(meant) == 1:
        zone = meant[0]
        return _planned(composer, at, zone, phrases.zone_taken(wanted, zone) if zone != wanted else "")
    offered = meant or _near(wanted, known)
    options = tuple(Option(zone, f"{NAME} {at} {zone}") for zone in offered)
    composer.add(Options(phrases.which_zone(wanted), options) if options else Paragraph(phrases.no_zone(wanted)))
    return composer.reply(Outcome.CHOICES if options else Outcome.USAGE)


def _planned(composer: Composer, at: TimeOfDay, zone: str, said: str) -> Reply:
    composer.add(Paragraph(phrases.planned(Digest(at, zone))), Paragraph(phrases.begins(at)))
    if said:
        composer.add(Note(NoteKind.RESOLUTION, said))
    composer.add(*actions([(phrases.END, f"{NAME} {OFF[0]}")]))
    return composer.reply(effects=(PlanDigest(at, zone),))


def _split(typed: str) -> tuple[TimeOfDay | None, str]:
    """The time at the beginning, of as many words as it has, and the zone behind it; “every day at 9 in Berlin” likewise."""
    words = typed.replace(",", " ").split()
    while words and words[0].casefold() in _BEFORE_TIME:
        del words[0]
    for number in (2, 1):
        at = read_time(" ".join(words[:number])) if len(words) >= number else None
        if at is not None:
            return at, " ".join(_zone_in(words[number:]))
    return None, ""


def _zone_in(words: list[str]) -> list[str]:
    """Without what stands around a zone in a sentence."""
    begin = 1 if len(words) > 1 and words[0].casefold() == _BEFORE_ZONE else 0
    end = -1 if len(words) > 1 and words[-1].casefold() == _AFTER_ZONE else None
    return words[begin:end]


def _meant(wanted: str, known: dict[str, str], countries: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The zones that are called so, or whose city or country is."""
    name = _spelled(wanted)
    if name in known:
        return (known[name],)
    of_city = tuple(zone for zone in known.values() if _city(zone) == name and "/" in zone)
    of_country = tuple(zone for zone in countries.get(wanted.casefold(), ()) if zone.casefold() in known)
    return of_city[:_MOST_ZONES] or of_country[:_MOST_OF_COUNTRY]


def _near(wanted: str, known: dict[str, str]) -> tuple[str, ...]:
    """The zones that may be meant by a name that none has; by “UTC+2” none, for those that look like it mean other hours."""
    if any(sign.isdigit() for sign in wanted):
        return ()
    cities = {_city(zone): zone for zone in known.values()}
    return tuple(dict.fromkeys(cities[city] for city in nearest(_city(_spelled(wanted)), cities, _MOST_ZONES)))


def _spelled(wanted: str) -> str:
    return wanted.casefold().replace(" ", "_")


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].casefold()
