"""Answers what is asked in a place: choices out of the store, words out of the core, effects carried out.

The core is asked on a thread of its own, so that the event loop turns on while
it thinks. What it has said is remembered: a library that does not change gives
the same answer to the same words.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from adapters.answering.shelf import Shelf
from adapters.runtime.work import Worker
from bot.app import App, Suggestion
from bot.groups import ON, Asked, Choices, Place, Store, prefix_of, settle
from bot.handlers import settings_phrases
from bot.parsing import Invocation, Misuse, parse, written
from bot.reply import Choose, Forget, Outcome, Paragraph, Reply

_log = structlog.get_logger(__name__)

_REMEMBERED = 512
"""Answers that are remembered: those that a few groups ask in an evening."""
_LONGEST_REMEMBERED = 200
"""Characters of a line whose answer is remembered; longer ones are hardly asked twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with what it takes to render it.

    `line` is the command that gives the same reply again, `app` the one that
    gave it. `length` is the group's choice.
    """

    reply: Reply
    app: App
    line: str
    length: str


class Answerer:
    """What a chat platform asks."""

    def __init__(self, shelf: Shelf, store: Store, worker: Worker, defaults: Mapping[str, str] | None = None) -> None:
        self.shelf = shelf
        self.defaults = defaults or {}
        """By setting, what holds on the platform where nothing was chosen, if not what holds elsewhere."""
        self.lacks: Mapping[str, str] = {}
        """By setting, what the platform would have to give before it can work; the platform says so once it knows."""
        self._store = store
        self._worker = worker
        self._remembered: OrderedDict[tuple[str, str], Reply] = OrderedDict()

    async def warm(self) -> None:
        """Ask each library something, so that the first who asks does not wait for what is loaded when it is needed."""
        for app in self.shelf.apps.values():
            title = app.library.parts.title
            await self._worker.run(app.respond_to, f"search {title}")
            for command in app.commands.values():
                for param in command.params:
                    for typed in (title[:1], title):
                        await self._worker.run(app.suggest, command.name, param.name, typed)

    async def answer(self, line: str, place: Place, *, is_organiser: bool, app: App | None = None) -> Answer:
        """Answer a line as typed. `app` is the one to ask where that is not the group's choice."""
        asked = await self._asked(place, is_organiser=is_organiser)
        app = app or self.shelf.chosen(asked.choices)
        parsed = parse(line, app.commands)
        if isinstance(parsed, Misuse):
            reply = await self._worker.run(app.respond_to, line, asked)
            return Answer(reply, app, line.strip(), self._settled("length", asked.choices))
        return await self._answer(parsed, asked, app)

    async def invoke(self, invocation: Invocation, place: Place, *, is_organiser: bool) -> Answer:
        """Answer an invocation of a declared command."""
        asked = await self._asked(place, is_organiser=is_organiser)
        return await self._answer(invocation, asked, self.shelf.chosen(asked.choices))

    async def inline(self, text: str, place: Place) -> Answer | None:
        """Answer the references in a message, where the group wants that and there are any."""
        choices = await self._choices(place)
        if self._settled("inline", choices) != ON:
            return None
        app = self.shelf.chosen(choices)
        reply = await self._worker.run(app.inline, text)
        return None if reply is None else Answer(reply, app, reply.query, self._settled("length", choices))

    async def suggest(self, command: str, param: str, typed: str, place: Place) -> tuple[Suggestion, ...]:
        """What a parameter may take."""
        asked = await self._asked(place, is_organiser=True)
        return await self._worker.run(self.shelf.chosen(asked.choices).suggest, command, param, typed, asked)

    async def app_of(self, place: Place) -> App:
        """The app of the library that the group chose."""
        return self.shelf.chosen(await self._choices(place))

    async def wants_inline(self, place: Place) -> bool:
        """Whether the group wants references in messages to be answered."""
        return self._settled("inline", await self._choices(place)) == ON

    async def prefix(self, place: Place) -> str:
        """What the group's commands begin with (`!`); "" where it wants none that do."""
        return prefix_of(self._settled("prefix", await self._choices(place)))

    async def _answer(self, invocation: Invocation, asked: Asked, app: App) -> Answer:
        line = written(invocation, app.commands)
        length = self._settled("length", asked.choices)
        if app.commands[invocation.command].is_of_group:
            reply = await self._worker.run(app.respond, invocation, asked)
            return Answer(await self._carried_out(reply, asked), app, line, length)
        key = (app.library.hash, line)
        reply_known = self._remembered.get(key)
        if reply_known is None:
            reply_known = await self._worker.run(app.respond, invocation, asked)
            if len(line) <= _LONGEST_REMEMBERED:
                self._remembered[key] = reply_known
                while len(self._remembered) > _REMEMBERED:
                    self._remembered.popitem(last=False)
        else:
            self._remembered.move_to_end(key)
        return Answer(reply_known, app, line, length)

    async def _carried_out(self, reply: Reply, asked: Asked) -> Reply:
        """The reply, after the store did what it says; where the store could not, one that says so."""
        try:
            for effect in reply.effects:
                if asked.place is None:
                    continue
                if isinstance(effect, Choose):
                    await self._store.choose(asked.place, effect.scope, effect.setting, effect.value)
                elif isinstance(effect, Forget):
                    await self._store.forget(asked.place)
        except OSError as error:
            _log.error("a choice could not be kept", problem=str(error))
            said = (Paragraph(settings_phrases.NOT_KEPT),)
            return replace(reply, outcome=Outcome.ERROR, blocks=said, effects=(), for_asker=True)
        return reply

    async def _asked(self, place: Place, *, is_organiser: bool) -> Asked:
        choices = await self._choices(place)
        return Asked(place, choices, is_organiser, self.shelf.names, self.lacks, self.defaults)

    async def _choices(self, place: Place) -> Choices:
        """The group's choices; the defaults while the store cannot be reached: an answer matters more."""
        try:
            return await self._store.choices(place)
        except OSError as error:
            _log.warning("choices cannot be read, the defaults hold", problem=str(error))
            return Choices()

    def _settled(self, setting: str, choices: Choices) -> str:
        return settle(setting, choices, defaults=self.defaults).value
