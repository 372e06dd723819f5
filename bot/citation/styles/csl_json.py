"""CSL-JSON: an item for Zotero, Pandoc and other processors of CSL 1.0.2.

It is an array of one item, as the schema and Pandoc want it (csl-data.json,
github.com/citation-style-language/schema). An item is a work, not a place in
it: CSL takes the locator from the citing text, and the schema's `locator`
means nothing to Zotero. So the chain of speakers and the locator stand in
`note`, with the editor's description where the work states no title.
"""

from __future__ import annotations

import json

from bot.citation.credit import attribution_line, placed_credit
from bot.citation.work import Issued, Name, Work
from bot.model import Document, Quotation

# The types of CSL 1.0.2, appendix III.
_TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection "
    "dataset document entry entry-dictionary entry-encyclopedia figure graphic hearing interview legal_case "
    "legislation manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software song speech standard "
    "thesis treaty webpage".split()
)
_ANY_TYPE = "document"

_Value = str | list[dict[str, str]] | dict[str, object]


def cite(quotation: Quotation, document: Document) -> str:
    """The item, in an array, under an id made of the reference: `xu-lai-49.1`."""
    work = Work.of(document)
    stated: dict[str, _Value] = {
        "id": str(quotation.passage.reference).replace(" ", "-"),
        "type": work.type if work.type in _TYPES else _ANY_TYPE,
        "title": work.title,
        "author": _names(work.author),
        "editor": _names(work.editor),
        "issued": _date(work.issued),
        "publisher": work.publisher,
        "container-title": work.container,
        "URL": work.url,
        "language": work.language,
        "note": placed_credit(quotation, document) if work.title else attribution_line(quotation, document),
    }
    item = {variable: value for variable, value in stated.items() if value}
    return json.dumps([item], ensure_ascii=False, indent=2)


def _names(name: Name | None) -> list[dict[str, str]]:
    if name is None:
        return []
    return [{"family": name.family, "given": name.given} if name.given else {"literal": name.family}]


def _date(issued: Issued | None) -> dict[str, object]:
    if issued is None:
        return {}
    if not issued.days:
        return {"literal": issued.words}
    parts: dict[str, object] = {"date-parts": [list(day) for day in issued.days]}
    return parts | {"circa": True} if issued.is_uncertain else parts
