"""Sentences and paragraphs, as places in a text that is never changed.

Everything here returns offsets (code points, end exclusive) into the text it was
given.

The sentence rule is part of library format 1: to change it moves references,
and so takes a new format number.
"""

from __future__ import annotations

import re

LINES = "lines"
"""Paragraph rule: every line that is not blank is a paragraph."""
BLANK_LINES = "blank-lines"
"""Paragraph rule: paragraphs are set apart by blank lines."""
PARAGRAPH_RULES = (LINES, BLANK_LINES)

_LINE = re.compile(r"[^\n]+")
_BLOCK = re.compile(r"[^\n]+(?:\n(?![ \t\r]*\n)[^\n]+)*")

_CLOSERS = "\"'”’»›)\\]"
_OPENERS = "\"'“‘«‹(\\["
# A run of stops is tried from its first one alone: a page of dots must not take a day. French sets a blank before its
# closing marks.
_TERMINAL = re.compile(
    rf"(?<![.!?…])(?P<stops>[.!?…]++)[{_CLOSERS}]*+(?:[ \u00a0\u202f]»)?(?=\s)|[。！？]+[{_CLOSERS}」』]*"
)
_NEXT = re.compile(rf"\s*[{_OPENERS}]*")
_LAST_WORD = re.compile(r"\w+(?:\.\w+)*$")
_ACRONYM = re.compile(r"(?:[A-Z]\.)+[A-Z]")
# Words after which a full stop rarely ends a sentence, and those after which it
# does not where a number follows. English, as the first libraries are; a
# document in which they mislead says so with `join`.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev gen col lt sgt capt adm hon st mt vols pp eds trans figs "
    "al cf e.g i.e viz vs approx ca jan feb apr aug sept oct nov dec".split()
)
_BEFORE_NUMBERS = frozenset("no nos vol p ch chap sec art fig ed mar jun jul sep".split())


def paragraphs(text: str, rule: str) -> list[tuple[int, int]]:
    """The paragraphs of a text under a paragraph rule, without their outer white space.

    Raises ValueError for a rule that does not exist.
    """
    if rule not in PARAGRAPH_RULES:
        raise ValueError(f"no paragraph rule is called {rule!r}")
    pattern = _LINE if rule == LINES else _BLOCK
    found = (_strip(text, match.start(), match.end()) for match in pattern.finditer(text))
    return [(start, end) for start, end in found if start < end]


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences between two offsets, without the white space between them.

    A sentence ends at `.`, `!`, `?` or `…` with the quotation marks and brackets
    that close there, when white space follows and what comes next does not begin
    with a small letter. A common abbreviation or a single initial does not end
    one. The signs 。！？ end one without white space.
    """
    spans: list[tuple[int, int]] = []
    begin = start
    for stop in _TERMINAL.finditer(text, start, end):
        place = stop.end()
        following = _NEXT.match(text, place, end)
        after = following.end() if following else place
        if after >= end:
            break
        if text[after].islower():
            continue
        if stop["stops"] == "." and _is_abbreviation(text, begin, stop.start(), text[after]):
            continue
        spans.append(_strip(text, begin, place))
        begin = place
    last = _strip(text, begin, end)
    if last[0] < last[1]:
        spans.append(last)
    return spans


def _is_abbreviation(text: str, begin: int, stop: int, following: str) -> bool:
    found = _LAST_WORD.search(text, max(begin, stop - 24), stop)
    if found is None:
        return False
    word = found.group()
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    is_acronym = bool(_ACRONYM.fullmatch(word))
    folded = word.casefold()
    before_number = folded in _BEFORE_NUMBERS and following.isdecimal()
    return is_initial or is_acronym or before_number or folded in _ABBREVIATIONS


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
