"""Strings made harmless to look at: what would act on a terminal, or deceive the eye, is spelled out.

A user may type, and an editor may paste, characters that move the cursor, turn
the reading direction or cannot be seen. They are shown as escapes: `\\x1b`,
`\\u202e`. Of a document's own words only those are that no writing needs: a
joiner belongs to Persian as a space does to English.
"""

from __future__ import annotations

import re

_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_OVERRIDES = r"\u202a-\u202e\u2066-\u2069"
# Lone surrogates, separators that end a line for some programs, annotation marks, what is no character.
_NEVER = r"\ud800-\udfff\u2028\u2029\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
# Format characters (category Cf) and the others that nobody can see (Default_Ignorable_Code_Point),
# but for the variation selectors that an emoji carries.
_UNSEEN = (
    r"\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# As strings: nearly every answer is plain, and needs none of them compiled.
_TYPED = f"[{_CONTROLS}{_OVERRIDES}{_NEVER}{_UNSEEN}]"
_WRITTEN = f"[{_CONTROLS}{_OVERRIDES}{_NEVER}]"
_LINE_ENDS = r"[\t\n\v\f\r\x85\u2028\u2029]+"
# Latin, Greek and Cyrillic letters, typographic signs, arrows, operators, lines: neither unseen nor wide nor marks.
_PLAIN = re.compile(
    r"[ -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u257f]*"
)


def is_plain(text: str) -> bool:
    """Whether all of it is plainly harmless, and each character one cell wide. Most strings are."""
    return _PLAIN.fullmatch(text) is not None


def on_one_line(text: str) -> str:
    """What a user typed or an editor wrote: harmless, and on one line."""
    return text if is_plain(text) else re.sub(_TYPED, _spelled, re.sub(_LINE_ENDS, " ", text))


def on_its_lines(text: str) -> str:
    """The same with its line ends kept: for a citation, which is copied as it stands."""
    return "\n".join(re.sub(_TYPED, _spelled, line) for line in text.split("\n"))


def verbatim(text: str) -> str:
    """A document's words, line ends included: its own characters, but for those that act on a screen."""
    if is_plain(text):
        return text
    return "\n".join(re.sub(_WRITTEN, _spelled, line.replace("\t", " ")) for line in text.split("\n"))


def _spelled(found: re.Match[str]) -> str:
    character = found.group()
    return f"\\x{ord(character):02x}" if character < "\x80" else character.encode("ascii", "backslashreplace").decode()
