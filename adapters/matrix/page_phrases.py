"""The words that stand on the pages of an answer on Matrix beside its own, in one place so that they can be translated."""

from __future__ import annotations

CONTINUED = "(continued)"
_PICK = "React or reply with the number"
_PICK_OF_MANY = "React (up to 10) or reply with the number"
_MOST_REACTIONS = 10
"""There is a reaction for each number up to ten."""
_REACT = "React or reply"
_NEXT = "▶\ufe0f, or “next”, turns the page"
_PREVIOUS = "◀\ufe0f, or “previous”, turns back"
_BOTH = "◀\ufe0f ▶\ufe0f, or “previous” and “next”, turn the page"


def part_of(number: int, last: int) -> str:
    return f"This sentence is longer than a page: part {number} of {last}."


def hint(page: int, last: int, *, picks: int) -> str:
    """How to go on from a page that offers so many numbers, in its last line; "" where there is nothing to go on to."""
    pick = _PICK_OF_MANY if picks > _MOST_REACTIONS else _PICK
    if last == 1:
        return f"{pick}." if picks else ""
    turn = _NEXT if page == 1 else _PREVIOUS if page == last else _BOTH
    return f"{f'{pick};' if picks else f'{_REACT}:'} {turn} ({page} of {last})."
