"""YAML as text only, with the line of every value.

YAML 1.1 turns `no`, `12:30` and `1956-02-25` into other things, so no value is
converted here. Anchors and aliases (the way of YAML bombs), tags, duplicate
keys and deep nesting are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

import yaml

MAX_DEPTH = 12
"""Levels of nesting; the format itself needs four."""

_NEVER_CLOSED = "found unexpected end of stream"
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character: one of the two codes that only together stand for something."""

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Text:
    value: str
    line: int


@dataclass(slots=True)
class Items:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Fields:
    line: int
    fields: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


Node = Text | Items | Fields


class _Mark(Protocol):
    """A place in the source, as either of PyYAML's parsers tells it."""

    @property
    def line(self) -> int: ...


class TreeError(Exception):
    """YAML that cannot be read: the line, what is wrong, what to do."""

    def __init__(self, line: int, wrong: str, remedy: str) -> None:
        super().__init__(f"line {line}: {wrong}")
        self.line = line
        self.wrong = wrong
        self.remedy = remedy


def parse(source: str) -> Fields:
    """Read one YAML document whose top is a mapping.

    Raises TreeError with the line of the first thing that is wrong.
    """
    try:
        return _build(source)
    except yaml.MarkedYAMLError as error:
        # What is opened and never closed is wrong where it opens, not at the end of the file.
        is_open = error.problem == _NEVER_CLOSED
        mark = (error.context_mark if is_open else None) or error.problem_mark or error.context_mark
        last = source.rstrip("\n").count("\n") + 1  # its end may be told as the line after that
        why = ": ".join(part for part in (error.context, error.problem) if part)
        raise TreeError(min(_line(mark), last), f"this is no YAML ({why})", "mend the line") from None
    except yaml.reader.ReaderError as error:
        wrong = f"the character U+{error.character:04X} stands here, which YAML does not allow"
        line = source.count("\n", 0, max(source.find(chr(error.character)), 0)) + 1
        raise TreeError(line, wrong, "take it out") from None


def _build(source: str) -> Fields:
    root: Node | None = None
    stack: list[Items | Fields] = []
    keys: list[Text | None] = []
    for event in yaml.parse(source, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise TreeError(_line(event.start_mark), "an alias (*) stands here", "write the value out")
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise TreeError(_line(event.start_mark), "a second document begins here", "keep one to a file")
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(event)
        if len(stack) >= MAX_DEPTH:
            raise TreeError(
                node.line, f"more than {MAX_DEPTH} levels deep", "flatten it as in the format's description"
            )
        if not stack:
            root = node
        else:
            _add(stack[-1], keys, node)
        if not isinstance(node, Text):
            stack.append(node)
            keys.append(None)
    if not isinstance(root, Fields):
        raise TreeError(1, "the file holds no keys", "write `key: value` lines as in the format's description")
    return root


def _node(event: yaml.NodeEvent) -> Node:
    line = _line(event.start_mark)
    tag = getattr(event, "tag", None)
    if event.anchor is not None or (tag is not None and tag != "!"):
        raise TreeError(line, "an anchor (&) or a tag (!) stands here", "write the plain value")
    if isinstance(event, yaml.ScalarEvent):
        if not event.value.isascii() and _HALF.search(event.value):
            raise TreeError(line, "half a character (a lone surrogate) stands here", "write the whole character")
        return Text(event.value, line)
    return Fields(line) if isinstance(event, yaml.MappingStartEvent) else Items(line)


def _add(parent: Items | Fields, keys: list[Text | None], node: Node) -> None:
    if isinstance(parent, Items):
        parent.items.append(node)
        return
    key = keys[-1]
    if key is None:
        if not isinstance(node, Text):
            raise TreeError(node.line, "a list or mapping stands where a key should", "write `key: value`")
        if node.value in parent.fields:
            first = parent.key_lines[node.value]
            raise TreeError(node.line, f"the key “{node.value}” stands twice (first in line {first})", "keep one")
        keys[-1] = node
        return
    parent.fields[key.value] = node
    parent.key_lines[key.value] = key.line
    keys[-1] = None


def _line(mark: _Mark | None) -> int:
    return mark.line + 1 if mark is not None else 1
