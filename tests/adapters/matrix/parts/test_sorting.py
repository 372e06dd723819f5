"""What of a batch is kept, and what is nobody's business but its writers'."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest

from adapters.matrix.encryption import Encryption
from adapters.matrix.reading import Dark, Happening, Joined, Message, Reaction, Redaction
from adapters.matrix.sorting import OLDEST, Sorting
from adapters.matrix.syncing import Batch
from adapters.matrix.wire import Wire
from bot.groups import Place
from tests.adapters.matrix.parts.bodies import (
    BOB,
    BOT,
    MEI,
    ROOM,
    event,
    joined,
    made,
    member,
    now,
    said,
    state,
)
from tests.adapters.matrix.parts.scripted import DROP, Answer, Homeserver, refused
from tests.adapters.matrix.parts.sealing import HOSTILE, Sealing

ENCRYPTED = state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})


class Chosen:
    """Rooms begin commands with `!`, but for those that chose something else."""

    def __init__(self) -> None:
        self.prefixes: dict[str, str] = {}
        self.is_inline = True

    async def sure_prefix(self, place: Place) -> str:
        return self.prefixes.get(place.group, "!")

    async def surely_wants_inline(self, place: Place) -> bool:
        return self.is_inline


class Answers:
    """Which questions were answered; `is_broken` while the store is."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.is_broken = False

    async def of(self, platform: str, channel: str, question_id: str) -> tuple[str, ...]:
        if self.is_broken:
            raise OSError("disk")
        return ("$answer",) if question_id in self.known else ()


class Listener:
    """Sorts what the homeserver tells, as the account does."""

    def __init__(self, wire: Wire, encryption: Encryption) -> None:
        self.encryption = encryption
        self.chosen = Chosen()
        self.answers = Answers()
        self.waiting: set[str] = set()
        is_waiting = self.waiting.__contains__
        self.sorting = Sorting(
            wire, encryption, BOT, self.chosen, self.answers, is_waiting, is_followed=set[str]().__contains__
        )

    async def hears(self, body: dict[str, Any], since: str | None = "s1") -> list[Happening]:
        """What is kept of an answer to /sync."""
        response = await self.encryption.receive(body)
        return [one for _, one in await self.sorting.happened(Batch(response, body, since))]

    async def hears_words(self, body: dict[str, Any], since: str | None = "s1") -> list[str]:
        return words(await self.hears(body, since))


def words(found: Iterable[Happening]) -> list[str]:
    return [one.text if isinstance(one, Message) else type(one).__name__ for one in found]


@pytest.fixture
async def listener(wire: Wire, encryption: Encryption) -> Listener:
    """It has been in the room for long."""
    listener = Listener(wire, encryption)
    assert await listener.hears(joined(before=made())) == []
    return listener


@pytest.fixture
def newcomer(wire: Wire, encryption: Encryption) -> Listener:
    """It is in no room yet."""
    return Listener(wire, encryption)


# ── What is for the bot ──────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "body", ["!claim zhenbao", "catena: claim zhenbao", "@catena:example.org claim zhenbao", "so [[zhenbao]] it was"]
)
async def test_what_is_for_the_bot_is_kept(listener: Listener, body: str) -> None:
    assert await listener.hears_words(joined(said(body))) == [body]


@pytest.mark.parametrize(
    "body", ["hello Bob", "claim zhenbao", "Catena is a fine word", "1", "! really", "[zhenbao]", ""]
)
async def test_what_others_write_to_each_other_is_not_kept(listener: Listener, body: str) -> None:
    assert await listener.hears(joined(said(body), said(body, BOB))) == []


async def test_what_it_wrote_itself_is_not_kept(listener: Listener) -> None:
    reaction = event("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "1️⃣"}}, BOT)
    sealed = {**Sealing().said("!claim zhenbao"), "sender": BOT}
    redaction = event("m.room.redaction", {"redacts": "$0"}, BOT)
    listener.answers.known.add("$0")
    assert await listener.hears(joined(said("!claim zhenbao", BOT), reaction, sealed, redaction)) == []


async def test_what_other_bots_say_is_not_kept(listener: Listener) -> None:
    notice = event("m.room.message", {"msgtype": "m.notice", "body": "!claim zhenbao"}, "@dice:example.org")
    assert await listener.hears(joined(notice)) == []


async def test_order_is_kept(listener: Listener) -> None:
    asked = [f"!claim zhenbao{letter}" for letter in "abcdefgh"]
    mixed = [one for words_ in asked for one in (said(words_), said("hello Bob", BOB))]
    assert await listener.hears_words(joined(*mixed)) == asked


async def test_a_room_with_its_own_prefix(listener: Listener) -> None:
    listener.chosen.prefixes[ROOM] = "c!"
    assert await listener.hears_words(joined(said("!claim zhenbao"), said("c!claim zhenbao"))) == ["c!claim zhenbao"]
    listener.chosen.prefixes[ROOM] = ""
    assert await listener.hears(joined(said("!claim zhenbao"))) == []


async def test_in_a_conversation_with_the_bot_everything_is_for_it(newcomer: Listener) -> None:
    await newcomer.hears(joined(before=[member(MEI), member(BOT)]))
    assert await newcomer.hears_words(joined(said("claim zhenbao"))) == ["claim zhenbao"]
    await newcomer.hears(joined(member(BOB)))
    assert await newcomer.hears(joined(said("claim zhenbao"))) == [], "three are a group"


async def test_its_name_in_the_room(listener: Listener) -> None:
    await listener.hears(joined(member(BOT, before="join", name="Reading Bot")))
    assert await listener.hears_words(joined(said("Reading Bot: claim zhenbao"))) == ["Reading Bot: claim zhenbao"]


async def test_an_answer_by_number(listener: Listener) -> None:
    reply = said("2")
    reply["content"]["m.relates_to"] = {"m.in_reply_to": {"event_id": "$0"}}
    assert await listener.hears_words(joined(reply, said("2"))) == ["2"]


async def test_reactions_that_mean_something(listener: Listener) -> None:
    def reaction(key: str) -> dict[str, Any]:
        return event("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": key}})

    found = await listener.hears(joined(reaction("2️⃣"), reaction("👍"), reaction("▶️")))
    assert [one.key for one in found if isinstance(one, Reaction)] == ["2️⃣", "▶️"]
    assert len(found) == 2


async def test_what_cannot_be_read_yet_is_kept(listener: Listener) -> None:
    (found,) = await listener.hears(joined(Sealing().said("!claim zhenbao"), before=[*made(), ENCRYPTED]))
    assert isinstance(found, Dark)


async def test_where_nothing_is_encrypted_nothing_is_dark(listener: Listener) -> None:
    assert await listener.hears(joined(Sealing().said("!claim zhenbao"))) == []


async def test_an_edit_in_the_clear_is_nobody_s_in_an_encrypted_room(listener: Listener) -> None:
    listener.answers.known.add("$0")
    content = {
        "msgtype": "m.text",
        "body": "* !topics",
        "m.new_content": {"msgtype": "m.text", "body": "!topics"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"},
    }
    edit = event("m.room.message", content)
    assert await listener.hears_words(joined(edit)) == ["!topics"]
    assert await listener.hears_words(joined(edit, before=[*made(), ENCRYPTED])) == []


async def test_references_are_for_nobody_where_nobody_wants_them(listener: Listener) -> None:
    assert await listener.hears_words(joined(said("as [[zhenbao]] has it"))) == ["as [[zhenbao]] has it"]
    listener.chosen.is_inline = False
    assert await listener.hears_words(joined(said("as [[zhenbao]] has it"))) == []


async def test_what_is_decrypted_is_sorted_like_all_else(listener: Listener) -> None:
    sealing = Sealing()
    sealing.hand_over(listener.encryption)
    body = joined(sealing.said("!claim zhenbao"), sealing.said("hello Bob"))
    assert await listener.hears_words(body) == ["!claim zhenbao"]


async def test_inside_an_encrypted_message_nobody_redacts_or_comes(listener: Listener) -> None:
    sealing = Sealing()
    sealing.hand_over(listener.encryption)
    listener.answers.known.add("$0")
    inside = [
        {"type": "m.room.redaction", "content": {"redacts": "$0"}, "redacts": "$0"},
        {"type": "m.room.member", "state_key": BOT, "content": {"membership": "join"}},
        {"type": "m.room.encrypted", "content": {"session_id": "S"}},
    ]
    asked = said("!claim zhenbao")
    body = joined(asked, *(sealing.sealed({"room_id": ROOM, **one}) for one in inside))
    assert await listener.hears_words(body) == ["!claim zhenbao"]


# ── Edits and redactions ─────────────────────────────────────────────────────
def edit(of: str, body: str) -> dict[str, Any]:
    new = {"msgtype": "m.text", "body": body}
    related = {"rel_type": "m.replace", "event_id": of}
    return event(
        "m.room.message", {"msgtype": "m.text", "body": f"* {body}", "m.new_content": new, "m.relates_to": related}
    )


def redaction(of: str) -> dict[str, Any]:
    return event("m.room.redaction", {"redacts": of}, redacts=of)


async def test_an_edit_of_what_was_answered_is_kept_whatever_it_says_now(listener: Listener) -> None:
    listener.answers.known.add("$answered")
    listener.waiting.add("$waiting")
    body = joined(edit("$answered", "never mind"), edit("$waiting", "hello Bob"), edit("$other", "hello Bob"))
    assert await listener.hears_words(body) == ["never mind", "hello Bob"]


async def test_an_edit_that_makes_a_question_of_something_else(listener: Listener) -> None:
    assert await listener.hears_words(joined(edit("$other", "!claim zhenbao"))) == ["!claim zhenbao"]


async def test_a_redaction_of_what_was_answered_is_kept(listener: Listener) -> None:
    listener.answers.known.add("$answered")
    listener.waiting.add("$waiting")
    found = await listener.hears(joined(redaction("$answered"), redaction("$other"), redaction("$waiting")))
    assert [one.target for one in found if isinstance(one, Redaction)] == ["$answered", "$waiting"]
    assert len(found) == 2


async def test_while_the_store_is_away_nothing_is_taken_for_nothing(listener: Listener) -> None:
    """What it cannot tell is told again: by a guess, a question or a redaction would be lost for good."""
    listener.answers.known.add("$answered")
    listener.answers.is_broken = True
    body = joined(redaction("$answered"), said("!claim zhenbao"))
    with pytest.raises(OSError, match="disk"):
        await listener.hears(body)
    listener.answers.is_broken = False
    again = {**body, "next_batch": "later"}  # the library passes over what it knows
    assert len(await listener.hears(again)) == 2


# ── What is old ──────────────────────────────────────────────────────────────
def aged(source: dict[str, Any], seconds: float) -> dict[str, Any]:
    return {**source, "origin_server_ts": now() - int(seconds * 1000)}


async def test_what_was_asked_yesterday_is_not_answered(listener: Listener) -> None:
    old = [aged(said("!claim zhenbao"), OLDEST + 60), aged(Sealing().said("!claim zhenbao"), OLDEST + 60)]
    assert await listener.hears(joined(*old)) == []
    assert await listener.hears_words(joined(aged(said("!claim this morning"), 8 * 3600))) == ["!claim this morning"]


@pytest.mark.parametrize("at", [10**400, -(10**400), -1, 0, True, 2**63])
async def test_a_time_that_no_clock_shows(listener: Listener, at: int) -> None:
    """Old room versions take any number."""
    found = await listener.hears_words(joined({**said("!claim zhenbao"), "origin_server_ts": at}, said("!claim next")))
    assert found[-1] == "!claim next"


async def test_without_a_position_the_first_batch_is_history(newcomer: Listener) -> None:
    body = joined(said("!claim zhenbao"), before=made())
    assert await newcomer.hears(body, since=None) == []
    assert await newcomer.hears_words(joined(said("!claim next"))) == ["!claim next"]


async def test_with_a_position_the_first_batch_is_what_was_missed(newcomer: Listener) -> None:
    assert await newcomer.hears_words(joined(said("!claim zhenbao"), before=made())) == ["!claim zhenbao"]


# ── The bot's own coming ─────────────────────────────────────────────────────
async def test_what_was_asked_before_the_bot_came_is_not_answered(newcomer: Listener) -> None:
    coming = member(BOT, before="invite")
    found = await newcomer.hears(
        joined(said("!claim early"), aged(said("!claim earlier"), 60), coming, said("!claim late"), before=made()[:-1])
    )
    assert words(found) == ["Joined", "!claim late"]
    assert isinstance(found[0], Joined)
    assert found[0].id == coming["event_id"]


async def test_it_lost_its_memory_soon_after_it_came(newcomer: Listener) -> None:
    """What was asked since then may have been answered already, and it has introduced itself."""
    body = joined(said("!claim early"), member(BOT, before="invite"), said("!claim late"), before=made()[:-1])
    assert await newcomer.hears_words(body, since=None) == []


async def test_of_two_comings_the_last_one_counts(listener: Listener) -> None:
    timeline = [
        member(BOT, before="invite"),
        said("!claim first"),
        member(BOT, "leave", "join"),
        said("!claim away"),
        member(BOT, before="leave"),
        said("!claim second"),
    ]
    assert await listener.hears_words(joined(*timeline)) == ["Joined", "!claim second"]


async def test_a_change_of_its_name_is_no_coming(listener: Listener) -> None:
    body = joined(said("!claim early"), member(BOT, before="join", name="Reading Bot"), said("!claim late"))
    assert await listener.hears_words(body) == ["!claim early", "!claim late"]


async def test_the_coming_of_others_is_none_of_its_own(listener: Listener) -> None:
    assert await listener.hears_words(joined(said("!claim early"), member(BOB, before="invite"))) == ["!claim early"]


async def test_a_message_that_calls_itself_its_coming(listener: Listener) -> None:
    fake = member(BOT, before="invite")
    del fake["state_key"]
    assert await listener.hears_words(joined(said("!claim early"), fake)) == ["!claim early"]


async def test_who_came_long_ago_does_not_introduce_itself(newcomer: Listener) -> None:
    body = joined(aged(member(BOT, before="invite"), 3600), said("!claim late"), before=made()[:-1])
    assert await newcomer.hears_words(body) == ["!claim late"]


# ── What /sync left out ──────────────────────────────────────────────────────
def pages(scripted: Homeserver, *found: list[dict[str, Any]]) -> None:
    """What was left out, page by page, the newest first."""
    ends = [f"p{number}" for number in range(2, len(found) + 2)]
    answers = [Answer({"chunk": chunk, "end": end}) for chunk, end in zip(found, ends, strict=True)]
    scripted.says("GET", "/rooms/*", *answers, Answer({"chunk": []}))


async def test_what_was_left_out_is_fetched_in_order(listener: Listener, scripted: Homeserver) -> None:
    missed = [said(f"!claim {letter}") for letter in "abcdef"]
    pages(scripted, missed[:2:-1], missed[2::-1])
    body = joined(said("!claim g"), said("!claim h"), limited=True)
    assert await listener.hears_words(body) == [f"!claim {letter}" for letter in "abcdefgh"]
    asked = [(one.query["dir"], one.query["from"], one.query["to"]) for one in scripted.to("GET", "/rooms/*")]
    assert asked == [("b", "p1", "s1"), ("b", "p2", "s1"), ("b", "p3", "s1")]


async def test_of_what_was_left_out_nothing_is_kept_that_is_not_for_the_bot(
    listener: Listener, scripted: Homeserver
) -> None:
    chunk = [said("hello Bob"), said("!claim own", BOT), aged(said("!claim old"), OLDEST + 60), said("!claim a")]
    pages(scripted, chunk[::-1])
    assert await listener.hears_words(joined(said("!claim b"), limited=True)) == ["!claim a", "!claim b"]


async def test_its_coming_may_have_been_left_out(listener: Listener, scripted: Homeserver) -> None:
    chunk = [said("!claim early"), member(BOT, before="leave"), said("!claim a")]
    pages(scripted, chunk[::-1])
    assert await listener.hears_words(joined(said("!claim b"), limited=True)) == ["Joined", "!claim a", "!claim b"]


async def test_the_coming_to_another_room_may_have_been_left_out(listener: Listener, scripted: Homeserver) -> None:
    chunk = [said("!claim early"), member(BOT, before="invite"), said("!claim a")]
    pages(scripted, chunk[::-1])
    body = joined(said("!claim b"), room="!other:example.org", before=made(), limited=True)
    assert await listener.hears_words(body) == ["Joined", "!claim a", "!claim b"]


async def test_what_was_left_out_before_its_coming_is_not_fetched(newcomer: Listener, scripted: Homeserver) -> None:
    body = joined(member(BOT, before="invite"), said("!claim late"), before=made()[:-1], limited=True)
    assert await newcomer.hears_words(body) == ["Joined", "!claim late"]
    assert scripted.to("GET", "/rooms/*") == []


async def test_nothing_is_fetched_where_nothing_was_left_out(listener: Listener, scripted: Homeserver) -> None:
    await listener.hears(joined(said("!claim zhenbao")))
    assert scripted.to("GET", "/rooms/*") == []


async def test_without_a_position_nothing_is_fetched(newcomer: Listener, scripted: Homeserver) -> None:
    assert await newcomer.hears(joined(said("!claim zhenbao"), before=made(), limited=True), since=None) == []
    assert scripted.to("GET", "/rooms/*") == []


async def test_what_was_left_out_is_decrypted(listener: Listener, scripted: Homeserver) -> None:
    sealing, unknown = Sealing(), Sealing()
    sealing.hand_over(listener.encryption)
    chunk = [
        sealing.said("!claim a"),
        *map(sealing.sealed, HOSTILE.values()),
        sealing.said("hello Bob"),
        unknown.said("x"),
    ]
    pages(scripted, chunk[::-1])
    found = await listener.hears_words(joined(said("!claim b"), limited=True, before=[*made(), ENCRYPTED]))
    assert (found[0], found[-2:]) == ("!claim a", ["Dark", "!claim b"])
    assert "hello Bob" not in found


@pytest.mark.usefixtures("short_waits")
async def test_a_server_that_is_away_is_asked_again(listener: Listener, scripted: Homeserver) -> None:
    page = Answer({"chunk": [said("!claim a")]})
    scripted.says("GET", "/rooms/*", refused(502, "M_UNKNOWN"), DROP, DROP, refused(429, "M_LIMIT_EXCEEDED"), page)
    assert await listener.hears_words(joined(said("!claim b"), limited=True)) == ["!claim a", "!claim b"]


async def test_where_it_cannot_be_had_what_is_there_is_answered(listener: Listener, scripted: Homeserver) -> None:
    scripted.says("GET", "/rooms/*", refused(403, "M_FORBIDDEN"))
    assert await listener.hears_words(joined(said("!claim b"), limited=True)) == ["!claim b"]


@pytest.mark.parametrize("chunk", [None, 3, {}, [], [3, None, {}], [{"type": 3}]])
async def test_a_page_of_another_form(listener: Listener, scripted: Homeserver, chunk: object) -> None:
    scripted.says("GET", "/rooms/*", Answer({"chunk": chunk, "end": "p1"}))
    assert await listener.hears_words(joined(said("!claim b"), limited=True)) == ["!claim b"]
    assert len(scripted.to("GET", "/rooms/*")) == 1


async def test_a_server_that_pages_for_ever_is_left(listener: Listener, scripted: Homeserver) -> None:
    chunk = [said("hello Bob")] * 100
    scripted.says("GET", "/rooms/*", lambda asked: Answer({"chunk": chunk, "end": f"{asked.query['from']}x"}))
    began = time.monotonic()
    assert await listener.hears_words(joined(said("!claim b"), limited=True)) == ["!claim b"]
    assert len(scripted.to("GET", "/rooms/*")) <= 60
    assert time.monotonic() - began < 30


async def test_a_server_that_pages_in_a_circle_is_left(listener: Listener, scripted: Homeserver) -> None:
    turns = Answer({"chunk": [], "end": "p2"}), Answer({"chunk": [], "end": "p1"})
    scripted.says("GET", "/rooms/*", *turns * 50)
    assert await listener.hears_words(joined(said("!claim b"), limited=True)) == ["!claim b"]
    assert len(scripted.to("GET", "/rooms/*")) <= 60
