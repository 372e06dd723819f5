"""MLA: an entry of the list of works cited, and the words in the text.

MLA Handbook, 9th edition: author 5.3-22; title, or a description in its place
5.23-30; container, contributors, publisher, date, location 5.31-99; a source
at second hand "qtd. in" 6.77. What a work does not state is left out: no
author's name is made up, and there is no "n.d.". An uncertain date has a
question mark.

"Qtd. in" is said of quotations alone; what is only reported is "as reported
in". The Handbook wants no paragraph numbers that the work itself does not
print. A quotation that cannot be found again cannot be checked, so we give the
number, and say whose count it is. Access dates are not known, and left out;
`https://` stays, because chats and editors make links of it (5.95).
"""

from __future__ import annotations

from bot.citation import chain
from bot.citation.credit import locator
from bot.citation.work import Issued, Work
from bot.model import Document, Quotation

_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_INNER_PARENTHESES = str.maketrans("()", "[]")


def cite(quotation: Quotation, document: Document) -> str:
    """The entry, and on a line of its own what stands in the text: "(Yegorov, as reported in Xu Lai, par. 49.1 …)"."""
    work = Work.of(document)
    lines = [_entry(work), f"In text: ({_in_text(quotation, document, work)})"]
    if note := chain.closing(quotation.attribution):
        lines.append(f"Note: {note}")
    return "\n".join(lines)


def _entry(work: Work) -> str:
    author = ""
    if work.author is not None:
        author = work.author.inverted
    elif work.editor is not None:
        author = f"{work.editor.inverted}, editor"
    published = [work.container, _editor(work), work.other_publisher, _date(work.issued), work.url]
    title = (
        work.title_in_marks(".") if work.is_titled_in_quotation_marks else _with_stop(work.title or work.description)
    )
    pieces = (_with_stop(author), title, _with_stop(", ".join(filter(None, published))))
    return " ".join(filter(None, pieces))


def _editor(work: Work) -> str:
    if work.second_name is None:
        return ""
    return f"{'edited' if work.container else 'Edited'} by {work.second_name.straight}"


def _in_text(quotation: Quotation, document: Document, work: Work) -> str:
    before = chain.lead(quotation.attribution, quoted="qtd. in", reported="as reported in", further="as given in")
    name = work.author or work.editor
    who = f"{name.family}," if name is not None else work.title_with_comma
    place = locator(quotation, document, "par. ")
    return f"{before.translate(_INNER_PARENTHESES)}{who} {place} as counted by Catena"


def _date(issued: Issued | None) -> str:
    if issued is None:
        return ""
    words = "\N{EN DASH}".join(_day(day) for day in issued.days)
    if not words:
        return issued.words
    return f"{words}?" if issued.is_uncertain else words


def _day(day: tuple[int, ...]) -> str:
    match day:
        case (year, month, number):
            return f"{number} {_MONTHS[month - 1]} {year}"
        case (year, month):
            return f"{_MONTHS[month - 1]} {year}"
        case _:
            return str(day[0])


def _with_stop(piece: str) -> str:
    return piece if piece.endswith((".", "?", "!")) or not piece else f"{piece}."
