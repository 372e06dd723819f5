"""Typed reading of a YAML tree: what does not fit becomes a problem, not an exception."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeVar

from bot.loading.tree import Fields, Items, Node, Text
from bot.model import EditorNote, Reference
from bot.problems import Problem

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LOCATOR = re.compile(r"(\d{1,7})(?:\.(\d{1,7}))?")


class Reader:
    """Reads the keys of one mapping and remembers which it has asked for.

    `prefix` is the key path of the mapping inside the file (`quotations[0].`).
    Every method reports a problem and returns an empty value where the file
    has something else; `finish` reports the keys that nobody asked for.
    """

    def __init__(self, file: str, node: Fields, problems: list[Problem], prefix: str = "") -> None:
        self.file = file
        self.node = node
        self.prefix = prefix
        self._problems = problems
        self._asked: set[str] = set()

    def line(self, key: str = "") -> int:
        """The line of a key, or of the mapping itself where the key is missing."""
        return self.node.key_lines.get(key, self.node.line)

    def problem(self, key: str, wrong: str, remedy: str) -> None:
        path = (self.prefix + key).rstrip(".")
        self._problems.append(Problem(self.file, self.line(key), path, wrong, remedy))

    def has(self, key: str) -> bool:
        return key in self.node.fields

    def text(self, key: str, *, required: bool = False) -> str:
        """The text at a key, or "" where it is missing."""
        node = self._get(key)
        if node is None:
            if required:
                self.problem(key, f"“{key}” is missing", "add it")
            return ""
        if not isinstance(node, Text):
            self.problem(key, "a list or mapping stands here", "write one text")
            return ""
        if not node.value.strip():
            self.problem(key, "nothing stands here", "write it, or leave the key out")
        return node.value

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice | None:
        """One of the values of an enumeration; the default where the key is missing."""
        if not self.has(key) and default is not None:
            return default
        value = self.text(key, required=True)
        if not value:
            return None
        try:
            return choices(value)
        except ValueError:
            self.problem(key, f"“{value}” is not known here", f"write one of: {', '.join(choices)}")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        return tuple(value for _, value in self._texts(key))

    def ids(self, key: str) -> tuple[str, ...]:
        """A list of ids."""
        found = []
        for place, value in self._texts(key):
            if ID.fullmatch(value):
                found.append(value)
            else:
                self.problem(place, f"“{value}” is no id", "use small letters, digits and single hyphens")
        return tuple(found)

    def references(self, key: str) -> tuple[Reference, ...]:
        """A list of references."""
        found = (self._reference(place, value) for place, value in self._texts(key))
        return tuple(reference for reference in found if reference is not None)

    def reference(self, key: str, *, document: str = "", required: bool = True) -> Reference | None:
        """A reference to a sentence; with `document` given, its locator alone (`37.1`)."""
        value = self.text(key, required=required)
        return self._reference(key, value, document) if value else None

    def locators(self, key: str, document: str) -> tuple[Reference, ...]:
        """A list of locators (`37.1`) inside a document."""
        found = (self._reference(place, value, document) for place, value in self._texts(key))
        return tuple(reference for reference in found if reference is not None)

    def each(self, key: str) -> Iterator[Reader]:
        """A reader for every mapping in a list."""
        node = self._get(key)
        if node is None:
            return
        if not isinstance(node, Items):
            self.problem(key, "this should be a list", "begin every entry with “- ”")
            return
        for number, item in enumerate(node.items):
            path = f"{self.prefix}{key}[{number}]"
            if isinstance(item, Fields):
                yield Reader(self.file, item, self._problems, path + ".")
            else:
                self._problems.append(
                    Problem(self.file, item.line, path, "this should be a mapping", "write `key: value` lines")
                )

    def inside(self, key: str, *, required: bool = False) -> Reader | None:
        """A reader for the mapping at a key."""
        node = self._get(key)
        if node is None:
            if required:
                self.problem(key, f"“{key}” is missing", "add it")
            return None
        if not isinstance(node, Fields):
            self.problem(key, "this should be a mapping", "write `key: value` lines under it")
            return None
        return Reader(self.file, node, self._problems, f"{self.prefix}{key}.")

    def keys(self) -> tuple[str, ...]:
        """The keys of the mapping, in order, all of them taken as asked for."""
        self._asked.update(self.node.fields)
        return tuple(self.node.fields)

    def notes(self, key: str) -> tuple[EditorNote, ...]:
        """A list of editor's notes."""
        found = []
        for reader in self.each(key):
            note = reader.note()
            reader.finish()
            if note is not None:
                found.append(note)
        return tuple(found)

    def note(self) -> EditorNote | None:
        """The editor's note that this mapping is, without finishing it."""
        text = self.text("text", required=True)
        return EditorNote(text, self.text("confidence"), self.text("source")) if text else None

    def finish(self) -> None:
        """Report keys that the format does not know."""
        for key in self.node.fields:
            if key not in self._asked:
                self.problem(key, f"“{key}” is not known here", "see the format's description; was it misspelt?")

    def collect(self, build: Callable[[], Value]) -> Value | None:
        """A value whose own rules may refuse it: the refusal becomes a problem."""
        try:
            return build()
        except ValueError as error:
            self.problem("", str(error), "add what is missing")
            return None

    def _get(self, key: str) -> Node | None:
        self._asked.add(key)
        return self.node.fields.get(key)

    def _texts(self, key: str) -> Iterator[tuple[str, str]]:
        node = self._get(key)
        if node is None:
            return
        if not isinstance(node, Items):
            self.problem(key, "this should be a list", "begin every entry with “- ”, or write [] for none")
            return
        for number, item in enumerate(node.items):
            place = f"{key}[{number}]"
            if isinstance(item, Text) and item.value.strip():
                self.node.key_lines.setdefault(place, item.line)
                yield place, item.value
            else:
                self._problems.append(
                    Problem(self.file, item.line, self.prefix + place, "this should be one text", "write it out")
                )

    def _reference(self, key: str, value: str, document: str = "") -> Reference | None:
        if document:
            found = _LOCATOR.fullmatch(value)
            if found is not None:
                sentence = found.group(2)
                return Reference(document, int(found.group(1)), int(sentence) if sentence else None)
            self.problem(key, f"“{value}” is no locator", "write paragraph.sentence, as 37.1")
            return None
        reference = Reference.parse(value)
        if reference is None or reference.sentence is None:
            self.problem(key, f"“{value}” is no reference to a sentence", "write document paragraph.sentence")
            return None
        return reference
