"""What a document states of itself, made ready to be cited: names, date, title.

`not stated` means that a thing is absent. The editor's label is no title: it
comes in [brackets], as a description. They stay in styles that would set a
description plain, because italics are lost in plain text, and without them a
description could not be told from a title.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot import dates
from bot.model import NOT_STATED, Document

MONTHS = tuple("January February March April May June July August September October November December".split())

# Types (CSL) that come out inside something else, or not at all: their titles
# stand in quotation marks (CMOS18 13.87-101, MLA9 5.25-30).
_IN_QUOTATION_MARKS = frozenset(
    "article article-journal article-magazine article-newspaper chapter entry entry-dictionary entry-encyclopedia "
    "interview manuscript paper-conference post post-weblog review review-book speech webpage".split()
)
_IN_A_BOOK = frozenset({"chapter", "entry-dictionary", "entry-encyclopedia", "paper-conference"})
# Marks in a title become single where the title itself stands in double ones.
_INNER_MARKS = str.maketrans('“”"', "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}'")


@dataclass(frozen=True, slots=True)
class Name:
    """A name whose parts are known (`Family, Given`), or a literal one that is never inverted."""

    family: str
    given: str = ""

    @classmethod
    def parse(cls, text: str) -> Name:
        """Read metadata. Only exactly one comma parts a family name from a given one."""
        pieces = [piece.strip() for piece in text.split(",")]
        if len(pieces) == 2 and all(pieces):
            return cls(pieces[0], pieces[1])
        return cls(text)

    @property
    def straight(self) -> str:
        """As it is spoken: "Nikita Khrushchev"."""
        return f"{self.given} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """As it is listed: "Khrushchev, Nikita"."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True)
class Issued:
    """A date of publication.

    `days` holds one date, or two for an interval, each as year, month, day as
    far as it is stated. What calendars cannot hold (a decade, an open end, no
    EDTF at all) has no days, and stands in `words`.
    """

    days: tuple[tuple[int, ...], ...]
    words: str
    is_uncertain: bool = False

    @classmethod
    def parse(cls, edtf: str) -> Issued:
        """Read EDTF; what is none is kept as it is written."""
        try:
            span = dates.parse(edtf)
        except ValueError:
            return cls((), edtf)
        words = dates.in_words(edtf).removeprefix("the ")
        uncertain = any(sign in edtf for sign in "?~%")
        spans = [dates.parse(end) for end in edtf.split("/") if end not in ("", "..")]
        known = [_days(end) for end in spans]
        if not all(known) or (span.precision is dates.Precision.INTERVAL and len(known) < 2):
            return cls((), words)  # which say already that they are uncertain: "about"
        return cls(tuple(known), words, uncertain)

    def years(self) -> str:
        """The year, or the first and the last with a dash between them."""
        if not self.days:
            return self.words
        return "\N{EN DASH}".join(dict.fromkeys(str(day[0]) for day in self.days))


def _days(span: dates.Span) -> tuple[int, ...]:
    known = {dates.Precision.YEAR: 1, dates.Precision.MONTH: 2, dates.Precision.DAY: 3}
    return span.first[: known.get(span.precision, 0)]


@dataclass(frozen=True, slots=True)
class Work:
    """The facts of a document that citations are made of; empty or None where it does not state them."""

    type: str
    title: str
    description: str
    author: Name | None
    editor: Name | None
    issued: Issued | None
    publisher: str
    container: str
    url: str
    language: str

    @classmethod
    def of(cls, document: Document) -> Work:
        """The work that a document is."""

        def stated(variable: str) -> str:
            value = " ".join(document.metadata.get(variable, NOT_STATED).split())
            return "" if value == NOT_STATED else value

        author, editor, issued = stated("author"), stated("editor"), stated("issued")
        return cls(
            type=stated("type"),
            title=stated("title"),
            description=f"[{' '.join(document.label.split())}]",
            author=Name.parse(author) if author else None,
            editor=Name.parse(editor) if editor else None,
            issued=Issued.parse(issued) if issued else None,
            publisher=stated("publisher"),
            container=stated("container-title"),
            url=stated("URL"),
            language=stated("language"),
        )

    @property
    def second_name(self) -> Name | None:
        """The editor who must be named beside the author: not one who is the author as well."""
        return self.editor if self.author is not None and self.editor != self.author else None

    @property
    def other_publisher(self) -> str:
        """The publisher, unless the container is called the same: no manual repeats it."""
        return "" if self.publisher == self.container else self.publisher

    @property
    def is_titled_in_quotation_marks(self) -> bool:
        return bool(self.title) and (bool(self.container) or self.type in _IN_QUOTATION_MARKS)

    @property
    def is_in_a_book(self) -> bool:
        return bool(self.container) and self.type in _IN_A_BOOK

    @property
    def title_with_comma(self) -> str:
        """The title, or the description in its place, with its marks and a comma after it."""
        return self.title_in_marks(",") if self.is_titled_in_quotation_marks else f"{self.title or self.description},"

    def title_in_marks(self, stop: str) -> str:
        """The title in quotation marks, with the comma or full stop after it inside all of them, as Americans do."""
        words = self.title.rstrip('”"')
        inner = self.title.translate(_INNER_MARKS)
        if stop == "." and words.endswith((".", "?", "!")):
            stop = ""
        return f"“{inner[: len(words)]}{stop}{inner[len(words) :]}”"
