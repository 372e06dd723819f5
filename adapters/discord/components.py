"""Discord's components, version 2, as they go over the wire: small builders, and a view that holds them ready.

Built by hand and not out of discord.py's classes, because an answer is a value:
it can be counted, kept, compared and shown without a client.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from adapters.showing.visible import on_one_line

Component = dict[str, Any]

IS_V2 = 1 << 15
"""Discord: message flag IS_COMPONENTS_V2; neither content nor embeds may stand beside it."""
MOST_COMPONENTS = 40
"""Discord: components of a message, nested ones counted."""
MOST_CHARACTERS = 4_000
"""Discord: characters over all text displays of a message."""
MOST_BUTTONS = 5
"""Discord: buttons of a row."""
MOST_OPTIONS = 25
"""Discord: options of a select."""
LONGEST_BUTTON = 80
LONGEST_OPTION = 100


def text(content: str) -> Component:
    return {"type": 10, "content": content}


def button(label: str, custom_id: str, *, disabled: bool = False) -> Component:
    """A grey button; its label is our own words, and is cut where it is too long."""
    return {
        "type": 2,
        "style": 2,
        "label": shortened(label, LONGEST_BUTTON),
        "custom_id": custom_id,
        **({"disabled": True} if disabled else {}),
    }


def row(components: Sequence[Component]) -> Component:
    return {"type": 1, "components": list(components)}


def section(content: str, accessory: Component) -> Component:
    """A text with a button beside it."""
    return {"type": 9, "components": [text(content)], "accessory": accessory}


def container(components: Sequence[Component], colour: int | None) -> Component:
    """A card; `colour` (0xRRGGBB) is that of the bar at its side."""
    coloured = {} if colour is None else {"accent_color": colour}
    return {"type": 17, **coloured, "components": list(components)}


def select(custom_id: str, placeholder: str, options: Sequence[Component]) -> Component:
    """A menu that takes one option."""
    return {
        "type": 3,
        "custom_id": custom_id,
        "placeholder": placeholder,
        "min_values": 1,
        "max_values": 1,
        "options": list(options),
    }


def option(label: str, value: str, description: str = "") -> Component:
    described = {"description": shortened(description, LONGEST_OPTION)} if description.strip() else {}
    return {"label": shortened(label, LONGEST_OPTION), "value": value, **described}


def units(content: str) -> int:
    """Characters as Discord may count them at the most: UTF-16 code units."""
    return len(content) if content.isascii() else len(content.encode("utf-16-le", "surrogatepass")) // 2


def shortened(words: str, most: int) -> str:
    """Words of a label, harmless as everywhere; where there are too many, the last ones give way to “…”.

    Discord: a label has no markup, and is not empty.
    """
    flat = " ".join(on_one_line(words).split()) or "…"
    if units(flat) <= most:
        return flat
    while units(flat) > most - 1:
        head, _, _ = flat.rpartition(" ")
        flat = head if len(head) > most // 2 else flat[:-1]
    return f"{flat.rstrip()}…"


class Prepared(discord.ui.LayoutView):
    """A view made of components that are there already."""

    def __init__(self, components: Sequence[Component]) -> None:
        super().__init__(timeout=None)
        self._prepared = list(components)

    def to_components(self) -> list[dict[str, Any]]:
        """What discord.py sends."""
        return self._prepared

    def has_components_v2(self) -> bool:
        return True
