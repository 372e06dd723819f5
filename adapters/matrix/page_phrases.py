"""The words that stand on the pages of an answer on Matrix beside its own, in one place so that they can be translated."""

from __future__ import annotations

CONTINUED = "(continued)"
_PICK = "react or reply with the number"


def part_of(number: int, last: int) -> str:
    return f"This sentence is longer than a page: part {number} of {last}."


def hint(page: int, last: int, *, picks: bool) -> str:
    """How to go on from a page, in its last line; "" where there is nothing to go on to."""
    found = [_PICK] if picks else []
    if last > 1:
        before = "◀\ufe0f previous" if page > 1 else ""
        after = "▶\ufe0f next" if page < last else ""
        found.append(f"{', '.join(filter(None, (before, after)))} page ({page} of {last})")
    line = "; ".join(found)
    return f"{line[0].upper()}{line[1:]}." if line else ""
