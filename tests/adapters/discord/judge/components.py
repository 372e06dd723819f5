"""The rules for components that Discord's description leaves out (Discord: Component Reference)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.adapters.discord.judge.lengths import length, outside, repeated

ROW, BUTTON, SELECT = 1, 2, 3
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
SELECTS = (3, 5, 6, 7, 8)
V2 = (SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER)
_AT_TOP = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
_IN_CONTAINER = _AT_TOP - {CONTAINER}
_LINK, _PREMIUM = 5, 6
_MOST_COMPONENTS = 40
"""Of a message with Components V2, nested ones counted."""
_MOST_ROWS = 5
"""Of a message without Components V2."""
_MOST_TEXT = 4_000
"""Characters that the texts of a message show together."""


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, and those inside it."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if isinstance(component.get("accessory"), dict):
            yield from walk([component["accessory"]])


def judge_components(components: list[dict[str, Any]], *, is_v2: bool) -> list[str]:
    """What Discord has against the components of a message."""
    every = list(walk(components))
    said = [problem for component in every for problem in _judge(component)]
    if is_v2:
        said.extend(_judge_whole(components, every))
    else:
        new = sorted({component["type"] for component in every if component.get("type") in V2})
        if new:
            said.append(f"components of types {new} need the flag 1 << 15")
        if len(components) > _MOST_ROWS:
            said.append(f"{len(components)} rows; {_MOST_ROWS} are taken")
        said.extend(
            f"a component of type {one.get('type')} stands outside a row"
            for one in components
            if one.get("type") in (BUTTON, *SELECTS)
        )
    ids = [component["custom_id"] for component in every if isinstance(component.get("custom_id"), str)]
    said.extend(f"two components have the custom_id {one!r}" for one in repeated(ids))
    numbers = [str(component["id"]) for component in every if component.get("id")]
    said.extend(f"two components have the id {one}" for one in repeated(numbers))
    return said


def _judge_whole(components: list[dict[str, Any]], every: list[dict[str, Any]]) -> Iterator[str]:
    if len(every) > _MOST_COMPONENTS:
        yield f"{len(every)} components; {_MOST_COMPONENTS} are taken"
    shown = sum(
        length(one["content"]) for one in every if one.get("type") == TEXT and isinstance(one.get("content"), str)
    )
    if shown > _MOST_TEXT:
        yield f"{shown} characters are shown; {_MOST_TEXT} are taken"
    for component in components:
        if component.get("type") not in _AT_TOP:
            yield f"a component of type {component.get('type')} cannot stand by itself"


def _judge(component: dict[str, Any]) -> Iterator[str]:
    kind = component.get("type")
    if kind == ROW:
        yield from _row(component)
    elif kind == BUTTON:
        yield from _button(component)
    elif kind in SELECTS:
        yield from _select(component)
    elif kind == SECTION:
        yield from _section(component)
    elif kind == TEXT:
        yield from outside("a text", component.get("content"), 1, _MOST_TEXT)
        if isinstance(component.get("content"), str) and not component["content"].strip():
            yield "a text is blank"
    elif kind == CONTAINER:
        yield from _container(component)
    elif kind not in (THUMBNAIL, GALLERY, FILE, SEPARATOR):
        yield f"a message has no components of type {kind}"


def _row(row: dict[str, Any]) -> Iterator[str]:
    inner = row.get("components") or []
    kinds = [component.get("type") for component in inner]
    if not inner:
        yield "a row is empty"
    if len(inner) > 5:
        yield f"{len(inner)} buttons in a row; 5 are taken"
    if any(kind in SELECTS for kind in kinds) and len(inner) > 1:
        yield "a select shares its row"
    for kind in kinds:
        if kind != BUTTON and kind not in SELECTS:
            yield f"a component of type {kind} cannot stand in a row"


def _custom_id(what: str, component: dict[str, Any]) -> Iterator[str]:
    yield from outside(f"the custom_id of {what}", component.get("custom_id"), 1, 100)


def _button(button: dict[str, Any]) -> Iterator[str]:
    style, label = button.get("style"), button.get("label")
    if label is not None:
        yield from outside("the label of a button", label, 1, 80)
    if not label and not button.get("emoji") and style != _PREMIUM:
        yield "a button has neither label nor emoji"
    has_id, has_url = button.get("custom_id") is not None, button.get("url") is not None
    if style == _LINK:
        if not has_url or has_id:
            yield "a link button has a url, and no custom_id"
        else:
            yield from outside("the url of a button", button["url"], 1, 512)
    elif style != _PREMIUM:
        if not has_id or has_url:
            yield "a button has a custom_id, and no url"
        else:
            yield from _custom_id("a button", button)


def _select(select: dict[str, Any]) -> Iterator[str]:
    yield from _custom_id("a select", select)
    if select.get("placeholder") is not None:
        yield from outside("the placeholder of a select", select["placeholder"], 0, 150)
    if select.get("type") != SELECT:
        return
    options = select.get("options") or []
    if not 1 <= len(options) <= 25:
        yield f"a select has {len(options)} options, not 1 to 25"
    for option in options:
        yield from outside("the label of an option", option.get("label"), 1, 100)
        yield from outside("the value of an option", option.get("value"), 1, 100)
        if option.get("description") is not None:
            yield from outside("the description of an option", option["description"], 1, 100)
    for value in repeated([str(option.get("value")) for option in options]):
        yield f"two options of a select have the value {value!r}"
    least, most = select.get("min_values"), select.get("max_values")
    chosen = sum(bool(option.get("default")) for option in options)
    least, most = 1 if least is None else least, 1 if most is None else most
    if not 0 <= least <= most <= max(len(options), 1):
        yield f"a select of {len(options)} options takes {least} to {most} of them"
    if chosen > most:
        yield f"a select takes {most}, and has {chosen} chosen already"


def _section(section: dict[str, Any]) -> Iterator[str]:
    inner = section.get("components") or []
    if not 1 <= len(inner) <= 3 or any(component.get("type") != TEXT for component in inner):
        yield "a section has 1 to 3 texts"
    accessory = section.get("accessory")
    if not isinstance(accessory, dict) or accessory.get("type") not in (BUTTON, THUMBNAIL):
        yield "a section has a button or a thumbnail as its accessory"


def _container(container: dict[str, Any]) -> Iterator[str]:
    inner = container.get("components") or []
    if not inner:
        yield "a container is empty"
    for component in inner:
        if component.get("type") not in _IN_CONTAINER:
            yield f"a component of type {component.get('type')} cannot stand in a container"
    colour = container.get("accent_color")
    if colour is not None and not (isinstance(colour, int) and 0 <= colour <= 0xFFFFFF):
        yield f"the colour of a container is {colour!r}, not 0 to 0xFFFFFF"
