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
_QUOTED = "|".join(f"{opening}[^{opening}{closing}]+[{closing}]" for opening, closing in _PAIRS.items())
_MAY_HAVE = re.compile(r'["“„«»:]|(?:^|\s)[-−]')
_OPERATOR = re.compile(
    rf"(?P<minus>(?:^|(?<=\s))[-−])?(?P<quoted>{_QUOTED})"
    rf"|(?:^|(?<=\s))(?P<without>[-−]?)(?P<name>doc|document|in|years?|date):(?P<value>{_QUOTED}|\S+)"
    rf"|(?:^|(?<=\s))[-−](?P<word>[^\W\d_]\S*)",
    re.IGNORECASE,
)
_MOST = 8
"""Operators of a kind that are read: each may cost 100 ms where there are a million sentences."""
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
    other_years: tuple[tuple[str, Span], ...] = ()
    """Spans of days that are left out."""
    other_documents: tuple[str, ...] = ()
    """What documents were called that are left out."""
    misread: tuple[str, ...] = ()
    """What was typed as a year and is no date."""
    is_cut: bool = False
    """Whether there were more operators than are read."""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


_NONE = Filters()


@dataclass
class _Draft:
    phrases: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    years: list[tuple[str, Span]] = field(default_factory=list)
    other_years: list[tuple[str, Span]] = field(default_factory=list)
    other_documents: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)


def read(typed: str) -> tuple[str, Filters]:
    """The words of a search without its operators, and these. A phrase is among the words as well."""
    if not _MAY_HAVE.search(typed, 0, MOST_CHARACTERS):
        return typed, _NONE
    draft = _Draft()
    # In one go: what stands in quotation marks is text, and no operator.
    text = _OPERATOR.sub(lambda found: _operator(found, draft), typed[:MOST_CHARACTERS])
    read_ = {part.name: tuple(dict.fromkeys(getattr(draft, part.name))) for part in fields(draft)}
    filters = Filters(
        **{name: found[:_MOST] for name, found in read_.items()},
        is_cut=any(len(found) > _MOST for found in read_.values()),
    )
    # What lies beyond is kept, so that the query says that it was cut short.
    return (text + typed[MOST_CHARACTERS:] if filters else typed), filters


def _operator(found: re.Match[str], draft: _Draft) -> str:
    if found["name"]:
        return _field(found, draft)
    if found["word"]:
        draft.without.append(found["word"].rstrip(".,;:!?"))
        return ""
    words = found["quoted"][1:-1].strip()
    if not any(tokens(words)):
        return found.group()
    if found["minus"]:
        draft.without.append(words)
        return ""
    draft.phrases.append(words)
    return f" {words} "  # in place of the marks, so that it does not run into its neighbours


def _field(found: re.Match[str], draft: _Draft) -> str:
    value = found["value"].strip("".join(_PAIRS) + "”,; ")
    if found["name"].casefold() not in _YEARS:
        if not value:
            return found.group()
        (draft.other_documents if found["without"] else draft.documents).append(value)
        return ""
    try:  # `..` is what people type for the `/` of EDTF; an end that is left out is open
        span = typed_dates(value.replace("../", "/").replace("/..", "/").replace("..", "/"))
        (draft.other_years if found["without"] else draft.years).append((value, span))
    except ValueError:
        draft.misread.append(value)
    return ""
