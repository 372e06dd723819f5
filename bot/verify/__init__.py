"""Is it really there, word for word? The comparison of a quotation with the documents.

Candidates come from the search index; from there on nothing is fuzzy: words are
compared one by one, in order, with the words of the document, and every
difference is told. The comparison never decides who is right about anything but
the wording.
"""

from __future__ import annotations

from bot.library import Library
from bot.search import Index
from bot.text import words
from bot.verify.altered import altered
from bot.verify.comparison import Comparison, Preference
from bot.verify.exact import same_words, verbatim
from bot.verify.spliced import spliced
from bot.verify.typed import MAX_WORDS, MIN_WORDS, Typed, strip_marks
from bot.verify.windows import find_windows

__all__ = ["MAX_WORDS", "Comparison", "compare"]


def compare(library: Library, index: Index, quotation: str, preference: Preference = lambda _: 0) -> Comparison:
    """Compare a quotation with every document.

    Only the first `MAX_WORDS` words are looked at. Where several sentences have
    the words, the one that `preference` ranks lowest is told of.
    """
    stripped = strip_marks(quotation)
    typed = Typed(stripped, tuple(words(stripped))[:MAX_WORDS])
    if len(typed.words) < MIN_WORDS:
        return Comparison(None, is_too_short=True)
    found = verbatim(library, typed, preference)
    if found is not None:
        return found
    windows = find_windows(library, index, typed)
    return (
        same_words(typed, windows, preference) or spliced(typed, windows) or altered(typed, windows) or Comparison(None)
    )
