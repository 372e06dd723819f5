"""The judge: what Discord's description and the rules beside it take, and what they do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.discord.judge import openapi
from tests.adapters.discord.judge.commands import judge_commands
from tests.adapters.discord.judge.lengths import length
from tests.adapters.discord.judge.rules import judge, judge_message, judge_rules

Json = dict[str, Any]
NOBODY: Json = {"parse": []}
V2 = 1 << 15
CALLBACK = "/interactions/1/token/callback"


def text(content: str = "Words.") -> Json:
    return {"type": 10, "content": content}


def button(custom_id: str = "a", **changes: Any) -> Json:
    return {"type": 2, "style": 2, "label": "Next", "custom_id": custom_id} | changes


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def option(value: str = "one", **changes: Any) -> Json:
    return {"label": "One", "value": value} | changes


def select(*options: Json, **changes: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": list(options) or [option()]} | changes


def section(*texts: Json, accessory: Json | None = None) -> Json:
    return {"type": 9, "components": list(texts), "accessory": accessory or button()}


def container(*components: Json, **changes: Any) -> Json:
    return {"type": 17, "components": list(components)} | changes


def card(*components: Json, **changes: Any) -> Json:
    return {"flags": V2, "components": list(components), "allowed_mentions": NOBODY} | changes


def plain(content: str = "Words.", **changes: Any) -> Json:
    return {"content": content, "allowed_mentions": NOBODY} | changes


def command(**changes: Any) -> Json:
    return {"name": "claim", "type": 1, "description": "What is said"} | changes


def parameter(name: str = "words", **changes: Any) -> Json:
    return {"type": 3, "name": name, "description": "Some words"} | changes


def choice(name: str, value: str | None = None) -> Json:
    return {"name": name, "value": name if value is None else value}


SOUND_MESSAGES = [
    plain(),
    plain("x" * 2000),
    plain("", embeds=[{"title": "t" * 256, "description": "d" * 4096}]),
    plain(components=[row(*(button(str(number)) for number in range(5))), row(select())]),
    card(text("x" * 4000)),
    card(container(*(text(f"{number}") for number in range(39)))),
    card(container(section(text(), text(), text()), {"type": 14}, row(button("b")), accent_color=0xFFFFFF)),
    card(text(), row(select(*(option(str(number)) for number in range(25)), placeholder="p" * 150))),
    card(text(), row({"type": 2, "style": 5, "label": "Source", "url": "https://example.org/a"})),
]

UNSOUND_MESSAGES: list[tuple[str, Json, str]] = [
    ("nothing in it", plain(""), "without anything"),
    ("long content", plain("x" * 2001), "2001 characters"),
    ("long content, as clients count", plain("😀" * 1001), "2002 characters"),
    ("no word of mentions", {"content": "Words."}, "allowed_mentions is missing"),
    ("mentions", plain(allowed_mentions={"parse": ["everyone"]}), "be pinged"),
    ("a user mentioned", plain(allowed_mentions={"parse": [], "users": ["1"]}), "be pinged"),
    ("whom it replies to mentioned", plain(allowed_mentions={"parse": [], "replied_user": True}), "be pinged"),
    ("a card with no word of mentions", {"flags": V2, "components": [text()]}, "allowed_mentions is missing"),
    ("eleven embeds", plain(embeds=[{"title": "t"}] * 11), "11 embeds"),
    ("a long title", plain(embeds=[{"title": "t" * 257}]), "embed's title"),
    ("a long description", plain(embeds=[{"description": "t" * 4097}]), "embed's description"),
    ("a long footer", plain(embeds=[{"footer": {"text": "t" * 2049}}]), "embed's footer"),
    ("a long author", plain(embeds=[{"author": {"name": "t" * 257}}]), "embed's author"),
    ("many fields", plain(embeds=[{"fields": [{"name": "n", "value": "v"}] * 26}]), "26 fields"),
    ("a field without a name", plain(embeds=[{"fields": [{"name": "", "value": "v"}]}]), "field's name"),
    ("a long field", plain(embeds=[{"fields": [{"name": "n", "value": "v" * 1025}]}]), "field's value"),
    ("embeds too long together", plain(embeds=[{"description": "d" * 3001}] * 2), "6002 characters"),
    ("a card with content", card(text(), content="Words."), "beside no content"),
    ("a card with embeds", card(text(), embeds=[{"title": "t"}]), "beside no embeds"),
    ("a card without its flag", card(container(text()), flags=0), "need the flag"),
    ("many components", card(container(*(text() for _ in range(40)))), "41 components"),
    ("many components in sections", card(*(section(text(), accessory=button(str(n))) for n in range(14))), "42 comp"),
    ("a long card", card(text("x" * 2001), container(text("x" * 2000))), "4001 characters are shown"),
    ("an empty text", card(text("")), "a text has 0"),
    ("a blank text", card(text(" \n")), "blank"),
    ("the same custom_id twice", card(row(button("a")), section(text(), accessory=button("a"))), "custom_id 'a'"),
    ("the same id twice", card(text() | {"id": 1}, text() | {"id": 1}), "the id 1"),
    ("a button outside a row", card(button()), "cannot stand by itself"),
    ("a button outside a row, without the flag", plain(components=[button()]), "outside a row"),
    ("six rows", plain(components=[row(button(str(n))) for n in range(6)]), "6 rows"),
    ("an empty row", card(row()), "a row is empty"),
    ("six buttons in a row", card(row(*(button(str(n)) for n in range(6)))), "6 buttons"),
    ("a select that shares its row", card(row(select(), button())), "shares its row"),
    ("a text in a row", card(row(text())), "cannot stand in a row"),
    ("an empty custom_id", card(row(button(""))), "custom_id of a button has 0"),
    ("a long custom_id", card(row(button("x" * 101))), "101 characters"),
    ("a long label", card(row(button(label="x" * 81))), "81 characters"),
    ("neither label nor emoji", card(row(button(label=None))), "neither label"),
    ("a button with a url", card(row(button(url="https://example.org"))), "and no url"),
    ("a button that does nothing", card(row({"type": 2, "style": 1, "label": "x"})), "a button has a custom_id"),
    ("a link with a custom_id", card(row(button(style=5, url="https://example.org"))), "a link button"),
    ("a link to nowhere", card(row({"type": 2, "style": 5, "label": "x"})), "a link button"),
    ("a long link", card(row({"type": 2, "style": 5, "label": "x", "url": "https://e.org/" + "x" * 500})), "url of a"),
    ("no options", card(row(select() | {"options": []})), "0 options"),
    ("many options", card(row(select(*(option(str(n)) for n in range(26))))), "26 options"),
    ("a value twice", card(row(select(option("a"), option("a")))), "the value 'a'"),
    ("a long option", card(row(select(option(label="x" * 101)))), "label of an option"),
    ("a long value", card(row(select(option("x" * 101)))), "value of an option"),
    ("a long description of an option", card(row(select(option(description="x" * 101)))), "description of an option"),
    ("a long placeholder", card(row(select(placeholder="x" * 151))), "placeholder"),
    ("more to choose than there is", card(row(select(max_values=2))), "takes 1 to 2"),
    ("more chosen than may be", card(row(select(option("a", default=True), option("b", default=True)))), "2 chosen"),
    ("four texts in a section", card(section(text(), text(), text(), text())), "1 to 3 texts"),
    ("a section without an accessory", card({"type": 9, "components": [text()]}), "accessory"),
    ("a container in a container", card(container(container(text()))), "cannot stand in a container"),
    ("an empty container", card(container()), "a container is empty"),
    ("a colour that is none", card(container(text(), accent_color=0x1000000)), "colour"),
    ("a text input", card(row({"type": 4, "custom_id": "x", "style": 1, "label": "x"})), "type 4"),
]

UNSOUND_COMMANDS: list[tuple[str, list[Json], str]] = [
    ("no name", [command(name="")], "1 to 32"),
    ("a long name", [command(name="x" * 33)], "1 to 32"),
    ("a name with a space", [command(name="a b")], "letters, numbers"),
    ("a name with a full stop", [command(name="a.b")], "letters, numbers"),
    ("upper case", [command(name="Claim")], "lower case"),
    ("no description", [command(description="")], "description has 0"),
    ("a long description", [command(description="x" * 101)], "101 characters"),
    ("an option in upper case", [command(options=[parameter("Words")])], "lower case"),
    ("an option without description", [command(options=[parameter(description="")])], "description has 0"),
    ("required after optional", [command(options=[parameter("a"), parameter("b", required=True)])], "comes after"),
    ("an option twice", [command(options=[parameter(), parameter()])], "two options"),
    ("many options", [command(options=[parameter(f"o{n}") for n in range(26)])], "26 options"),
    ("many choices", [command(options=[parameter(choices=[choice(f"c{n}") for n in range(26)])])], "26 choices"),
    ("a choice twice", [command(options=[parameter(choices=[choice("a", "x"), choice("a", "y")])])], "called 'a'"),
    ("a value twice", [command(options=[parameter(choices=[choice("a", "x"), choice("b", "x")])])], "value 'x'"),
    ("a long choice", [command(options=[parameter(choices=[choice("x" * 101, "x")])])], "choice's name"),
    ("a long value", [command(options=[parameter(choices=[choice("x", "x" * 101)])])], "choice's value"),
    ("choices and completion", [command(options=[parameter(choices=[choice("a")], autocomplete=True)])], "completion"),
    ("options beside subcommands", [command(options=[parameter(), parameter("s", type=1)])], "options beside"),
    ("a command twice", [command(), command()], "called 'claim'"),
    ("101 commands", [command(name=f"c{number}") for number in range(101)], "101 commands"),
    ("16 menus", [{"name": f"M {number}", "type": 3} for number in range(16)], "16 commands of type 3"),
    ("a menu with a description", [{"name": "M", "type": 3, "description": "x"}], "no description"),
    ("a menu with options", [{"name": "M", "type": 2, "options": [parameter()]}], "no options"),
    ("used nowhere", [command(contexts=[])], "nobody could use it"),
    (
        "8,000 characters",
        [command(options=[parameter(f"o{n}", choices=[choice(f"{n}" + "x" * 98)]) for n in range(25)] * 2)],
        "characters in all",
    ),
]


@pytest.mark.parametrize("payload", SOUND_MESSAGES, ids=range(len(SOUND_MESSAGES)))
def test_a_message_within_every_limit_is_taken(payload: Json) -> None:
    assert judge_message(payload) == []


@pytest.mark.parametrize("payload", SOUND_MESSAGES, ids=range(len(SOUND_MESSAGES)))
def test_a_message_within_every_limit_is_taken_by_the_description_too(payload: Json) -> None:
    openapi.require()
    assert judge("POST", "/channels/1/messages", payload) == []
    assert judge("POST", CALLBACK, {"type": 4, "data": payload}, "with_response=1") == []


@pytest.mark.parametrize(
    ("payload", "words"), [case[1:] for case in UNSOUND_MESSAGES], ids=[c[0] for c in UNSOUND_MESSAGES]
)
def test_a_message_past_a_limit_is_told_of(payload: Json, words: str) -> None:
    assert words in "\n".join(judge_message(payload))


@pytest.mark.parametrize(
    ("commands", "words"), [case[1:] for case in UNSOUND_COMMANDS], ids=[c[0] for c in UNSOUND_COMMANDS]
)
def test_commands_past_a_limit_are_told_of(commands: list[Json], words: str) -> None:
    assert words in "\n".join(judge_commands(commands))


def test_names_may_have_letters_of_any_script() -> None:
    assert judge_commands([command(name="цитата"), command(name="珍宝岛"), command(name="a-b_c'1")]) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", CALLBACK, {"type": 8, "data": {"choices": [choice("x" * 101, "x")]}}, "choice's name"),
        ("POST", CALLBACK, {"type": 8, "data": {"choices": [choice("x", "x" * 101)]}}, "choice's value"),
        ("POST", CALLBACK, {"type": 8, "data": {"choices": [choice(str(n)) for n in range(26)]}}, "26 choices"),
        ("POST", CALLBACK, {"type": 4, "data": {"content": "Words."}}, "allowed_mentions"),
        ("POST", CALLBACK, {"type": 7, "data": card(text(), content="Words.")}, "no content"),
        ("POST", CALLBACK, {"type": 5, "data": {"flags": V2}}, "ephemeral, or not"),
        ("POST", "/channels/1/messages/2/threads", {"name": "x" * 101}, "name of a thread"),
        ("POST", "/channels/1/threads", {"name": ""}, "name of a thread"),
        ("PATCH", "/webhooks/1/token/messages/@original", {"content": "x" * 2001}, "2001"),
    ],
)
def test_what_else_is_sent_has_its_rules(method: str, path: str, body: Json, words: str) -> None:
    assert words in "\n".join(judge_rules(method, path, body))


def test_an_edit_of_a_card_need_not_say_again_that_it_is_one() -> None:
    edit = {"components": [text()], "allowed_mentions": NOBODY}
    assert judge_rules("PATCH", "/channels/1/messages/2", edit, was_v2=True) == []
    assert "need the flag" in "\n".join(judge_rules("PATCH", "/channels/1/messages/2", edit))


def test_a_text_is_as_long_as_the_client_that_counts_most_says() -> None:
    assert [length(one) for one in ("", "abc", "中文", "😀")] == [0, 3, 2, 2]


class TestTheDescription:
    """What Discord's own description has against requests and answers."""

    @pytest.fixture(autouse=True)
    def _at_hand(self) -> None:
        openapi.require()

    @pytest.mark.parametrize(
        ("method", "path", "body", "query", "words"),
        [
            ("POST", "/nowhere", None, "", "knows no such request"),
            ("GET", "/channels/abc", None, "", "channel_id in the path"),
            ("POST", CALLBACK, {"type": 5}, "with_respose=1", "?with_respose"),
            ("POST", CALLBACK, {"type": 5}, "with_response=perhaps", "?with_response"),
            ("POST", CALLBACK, {"type": 99}, "", "$"),
            ("POST", "/channels/1/messages", {"content": 7}, "", "$.content"),
            ("POST", "/channels/1/messages", card(container(row(button(style=77)))), "", "style"),
            ("POST", "/channels/1/messages", card(row(button(style=5, url="no url at all"))), "", "url"),
            ("PUT", "/applications/1/commands", [{"description": "nameless"}], "", "name"),
            ("POST", "/channels/1/messages", None, "", "$"),
            ("GET", "/guilds/1", {"with": "a body"}, "", "takes no JSON body"),
        ],
    )
    def test_a_request_that_it_does_not_know_is_told_of(
        self, method: str, path: str, body: Any, query: str, words: str
    ) -> None:
        assert words in "\n".join(openapi.judge_request(method, path, body, query))

    def test_ids_may_be_numbers(self) -> None:
        assert openapi.judge_request("POST", "/users/@me/channels", {"recipient_id": 123}) == []
        assert openapi.judge_request("POST", "/users/@me/channels", {"recipient_id": "abc"})

    def test_answers_are_judged_as_well(self) -> None:
        assert openapi.judge_response("GET", "/gateway", 200, {"url": "ws://127.0.0.1:1/"}) == []
        assert openapi.judge_response("GET", "/gateway", 200, {"url": 7})
        assert openapi.judge_response("GET", "/gateway", 404, {"code": 0, "message": "404: Not Found"}) == []
        assert openapi.judge_response("GET", "/gateway", 404, {"said": "no"})
        assert openapi.judge_response("GET", "/gateway", 201, {"url": "ws://127.0.0.1:1/"})


@pytest.fixture
def nothing_at_hand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCORD_OPENAPI", str(tmp_path / "none.json"))


@pytest.mark.usefixtures("nothing_at_hand")
@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_the_description_tests_skip_and_in_ci_they_fail(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    require: Callable[[], None] = openapi.require
    with pytest.raises(outcome, match="not at hand"):
        require()
