"""APA: a reference, and the words in the text.

Publication Manual of the American Psychological Association, 7th edition: a
source at second hand "as cited in", and only the work that was read in the
list, 8.6; parts of a work 8.13; paragraphs are counted where there are no
pages 8.28; author, date, title, source 9.7-37; what is missing, table 9.1: no
author, the title takes its place; no title, a description in brackets; no
date, "n.d.".

"As cited in" does not say whether the words are quoted or only reported: a
note does. A title's letters are left as the work prints them (9.19 would have
sentence case, and cannot know the proper names). Retrieval dates are not
known, and left out.
"""

from __future__ import annotations

import re

from bot.citation import chain
from bot.citation.credit import locator
from bot.citation.work import MONTHS, Issued, Name, Work
from bot.model import Document, Frame, Quotation

_INNER_PARENTHESES = str.maketrans("()", "[]")
_NO_DATE = "n.d."
_CITED = "as cited in"


def cite(quotation: Quotation, document: Document) -> str:
    """The reference, and on a line of its own what stands in the text: "(Yegorov, as cited in Xu Lai, n.d., …)"."""
    work = Work.of(document)
    lines = [_reference(work), f"In text: ({_in_text(quotation, document, work)})"]
    attribution = quotation.attribution
    notes = ["Reported there, not quoted."] if attribution.frame in (Frame.REPORTED, Frame.SUPERSEDED) else []
    if remark := chain.closing(attribution):
        notes.append(remark)
    if notes:
        lines.append(f"Note: {' '.join(notes)}")
    return "\n".join(lines)


def _reference(work: Work) -> str:
    date = f"({_date(work)})."
    title = _with_stop(_title(work))
    if work.author is not None:
        pieces = [_with_stop(_initialled(work.author)), date, title]
    elif work.editor is not None:
        pieces = [f"{_initialled(work.editor)} (Ed.).", date, title]
    else:
        pieces = [title, date]
    pieces += [_with_stop(source) for source in (_container(work), work.other_publisher) if source]
    return " ".join([*pieces, work.url]).strip()


def _title(work: Work) -> str:
    title = work.title or work.description
    if work.second_name is None or work.container:
        return title
    return f"{title} ({_initials_first(work.second_name)}, Ed.)"


def _container(work: Work) -> str:
    if not work.is_in_a_book:
        return work.container
    if work.second_name is None:
        return f"In {work.container}"
    return f"In {_initials_first(work.second_name)} (Ed.), {work.container}"


def _in_text(quotation: Quotation, document: Document, work: Work) -> str:
    before = chain.lead(quotation.attribution, quoted=_CITED, reported=_CITED, further=_CITED)
    name = work.author or work.editor
    who = f"{name.family}," if name is not None else work.title_with_comma
    place = locator(quotation, document, "para. ")
    return f"{before.translate(_INNER_PARENTHESES)}{who} {_year(work.issued)}, {place}"


def _date(work: Work) -> str:
    """The date in a reference: the year of a book, the day of what comes out by the day (9.14)."""
    issued = work.issued
    if issued is None or not issued.days or work.type == "book" or work.is_in_a_book:
        return _year(issued)
    words = "\N{EN DASH}".join(_day(day) for day in issued.days)
    return f"ca. {words}" if issued.is_uncertain else words


def _year(issued: Issued | None) -> str:
    if issued is None:
        return _NO_DATE
    return f"ca. {issued.years()}" if issued.is_uncertain else issued.years()


def _day(day: tuple[int, ...]) -> str:
    match day:
        case (year, month, number):
            return f"{year}, {MONTHS[month - 1]} {number}"
        case (year, month):
            return f"{year}, {MONTHS[month - 1]}"
        case _:
            return str(day[0])


def _initialled(name: Name) -> str:
    return f"{name.family}, {_initials(name.given)}" if name.given else name.family


def _initials_first(name: Name) -> str:
    return f"{_initials(name.given)} {name.family}".strip()


def _initials(given: str) -> str:
    """Initials: "N. S." for "Nikita Sergeyevich", "J.-P." for "Jean-Paul"; none in scripts without capitals (9.8)."""
    words = re.sub(r"\.(?=\w)", ". ", given).split()
    return " ".join(_initial(word) if word[0].isupper() else word for word in words)


def _initial(word: str) -> str:
    return "-".join(f"{part[0]}." for part in word.split("-") if part)


def _with_stop(piece: str) -> str:
    return piece if piece.endswith((".", "?", "!")) else f"{piece}."
