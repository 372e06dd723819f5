"""What the program does with what was typed: one answer, one for each line, a conversation, or what a verb says."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TextIO

from adapters.cli import phrases
from adapters.cli.about import help_text, version
from adapters.cli.answers import answer, answer_each, answer_without_library, asks_for_status, read_lines
from adapters.cli.arguments import Arguments, UsageError, parse
from adapters.cli.exits import Exit
from adapters.cli.extras import needing
from adapters.cli.output import Output, output_of
from adapters.cli.screen import is_dumb
from adapters.cli.streams import put
from adapters.cli.verb_help import VERB_HELP
from adapters.cli.verbs import VERBS
from adapters.places import make_private
from adapters.settings import Settings, SettingsError, read_settings
from adapters.showing.visible import on_one_line
from bot.app import App
from bot.commands import COMMANDS
from bot.handlers.phrases import QUESTION_WORDS
from bot.loading import LibraryError, open_library
from bot.names import nearest
from bot.parsing import PREFIXES

CHAT = "chat"
_MOST_PROBLEMS = 20


def run(typed: Sequence[str]) -> Exit:
    """Do what was typed."""
    try:
        arguments = parse(typed)
        if arguments.wants_version:
            return _say(version())
        if arguments.wants_help:
            if arguments.words[:1] not in [(name,) for name in (*COMMANDS, *VERBS)]:
                return _say(help_text())
            arguments = replace(arguments, words=("help", arguments.words[0]))
        if arguments.words[:1] == ("help",) and arguments.words[1:] in [(name,) for name in VERBS]:
            return _say(VERB_HELP[arguments.words[1]])
        name = arguments.words[0] if arguments.words else ""
        verb = VERBS.get(name)
        if verb is not None:
            verb.check(name, arguments)
            return verb.run(arguments)
        if name == CHAT and arguments.words[1:]:
            raise UsageError(phrases.takes_no_words(CHAT))
        return _answer(arguments, read_settings())
    except UsageError as error:
        return _complain(Exit.USAGE, str(error), phrases.SEE_HELP)
    except SettingsError as error:
        return _complain(Exit.CONFIGURATION, str(error))
    except LibraryError as error:
        shown = [str(problem) for problem in error.problems[:_MOST_PROBLEMS]]
        if len(error.problems) > _MOST_PROBLEMS:
            shown.append(phrases.more_problems(len(error.problems) - _MOST_PROBLEMS))
        title = phrases.broken_library(error.folder, len(error.problems))
        return _complain(Exit.CONFIGURATION, title, *shown, phrases.mend_library(error.folder))


def _answer(arguments: Arguments, settings: Settings) -> Exit:
    words = tuple(map(_typed, arguments.words))
    is_chat = words == (CHAT,) or (not words and _is_terminal(sys.stdin) and _is_terminal(sys.stdout))
    if words and not is_chat:
        _refuse_misspelt_verb(words[0])
    if settings.state is not None and settings.cache is not None and settings.state in settings.cache.parents:
        make_private(settings.state)  # before the cache is made in it, and its folder for everybody
    output = output_of(arguments, settings, program=phrases.PROGRAM if words and not is_chat else "")
    try:
        with output.progress:
            app = App(*open_library(arguments.library or settings.library, settings.cache, output.progress))
    except LibraryError as error:
        if not words or is_chat or not asks_for_status(" ".join(words)):
            raise
        return answer_without_library(error, output)
    if words and not is_chat:
        with needing(arguments.platform):
            return answer(" ".join(words), app, output)[0]
    gc.enable()
    if is_chat:
        from adapters.cli.chat import chat

        return chat(app, output, _asker(app, output, arguments, settings))
    return answer_each(read_lines(sys.stdin.buffer) if sys.stdin is not None else (), app, output)


def _asker(app: App, output: Output, arguments: Arguments, settings: Settings) -> Callable[[], str]:
    from adapters.cli.prompt import ask_plainly, line_editor

    can_edit = _is_terminal(sys.stdin) and _is_terminal(sys.stdout) and not is_dumb(os.environ)
    if arguments.is_plain or not can_edit:
        return ask_plainly
    try:
        return line_editor(app, settings.state, is_coloured=output.screen.is_coloured)
    except Exception:  # noqa: BLE001  # a console that the editor cannot draw on (Windows has several) can still be typed in
        return ask_plainly


def _say(text: str) -> Exit:
    put(sys.stdout, text)
    return Exit.FOUND


def _refuse_misspelt_verb(word: str) -> None:
    """`catena chekc`: the commands know only each other's names."""
    if word.lstrip(PREFIXES) in COMMANDS or word.casefold() in QUESTION_WORDS:
        return
    near = nearest(word, (CHAT, *VERBS, *COMMANDS))
    if near and near[0] in (CHAT, *VERBS):
        raise UsageError(phrases.unknown_verb(word, near[0]))


def _complain(code: Exit, *lines: str) -> Exit:
    put(sys.stderr, "".join(f"{on_one_line(line)}\n" for line in lines))
    return code


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _typed(word: str) -> str:
    """A word of the command line; what was no text in the locale becomes U+FFFD."""
    return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
