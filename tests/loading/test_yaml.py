"""YAML files that cannot be read, or that do more than a library needs."""

from __future__ import annotations

import os

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.loading import tree
from bot.loading.tree import MAX_DEPTH, Items, Node, Text, TreeError, parse
from tests.loading.toy import Toy

CLAIM = "claims/lantern-stone.yaml"

NEVER_CLOSED = "this is no YAML (while scanning a quoted scalar: found unexpected end of stream)"

parsers = pytest.mark.parametrize(
    "parser", [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader], ids=["as-installed", "in-python"]
)
"""PyYAML with the C library that it usually brings, and without."""


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, parser: type) -> None:
    monkeypatch.setattr(tree, "_Loader", parser)


def refusal(source: str) -> tuple[int, str]:
    with pytest.raises(TreeError) as refused:
        parse(source)
    return refused.value.line, refused.value.wrong


def plain(node: Node) -> object:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.fields.items()}


@parsers
@pytest.mark.usefixtures("use")
@pytest.mark.parametrize(
    ("source", "line", "wrong"),
    [
        ("name: b\nnote: 'never closed\nat: 1\n", 2, NEVER_CLOSED),
        ('name: b\nnote: "never closed\nat: 1\n', 2, NEVER_CLOSED),
        ("name: b\nnote: one: two\n", 2, "this is no YAML ("),
        ("name: b\nnote: [one, two\nat: 1\n", 3, "this is no YAML ("),
        ("name: b\n\tnote: c\n", 2, "this is no YAML ("),
        ("name: b\nnote: `c`\n", 2, "this is no YAML ("),
        ('name: b\nnote: "\\q"\n', 2, "this is no YAML ("),
        ("name: b\n  note: c\n", 2, "this is no YAML ("),
        ("name: é\nnote: c\x00d\n", 2, "the character U+0000 stands here, which YAML does not allow"),
        ("name: é\n\nnote: c\x1bd\n", 3, "the character U+001B stands here, which YAML does not allow"),
        ("name: b\nname: c\n", 2, "the key “name” stands twice (first in line 1)"),
        ("a:\n  - b: 1\n    c: 2\n    b: 3\n", 4, "the key “b” stands twice (first in line 2)"),
        ("{a: 1,\n a: 2}", 2, "the key “a” stands twice (first in line 1)"),
        ("name: b\nbomb: &bomb [x]\n", 2, "an anchor (&) or a tag (!) stands here"),
        ("name: b\nbomb: *bomb\n", 2, "an alias (*) stands here"),
        ("name: b\n<<: *base\n", 2, "an alias (*) stands here"),
        ("name: b\nrun: !!python/object/apply:os.system ['id']\n", 2, "an anchor (&) or a tag (!) stands here"),
        ("name: b\nrun: !!str c\n", 2, "an anchor (&) or a tag (!) stands here"),
        ("name: b\nrun: !other {c: d}\n", 2, "an anchor (&) or a tag (!) stands here"),
        ("!!python/object:os.system\nname: b\n", 1, "an anchor (&) or a tag (!) stands here"),
        ("name: b\n? [one, two]\n: c\n", 2, "a list or mapping stands where a key should"),
        ("name: b\n? {one: two}\n: c\n", 2, "a list or mapping stands where a key should"),
        ("name: b\n---\nname: c\n", 2, "a second document begins here"),
        ("- name: b\n", 1, "the file holds no keys"),
        ("name\n", 1, "the file holds no keys"),
        ("{", 1, "this is no YAML ("),
        ("name: b\nnote: [c\n\n", 2, "this is no YAML ("),
        ("", 1, "the file holds no keys"),
        ("# name: b\n", 1, "the file holds no keys"),
        ("---\n...\n", 1, "the file holds no keys"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(source: str, line: int, wrong: str) -> None:
    found_line, found_wrong = refusal(source)

    assert (found_line, found_wrong[: len(wrong)]) == (line, wrong)


@parsers
@pytest.mark.usefixtures("use")
def test_half_a_character_is_refused_however_it_is_written() -> None:
    line, _ = refusal('name: b\nnote: "\\ud800"\n')

    assert line == 2


@parsers
@pytest.mark.usefixtures("use")
@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\n"
        + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: " + "[" * 200_000,
        "a: " + "{b: " * 200_000,
        "- " * 100_000,
        "? " * 100_000,
        "".join(" " * depth + "a:\n" for depth in range(1500)),
        "a: " + "[" * 200_000 + "]" * 200_000,
    ],
    ids=["aliases", "lists", "mappings", "dashes", "questions", "indents", "closed lists"],
)
def test_a_bomb_does_not_go_off(bomb: str) -> None:
    line, wrong = refusal(bomb)

    assert line <= MAX_DEPTH + 1, "read no further than where it is too deep"
    assert wrong in (
        "an anchor (&) or a tag (!) stands here",
        "a list or mapping stands where a key should",
        f"more than {MAX_DEPTH} levels deep",
    )


def test_as_deep_as_is_allowed_is_allowed() -> None:
    def nested(depth: int) -> str:
        return "{a: " * depth + "b" + "}" * depth

    assert parse(nested(MAX_DEPTH - 1)).line == 1
    assert refusal(nested(MAX_DEPTH + 1)) == (1, f"more than {MAX_DEPTH} levels deep")


def test_a_bomb_in_a_library_is_one_problem(toy: Toy) -> None:
    toy.replace(CLAIM, "aliases:\n", "bomb: &a [x, x]\nagain: [*a, *a, *a]\naliases:\n")

    line = toy.line(CLAIM, "&a")
    assert toy.problem() == f"{CLAIM}:{line}: an anchor (&) or a tag (!) stands here; write the plain value"


def test_a_tag_builds_nothing(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(os, "system", ran.append)
    toy.replace(CLAIM, "show: context", "show: !!python/object/apply:os.system ['touch x']")

    assert toy.problem().startswith(f"{CLAIM}:{toy.line(CLAIM, 'os.system')}: an anchor (&) or a tag (!) stands here")
    assert ran == []


def test_broken_yaml_in_a_library_is_one_problem_with_its_line(toy: Toy) -> None:
    toy.append("topics/lantern-stone.yaml", 'divide: "A line\nrelated: []\n')

    line = toy.line("topics/lantern-stone.yaml", '"A line')
    assert toy.problem() == f"topics/lantern-stone.yaml:{line}: {NEVER_CLOSED}; mend the line"


def test_a_key_given_twice_in_a_library(toy: Toy) -> None:
    toy.append(CLAIM, "kind: claim\n")

    first, second = toy.line(CLAIM, "kind:"), toy.line(CLAIM, "kind:", 2)
    assert toy.problem() == f"{CLAIM}:{second}: the key “kind” stands twice (first in line {first}); keep one"


@parsers
@pytest.mark.usefixtures("use")
def test_everything_is_text() -> None:
    source = "a: no\nb: 12:30\nc: 1956-02-25\nd: 1.10\ne:\nf: ~\n1: ! one\n~: [yes, 0o7]\n"

    read = parse(source)

    expected = {
        "a": "no",
        "b": "12:30",
        "c": "1956-02-25",
        "d": "1.10",
        "e": "",
        "f": "~",
        "1": "one",
        "~": ["yes", "0o7"],
    }
    assert plain(read) == expected
    assert list(read.key_lines.values()) == list(range(1, 9))


@given(
    st.recursive(
        st.text(),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
        max_leaves=20,
    )
)
def test_text_lists_and_mappings_come_back_as_they_were_written(value: object) -> None:
    def depth(inner: object) -> int:
        children = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ()
        return 1 + max(map(depth, children), default=0)

    # JSON is YAML, and writes text in quotation marks only.
    source = "top: " + yaml.safe_dump(value, default_style='"', default_flow_style=True, width=10**6)

    if depth(value) < MAX_DEPTH:
        assert plain(parse(source)) == {"top": value}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_source_is_a_tree_or_a_plain_refusal_inside_it(source: str) -> None:
    try:
        parse(source)
    except TreeError as error:
        line = error.line
    else:
        line = 1
    assert 1 <= line <= source.count("\n") + 1
