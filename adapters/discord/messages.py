"""Commands in messages, and references in them; an edited question edits its answer, a deleted one removes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import discord
import structlog

from adapters.answering.addressed import Addressed, Way
from adapters.answering.answerer import Answer, Answerer
from adapters.answering.limits import TooManyError
from adapters.database.answers import KEPT_DAYS
from adapters.discord import phrases, threads
from adapters.discord.addressing import addressed
from adapters.discord.digest_notes import note_for_message
from adapters.discord.pages import notice
from adapters.discord.places import PLATFORM, is_author_organiser, is_direct, place_of_message
from adapters.discord.responding import NOBODY, views
from adapters.discord.sending import FAILURES, LONGEST_NONCE, send_surely
from adapters.runtime.alone import Alone
from adapters.runtime.keys import key_of
from bot.groups import Place
from bot.parsing import Misuse, parse
from bot.reply import OpenThread

_log = structlog.get_logger(__name__)

_FOLLOWED = timedelta(days=KEPT_DAYS)
_ASKING = (discord.MessageType.default, discord.MessageType.reply)
_CANNOT = (10003, 10008, 50001, 50007, 50013, 50083, 160005)
"""Discord: channel or message gone, no access, who asked takes no messages, no permission, a thread that is archived,
or locked. There is nobody to tell."""
_NO_MESSAGE = 10008
_NO_HISTORY = 160002
"""Discord: answering to a message takes the permission to read what was written before."""
_INVALID_FORM, _REFERENCE = 50035, "message_reference"
"""Discord: something in the body is wrong; and what it then names where that is the message to answer to, which is gone."""


class Answers(Protocol):
    """Which messages answer which question."""

    async def remember(self, place: Place, question_id: str, answer_ids: Iterable[str]) -> None: ...

    async def of(self, platform: str, channel: str, question_id: str) -> tuple[str, ...]: ...

    async def drop(self, platform: str, channel: str, question_id: str) -> None: ...


class Messages:
    """Reads messages as far as Discord gives them, and follows what becomes of those that were answered."""

    def __init__(self, client: discord.Client, answerer: Answerer, answers: Answers) -> None:
        self._client = client
        self._answerer = answerer
        self._answers = answers
        self._alone = Alone()
        """One event of a question at a time: it may be edited while it is being answered."""

    async def written(self, message: discord.Message) -> None:
        """Answer a new message, where it asks something."""
        if not self._may_ask(message):
            return
        async with self._alone(message.id):
            await self._follow(message, ())

    async def edited(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Let the answer follow its question."""
        message = payload.message
        if message.edited_at is None or not self._may_ask(message):
            return  # Discord itself completed it, as with a picture of a link
        if discord.utils.utcnow() - message.created_at > _FOLLOWED:
            return  # its answer is not known any more, and would be given a second time
        async with self._alone(message.id):
            await self._follow(message, await self._known(message.channel.id, message.id))

    async def _follow(self, message: discord.Message, known: tuple[str, ...]) -> None:
        """Let the messages that answer be what the question asks now, or nothing."""
        try:
            answer = await self._answer(message)
            if answer is not None:
                await self._send(message, answer, known)
            elif known:
                await self._remove(message.channel.id, message.id, known)
        except TooManyError as error:
            if known or not error.was_said:  # an answer that stands would be that of another question
                await self._tell(message, error, known)
        except Exception as error:  # noqa: BLE001  # whoever asked is told, whatever it was
            _log.error("a message was not answered", exc_info=error, channel=message.channel.id)
            await self._tell(message, error, known)

    async def deleted(self, channel: int, ids: Iterable[int]) -> None:
        """Remove the answers to questions that were deleted."""
        for question in ids:
            async with self._alone(question):
                known = await self._known(channel, question)
                if known:
                    await self._remove(channel, question, known)

    def _may_ask(self, message: discord.Message) -> bool:
        """People ask; other bots, webhooks and Discord's own notices do not."""
        return (
            not message.author.bot
            and message.webhook_id is None
            and message.type in _ASKING
            and (message.guild is not None or is_direct(message))  # of a server that is not known yet, nothing is
        )

    async def _answer(self, message: discord.Message) -> Answer | None:
        asked = await self._addressed(message)
        place = place_of_message(message)
        if asked is not None:
            return await self._answerer.answer(
                asked.line, place, is_organiser=is_author_organiser(message), user=str(message.author.id)
            )
        if "[[" in message.content:
            return await self._answerer.inline(message.content, place, user=str(message.author.id))
        return None

    async def _addressed(self, message: discord.Message) -> Addressed | None:
        me = self._client.user
        assert me is not None  # messages arrive after the login
        roles = []
        if message.guild is not None and (role := message.guild.self_role) is not None:
            roles.append(role.id)
        if not message.content:  # Discord gave none
            return None
        prefix = await self._answerer.prefix(place_of_message(message))
        found = addressed(message.content, me.id, roles, prefix, is_direct=is_direct(message))
        if found is None or found.way is not Way.PREFIX:
            return found
        parsed = parse(found.line, self._answerer.shelf.default.commands)
        # “!play” is for another bot.
        return None if isinstance(parsed, Misuse) and not parsed.command else found

    async def _send(self, message: discord.Message, answer: Answer, known: tuple[str, ...]) -> None:
        """Send an answer, into the messages that answered before as far as there are any."""
        shown = views(answer)
        if not known and any(isinstance(effect, OpenThread) for effect in answer.reply.effects):
            obstacle = await threads.discuss_message(message, answer)
            if obstacle is None:
                return  # the thread belongs to those who talk in it, whatever becomes of the question
            if obstacle:
                shown.append(notice(obstacle))
        note = note_for_message(message, answer)
        if note:
            shown.append(notice(note))
        ids: list[str] = []
        try:
            for number, view in enumerate(shown):
                view.stop()
                key = key_of(message.id, message.edited_at, number)
                sent_id = await self._send_one(message, view, known[number] if number < len(known) else "", key)
                if sent_id:
                    ids.append(sent_id)
            await self._delete(message.channel.id, known[len(shown) :])
        finally:
            if ids:  # also of an answer that broke off: who deletes the question takes all of it away
                await self._remember(message, ids)

    async def _send_one(self, message: discord.Message, view: discord.ui.LayoutView, known: str, key: str) -> str:
        """The id of the message that now holds the view; "" where Discord lets us send none. `key` is that of a new one."""
        try:
            if known and await self._edit(message, view, known):
                return known
            return str((await send_surely(lambda: self._reply(message, view, key[:LONGEST_NONCE]))).id)
        except discord.HTTPException as error:
            is_gone = error.code == _INVALID_FORM and _REFERENCE in error.text
            if error.code not in _CANNOT and not is_gone:
                raise
            _log.info("an answer could not be sent", code=error.code, channel=message.channel.id)
            return ""

    @staticmethod
    async def _edit(message: discord.Message, view: discord.ui.LayoutView, known: str) -> bool:
        """Show the view in a message that answered before; False where somebody deleted that."""
        try:
            partial = discord.PartialMessage(channel=message.channel, id=int(known))
            await partial.edit(view=view, allowed_mentions=NOBODY)
        except discord.NotFound as error:
            if error.code != _NO_MESSAGE:
                raise
            return False
        return True

    @staticmethod
    async def _reply(message: discord.Message, view: discord.ui.LayoutView, nonce: str) -> discord.Message:
        """Answer to the message that asked; below it where Discord shows the bot no history to answer to."""
        try:
            return await message.reply(view=view, nonce=nonce, allowed_mentions=NOBODY, mention_author=False)
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY:
                raise
            return await message.channel.send(view=view, nonce=nonce, allowed_mentions=NOBODY)

    async def _tell(self, message: discord.Message, error: Exception, known: tuple[str, ...]) -> None:
        """Tell who asked that there is no answer; nobody else, who only wrote something in passing."""
        if await self._addressed(message) is not None:
            if isinstance(error, TooManyError):
                error.note_said()
            view = notice(phrases.of_error(error))
            view.stop()
            key = key_of(message.id, message.edited_at, "told")
            sent = await self._send_one(message, view, known[0] if known else "", key)
            await self._delete(message.channel.id, known[1:])
            await self._remember(message, [sent] if sent else [])

    async def _remove(self, channel: int, question: int, known: tuple[str, ...]) -> None:
        await self._delete(channel, known)
        await self._answers.drop(PLATFORM, str(channel), str(question))

    async def _delete(self, channel: int, ids: Iterable[str]) -> None:
        """Delete messages, each of them that Discord lets go. Raises what the first failure was, where one may go later."""
        failed: list[Exception] = []
        for id_ in ids:
            try:
                await self._client.http.delete_message(channel, int(id_))
            except FAILURES as error:
                if not (isinstance(error, discord.HTTPException) and error.code in _CANNOT):
                    failed.append(error)
        if failed:
            raise failed[0]

    async def _remember(self, message: discord.Message, ids: list[str]) -> None:
        # By the very channel, thread or not: that is all Discord tells of a message that was deleted.
        here = replace(place_of_message(message), channel=str(message.channel.id))
        try:
            await self._answers.remember(here, str(message.id), ids)
        except OSError as error:
            _log.warning("what was answered cannot be kept", problem=str(error))

    async def _known(self, channel: int, question: int) -> tuple[str, ...]:
        try:
            return await self._answers.of(PLATFORM, str(channel), str(question))
        except OSError as error:
            _log.warning("what was answered cannot be looked up", problem=str(error))
            return ()
