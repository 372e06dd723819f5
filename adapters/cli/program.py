"""What the program does with what was typed: one answer, one for each line, a conversation, or a check."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from adapters.cli import phrases
from adapters.cli.about import help_text, version
from adapters.cli.answers import answer, answer_each, read_lines
from adapters.cli.arguments import Arguments, Format, UsageError, parse
from adapters.cli.exits import Exit
from adapters.cli.output import Output
from adapters.cli.progress import Progress
from adapters.cli.screen import is_dumb, look
from adapters.cli.streams import put
from adapters.places import make_private
from adapters.settings import Settings, SettingsError, configured, read_settings
from adapters.showing.visible import on_one_line
from bot.app import App
from bot.commands import COMMANDS
from bot.loading import LibraryError, open_library
from bot.names import nearest
from bot.parsing import PREFIXES

SERVE = "serve"
_ONLINE = ("discord", "matrix", SERVE)
VERBS = ("chat", "check", *_ONLINE)
"""What the program does beside answering commands."""
_MOST_PROBLEMS = 20


def run(typed: Sequence[str]) -> Exit:
    """Do what was typed."""
    try:
        arguments = parse(typed)
        if arguments.wants_version:
            return _say(version())
        if arguments.wants_help:
            if arguments.words[:1] not in [(name,) for name in COMMANDS]:
                return _say(help_text())
            arguments = replace(arguments, words=("help", arguments.words[0]))
        settings = read_settings()
        if arguments.words[:1] == ("check",):
            return _check(arguments, settings)
        for verb in ("chat", *_ONLINE):
            if arguments.words[:1] == (verb,) and arguments.words[1:]:
                raise UsageError(phrases.takes_no_words(verb))
        if arguments.words[:1] and arguments.words[0] in _ONLINE:
            return _online(arguments.words[0], arguments, settings)
        return _answer(arguments, settings)
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
    is_chat = words == ("chat",) or (not words and _is_terminal(sys.stdin) and _is_terminal(sys.stdout))
    if words and not is_chat:
        _refuse_misspelt_verb(words[0])
    if settings.state is not None and settings.cache is not None and settings.state in settings.cache.parents:
        make_private(settings.state)  # before the cache is made in it, and its folder for everybody
    output = _output(arguments, settings, program=phrases.PROGRAM if words and not is_chat else "")
    with output.progress:
        app = App(*open_library(arguments.library or settings.library, settings.cache, output.progress))
    if words and not is_chat:
        with _extra(arguments.platform):
            return answer(" ".join(words), app, output)[0]
    gc.enable()
    if is_chat:
        from adapters.cli.chat import chat

        return chat(app, output, _asker(app, output, arguments, settings))
    return answer_each(read_lines(sys.stdin.buffer) if sys.stdin is not None else (), app, output)


def _online(verb: str, arguments: Arguments, settings: Settings) -> Exit:
    """The bot where groups talk: on one platform, or on all that something is set for."""
    gc.enable()
    platforms = configured(settings) if verb == SERVE else (verb,)
    with _extra(*platforms):
        from adapters.cli import serving

        if arguments.invites:
            return serving.invite(settings)
        return serving.serve(platforms, arguments, settings, _output(arguments, settings).progress)


@contextmanager
def _extra(*names: str) -> Iterator[None]:
    """What is to be installed where libraries of platforms are missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("bot", "adapters"):
            raise
        raise SettingsError(phrases.lacks_extra(names)) from None


def _output(arguments: Arguments, settings: Settings, program: str = "") -> Output:
    screen, errors = (look(stream, os.environ) for stream in (sys.stdout, sys.stderr))
    if arguments.is_plain:
        screen, errors = (replace(one, is_coloured=False) for one in (screen, errors))
    can_draw = errors.is_terminal and not is_dumb(os.environ) and not arguments.is_plain
    return Output(
        screen,
        errors,
        arguments.format,
        program,
        is_paged=arguments.is_paged and not arguments.is_plain,
        shows_traceback=settings.log == "debug",
        platform=arguments.platform,
        http=settings.http,
        progress=Progress(errors if can_draw and arguments.format is not Format.JSON else None),
    )


def _asker(app: App, output: Output, arguments: Arguments, settings: Settings) -> Callable[[], str]:
    from adapters.cli.prompt import ask_plainly, line_editor

    can_edit = _is_terminal(sys.stdin) and _is_terminal(sys.stdout) and not is_dumb(os.environ)
    if arguments.is_plain or not can_edit:
        return ask_plainly
    try:
        return line_editor(app, settings.state, is_coloured=output.screen.is_coloured)
    except Exception:  # noqa: BLE001  # a console that the editor cannot draw on (Windows has several) can still be typed in
        return ask_plainly


def _check(arguments: Arguments, settings: Settings) -> Exit:
    from adapters.cli.check import check

    if len(arguments.words) > 2:
        raise UsageError(phrases.ONE_FOLDER)
    named = Path(arguments.words[1]).expanduser() if arguments.words[1:] else arguments.library
    return check(named or settings.library, _output(arguments, settings))


def _say(text: str) -> Exit:
    put(sys.stdout, text)
    return Exit.FOUND


def _refuse_misspelt_verb(word: str) -> None:
    """`catena chekc`: the commands know only each other's names."""
    if word.lstrip(PREFIXES) in COMMANDS:
        return
    near = nearest(word, (*VERBS, *COMMANDS))
    if near and near[0] in VERBS:
        raise UsageError(phrases.unknown_verb(word, near[0]))


def _complain(code: Exit, *lines: str) -> Exit:
    put(sys.stderr, "".join(f"{on_one_line(line)}\n" for line in lines))
    return code


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _typed(word: str) -> str:
    """A word of the command line; what was no text in the locale becomes U+FFFD."""
    return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
