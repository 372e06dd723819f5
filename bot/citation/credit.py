"""Credit lines: who says a quotation, through whom, and where it stands."""

from __future__ import annotations

import re

from bot.citation import chain
from bot.model import Attribution, Document, Frame, Quotation


def credit(attribution: Attribution) -> str:
    """Who says it, through whom, and how sure that is: "Yegorov, as reported by Xu Lai"."""
    return chain.told(attribution) + _aside(attribution)


def chain_for_display(attribution: Attribution) -> tuple[str, ...]:
    """The speakers, innermost first, for programs to read.

    Where the text does not say who speaks, the first member says between whom
    the doubt lies: "either some scholars (unnamed) or Xu Lai".
    """
    candidates = chain.perhaps(attribution) if attribution.frame is Frame.AMBIGUOUS else ""
    if candidates:
        return (f"either {candidates} or {attribution.voice}", attribution.voice)
    return attribution.chain


def attribution_line(quotation: Quotation, document: Document) -> str:
    """The line under a quotation: "Yegorov, as reported by Xu Lai, in [Xu Lai's article], ¶49.1"."""
    return _line(quotation, document, f", in [{document.label}]")


def short_attribution_line(quotation: Quotation, document: Document) -> str:
    """`attribution_line` for narrow places, with the document's short name.

    The name is left out where the voice says it already: not "Xu Lai, own
    voice, in Xu Lai's article".
    """
    said = _names(quotation.attribution.voice, document.short) or _names(document.short, quotation.attribution.voice)
    return _line(quotation, document, "" if said else f", in {document.short}")


def placed_credit(quotation: Quotation, document: Document) -> str:
    """The credit with the locator, where the document is named beside it: "Yegorov, as reported by Xu Lai, ¶49.1"."""
    return _line(quotation, document, "")


def locator(quotation: Quotation, document: Document, paragraph_sign: str = "¶") -> str:
    """The place in the document: "¶49.1", or "part of ¶49.1" for less than the sentence.

    `paragraph_sign` is a style's own word for paragraph, with its space. Raises
    ValueError for a quotation of another document: it would be misattributed.
    """
    reference = quotation.passage.reference
    if reference.document != document.id:
        raise ValueError(f"“{reference}” is no place in the document “{document.id}”")
    place = reference.locator.replace("¶", paragraph_sign, 1)
    return f"part of {place}" if quotation.passage.part else place


def _line(quotation: Quotation, document: Document, inside: str) -> str:
    attribution = quotation.attribution
    return f"{chain.told(attribution)}{inside}, {locator(quotation, document)}{_aside(attribution)}"


def _aside(attribution: Attribution) -> str:
    words = chain.remark(attribution)
    if not words:
        return ""
    # The ambiguous remark is a clause with a verb of its own, the other one is an apposition.
    return f"; {words}" if attribution.frame is Frame.AMBIGUOUS else f", {words}"


def _names(name: str, text: str) -> bool:
    """Whether the text has the name in it, as whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
