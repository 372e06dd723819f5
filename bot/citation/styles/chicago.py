"""Chicago: a full note of the notes-bibliography system.

The Chicago Manual of Style, 18th edition (17th in parentheses): names as they
are spoken and works of unknown authorship under their title, without
"anonymous", 13.74-86 (14.76-84); titles and descriptions 13.87-101
(14.85-105); no date "n.d." and a guessed one "[1956?]" 14.44 (14.145); online
works 14.104 (14.205-210); a source at second hand "quoted in" 14.160 (14.260).

A description in place of a title is neither italic nor in quotation marks.
"Quoted in" is said of quotations alone; what is only reported is "as reported
in". The manual names the first source in full: of it we know the speaker and
no more. Access dates are not known, and left out.
"""

from __future__ import annotations

from bot.citation import chain
from bot.citation.credit import locator
from bot.citation.work import MONTHS, Issued, Work
from bot.model import Document, Quotation

_NO_DATE = "n.d."


def cite(quotation: Quotation, document: Document) -> str:
    """The note: "Yegorov, as reported in Xu Lai, [Xu Lai's article], n.d., ¶49.1, https://…"."""
    work = Work.of(document)
    elements = [*_who(work), *_what(work), locator(quotation, document), work.url]
    attribution = quotation.attribution
    before = chain.lead(attribution, quoted="quoted in", reported="as reported in", further="as given in")
    note = f"{chain.capital(before)}{_commas(elements)}."
    return f"{note} {chain.closing(attribution)}".strip()


def _who(work: Work) -> list[str]:
    if work.author is not None:
        return [work.author.straight]
    return [work.editor.straight, "ed."] if work.editor is not None else []


def _what(work: Work) -> list[str]:
    title = work.title_in_marks(",") if work.is_titled_in_quotation_marks else work.title or work.description
    editor = f"ed. {work.second_name.straight}" if work.second_name is not None else ""
    if work.is_in_a_book:
        return [title, _published(f"in {work.container}", editor, work)]
    if work.publisher and not work.container and not work.is_titled_in_quotation_marks:
        return [_published(title, editor, work)]
    # The editor of a journal or a site is no part of a note.
    return [title, work.container or editor, work.other_publisher, _date(work.issued)]


def _published(book: str, editor: str, work: Work) -> str:
    """A book with its facts of publication: "Title, ed. Name (Publisher, 1956)"."""
    year = _NO_DATE
    if work.issued is not None:
        year = f"[{work.issued.years()}?]" if work.issued.is_uncertain else work.issued.years()
    return f"{_commas([book, editor])} ({_commas([work.publisher, year])})"


def _date(issued: Issued | None) -> str:
    if issued is None:
        return _NO_DATE
    words = "\N{EN DASH}".join(_day(day) for day in issued.days)
    if not words:
        return issued.words
    return f"[{words}?]" if issued.is_uncertain else words


def _day(day: tuple[int, ...]) -> str:
    match day:
        case (year, month, number):
            return f"{MONTHS[month - 1]} {number}, {year}"
        case (year, month):
            return f"{MONTHS[month - 1]} {year}"
        case _:
            return str(day[0])


def _commas(elements: list[str]) -> str:
    """The elements with commas between them; a title in quotation marks brings its comma along."""
    text = ""
    for element in filter(None, elements):
        between = " " if text.endswith((",”", ",’”", ",'”")) else ", "
        text = f"{text}{between}{element}" if text else element
    return text
