"""Answers what is asked in a place: choices out of the store, words out of the core, effects carried out.

The core is asked on a thread of its own, so that the event loop turns on while
it thinks. What it has said is remembered: a library that does not change gives
the same answer to the same words.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import ParamSpec, Protocol, TypeVar

import structlog

from adapters.answering.limits import Limits, TooManyError
from adapters.answering.shelf import Shelf
from adapters.runtime.alone import Alone
from adapters.runtime.work import Worker
from bot.app import App, Suggestion
from bot.groups import ON, Asked, Choices, Place, Speaking, Store, prefix_of, settle
from bot.groups.digests import Digest
from bot.handlers import digest, digest_phrases, settings_phrases
from bot.parsing import Invocation, Misuse, parse, written
from bot.reply import Choose, EndDigest, Forget, Heading, Outcome, Paragraph, PlanDigest, Reply, ResumeDigest
from bot.status import Status

_log = structlog.get_logger(__name__)

_P = ParamSpec("_P")
_T = TypeVar("_T")

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


LIMITED, FAULT = "limited", "fault"
"""What becomes of a question beside a reply's own outcomes."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a question, for whoever counts: the command, "" where none was understood; no word of what was asked.

    `outcome` is one of the reply's, "limited" for a question too many, or "fault". `seconds` are those from being asked to having the reply.
    """

    platform: str
    command: str
    outcome: str
    seconds: float


@dataclass(slots=True)
class _Told:
    """What is known of a question while it is being answered."""

    command: str
    outcome: str = FAULT


class Digests(Protocol):
    """Where claims of the day are planned. What needs the store raises OSError where that cannot be reached."""

    async def of(self, place: Place) -> Digest | None:
        """What is planned for a channel."""
        ...

    async def carry_out(self, effect: PlanDigest | EndDigest | ResumeDigest, place: Place, user: str) -> None:
        """Plan, end or resume one, as somebody asked."""
        ...

    def zones(self) -> Collection[str]:
        """The time zones there are."""
        ...

    def countries(self) -> Mapping[str, tuple[str, ...]]:
        """Those of countries, by the country's name in lower case."""
        ...


class Answerer:
    """What a chat platform asks.

    `digests` are claims of the day, where the platform has them. `observe` is told of each question that was answered, or was one too many; `status` tells how the bot is.
    """

    def __init__(
        self,
        shelf: Shelf,
        store: Store,
        worker: Worker,
        defaults: Mapping[str, str] | None = None,
        *,
        limits: Limits | None = None,
        observe: Callable[[Answered], None] | None = None,
        status: Callable[[], Status] | None = None,
        digests: Digests | None = None,
    ) -> None:
        self.shelf = shelf
        self.defaults = defaults or {}
        """By setting, what holds on the platform where nothing was chosen, if not what holds elsewhere."""
        self.lacks: Mapping[str, str] = {}
        """By setting, what the platform would have to give before it can work; the platform says so once it knows."""
        self.menu = ""
        """What opens the platform's own list of commands, as “/” does; “” where it has none."""
        self._store = store
        self._worker = worker
        self._limits = limits
        self._observe = observe
        self._status = status
        self._digests = digests
        self._alone = Alone()
        self._remembered: OrderedDict[tuple[str, Speaking, str], Reply] = OrderedDict()

    async def warm(self) -> None:
        """Ask each library something, so that the first who asks does not wait for what is loaded when it is needed."""
        if self._digests is not None:
            await self._worker.run(self._digests.zones)  # they are read from many files
            await self._worker.run(self._digests.countries)
        for app in self.shelf.apps.values():
            title = app.library.parts.title
            await self._worker.run(app.respond_to, f"search {title}")
            for command in app.commands.values():
                for param in command.params:
                    for typed in (title[:1], title):
                        await self._worker.run(app.suggest, command.name, param.name, typed)

    async def answer(
        self, line: str, place: Place, *, is_organiser: bool, app: App | None = None, user: str = ""
    ) -> Answer:
        """Answer a line as typed. `app` is the one to ask where that is not the group's choice; `user` is who asks.

        Raises TooManyError for a question too many.
        """
        with self._observed(place) as told:
            self._let_in(place, user)
            asked = await self._asked(place, is_organiser=is_organiser)
            app = app or self.shelf.chosen(asked.choices)
            parsed = parse(line, app.commands)
            if isinstance(parsed, Misuse):
                reply = await self._work(place, app.respond_to, line, asked)
                told.outcome = reply.outcome
                return Answer(reply, app, line.strip(), self._settled("length", asked.choices))
            told.command = parsed.command
            answer = await self._answer(parsed, place, asked, app, user)
            told.outcome = answer.reply.outcome
            return answer

    async def invoke(self, invocation: Invocation, place: Place, *, is_organiser: bool, user: str = "") -> Answer:
        """Answer an invocation of a declared command.

        Raises TooManyError for a question too many.
        """
        with self._observed(place, invocation.command) as told:
            self._let_in(place, user)
            asked = await self._asked(place, is_organiser=is_organiser)
            answer = await self._answer(invocation, place, asked, self.shelf.chosen(asked.choices), user)
            told.outcome = answer.reply.outcome
            return answer

    async def inline(self, text: str, place: Place, *, user: str = "") -> Answer | None:
        """Answer the references in a message, where the group wants that and there are any.

        Raises TooManyError for a question too many.
        """
        choices = await self._choices(place)
        if self._settled("inline", choices) != ON:
            return None
        app = self.shelf.chosen(choices)
        began = time.perf_counter()
        reply = await self._work(place, app.inline, text)
        if reply is None:  # brackets are used for other things, too
            return None
        with self._observed(place, reply.command, began) as told:
            self._let_in(place, user)
            told.outcome = reply.outcome
        return Answer(reply, app, reply.query, self._settled("length", choices))

    async def of_day(self, place: Place, day: date) -> Answer | None:
        """The claim of a day, out of the library that the group chose; None where that has no claims."""
        choices = await self._choices(place)
        app = self.shelf.chosen(choices)
        name = digest.claim_of(app.library, day)
        if not name:
            return None
        invocation = Invocation("claim", {"words": name})
        reply = await self._work(place, app.respond, invocation)
        shown = replace(reply, blocks=(Heading(digest_phrases.heading(day)), *reply.blocks), for_asker=False)
        return Answer(shown, app, written(invocation, app.commands), self._settled("length", choices))

    async def suggest(self, command: str, param: str, typed: str, place: Place) -> tuple[Suggestion, ...]:
        """What a parameter may take."""
        asked = await self._asked(place, is_organiser=True)
        return await self._work(place, self.shelf.chosen(asked.choices).suggest, command, param, typed, asked)

    async def app_of(self, place: Place) -> App:
        """The app of the library that the group chose."""
        return self.shelf.chosen(await self._choices(place))

    async def wants_inline(self, place: Place) -> bool:
        """Whether the group wants references in messages to be answered."""
        return self._settled("inline", await self._choices(place)) == ON

    async def surely_wants_inline(self, place: Place) -> bool:
        """The same, for whoever would rather wait. Raises OSError where the store cannot be reached."""
        return self._settled("inline", await self._store.choices(place)) == ON

    async def sure_prefix(self, place: Place) -> str:
        """What the group's commands begin with. Raises OSError where the store cannot be reached."""
        return prefix_of(self._settled("prefix", await self._store.choices(place)))

    async def typed(self, place: Place, command: str) -> str:
        """How a command is typed in a place: `/digest resume`, `!digest resume`."""
        return (await self._asked(place, is_organiser=True)).speaking.typed(command)

    async def prefix(self, place: Place) -> str:
        """What the group's commands begin with (`!`); "" where it wants none that do."""
        return prefix_of(self._settled("prefix", await self._choices(place)))

    def _let_in(self, place: Place, user: str) -> None:
        refused = self._limits.ask(place.platform, place.group, user) if self._limits is not None else None
        if refused is not None:
            raise TooManyError(refused)

    @contextmanager
    def _observed(self, place: Place, command: str = "", began: float | None = None) -> Iterator[_Told]:
        """Tell whoever counts what becomes of a question, whatever that is; it `began` now, if not earlier."""
        told = _Told(command)
        began = time.perf_counter() if began is None else began
        try:
            yield told
        except TooManyError:
            told.outcome = LIMITED
            raise
        finally:
            if self._observe is not None:
                self._observe(Answered(place.platform, told.command, told.outcome, time.perf_counter() - began))

    async def _work(self, place: Place, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Ask the core. One question of a group at a time: who asks much waits behind himself, and not everybody behind him."""
        async with self._alone((place.platform, place.group)):
            return await self._worker.run(function, *args, **kwargs)

    async def _answer(self, invocation: Invocation, place: Place, asked: Asked, app: App, user: str) -> Answer:
        line = written(invocation, app.commands)
        length = self._settled("length", asked.choices)
        if app.commands[invocation.command].is_of_group:
            return Answer(await self._of_group(invocation, line, place, asked, app, user), app, line, length)
        key = (app.library.hash, asked.speaking, line)
        reply_known = self._remembered.get(key)
        if reply_known is None:
            reply_known = await self._work(place, app.respond, invocation, asked)
            if len(line) <= _LONGEST_REMEMBERED:
                self._remembered[key] = reply_known
                while len(self._remembered) > _REMEMBERED:
                    self._remembered.popitem(last=False)
        else:
            self._remembered.move_to_end(key)
        return Answer(reply_known, app, line, length)

    async def _of_group(
        self, invocation: Invocation, line: str, place: Place, asked: Asked, app: App, user: str
    ) -> Reply:
        """The reply to what is about the group, once what it says is done."""
        if invocation.command == digest.NAME and self._digests is not None:
            try:
                asked = replace(asked, digest=await self._digests.of(place))
            except OSError as error:
                _log.warning("what is planned cannot be looked up", problem=str(error))
                return _failed(invocation, line, digest_phrases.NOT_KNOWN)
        reply = await self._work(place, app.respond, invocation, asked)
        try:
            await self._carry_out(reply, place, user)
        except OSError as error:
            _log.error("a choice could not be kept", problem=str(error))
            return _failed(invocation, line, settings_phrases.NOT_KEPT)
        return reply

    async def _carry_out(self, reply: Reply, place: Place, user: str) -> None:
        """Do what a reply says. Raises OSError where the store cannot be reached."""
        for effect in reply.effects:
            match effect:
                case Choose():
                    await self._store.choose(place, effect.scope, effect.setting, effect.value)
                case Forget():
                    await self._store.forget(place)
                case PlanDigest() | EndDigest() | ResumeDigest() if self._digests is not None:
                    await self._digests.carry_out(effect, place, user)
                case _:
                    pass  # the platform does that

    async def _asked(self, place: Place, *, is_organiser: bool) -> Asked:
        choices = await self._choices(place)
        return Asked(
            place,
            choices,
            is_organiser,
            self.shelf.names,
            self.lacks,
            self.defaults,
            status=self._status() if self._status is not None else None,
            zones=self._digests.zones() if self._digests is not None else (),
            countries=self._digests.countries() if self._digests is not None else {},
            menu=self.menu,
        )

    async def _choices(self, place: Place) -> Choices:
        """The group's choices; the defaults while the store cannot be reached: an answer matters more."""
        try:
            return await self._store.choices(place)
        except OSError as error:
            _log.warning("choices cannot be read, the defaults hold", problem=str(error))
            return Choices()

    def _settled(self, setting: str, choices: Choices) -> str:
        return settle(setting, choices, defaults=self.defaults).value


def _failed(invocation: Invocation, line: str, why: str) -> Reply:
    """What is said where the store could not do what was asked."""
    said = (Paragraph(why),)
    return Reply(invocation.command, line, Outcome.ERROR, said, for_asker=True)
