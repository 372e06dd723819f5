"""An attribution's chain of speakers in words: the pieces of every credit line and citation.

Only the innermost link has a known frame (reported, quoted, set aside). The
links further out are worded neutrally: "as given by".
"""

from __future__ import annotations

import re

from bot.model import Attribution, Certainty, Frame

_BY = {
    Frame.REPORTED: "as reported by",
    Frame.QUOTED: "quoted by",
    Frame.SUPERSEDED: "as reported by",
}
_FURTHER_BY = "as given by"
_DOUBTS = {Certainty.INFERRED: "inferred", Certainty.AMBIGUOUS: "uncertain"}
_CLOSING_PARENTHESIS = re.compile(r"\s*\([^()]*\)$")


def told(attribution: Attribution) -> str:
    """The speakers, innermost first: "Yegorov, as reported by Xu Lai".

    Where the text does not say who speaks, it is the document's voice alone;
    `remark` says the rest.
    """
    if attribution.frame is Frame.AMBIGUOUS:
        return attribution.voice
    if attribution.frame is Frame.OWN_VOICE:
        return _marked(f"{attribution.voice}, own voice", attribution.certainty)
    return _linked(attribution, attribution.chain[1:])


def remark(attribution: Attribution) -> str:
    """What must be said of the quotation beside its speakers, or nothing.

    For a view that is set aside, that it is; for an ambiguous frame, that the
    text does not say who speaks.
    """
    if attribution.frame is Frame.SUPERSEDED:
        # "It" is right for "the survey", and wrong for a person.
        who = "it" if attribution.voice.startswith("the ") else "the text"
        return f"a view {who} sets aside"
    if attribution.frame is not Frame.AMBIGUOUS:
        return ""
    candidates = perhaps(attribution)
    if not candidates and attribution.certainty is Certainty.EXPLICIT:
        return ""  # it is certain that nobody speaks: the chain says so
    if not candidates:
        return "no editor has said who speaks here"
    own = _possessive(_CLOSING_PARENTHESIS.sub("", attribution.voice))
    return f"the text does not say whether this still reports {candidates} or is {own} own view"


def perhaps(attribution: Attribution) -> str:
    """Whom an ambiguous sentence may still report; empty when no editor has said."""
    inner = f", {_FURTHER_BY} ".join(attribution.chain[:-1])
    return " or ".join(name for name in (inner, attribution.perhaps) if name)


def lead(attribution: Attribution, *, quoted: str, reported: str, further: str) -> str:
    """What stands before the work in a citation: "Yegorov, as reported in ".

    `quoted` and `reported` are the style's words before a work that gives the
    speaker at second hand, `further` those where somebody stands between.
    Empty where the work itself speaks, or may.
    """
    if attribution.frame in (Frame.OWN_VOICE, Frame.AMBIGUOUS):
        return ""
    if between := attribution.chain[1:-1]:
        return f"{_linked(attribution, between)}, {further} "
    speaker = _marked(attribution.speaker, attribution.certainty)
    return f"{speaker}, {quoted if attribution.frame is Frame.QUOTED else reported} "


def closing(attribution: Attribution) -> str:
    """`remark` as a sentence of its own, to close a citation with; or nothing."""
    if attribution.frame is Frame.SUPERSEDED:
        return "The text sets this view aside."
    words = remark(attribution)
    return f"{capital(words)}." if words else ""


def capital(words: str) -> str:
    """The words with a capital at their head. Only for our own words and names, never for a document's."""
    return words[:1].upper() + words[1:]


def _linked(attribution: Attribution, others: tuple[str, ...]) -> str:
    links = [_marked(attribution.speaker, attribution.certainty)]
    links.append(f"{_BY[attribution.frame]} {others[0]}")
    links.extend(f"{_FURTHER_BY} {other}" for other in others[1:])
    return ", ".join(links)


def _marked(words: str, certainty: Certainty) -> str:
    """The words with the doubt about the speaker: "Yegorov (inferred)", "some scholars (unnamed; inferred)"."""
    doubt = _DOUBTS.get(certainty)
    if doubt is None:
        return words
    return f"{words[:-1]}; {doubt})" if words.endswith(")") else f"{words} ({doubt})"


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
