"""BibTeX: an entry for a .bib file, in UTF-8.

Fields and entry types as in "BibTeXing" (O. Patashnik, 1988), with `url` and
`language` as BibLaTeX and most styles know them. An entry type that lacks one
of its required fields becomes @misc, which needs none. A description stands
in `howpublished`, never in `title`; the chain of speakers and the locator
stand in `note`, because BibTeX keeps no pages for a single quotation.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from bot.citation.credit import placed_credit
from bot.citation.work import Name, Work
from bot.model import Document, Quotation

_MISC = "misc"
# CSL type: entry type, the field of its container, and the fields it cannot do without.
_ENTRY_TYPES = {
    "article-journal": ("article", "journal", ("author", "title", "journal", "year")),
    "article-magazine": ("article", "journal", ("author", "title", "journal", "year")),
    "article-newspaper": ("article", "journal", ("author", "title", "journal", "year")),
    "book": ("book", "", ("author", "title", "publisher", "year")),
    "chapter": ("incollection", "booktitle", ("author", "title", "booktitle", "publisher", "year")),
    "paper-conference": ("inproceedings", "booktitle", ("author", "title", "booktitle", "year")),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces whether a backslash stands before them or not, so that
# braces must be spelled out as well.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{sign: rf"\{sign}" for sign in "&%$#_"},
    }
)
_NOT_IN_URLS = re.compile(r"[{}\\\s\"<>^`|\x00-\x1f\x7f]")


def cite(quotation: Quotation, document: Document) -> str:
    """The entry, under a key made of the reference: `xu-lai-49.1`."""
    work = Work.of(document)
    kind, container_field, required = _ENTRY_TYPES.get(work.type, (_MISC, "", ()))
    fields = _fields(work, container_field)
    if kind == _MISC or any(field not in fields for field in required):
        kind, fields = _MISC, _fields(work, "")
        fields |= _how_published(work)
    if "author" not in fields and "editor" not in fields:
        fields["key"] = _latex(document.label)  # what BibTeX sorts by
    fields["note"] = _latex(placed_credit(quotation, document))
    key = str(quotation.passage.reference).replace(" ", "-")
    lines = [f"  {field} = {value if field == 'month' else f'{{{value}}}'}," for field, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _fields(work: Work, container_field: str) -> dict[str, str]:
    """The fields that are stated, without their braces."""
    fields = {}
    if work.author is not None:
        fields["author"] = _name(work.author)
    if work.editor is not None:
        fields["editor"] = _name(work.editor)
    # Inner braces keep the capitals as the work prints them.
    fields["title"] = f"{{{_latex(work.title)}}}" if work.title else ""
    if container_field:
        fields[container_field] = _latex(work.container)
    fields["publisher"] = _latex(work.publisher)
    fields |= _date(work)
    fields["url"] = _NOT_IN_URLS.sub(lambda found: quote(found[0]), work.url)
    fields["language"] = _latex(work.language)
    return {field: value for field, value in fields.items() if value}


def _how_published(work: Work) -> dict[str, str]:
    words = [work.container] if work.title else [work.description, work.container]
    value = ", ".join(filter(None, words))
    return {"howpublished": _latex(value)} if value else {}


def _date(work: Work) -> dict[str, str]:
    """Year, month and day of a single date; anything else in words, where a style will print them."""
    if work.issued is None:
        return {}
    if len(work.issued.days) != 1 or work.issued.is_uncertain:
        return {"year": _latex(work.issued.words)}
    numbers = work.issued.days[0]
    fields = {"year": str(numbers[0])}
    if len(numbers) > 1:
        fields["month"] = _MONTHS[numbers[1] - 1]
    if len(numbers) > 2:
        fields["day"] = str(numbers[2])
    return fields


def _name(name: Name) -> str:
    """A name as BibTeX reads it: braces keep a literal one, and an "and" within a name, in one piece."""
    if name.given and not re.search(r"\band\b", name.inverted, re.IGNORECASE):
        return _latex(name.inverted)
    return f"{{{_latex(name.inverted)}}}"


def _latex(text: str) -> str:
    """The text on one line, without control characters, and with what LaTeX takes for commands spelled out."""
    words = " ".join(text.split())
    return "".join(letter for letter in words if unicodedata.category(letter) != "Cc").translate(_LATEX)
