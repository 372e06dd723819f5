"""What the homeserver says happened, out of whatever it sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.reading import (
    COMMAND,
    LONGEST,
    Dark,
    Happening,
    Joined,
    Message,
    Reaction,
    Redaction,
    kind_of,
    read,
    restored,
    stored,
)

MEI = "@mei:example.org"


def event(kind: str, content: object, **beside: object) -> dict[str, Any]:
    return {"type": kind, "event_id": "$1", "sender": MEI, "origin_server_ts": 5, "content": content, **beside}


def said(body: object, **beside: object) -> dict[str, Any]:
    return event("m.room.message", {"msgtype": "m.text", "body": body, **beside})


def message(source: object) -> Message:
    found = read(source)
    assert isinstance(found, Message)
    return found


# ── Messages ─────────────────────────────────────────────────────────────────
def test_words() -> None:
    assert read(said("!claim zhenbao")) == Message("$1", MEI, 5, "!claim zhenbao")


def test_who_is_mentioned() -> None:
    source = said("Catena: claim zhenbao", **{"m.mentions": {"user_ids": ["@catena:example.org", 3, None]}})
    assert message(source).mentions == ("@catena:example.org",)


@pytest.mark.parametrize("mentions", [None, [], "all", {"user_ids": "@a:b"}, {"user_ids": {"a": 1}}, {"room": True}])
def test_mentions_of_another_form(mentions: object) -> None:
    assert message(said("hello", **{"m.mentions": mentions})).mentions == ()


@pytest.mark.parametrize("kind", ["m.notice", "m.emote", "m.image", "m.file", "", None, 3])
def test_what_is_not_said_is_passed_over(kind: object) -> None:
    assert read(event("m.room.message", {"msgtype": kind, "body": "!claim zhenbao"})) is None


@pytest.mark.parametrize("body", [None, 3, ["!claim"], {"en": "!claim"}])
def test_a_message_without_words(body: object) -> None:
    assert read(said(body)) is None


def test_a_redacted_message_says_nothing() -> None:
    assert read(event("m.room.message", {}, unsigned={"redacted_because": {}})) is None


def test_more_than_an_event_holds_is_not_read() -> None:
    assert len(message(said("x" * (LONGEST + 1))).text) == LONGEST


# ── Replies, threads ─────────────────────────────────────────────────────────
def replied(body: str, **related: object) -> Message:
    return message(said(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}, **related}}))


def test_a_reply() -> None:
    assert replied("2") == Message("$1", MEI, 5, "2", reply_to="$0")


def test_the_words_that_a_reply_answers_are_not_its_own() -> None:
    assert replied("> <@bob:example.org> !claim zhenbao\n> and more\n\n2").text == "2"
    assert (
        replied("> <@bob:example.org> one\n>\n> two\n\nfirst\n\n> quoted by hand").text == "first\n\n> quoted by hand"
    )


def test_a_quotation_by_hand_stays() -> None:
    assert replied("> so he says\n\n!claim zhenbao").text == "> so he says\n\n!claim zhenbao"
    assert message(said("> <@bob:example.org> hello\n\n2")).text == "> <@bob:example.org> hello\n\n2"


def test_a_reply_that_only_repeats() -> None:
    assert replied("> <@bob:example.org> hello").text == "> <@bob:example.org> hello"


def test_a_message_in_a_thread() -> None:
    found = replied("!claim zhenbao", rel_type="m.thread", event_id="$root", is_falling_back=True)
    assert (found.thread, found.text) == ("$root", "!claim zhenbao")


def test_another_relation_is_no_thread() -> None:
    assert message(said("hello", **{"m.relates_to": {"rel_type": "m.reference", "event_id": "$root"}})).thread == ""


# ── Edits ────────────────────────────────────────────────────────────────────
def edit(new: object, **related: object) -> dict[str, Any]:
    replaces = {"rel_type": "m.replace", "event_id": "$0", **related}
    return said("* whatever older clients show", **{"m.new_content": new, "m.relates_to": replaces})


def test_an_edit_says_the_new_words() -> None:
    new = {"msgtype": "m.text", "body": "!claim zhenbao", "m.mentions": {"user_ids": [MEI]}}
    assert read(edit(new)) == Message("$1", MEI, 5, "!claim zhenbao", edits="$0", mentions=(MEI,))


@pytest.mark.parametrize("new", [None, {}, "!claim", {"msgtype": "m.notice", "body": "!claim"}, {"msgtype": "m.text"}])
def test_an_edit_without_new_words(new: object) -> None:
    assert read(edit(new)) is None


def test_an_edit_of_nothing() -> None:
    assert read(edit({"msgtype": "m.text", "body": "!claim zhenbao"}, event_id=None)) is None


# ── A described command ──────────────────────────────────────────────────────
def test_a_described_command() -> None:
    invoked = {"command": "claim", "arguments": {"words": "zhenbao"}}
    assert message(said("/claim zhenbao", **{COMMAND: invoked})).command == "claim zhenbao"
    assert message(said("/status", **{COMMAND: {"command": "status"}})).command == "status"


@pytest.mark.parametrize("invoked", [None, "claim", {}, {"command": 3}, {"command": {"a": 1}, "arguments": {}}])
def test_a_described_command_of_another_form(invoked: object) -> None:
    assert message(said("/claim", **{COMMAND: invoked})).command == ""


@pytest.mark.parametrize("arguments", [None, ["zhenbao"], "zhenbao", {"words": 3, "more": None}])
def test_arguments_of_another_form(arguments: object) -> None:
    assert message(said("/claim", **{COMMAND: {"command": "claim", "arguments": arguments}})).command == "claim"


# ── All else ─────────────────────────────────────────────────────────────────
def test_a_redaction_up_to_room_version_10() -> None:
    assert read(event("m.room.redaction", {"reason": "spam"}, redacts="$0")) == Redaction("$1", MEI, "$0")


def test_a_redaction_since_room_version_11() -> None:
    assert read(event("m.room.redaction", {"redacts": "$0"})) == Redaction("$1", MEI, "$0")
    assert read(event("m.room.redaction", {"redacts": "$0"}, redacts="$0")) == Redaction("$1", MEI, "$0")


def test_a_redaction_of_nothing() -> None:
    assert read(event("m.room.redaction", {"redacts": 3}, redacts=None)) is None


def test_a_reaction() -> None:
    related = {"rel_type": "m.annotation", "event_id": "$0", "key": "2️⃣"}
    assert read(event("m.reaction", {"m.relates_to": related})) == Reaction("$1", MEI, 5, "$0", "2️⃣")


@pytest.mark.parametrize(
    "related",
    [
        None,
        {},
        {"rel_type": "m.thread", "event_id": "$0", "key": "1"},
        {"rel_type": "m.annotation", "event_id": "$0"},
        {"rel_type": "m.annotation", "key": "1"},
        {"rel_type": ["m.annotation"], "event_id": "$0", "key": "1"},
    ],
)
def test_what_is_no_reaction(related: object) -> None:
    assert read(event("m.reaction", {"m.relates_to": related})) is None


def test_what_cannot_be_read_yet() -> None:
    source = event("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "S", "ciphertext": "…"})
    assert read(source) == Dark("$1", MEI, 5, source)


@pytest.mark.parametrize(
    "kind", ["m.room.member", "m.room.topic", "m.sticker", "m.poll.start", "", None, 3, ["m.reaction"]]
)
def test_what_nobody_asks_with(kind: Any) -> None:
    assert read(event(kind, {"body": "!claim zhenbao"})) is None


# ── Whatever comes ───────────────────────────────────────────────────────────
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def or_odd(*usual: object) -> st.SearchStrategy[Any]:
    """What usually stands there, and now and then anything."""
    return st.integers(0, 9).flatmap(lambda number: st.sampled_from(usual) if number else ODD)


def odd_mapping(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A mapping that may lack some of what is known of it, and is now and then something else altogether."""
    named = {name.replace("__", "."): strategy for name, strategy in known.items()}
    lacking = st.sets(st.sampled_from(sorted(named)), max_size=2)
    whole = st.tuples(st.fixed_dictionaries(named), lacking).map(
        lambda pair: {name: value for name, value in pair[0].items() if name not in pair[1]}
    )
    return st.integers(0, 9).flatmap(lambda number: whole if number else ODD)


RELATED = odd_mapping(
    rel_type=or_odd("m.replace", "m.thread", "m.annotation"),
    event_id=or_odd("$0", "$\ud800"),
    key=or_odd("1"),
    m__in_reply_to=odd_mapping(event_id=or_odd("$0")),
)
WORDS: dict[str, st.SearchStrategy[Any]] = {
    "msgtype": or_odd("m.text", "m.text", "m.notice"),
    "body": or_odd("!claim zhenbao", "> <@a:b> x\n\ny", "half a \ud800 pair"),
    "m__relates_to": RELATED,
    "m__mentions": odd_mapping(user_ids=st.lists(or_odd(MEI))),
    COMMAND.replace(".", "__"): odd_mapping(command=or_odd("claim"), arguments=odd_mapping(words=or_odd("zhenbao"))),
}
EVENTS = odd_mapping(
    type=or_odd("m.room.message", "m.room.redaction", "m.reaction", "m.room.encrypted"),
    event_id=or_odd("$1"),
    sender=or_odd(MEI),
    origin_server_ts=or_odd(5, True, 10**400),
    redacts=or_odd("$0"),
    content=odd_mapping(**WORDS, m__new_content=odd_mapping(**WORDS), redacts=or_odd("$0"), session_id=or_odd("S")),
)


def assert_well_formed(happening: Happening) -> None:
    hints = get_type_hints(type(happening))
    for field in fields(happening):
        value = getattr(happening, field.name)
        if field.name == "mentions":
            assert type(value) is tuple
            assert all(type(one) is str for one in value)
        elif field.name == "source":
            assert isinstance(value, Mapping)
        else:
            assert type(value) is hints[field.name], field.name


@given(EVENTS)
def test_whatever_comes_is_read_or_passed_over(source: object) -> None:
    found = read(source)
    if found is not None:
        assert_well_formed(found)


@given(EVENTS)
def test_whatever_is_read_can_be_kept_and_shown(source: object) -> None:
    """JSON can spell half a character pair, and inside of an encrypted message no server looks."""
    found = read(source)
    if found is not None:
        texts = {name: value for name, value in stored(found).items() if name != "source"}
        json.dumps(texts, ensure_ascii=False).encode()
        assert restored(kind_of(found), json.loads(json.dumps(stored(found)))) is not None


def test_half_a_character_pair() -> None:
    source = json.loads(r'{"msgtype": "m.text", "body": "!claim \ud800 zhenbao"}')
    assert message(event("m.room.message", source)).text == "!claim ? zhenbao"


# ── Kept, and read again ─────────────────────────────────────────────────────
IDS = st.text(max_size=10)
HAPPENINGS: st.SearchStrategy[Happening] = st.one_of(
    st.builds(
        Message,
        IDS,
        IDS,
        st.integers(),
        IDS,
        command=IDS,
        thread=IDS,
        reply_to=IDS,
        edits=IDS,
        mentions=st.lists(IDS, max_size=3).map(tuple),
    ),
    st.builds(Redaction, IDS, IDS, IDS),
    st.builds(Reaction, IDS, IDS, st.integers(), IDS, IDS),
    st.builds(Dark, IDS, IDS, st.integers(), st.just({"type": "m.room.encrypted", "content": {"a": [1, None]}})),
    st.builds(Joined, IDS, IDS, st.integers()),
)


@given(HAPPENINGS)
def test_what_was_kept_is_read_again(happening: Happening) -> None:
    assert restored(kind_of(happening), json.loads(json.dumps(stored(happening)))) == happening


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("poll", {"id": "$1", "sender": MEI}),
        ("redaction", {"id": "$1", "sender": MEI}),
        ("redaction", {"id": "$1", "sender": MEI, "target": "$0", "reason": "spam"}),
        ("message", {"id": "$1", "sender": MEI, "at": 5, "text": "x", "mentions": None}),
        ("", {}),
    ],
)
def test_what_another_version_kept_is_passed_over(kind: str, content: dict[str, Any]) -> None:
    assert restored(kind, content) is None
