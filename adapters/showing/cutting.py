"""Words parted into pieces, or shortened, where they are longer than what they are to stand in."""

from __future__ import annotations

from collections.abc import Callable


def cut(words: str, fits: Callable[[str], bool], most: int) -> list[str]:
    """Words parted at spaces, where they have any, so that each piece fits; together they are the words.

    No piece of more than `most` characters fits. A single character is a piece, whatever it takes.
    """
    found: list[str] = []
    rest = words
    while len(rest) > 1 and not fits(rest):
        end = _fitting(rest, fits, most)
        space = rest.rfind(" ", 1, end + 1)
        end = space + 1 if space > 0 else end
        found.append(rest[:end])
        rest = rest[end:]
    return [*found, rest] if rest or not found else found


def shortened(words: str, most: int) -> str:
    """The beginning of words of which there are too many, where the whole stands elsewhere."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _fitting(words: str, fits: Callable[[str], bool], most: int) -> int:
    """How many characters at the least and at the most fit."""
    low, high = 1, min(len(words), most)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(words[:middle]):
            low = middle
        else:
            high = middle - 1
    return low
