"""Where an editor's words stand in a sentence (W3C Web Annotation, TextQuoteSelector)."""

from __future__ import annotations


def find_exact(words: str, exact: str, prefix: str = "", suffix: str = "") -> list[int]:
    """The offsets in `words` at which `exact` stands between `prefix` and `suffix`, byte for byte."""
    found = []
    at = words.find(exact)
    while at >= 0:
        if words.endswith(prefix, 0, at) and words.startswith(suffix, at + len(exact)):
            found.append(at)
        at = words.find(exact, at + 1)
    return found
