"""Any value of any file replaced by anything else: a problem with its line, and never anything worse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.loading.draft import lines_of
from bot.loading.inspection import inspect
from bot.loading.tree import Items, Node, Text, parse
from bot.problems import Problem
from tests.loading.toy import LIBRARY, Toy, copied

FILES = sorted(path.relative_to(LIBRARY).as_posix() for path in LIBRARY.rglob("*.yaml"))
Step = str | int
Way = tuple[Step, ...]


def plain(node: Node) -> object:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.fields.items()}


def ways(value: object, way: Way = ()) -> Iterator[Way]:
    """The way to every value in a file, but not to the file itself."""
    inner: Iterator[tuple[Step, object]] = iter(())
    if isinstance(value, dict):
        inner = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value))
    for step, child in inner:
        yield (*way, step)
        yield from ways(child, (*way, step))


CONTENT = {name: plain(parse((LIBRARY / name).read_text(encoding="utf-8"))) for name in FILES}
PLACES = [(name, way) for name in FILES for way in ways(CONTENT[name])]


def at(value: object, way: Way) -> object:
    for step in way:
        value = value[step]  # type: ignore[index]
    return value


def put(value: object, way: Way, new: object) -> object:
    """A copy of a value in which another one stands at the end of a way."""
    if not way:
        return new
    step, *rest = way
    if isinstance(value, dict):
        return {key: put(child, tuple(rest), new) if key == step else child for key, child in value.items()}
    assert isinstance(value, list)
    return [put(child, tuple(rest), new) if number == step else child for number, child in enumerate(value)]


def key_path(way: Way) -> str:
    """The way as problems write it: `quotations[0].exact`."""
    path = ""
    for step in way:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def written(value: object) -> str:
    text: str = yaml.dump(value, allow_unicode=True, sort_keys=False, default_style='"', width=10**6)
    return text


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """One copy for all examples; each puts back what it broke."""
    return copied(tmp_path_factory.mktemp("shapes") / "library")


def problems_with(toy: Toy, name: str, source: str) -> tuple[Problem, ...]:
    whole = toy.path(name).read_bytes()
    toy.write(name, source)
    try:
        problems = inspect(toy.folder).problems
    finally:
        toy.write(name, whole)
    for problem in problems:
        lines = (source if problem.file == name else toy.read(problem.file)).count("\n") + 1
        assert 1 <= problem.line <= lines, f"{problem} is outside its file"
        assert str(problem).isprintable()
        assert problem.remedy
    return problems


values = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    st.sampled_from(
        ["", " ", "1", "9" * 5000, "-1", "keeper 4.1", "keeper 0.0", "4.1", "99-1", "not stated", "\u202e\x07"]
    ),
    st.sampled_from(["oil-was-short", "keeper", "ledger", "hedge", "ambiguous", "own-voice", "oppposes", "../1964"]),
)
shapes = st.recursive(
    values,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=5,
)


@settings(max_examples=300)
@given(st.sampled_from(PLACES), shapes)
def test_any_value_replaced_by_anything(shared: Toy, place: tuple[str, Way], new: object) -> None:
    name, way = place
    source = written(put(CONTENT[name], way, new))

    problems = problems_with(shared, name, source)

    if type(new) is not type(at(CONTENT[name], way)):
        line = lines_of(parse(source))[key_path(way)]
        assert any((problem.file, problem.line) == (name, line) for problem in problems), (
            f"nothing is said of line {line} of {name}: {[str(problem) for problem in problems]}"
        )


@given(st.sampled_from(PLACES))
def test_any_value_left_out(shared: Toy, place: tuple[str, Way]) -> None:
    name, way = place
    outer = at(CONTENT[name], way[:-1])
    if isinstance(outer, dict):
        less: object = {key: value for key, value in outer.items() if key != way[-1]}
    else:
        assert isinstance(outer, list)
        less = [value for number, value in enumerate(outer) if number != way[-1]]

    problems_with(shared, name, written(put(CONTENT[name], way[:-1], less)))


@given(st.sampled_from(PLACES))
def test_any_value_given_twice(shared: Toy, place: tuple[str, Way]) -> None:
    name, way = place
    outer = at(CONTENT[name], way[:-1])
    if isinstance(outer, list):
        problems_with(shared, name, written(put(CONTENT[name], way[:-1], [*outer, outer[-1]])))


@pytest.mark.parametrize("name", FILES)
def test_a_key_that_the_format_does_not_know(shared: Toy, name: str) -> None:
    mappings = [(), *(way for way in ways(CONTENT[name]) if isinstance(at(CONTENT[name], way), dict))]
    for way in mappings:
        mapping = at(CONTENT[name], way)
        assert isinstance(mapping, dict)
        source = written(put(CONTENT[name], way, {**mapping, "colour": "red"}))
        line = next(number for number, words in enumerate(source.split("\n"), start=1) if '"colour"' in words)

        problems = [str(problem) for problem in problems_with(shared, name, source)]

        place = f"{name}:{line} {key_path((*way, 'colour'))}: "
        assert any(problem.startswith(place) for problem in problems), f"{place} is passed over in silence"


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_of_another_shape(shared: Toy, name: str) -> None:
    for source in ("[]", "- a: b\n", "text", "{}", '""', "? a\n", "a:\n", "{a: {b: [c]}}"):
        problems = problems_with(shared, name, source)

        assert any(problem.file == name and problem.line == 1 for problem in problems)
