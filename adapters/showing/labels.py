"""The labels that stand in an answer beside its own words, in one place so that they can be translated."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Role

EDITORS_NOTE = "Editor's note"
CONFIDENCE = "Confidence"
DIVIDE = "Where they part:"
NEXT = "Next:"
OPEN = "Open one:"
OPEN_WITH = "open with"
MATCHED = "Matched:"
DIFFERENCES = "[-left out-] stands in the document, [+added+] does not."

ROLES = {Role.HEDGE: "limitation", Role.CONTEXT: "context", Role.COUNTER: "other view"}
"""What a quotation is for, where it is not the answer itself."""

_SHORT = 24


def note_label(confidence: str) -> str:
    """`Editor's note (confidence: high):`; what is longer than a word or two stands behind the note."""
    if not confidence or len(confidence) > _SHORT:
        return f"{EDITORS_NOTE}:"
    return f"{EDITORS_NOTE} ({CONFIDENCE.casefold()}: {confidence}):"


def note_end(confidence: str) -> str:
    return f" {CONFIDENCE}: {confidence}." if len(confidence) > _SHORT else ""


def matched(words: Sequence[str], *, is_all: bool) -> str:
    """`“joint fleet”, “China”…`: words of the document, which the renderer has made harmless."""
    return ", ".join(f"“{run}”" for run in words) + ("" if is_all else "…")
