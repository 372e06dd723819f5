"""Which messages are for the bot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.answering.addressed import Way
from adapters.matrix.addressing import addressed
from adapters.matrix.reading import Message

BOT = "@catena:example.org"
PILL = f"https://matrix.to/#/{BOT}"


def line(
    text: str,
    *,
    name: str = "Catena",
    prefix: str = "!",
    is_direct: bool = False,
    mentions: tuple[str, ...] = (),
    command: str = "",
) -> tuple[str, Way] | None:
    message = Message("$1", "@mei:example.org", 0, text, mentions=mentions, command=command)
    found = addressed(message, BOT, name, prefix, is_direct=is_direct)
    return (found.line, found.way) if found else None


# ── A mention ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "name",
    [
        "@catena:example.org",
        "@catena:example.org:",
        "@catena",
        "@catena:",
        "@Catena,",
        "Catena:",
        "Catena,",
        "catena :",
        "CATENA:",
        "catena:",
        "  catena:",
        f"[Catena]({PILL})",
        f"[Catena]({PILL}):",
        f"[whatever I call it](<{PILL}>),",
    ],
)
def test_its_name_at_the_beginning(name: str) -> None:
    assert line(f"{name} claim zhenbao") == ("claim zhenbao", Way.MENTION)


@pytest.mark.parametrize("name", ["@catena:example.org", "@catena", "Catena:", f"[Catena]({PILL})"])
def test_its_name_alone_asks_for_help(name: str) -> None:
    assert line(name) == ("help", Way.MENTION)


def test_a_bare_name_counts_where_the_message_says_that_it_mentions() -> None:
    assert line("Catena claim zhenbao", mentions=(BOT,)) == ("claim zhenbao", Way.MENTION)
    assert line("Catena", mentions=(BOT,)) == ("help", Way.MENTION)
    assert line("Catena claim zhenbao", mentions=("@bob:example.org",)) is None


def test_its_name_in_the_room() -> None:
    assert line("Reading Bot: claim zhenbao", name="Reading Bot") == ("claim zhenbao", Way.MENTION)
    assert line("catena: claim zhenbao", name="Reading Bot") == ("claim zhenbao", Way.MENTION)
    assert line("Reading: claim zhenbao", name="Reading Bot") is None


def test_the_words_may_stand_on_the_next_line() -> None:
    assert line("Catena:\nclaim zhenbao") == ("claim zhenbao", Way.MENTION)


@pytest.mark.parametrize(
    "text",
    [
        "Catena is a fine word",
        "catenary curves",
        "Catena",
        "Catena's answer was good",
        "@catenabot: claim zhenbao",
        "@catena-dev: claim zhenbao",
        "@catena.two: claim zhenbao",
        "@catena:elsewhere.org claim zhenbao",
        "@catena:example.org.uk claim zhenbao",
        "@catena:example.organic claim zhenbao",
        "[Catena](https://matrix.to/#/@catena:elsewhere.org) claim zhenbao",
        "ask @catena:example.org about zhenbao",
        "I asked Catena: nothing",
        "claim zhenbao",
        "",
        "!",
        "!!",
        "! really",
        "!?",
        "/claim zhenbao",
    ],
)
def test_what_is_for_others(text: str) -> None:
    assert line(text) is None


def test_a_mention_further_on_speaks_of_it() -> None:
    assert line("ask Catena about zhenbao", mentions=(BOT,)) is None


def test_a_comma_that_belongs_to_its_name_is_no_sign() -> None:
    assert line("Catena, the bot is in this room", name="Catena, the bot", mentions=("@bob:example.org",)) is None
    assert line("Catena, the bot: claim zhenbao", name="Catena, the bot") == ("claim zhenbao", Way.MENTION)


@pytest.mark.parametrize(
    "name", ["C.*", "(Catena", "[bot]", "a|b", "\\", "^$", "Catena?", "+1", "{2}", "\u202eanetaC\u202c"]
)
def test_a_name_is_taken_as_it_is_written(name: str) -> None:
    assert line(f"{name}: claim zhenbao", name=name) == ("claim zhenbao", Way.MENTION)
    assert line("Comrades: claim zhenbao", name=name) is None


@pytest.mark.parametrize("name", ["", " ", "\t"])
def test_a_room_where_it_has_no_name(name: str) -> None:
    assert line("catena: claim zhenbao", name=name) == ("claim zhenbao", Way.MENTION)
    assert line(": claim zhenbao", name=name) is None
    assert line("claim zhenbao", name=name, mentions=(BOT,)) is None


@given(st.text(), st.text(), st.text(max_size=3), st.booleans(), st.booleans())
def test_whatever_is_written_and_whatever_it_is_called(
    text: str, name: str, prefix: str, is_direct: bool, is_mentioned: bool
) -> None:
    found = line(text, name=name, prefix=prefix, is_direct=is_direct, mentions=(BOT,) if is_mentioned else ())
    assert found is None or found[0] == found[0].strip() != ""


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_whatever_it_is_called_it_can_be_spoken_to(name: str) -> None:
    assert line(f"{name}: claim zhenbao", name=name, prefix="") == ("claim zhenbao", Way.MENTION)


# ── A prefix ─────────────────────────────────────────────────────────────────
def test_the_prefix() -> None:
    assert line("!claim zhenbao") == ("claim zhenbao", Way.PREFIX)
    assert line("  !claim zhenbao\n") == ("claim zhenbao", Way.PREFIX)
    assert line("!claim zhenbao", prefix="") is None


def test_a_prefix_of_the_room_s_own() -> None:
    assert line("?claim zhenbao", prefix="?") == ("claim zhenbao", Way.PREFIX)
    assert line("c!claim zhenbao", prefix="c!") == ("claim zhenbao", Way.PREFIX)
    assert line("C!claim zhenbao", prefix="c!") == ("claim zhenbao", Way.PREFIX)
    assert line("!claim zhenbao", prefix="c!") is None
    assert line("c! claim zhenbao", prefix="c!") is None
    assert line("?? really", prefix="?") is None


# ── A conversation with the bot alone ────────────────────────────────────────
def test_alone_with_the_bot_nothing_is_needed() -> None:
    assert line("claim zhenbao", is_direct=True) == ("claim zhenbao", Way.DIRECT)
    assert line("!claim zhenbao", is_direct=True) == ("claim zhenbao", Way.DIRECT)
    assert line("Catena: claim zhenbao", is_direct=True) == ("claim zhenbao", Way.MENTION)
    assert line("  ", is_direct=True) is None


# ── A described command ──────────────────────────────────────────────────────
def test_a_described_command_for_the_bot() -> None:
    assert line("!claim zhenbao", command="claim zhenbao", mentions=(BOT,)) == ("claim zhenbao", Way.MENTION)
    assert line("whatever stands here", command="claim zhenbao", mentions=(BOT,)) == ("claim zhenbao", Way.MENTION)


def test_a_described_command_for_another_bot() -> None:
    assert line("/roll 6", command="roll 6", mentions=("@dice:example.org",)) is None
    assert line("/roll 6", command="roll 6") is None
