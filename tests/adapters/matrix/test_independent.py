"""Judged by others: a client whose encryption is not ours, and the sanitizer of Element Web."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.matrix.pages import Pages, notice, render
from bot.app import App
from bot.groups import FULL, SHORT
from bot.library import Library
from bot.loading import open_library
from bot.reply import Paragraph, QuotationBlock, Reply
from tests.adapters import everything, hostile
from tests.adapters.conftest import unused
from tests.adapters.matrix.homeserver.program import Program
from tests.adapters.matrix.homeserver.synapse import PASSWORD, Synapse
from tests.adapters.matrix.independent.client import Event, IndependentClient
from tests.adapters.matrix.independent.node import Node, NoNodeError, find
from tests.adapters.matrix.independent.sanitizing import changed
from tests.adapters.matrix.test_backups import backed_up, lost_and_restored
from tests.adapters.replies import CASES
from tests.adapters.replies import library as of_the_table

ZHENBAO = "In 1969, the Zhenbao Island conflict broke out."
LIBRARY = Path(__file__).parents[2] / "library"
BAD_WORDS = (
    "<script>alert(1)</script>",
    "<b>bold</b> </p></blockquote><h1>x",
    "<!-- --> <![CDATA[ x ]]> &lt;b&gt; &amp &#60;",
    '<img src="mxc://x/y" onerror=alert(1)> <a href="javascript:alert(1)">x</a>',
    "@room @mei:example.org #all:example.org https://matrix.to/#/@mei:example.org",
    "a\u202eb\u2066c\u200bd\0e\ufefff",
    "<" * 3_000 + ">" * 3_000 + "&" * 3_000,
)


@pytest.fixture(scope="session")
def node() -> Node:
    """Node, with its packages. In CI it has to be there."""
    try:
        return find()
    except NoNodeError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> App:
    return App(*open_library(LIBRARY, tmp_path_factory.mktemp("small")))


@pytest.fixture
async def ines(homeserver: Synapse, node: Node) -> AsyncIterator[IndependentClient]:
    """A member whose client is what Element is."""
    user = await homeserver.register(unused("ines"))
    async with IndependentClient.open(node, homeserver.url, user, PASSWORD) as client:
        yield client


async def a_room(member: IndependentClient, bot: str) -> str:
    """An encrypted room with the bot in it."""
    room = await member.create_room(bot)
    await member.joined(room, bot)
    return room


def assert_trusted(event: Event, words: str) -> None:
    """It was encrypted, can be read, and no warning stands beside it."""
    assert event.encrypted
    assert event.failure is None
    assert event.shield is None
    assert words in event.body


async def test_an_answer_can_be_read_and_no_warning_stands_beside_it(ines: IndependentClient, catena: Program) -> None:
    room = await a_room(ines, catena.user)
    assert_trusted(await ines.answer(room, await ines.say(room, "!claim zhenbao")), ZHENBAO)
    account = await ines.account(catena.user)
    assert account.has_cross_signing
    assert list(account.devices.values()) == [True], "one device, signed by its owner"
    events = await ines.events(room)
    assert [event.shield for event in events] == [None] * len(events), "nor beside the greeting"


async def test_it_works_where_only_signed_devices_get_keys(ines: IndependentClient, catena: Program) -> None:
    await ines.isolate()
    room = await a_room(ines, catena.user)
    asked = await ines.say(room, "!claim zhenbao")
    answer = await ines.answer(room, asked)
    assert_trusted(answer, ZHENBAO)
    await ines.edit(room, asked, "!claim mutual-distrust")
    edit = await ines.received(room, lambda event: event.replaces == answer.id)
    assert_trusted(edit, "I have changed this answer")
    assert "mutual-distrust" in edit.content["m.new_content"]["body"]
    await ines.redact(room, asked)
    await ines.received(room, lambda event: event.id == answer.id and event.redacted)


async def test_restored_from_a_backup_it_is_known_for_who_it_was(
    ines: IndependentClient, catena: Program, tmp_path: Path
) -> None:
    """No warning of a new identity, no answer that cannot be read; also where only signed devices get keys."""
    await ines.isolate()
    room = await a_room(ines, catena.user)
    assert_trusted(await ines.answer(room, await ines.say(room, "!claim zhenbao")), ZHENBAO)
    await backed_up(catena.data, tmp_path / "kept.tar.gz")
    assert_trusted(await ines.answer(room, await ines.say(room, "!topics")), "zhenbao")
    await lost_and_restored(catena, tmp_path / "kept.tar.gz")
    assert_trusted(await ines.answer(room, await ines.say(room, "!claim zhenbao")), ZHENBAO)
    events = await ines.events(room)
    assert [event.shield for event in events] == [None] * len(events)


async def test_what_it_offers_can_be_picked_by_a_reaction(ines: IndependentClient, catena: Program) -> None:
    """What is offered stands in the encrypted message itself."""
    room = await a_room(ines, catena.user)
    answer = await ines.answer(room, await ines.say(room, "!claim yegorov"))
    assert "\n1. " in answer.body
    await catena.kill()
    await catena.start()
    await ines.react(room, answer.id, "1️⃣")
    assert_trusted(await ines.answer(room, answer.id), "Yegorov")


async def test_a_device_that_is_new_in_the_room_can_read_the_next_answer(
    ines: IndependentClient, catena: Program, homeserver: Synapse, node: Node
) -> None:
    room = await a_room(ines, catena.user)
    await ines.answer(room, await ines.say(room, "!claim zhenbao"))
    async with IndependentClient.open(node, homeserver.url, ines.user, PASSWORD, is_signed=False) as phone:
        asked = await phone.say(room, "!claim zhenbao")
        assert_trusted(await phone.answer(room, asked), ZHENBAO)
        assert_trusted(await ines.answer(room, asked), ZHENBAO)


async def test_it_is_trusted_after_a_restart_and_after_the_loss_of_all_it_kept(
    ines: IndependentClient, catena: Program
) -> None:
    await ines.isolate()
    room = await a_room(ines, catena.user)
    assert_trusted(await ines.answer(room, await ines.say(room, "!claim zhenbao")), ZHENBAO)
    before = await ines.account(catena.user)
    await catena.kill()
    await catena.start()
    assert_trusted(await ines.answer(room, await ines.say(room, "!claim zhenbao")), ZHENBAO)
    assert await ines.account(catena.user) == before
    await catena.kill()
    shutil.rmtree(catena.data)
    catena.data.mkdir()
    await catena.start()
    assert_trusted(await ines.answer(room, await ines.say(room, "!claim zhenbao")), ZHENBAO)


async def test_the_client_does_judge(ines: IndependentClient, homeserver: Synapse, node: Node) -> None:
    """One that trusts everybody would be none: a device that its owner did not sign is not trusted."""
    user = await homeserver.register(unused("otto"))
    async with IndependentClient.open(node, homeserver.url, user, PASSWORD, is_signed=False) as otto:
        room = await ines.create_room(otto.user)
        await otto.join(room)
        await ines.joined(room, otto.user)
        said = await otto.say(room, "Good morning")
        event = await ines.received(room, lambda event: event.id == said and event.failure is None)
        assert event.shield == "RED UNSIGNED_DEVICE"
        await ines.isolate()
        said = await ines.say(room, "Good morning")
        dark = await otto.received(room, lambda event: event.id == said and event.failure is not None)
        assert dark.failure == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
        said = await otto.say(room, "Are you there?")
        dark = await ines.received(room, lambda event: event.id == said and event.failure is not None)
        assert dark.failure == "UNSIGNED_SENDER_DEVICE"


def shown(reply: Reply, library: Library, line: str) -> list[str]:
    """A reply as HTML, whatever length a room chose, in pages and in one piece."""
    pages: list[Pages] = [render(reply, library, line, length) for length in (FULL, SHORT)]
    return [page.html for found in pages for page in (*found.pages, *found.unturned())]


def test_element_keeps_every_reply_of_the_table_as_it_is(node: Node) -> None:
    htmls = [html for case in CASES for html in shown(case.reply, of_the_table(), "claim dark-lamp")]
    assert len(htmls) >= len(CASES)
    assert changed(node, htmls) == []


def test_element_keeps_whatever_a_library_answers(node: Node, small: App) -> None:
    answers = everything.answers(small)
    assert changed(node, [html for line, reply in answers for html in shown(reply, small.library, line)]) == []


def test_element_finds_no_markup_in_what_people_ask(node: Node, small: App) -> None:
    lines = [
        f"{command} {words}"
        for command in ("claim", "search", "verify", "who", "perspectives", "timeline", "read", "cite", "help", "sing")
        for words in BAD_WORDS
    ]
    htmls = [html for line in lines for html in shown(small.respond_to(line), small.library, line)]
    assert changed(node, [*htmls, *(notice(words).html for words in BAD_WORDS)]) == []


def test_element_finds_no_markup_in_a_library_that_means_it_badly(node: Node) -> None:
    library = hostile.library(list(BAD_WORDS), label="<b>the</b> [log](https://a.b) @room")
    blocks = [QuotationBlock(hostile.quotation(library, "log0", number)) for number in range(len(BAD_WORDS))]
    reply = hostile.reply(*blocks, *map(Paragraph, BAD_WORDS))
    assert changed(node, shown(reply, library, BAD_WORDS[0])) == []


def test_the_sanitizer_does_judge(node: Node) -> None:
    """One that lets everything pass would be none."""
    good = '<p>1 &lt; 2 &amp; "3" <code>x</code><br /><a href="https://example.org">a</a></p><hr />'
    bad = [
        "<script>alert(1)</script>",
        '<p style="color: red">x</p>',
        "<p>x<br></p>",
        "<mark>x</mark>",
        '<a href="javascript:alert(1)">x</a>',
        '<img src="https://example.org/x.png" />',
        "<p>1 < 2</p>",
        "<p>not closed",
        "<blockquote>" * 60 + "</blockquote>" * 60,
    ]
    assert [one.before for one in changed(node, [good, *bad])] == bad
