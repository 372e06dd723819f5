"""How long a text is to Discord."""

from __future__ import annotations

from collections.abc import Iterator


def length(text: str) -> int:
    """Characters of a text, counted so that every way of counting keeps the limit.

    Discord's servers count code points, its clients UTF-16 code units; the
    latter are never fewer.
    """
    return len(text) + sum(character > "\uffff" for character in text)


def outside(what: str, text: object, least: int, most: int) -> Iterator[str]:
    """A problem, where a text is shorter or longer than Discord takes it, or is none."""
    if not isinstance(text, str):
        yield f"{what} is no text: {text!r}"
    elif not least <= length(text) <= most:
        yield f"{what} has {length(text)} characters, not {least} to {most}"


def repeated(values: list[str]) -> list[str]:
    """The values that occur more than once, each once."""
    return sorted({value for value in values if values.count(value) > 1})
