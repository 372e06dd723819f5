"""The operators of a search: "exact phrase", -without, doc:survey, year:1956-1964.

They are those that people know from search engines and library catalogues. What
is not quite one is words: a quotation mark without its pair, a minus before a
number or inside a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields

from bot.dates import Span
from bot.search.query import MOST_CHARACTERS
from bot.search.words import tokens
from bot.typed_dates import typed as typed_dates

_PAIRS = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«"}
_QUOTED = re.compile("|".join(f"{opening}[^{opening}{closing}]+[{closing}]" for opening, closing in _PAIRS.items()))
_MAY_HAVE = re.compile(r'["“„«»:]|(?:^|\s)[-−]')
_FIELD = re.compile(
    r"(?:^|(?<=\s))(?P<without>[-−]?)(?P<name>doc|document|in|year|years|date):(?P<value>\S+)", re.IGNORECASE
)
_WITHOUT = re.compile(r"(?:^|(?<=\s))[-−](?P<word>[^\W\d_][^\s]*)")
_YEARS = frozenset({"year", "years", "date"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What the sentences that are found must have, or must not have.

    `phrases` and `without` are words as typed, `documents` what documents were
    called, `years` spans of days, each with how it was typed.
    """

    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    years: tuple[tuple[str, Span], ...] = ()
    other_documents: tuple[str, ...] = ()
    """What documents were called that are left out."""
    misread: tuple[str, ...] = ()
    """What was typed as a year and is no date."""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


_NONE = Filters()


@dataclass
class _Draft:
    phrases: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    years: list[tuple[str, Span]] = field(default_factory=list)
    other_documents: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)


def read(typed: str) -> tuple[str, Filters]:
    """The words of a search without its operators, and these. A phrase is among the words as well."""
    if not _MAY_HAVE.search(typed, 0, MOST_CHARACTERS):
        return typed, _NONE
    draft = _Draft()
    text = typed[:MOST_CHARACTERS]
    text = _QUOTED.sub(lambda found: _phrase(found, text, draft), text)
    text = _FIELD.sub(lambda found: _field(found, draft), text)
    text = _WITHOUT.sub(lambda found: _without(found.group("word"), draft), text)
    filters = Filters(**{part.name: tuple(getattr(draft, part.name)) for part in fields(Filters)})
    return (text if filters else typed), filters


def _phrase(found: re.Match[str], text: str, draft: _Draft) -> str:
    words = found.group()[1:-1].strip()
    if not any(tokens(words)):
        return found.group()
    if text[: found.start()].endswith(("-", "−")):
        draft.without.append(words)
        return ""
    draft.phrases.append(words)
    return words


def _field(found: re.Match[str], draft: _Draft) -> str:
    name, value = found["name"].casefold(), found["value"].strip(",;")
    if name not in _YEARS:
        (draft.other_documents if found["without"] else draft.documents).append(value)
        return ""
    try:
        draft.years.append((value, typed_dates(value.replace("..", "-"))))
    except ValueError:
        draft.misread.append(value)
    return ""


def _without(word: str, draft: _Draft) -> str:
    draft.without.append(word.rstrip(".,;:!?"))
    return ""
