"""Who says it, through whom and where: credit lines, and citations to paste.

`credit` and `attribution_line` put an attribution into words, `cite` gives a
citation in a style, and `find_style` finds a style by any of its names.
"""

from bot.citation.credit import (
    attribution_line,
    chain_for_display,
    credit,
    locator,
    placed_credit,
    short_attribution_line,
)
from bot.citation.styles import STYLES, Style, cite, find_style

__all__ = [
    "STYLES",
    "Style",
    "attribution_line",
    "chain_for_display",
    "cite",
    "credit",
    "find_style",
    "locator",
    "placed_credit",
    "short_attribution_line",
]
