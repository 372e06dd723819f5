"""What the help's examples speak of, in any library."""

from __future__ import annotations

import re

from bot.library import Library

_PLACE = re.compile(r"\{(\w+)\}")


def fill_in(words: str, library: Library) -> str:
    """An example line with the library's own names in it: `claim {claim}` → `claim zhenbao`."""
    return _PLACE.sub(lambda place: _chosen(place.group(1), library), words)


def _chosen(name: str, library: Library) -> str:
    chosen = library.parts.examples.get(name)
    if chosen:
        return chosen
    parts = library.parts
    claim = parts.claims[0] if parts.claims else None
    sentence = parts.documents[0].sentences[0]
    quoted = claim.quotations[0].passage if claim is not None else sentence.passage
    fallback = {
        "claim": claim.id if claim is not None else "",
        "topic": parts.topics[0].id if parts.topics else "",
        "person": _somebody(library),
        "words": " ".join(library.cut(quoted).split()[:6]),
        "quotation": library.cut(quoted),
        "reference": str(quoted.reference),
        "document": parts.documents[0].id,
        "years": next((date.edtf for one in parts.claims for date in one.dates if date.edtf.isdecimal()), "1900-2000"),
    }
    return fallback[name]


def _somebody(library: Library) -> str:
    """Somebody of whom a claim speaks, if there is one: of others there is less to show."""
    people = library.parts.people
    spoken_of = (one for one in people if any(library.claims_at(place) for place in one.mentions))
    somebody = next(spoken_of, people[0] if people else None)
    return somebody.id if somebody is not None else ""
