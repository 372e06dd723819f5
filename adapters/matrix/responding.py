"""From what happened in a room to what is to be sent there."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import structlog

from adapters.answering.addressed import Addressed, Way
from adapters.answering.answerer import Answer, Answerer
from adapters.answering.limits import TooManyError
from adapters.database.post import Outgoing
from adapters.matrix import contents, phrases, state
from adapters.matrix.addressing import addressed
from adapters.matrix.outbox import MESSAGE, REDACTION
from adapters.matrix.pages import Page, Pages, notice, render
from adapters.matrix.places import PLATFORM, is_direct, is_organiser, own_name, place_of
from adapters.matrix.reading import Dark, Happening, Joined, Message, Reaction, Redaction
from adapters.matrix.rooms import Rooms, thread_of
from adapters.runtime.keys import key_of
from bot.declaration import Command
from bot.examples import fill_in
from bot.groups import Place
from bot.handlers.inline import BEGIN
from bot.parsing import Invocation, Misuse, parse
from bot.reply import OpenThread

_log = structlog.get_logger(__name__)

_ORGANISERS_WAIT = 600.0
"""Seconds after which what an organiser asked for is not done any more: much may have been said since."""
_DAY = 86_400_000
"""Milliseconds."""
_MISSED = 60.0
"""Seconds after which a question was not asked just now."""
_LONGEST_TURN = 30.0
"""Seconds for which it waits for its turn: those behind it in the room wait as long."""
_FOLLOWED = 24 * 3_600.0
"""Seconds after which words that asked nothing cannot be edited into a question."""


class Answers(Protocol):
    """Which messages answer which question."""

    async def of(self, platform: str, channel: str, question_id: str) -> tuple[str, ...]: ...

    async def drop(self, platform: str, channel: str, question_id: str) -> None: ...


class Responder:
    """Answers in the rooms of an account. `user` is the bot's id."""

    def __init__(self, rooms: Rooms, answerer: Answerer, answers: Answers, user: str) -> None:
        self._rooms = rooms
        self._answerer = answerer
        self._answers = answers
        self._user = user

    async def outgoing(self, room_id: str, happening: Happening) -> list[Outgoing]:
        """What is to be sent for something that happened; whatever goes wrong, whoever asked is told."""
        match happening:
            case Message(edits=edits) if edits:
                return await self._edited(room_id, happening)
            case Message():
                return await self._written(room_id, happening)
            case Reaction():
                return await self._reacted(room_id, happening)
            case Redaction():
                return await self._redacted(room_id, happening)
            case Joined():
                return await self._joined(room_id, happening)
            case _:
                return []

    def dark(self, room_id: str, dark: Dark) -> list[Outgoing]:
        """What is said where a message stays unreadable: once a day to each who writes such, whose words are perhaps for others."""
        key = key_of("dark", room_id, dark.sender, dark.at // _DAY)
        return [_message(room_id, key, notice(phrases.DARK).content())]

    # ── Questions ────────────────────────────────────────────────────────────

    async def _written(self, room_id: str, message: Message) -> list[Outgoing]:
        picked = await self._picked_by_reply(room_id, message)
        if picked is not None:
            return picked
        return await self._told(room_id, message, lambda: self._answered(room_id, message, message.id))

    async def _answered(self, room_id: str, message: Message, for_: str) -> list[Outgoing]:
        """The answer to a message. `for_` is the event that it is given for: the message, or a later edit of it."""
        answer = await self._answer(room_id, message)
        if answer is None:
            return []
        opens = any(isinstance(effect, OpenThread) for effect in answer.reply.effects)
        if opens and not message.thread:
            # The thread belongs to those who talk in it, whatever becomes of the question.
            shown: Sequence[Page] = rendered(answer).unturned()
            followed = ""
            thread = message.id
        else:
            shown, followed = _shown(answer), message.id
            thread = message.thread
        pages = [contents.answer(page, message.id, thread) for page in shown]
        return self._queued(room_id, for_, pages, followed)

    async def _answer(self, room_id: str, message: Message) -> Answer | None:
        """The answer to a message; None where it asks nothing of the bot."""
        place, organiser = place_of(room_id), self._is_organiser(room_id, message.sender)
        asked = await self._addressed(room_id, message)
        if asked is None:
            return (
                await self._answerer.inline(message.text, place, user=message.sender) if BEGIN in message.text else None
            )
        commands = self._answerer.shelf.default.commands
        parsed = parse(asked.line, commands)
        if asked.way is Way.PREFIX and isinstance(parsed, Misuse) and not parsed.command:
            return None  # “!play” is for another bot
        is_old = self._rooms.now() - message.at / 1000 > _ORGANISERS_WAIT
        if is_old and not isinstance(parsed, Misuse) and _changes(commands[parsed.command], parsed):
            raise _TooOldError
        return await self._answerer.answer(asked.line, place, is_organiser=organiser, user=message.sender)

    async def _addressed(self, room_id: str, message: Message) -> Addressed | None:
        room = self._rooms.known(room_id)
        if room is None:
            return None
        prefix = await self._answerer.prefix(place_of(room_id))
        return addressed(message, self._user, own_name(room, self._user), prefix, is_direct=is_direct(room))

    # ── What becomes of questions ────────────────────────────────────────────

    async def _edited(self, room_id: str, message: Message) -> list[Outgoing]:
        """Let the messages that answer be what the question asks now, or nothing."""
        question = message.edits
        known = await self._known(room_id, question)
        first = await self._rooms.fetched(room_id, question)
        if first is None or first.get("sender") != message.sender:
            return []  # the server lets anybody say that he edits anybody's words
        if not known and not self._rooms.is_recent(room_id, first, _FOLLOWED):
            return []
        if state.read_key(message.text.strip()) is not None:
            return []  # a number, which is a different one now: whoever picks another says so anew
        # It is still the first event that is answered: its id, and its thread, stay.
        asked = replace(message, id=question, thread=thread_of(first))

        async def follow() -> list[Outgoing]:
            if not known:
                return await self._answered(room_id, asked, message.id)
            answer = await self._answer(room_id, asked)
            shown = _shown(answer) if answer is not None else ()
            changed = [contents.edited(page, earlier) for page, earlier in zip(shown, known, strict=False)]
            added = [contents.answer(page, question, asked.thread) for page in shown[len(known) :]]
            return [
                *(_message(room_id, key_of(message.id, number), one) for number, one in enumerate(changed)),
                *self._queued(room_id, message.id, added, question),
                *_redactions(room_id, known[len(shown) :], message.id),
            ]

        return await self._told(room_id, asked, follow, known)

    async def _redacted(self, room_id: str, redaction: Redaction) -> list[Outgoing]:
        return _redactions(room_id, await self._known(room_id, redaction.target), redaction.id)

    async def tidy(self, room_id: str, happening: Happening, outgoing: Sequence[Outgoing]) -> None:
        """Once it is kept what is to be sent: forget which messages answer a question that none answers any more."""
        if not outgoing or any(one.kind != REDACTION for one in outgoing):
            return
        match happening:
            case Redaction(target=question) | Message(edits=question):
                await self._answers.drop(PLATFORM, room_id, question)
            case _:
                pass

    async def _known(self, room_id: str, question: str) -> tuple[str, ...]:
        return await self._answers.of(PLATFORM, room_id, question)

    # ── What is picked from an answer ────────────────────────────────────────

    async def _reacted(self, room_id: str, reaction: Reaction) -> list[Outgoing]:
        return await self._picked(room_id, reaction.target, reaction.key, reaction.id, reaction.sender) or []

    async def _picked_by_reply(self, room_id: str, message: Message) -> list[Outgoing] | None:
        """The answer to a number that is said to a message of the bot; None for any other message."""
        words = message.text.strip()
        room = self._rooms.known(room_id)
        if state.read_key(words) is None or room is None:
            return None
        target = message.reply_to
        if not target and is_direct(room):  # who talks with the bot alone can only mean what it said last
            target = await self._rooms.last_of(room_id, self._user)
        if not target:
            return None
        return await self._picked(room_id, target, words, message.id, message.sender, message.thread, message.id)

    async def _picked(
        self, room_id: str, target: str, words: str, id_: str, sender: str, thread: str = "", question: str = ""
    ) -> list[Outgoing] | None:
        """What is sent for a pick; None where the message is none of the bot's."""
        event = await self._rooms.event(room_id, target)
        if event is None or event.get("sender") != self._user:
            return None
        content = event["content"]
        key, carried = state.read_key(words), state.decode(content.get(state.FIELD))
        thread = thread or thread_of(event)

        async def turn() -> list[Outgoing]:
            if event.get("type") == "m.room.encrypted":
                said = contents.answer(notice(phrases.UNREADABLE), question or target, thread)
                return self._queued(room_id, id_, [said], question)
            page = await self._page(room_id, carried, key, sender) if carried is not None else ()
            if not page and question:  # who writes is told; a sign below a message may mean anything
                is_turn = isinstance(key, state.Turn) and carried is not None and carried.last > 1
                page = [notice(phrases.NO_FURTHER_PAGE if is_turn else phrases.NOTHING_TO_PICK)]
            return self._queued(
                room_id, id_, [contents.answer(one, question or target, thread) for one in page], question
            )

        asked = Message(id_, sender, int(self._rooms.now() * 1000), words, thread=thread)
        return await self._told(room_id, replace(asked, id=question or target), turn)

    async def _page(
        self, room_id: str, carried: state.State, key: int | state.Turn | None, sender: str
    ) -> Sequence[Page]:
        """The page, or the answer, that a key leads to from what a message carries."""
        app = self._answerer.shelf.marked(carried.library)
        if app is None:
            return [notice(phrases.CHANGED)]
        place, organiser = place_of(room_id), self._is_organiser(room_id, sender)
        if isinstance(key, state.Turn):
            number = carried.page + (1 if key is state.Turn.NEXT else -1)
            if 1 <= number <= carried.last:
                answer = await self._answerer.answer(carried.line, place, is_organiser=organiser, app=app, user=sender)
                pages = rendered(replace(answer, length=carried.length)).pages
                return [pages[min(number, len(pages)) - 1]]
            if key not in carried.called:
                return []
            key = carried.called[key]
        line = carried.picks.get(key) if key is not None else None
        if line is None:
            return [notice(phrases.NO_SUCH_NUMBER)] if key is not None and carried.picks else []
        return _shown(await self._answerer.answer(line, place, is_organiser=organiser, app=app, user=sender))

    # ── Beside questions ─────────────────────────────────────────────────────

    async def _joined(self, room_id: str, joined: Joined) -> list[Outgoing]:
        room = self._rooms.known(room_id)
        if room is None:
            return []
        app = await self._answerer.app_of(place_of(room_id))
        commands = app.commands
        prefix = "" if is_direct(room) else await self._answerer.prefix(place_of(room_id))
        name = own_name(room, self._user) or self._user
        spoken = prefix if prefix or is_direct(room) else f"{name}: "
        example = fill_in(commands["claim"].examples[0].words, app.library)
        shown = notice(phrases.greeting(app.library.parts.title, spoken + example, f"{spoken}help"))
        return [_message(room_id, key_of("joined", joined.id), shown.content())]

    def _is_organiser(self, room_id: str, sender: str) -> bool:
        room = self._rooms.known(room_id)
        return room is not None and is_organiser(room, self._rooms.creators(room_id), sender)

    async def _told(
        self,
        room_id: str,
        message: Message,
        answer: Callable[[], Awaitable[list[Outgoing]]],
        known: Sequence[str] = (),
    ) -> list[Outgoing]:
        """What an answer comes to; where it comes to nothing by a fault, who asked is told. Nobody else, who wrote in passing."""
        try:
            return await self._in_time(message, answer)
        except OSError:
            raise  # the store or the server is away: it is tried again
        except _TooOldError:
            said = phrases.TOO_OLD
        except TooManyError as error:
            # An answer that stands would be that of another question.
            if (error.was_said and not known) or await self._is_in_passing(room_id, message):
                return []
            error.note_said()
            said = phrases.of_error(error)
        except Exception as error:  # noqa: BLE001  # whatever it was
            _log.exception("a question was not answered", room=room_id, event_id=message.id)
            if await self._is_in_passing(room_id, message):
                return []
            said = phrases.of_error(error)
        if known:
            return [_message(room_id, key_of(message.id, said, time.time()), contents.edited(notice(said), known[0]))]
        return self._queued(
            room_id, message.id, [contents.answer(notice(said), message.id, message.thread)], message.id
        )

    async def _in_time(self, message: Message, answer: Callable[[], Awaitable[list[Outgoing]]]) -> list[Outgoing]:
        """The answer. What was missed in an outage was not asked at once, and waits for its turn where that is too much."""
        while True:
            try:
                return await answer()
            except TooManyError as error:
                is_missed = self._rooms.now() - message.at / 1000 > _MISSED
                if not is_missed or error.seconds > _LONGEST_TURN:
                    raise
                await asyncio.sleep(error.seconds)

    async def _is_in_passing(self, room_id: str, message: Message) -> bool:
        """Whether a message speaks to somebody else, and only holds a reference."""
        return await self._addressed(room_id, message) is None and state.read_key(message.text.strip()) is None

    @staticmethod
    def _queued(room_id: str, id_: str, found: Sequence[Mapping[str, Any]], question: str) -> list[Outgoing]:
        """Messages to be sent. `id_` is what they are sent for, `question` the message whose fate they share, or ""."""
        place = place_of(room_id)
        return [_message(room_id, key_of(id_, "new", number), one, question, place) for number, one in enumerate(found)]


def _changes(command: Command, asked: Invocation) -> bool:
    """Whether something may be changed for a group."""
    return command.is_of_group and bool(asked.arguments)


class _TooOldError(Exception):
    """What was asked for is too old to be done."""


def rendered(answer: Answer) -> Pages:
    """The pages of an answer."""
    return render(answer.reply, answer.app.library, answer.line, answer.length)


def _shown(answer: Answer) -> Sequence[Page]:
    """What is sent of an answer: its first page, where the others can be turned to; else all of them."""
    pages = rendered(answer)
    return pages.pages[:1] if pages.is_turnable else pages.pages


def _message(
    room_id: str, key: str, content: Mapping[str, Any], question: str = "", place: Place | None = None
) -> Outgoing:
    written = json.dumps(content, ensure_ascii=False)
    return Outgoing(key=key, room=room_id, kind=MESSAGE, content=written, question=question, place=place)


def _redactions(room_id: str, events: Sequence[str], id_: str) -> list[Outgoing]:
    return [
        Outgoing(
            key=key_of(id_, "redacts", event),
            room=room_id,
            kind=REDACTION,
            content=json.dumps(contents.redaction(event)),
        )
        for event in events
    ]
