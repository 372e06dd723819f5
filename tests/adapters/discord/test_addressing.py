"""Which messages are for the bot."""

from __future__ import annotations

import pytest

from adapters.answering.addressed import Way
from adapters.discord.addressing import addressed

BOT, ROLE = 10, 20


def line(content: str, *, prefix: str = "!", is_direct: bool = False) -> tuple[str, Way] | None:
    found = addressed(content, BOT, [ROLE], prefix, is_direct=is_direct)
    return (found.line, found.way) if found else None


@pytest.mark.parametrize("name", ["<@10>", "<@!10>", "<@&20>", "  <@10>", "<@10>,", "<@10>:"])
def test_a_mention_at_the_beginning(name: str) -> None:
    assert line(f"{name} claim zhenbao") == ("claim zhenbao", Way.MENTION)


def test_the_name_alone_asks_for_help() -> None:
    assert line("<@10>") == ("help", Way.MENTION)


@pytest.mark.parametrize(
    "content",
    [
        "ask <@10> claim zhenbao",
        "<@11> claim zhenbao",
        "<@&21> hello",
        "claim zhenbao",
        "",
        "! really",
        "!",
        "!!",
        "!?",
    ],
)
def test_what_is_for_others(content: str) -> None:
    assert line(content) is None


def test_the_prefix() -> None:
    assert line("!claim zhenbao") == ("claim zhenbao", Way.PREFIX)
    assert line("!claim zhenbao", prefix="") is None


def test_a_prefix_of_the_group_s_own() -> None:
    assert line("?claim zhenbao", prefix="?") == ("claim zhenbao", Way.PREFIX)
    assert line("C!claim zhenbao", prefix="c!") == ("claim zhenbao", Way.PREFIX)
    assert line("!claim zhenbao", prefix="?") is None
    assert line("?? really", prefix="?") is None


def test_the_prefix_may_stand_where_none_is_needed() -> None:
    assert line("?claim zhenbao", prefix="?", is_direct=True) == ("claim zhenbao", Way.DIRECT)
    assert line("<@10> ?claim zhenbao", prefix="?") == ("claim zhenbao", Way.MENTION)


def test_a_direct_conversation_needs_neither() -> None:
    assert line("claim zhenbao", is_direct=True) == ("claim zhenbao", Way.DIRECT)
    assert line("!claim zhenbao", prefix="", is_direct=True) == ("!claim zhenbao", Way.DIRECT)
    assert line("<@10> claim zhenbao", is_direct=True) == ("claim zhenbao", Way.MENTION)
    assert line("  ", is_direct=True) is None
