"""The one way in for every adapter: a line or an invocation in, a reply out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.citation.styles import STYLES
from bot.commands import COMMANDS
from bot.declaration import Command, Context, Param, ParamKind
from bot.examples import fill_in
from bot.groups import Asked
from bot.handlers import digest, inline, phrases, settings
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions
from bot.library import Library
from bot.model import Reference
from bot.names import nearest
from bot.parsing import PREFIXES, Invocation, Misuse, parse
from bot.reply import Note, NoteKind, Option, Options, Outcome, Paragraph, Reply
from bot.search import Index, Kind
from bot.text import fold

_KINDS: Mapping[ParamKind, tuple[Kind, ...]] = {
    ParamKind.CLAIM: (Kind.CLAIM,),
    ParamKind.TOPIC: (Kind.TOPIC,),
    ParamKind.PERSON: (Kind.PERSON,),
    ParamKind.DOCUMENT: (Kind.DOCUMENT,),
    ParamKind.REFERENCE: (Kind.CLAIM,),
    ParamKind.WORDS: (Kind.TOPIC, Kind.CLAIM, Kind.PERSON),
}
NOBODY = Asked()
LONGEST = 10_000
"""Characters of a parameter that are read: twenty times the longest sentence of the first library."""
_LONGEST_OFFERED = 100
"""Characters of words without a command that are offered as a question."""
SUGGESTIONS = 25
"""Completions at a time: what an autocomplete box of a chat platform takes."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a parameter may take: the value, and what to show for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A way to go on with a line: `text` replaces everything from `start` on."""

    text: str
    start: int
    detail: str = ""


class App:
    """Answers commands out of one library."""

    def __init__(self, library: Library, index: Index) -> None:
        self.library = library
        self._context = Context(library, index, COMMANDS)
        self._index = index

    @property
    def commands(self) -> Mapping[str, Command]:
        return self._context.commands

    def respond_to(self, line: str, asked: Asked = NOBODY) -> Reply:
        """Answer a line as typed: `claim zhenbao`, `!claim zhenbao` or `/claim zhenbao`; also `[[zhenbao]]`."""
        if line.lstrip().startswith(inline.BEGIN) and (reply := self.inline(line)) is not None:
            return reply
        parsed = parse(line, self.commands)
        if isinstance(parsed, Misuse):
            return replace(self._misuse(line, parsed, asked), for_asker=True)
        words = " ".join(
            parsed.arguments[param.name] for param in self._params(parsed) if param.name in parsed.arguments
        )
        return replace(self.respond(parsed, asked), query=words[:LONGEST])

    def _params(self, invocation: Invocation) -> tuple[Param, ...]:
        return self.commands[invocation.command].params

    def respond(self, invocation: Invocation, asked: Asked = NOBODY) -> Reply:
        """Answer an invocation.

        Raises KeyError for a command that is not declared; adapters make
        invocations out of declared commands alone.
        """
        command = self.commands[invocation.command]
        arguments = {name: words[:LONGEST] for name, words in invocation.arguments.items()}
        context = replace(self._context, asked=asked if command.is_of_group else NOBODY, speaking=asked.speaking)
        reply = command.handler(arguments, context)
        reply = replace(reply, for_asker=command.for_asker or reply.outcome is not Outcome.FOUND)
        if arguments == invocation.arguments:
            return reply
        return replace(reply, blocks=(Note(NoteKind.RESOLUTION, phrases.cut_to(LONGEST)), *reply.blocks))

    def inline(self, text: str) -> Reply | None:
        """The answer to the `[[xu-lai 37.1]]` and `[[zhenbao]]` in a message; None where it has none that lead anywhere."""
        return inline.answer(text, self.library)

    def suggest(self, command: str, param: str, typed: str, asked: Asked = NOBODY) -> tuple[Suggestion, ...]:
        """What a parameter may take, best first, for what was typed of it so far."""
        declared = next(one for one in self.commands[command].params if one.name == param)
        return tuple(self._suggest(declared, typed, asked))[:SUGGESTIONS]

    def complete(self, line: str, asked: Asked = NOBODY) -> tuple[Completion, ...]:
        """How a line may go on."""
        start = len(line) - len(line.lstrip().lstrip(PREFIXES).lstrip())
        name, space, rest = line[start:].partition(" ")
        if not space:
            return tuple(
                Completion(known, start, command.summary)
                for known, command in self.commands.items()
                if known.startswith(name.casefold())
            )
        found = self.commands.get(name.casefold())
        if found is None or not found.params:
            return ()
        head, gap, last = rest.rpartition(" ")
        if gap and len(found.params) > 1 and head.strip():
            at = start + len(name) + 1 + len(head) + 1
            styles = [
                one for one in self._suggest(found.params[1], last, asked) if one.value.startswith(last.casefold())
            ]
            if styles:
                return tuple(Completion(one.value, at, one.label) for one in styles)
        at = start + len(name) + 1
        return tuple(
            Completion(one.value, at, one.label if one.label != one.value else "")
            for one in list(self._suggest(found.params[0], rest.lstrip(), asked))[:SUGGESTIONS]
        )

    def _suggest(self, param: Param, typed: str, asked: Asked) -> list[Suggestion]:
        if param.kind is ParamKind.SETTING:
            known = settings.changes(asked)
            begun = fold(typed).lstrip()
            return [Suggestion(one, one) for one in known if one.startswith(begun)]
        if param.kind is ParamKind.TIME:
            return [Suggestion(one, one) for one in digest.completions(typed, asked)]
        if param.kind is ParamKind.COMMAND:
            return [Suggestion(name, name) for name in self.commands if name.startswith(typed.casefold())]
        if param.kind is ParamKind.STYLE:
            return [Suggestion(style.name, style.title) for style in STYLES if style.name.startswith(typed.casefold())]
        if param.choices:
            return [Suggestion(one, one) for one in param.choices if one.startswith(fold(typed))]
        kinds = _KINDS.get(param.kind)
        if kinds is None:
            return []
        found = self._index.complete(typed, kinds, limit=SUGGESTIONS)
        return [Suggestion(one.id, one.name) for one in found]

    def _misuse(self, line: str, misuse: Misuse, asked: Asked) -> Reply:
        if misuse.command:
            command = self.commands[misuse.command]
            composer = Composer(self.library, command.name, "")
            composer.add(Paragraph(phrases.missing(command.usage_for(asked.speaking), misuse.missing)))
            example = fill_in(command.examples[0].words, self.library)
            composer.add(
                *actions([(f"Try: {asked.speaking.typed(example)}", example), ("Help", f"help {command.name}")])
            )
            return composer.reply(Outcome.USAGE)
        composer = Composer(self.library, "", line.strip())
        if not misuse.typed:
            composer.add(Paragraph(phrases.EMPTY))
        else:
            composer.add(Paragraph(phrases.no_command(misuse.typed)))
            is_question = misuse.typed.casefold() in phrases.QUESTION_WORDS
            near = () if is_question else nearest(misuse.typed.casefold(), self.commands)
            options = [Option(name, self._with_words(name, line), self.commands[name].summary) for name in near]
            if not near:  # words for the documents, perhaps, without a command before them
                options = list(self._as_questions(line.strip().lstrip(PREFIXES).strip()))
            if options:
                composer.add(Options(phrases.DID_YOU_MEAN, tuple(options)))
        composer.add(*actions([("All commands", "help")]))
        return composer.reply(Outcome.USAGE)

    def _as_questions(self, words: str) -> tuple[Option, ...]:
        """What may be meant by words that begin with no command."""
        if not words or len(words) > _LONGEST_OFFERED or "\n" in words:
            return ()
        reference = Reference.parse(words)
        is_place = reference is not None and reference.document in self.library.documents
        search = Option(phrases.SEARCH_IT, f"search {words}")
        claim = Option(phrases.CLAIM_IT, f"claim {words}")
        return (Option(phrases.READ_IT, f"read {words}"), search) if is_place else (search, claim)

    def _with_words(self, name: str, line: str) -> str:
        """The line with its first word replaced, so that picking the option does what was meant."""
        pieces = line.split(maxsplit=1)
        return f"{name} {pieces[1]}" if len(pieces) > 1 and self.commands[name].params else name
