"""A library as it was read, before anybody vouches that it holds together.

Every entity keeps the lines it was read from, so that a check can point at
them. A `ClaimDraft` has the words its file gives; only `build` turns them into
quotations, by finding them in the document.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.loading.tree import Fields, Items, Node
from bot.model import (
    Ambiguity,
    Attribution,
    ClaimRelation,
    Date,
    Document,
    EditorNote,
    Person,
    Reference,
    Retired,
    Sentence,
    ShowRule,
    Topic,
)
from bot.problems import Problem

Entity = TypeVar("Entity", covariant=True)


@dataclass(frozen=True, slots=True)
class Sourced(Generic[Entity]):
    """An entity with the place it was read from: its file, and the line of every key path."""

    value: Entity
    file: str
    lines: Mapping[str, int]

    def problem(self, key: str, wrong: str, remedy: str) -> Problem:
        return Problem(self.file, self._line(key), key, wrong, remedy)

    def suggestion(self, key: str, wrong: str, remedy: str) -> Problem:
        return Problem(self.file, self._line(key), key, wrong, remedy, is_suggestion=True)

    def _line(self, key: str) -> int:
        while key and key not in self.lines:
            key = key.rpartition(".")[0] if "." in key else key.partition("[")[0] if "[" in key else ""
        return self.lines.get(key, 1)


def lines_of(node: Fields) -> dict[str, int]:
    """The line of every key path (`quotations[0].exact`) below a mapping."""
    found: dict[str, int] = {}

    def walk(path: str, inner: Node) -> None:
        if isinstance(inner, Fields):
            for key, child in inner.fields.items():
                place = f"{path}.{key}" if path else key
                found[place] = inner.key_lines[key]
                walk(place, child)
        elif isinstance(inner, Items):
            for number, child in enumerate(inner.items):
                found[f"{path}[{number}]"] = child.line
                walk(f"{path}[{number}]", child)

    walk("", node)
    return found


@dataclass(frozen=True, slots=True)
class QuotationDraft:
    """A quotation as its claim's file gives it; `key` is its path there (`quotations[0]`)."""

    key: str
    at: Reference
    exact: str
    attribution: Attribution | None
    attribution_key: str
    """Where that stands: at the quotation, or at the claim for all of them."""
    prefix: str = ""
    suffix: str = ""
    is_listed_cut: bool = False


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    id: str
    document: str
    kind: str
    statement: str
    quotations: tuple[QuotationDraft, ...]
    parts: tuple[QuotationDraft, ...]
    show: ShowRule
    aliases: tuple[str, ...]
    context: tuple[Reference, ...]
    hedges: tuple[Reference, ...]
    twins: tuple[Reference, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    dates: tuple[Date, ...]
    notes: tuple[EditorNote, ...]
    caution: str
    relations: tuple[ClaimRelation, ...]


@dataclass(frozen=True, slots=True)
class LibraryHead:
    """What library.yaml says."""

    format: str
    name: str
    title: str
    about: str
    documents: tuple[str, ...]
    ambiguities: tuple[Ambiguity, ...] = ()
    retired: tuple[Retired, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """Everything read from a folder."""

    head: Sourced[LibraryHead]
    documents: dict[str, Sourced[Document]] = field(default_factory=dict)
    claims: dict[str, Sourced[ClaimDraft]] = field(default_factory=dict)
    topics: dict[str, Sourced[Topic]] = field(default_factory=dict)
    people: dict[str, Sourced[Person]] = field(default_factory=dict)
    sentences: dict[Reference, Sentence] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """What could not be read: `claims/zhenbao`, `library.yaml`, or a whole folder (`claims`)."""

    def is_unread(self, kind: str, id_: str) -> bool:
        """Whether something is there of which nothing can be said, because it could not be read."""
        return kind in self.unread or f"{kind}/{id_}" in self.unread

    def has(self, kind: str, id_: str) -> bool:
        """Whether there is one of the `documents`, `claims`, `topics` or `people` with this id, read or not."""
        read: dict[str, Collection[str]] = {
            "documents": self.documents,
            "claims": self.claims,
            "topics": self.topics,
            "people": self.people,
        }
        return id_ in read[kind] or self.is_unread(kind, id_)

    def cut(self, sentence: Sentence) -> str:
        """The words of a sentence."""
        text = self.documents[sentence.reference.document].value.text
        return text[sentence.start : sentence.end]
