"""`catena chat`: a conversation, one command after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from adapters.cli import phrases
from adapters.cli.answers import answer
from adapters.cli.arguments import Format
from adapters.cli.exits import Exit
from adapters.cli.output import Output
from adapters.cli.render.lines import Style, said, wrap
from bot.app import App
from bot.reply import Options, Reply

Ask = Callable[[], str]
"""Asks for a line. Raises EOFError where there is none any more, KeyboardInterrupt where it was given up."""


def chat(app: App, output: Output, ask: Ask) -> Exit:
    """Answer what is asked until there is nothing more. What is wrong with a command is part of the talk."""
    output = replace(output, errors=output.screen)
    if output.format is not Format.JSON:
        _greet(app, output)
    choices: tuple[str, ...] = ()
    while True:
        try:
            line = ask().strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return Exit.FOUND
        if line.casefold() in phrases.LEAVE:
            return Exit.FOUND
        picked = _pick(line, choices)
        if picked is None:
            _say(phrases.no_such_choice(line, len(choices)), output)
        elif picked:
            try:
                _, reply = answer(picked, app, output)
                choices = _choices(reply)
            except KeyboardInterrupt:
                _say(phrases.STOPPED, output)


def _pick(line: str, choices: tuple[str, ...]) -> str | None:
    """The command that a line stands for; None for the number of a choice that there is not."""
    if line == phrases.HELP_WORD:
        return "help"
    if not choices or not (line.isascii() and line.isdecimal()):
        return line
    number = int(line[:9])
    return choices[number - 1] if 1 <= number <= len(choices) else None


def _choices(reply: Reply | None) -> tuple[str, ...]:
    blocks = reply.blocks if reply is not None else ()
    return tuple(option.command for block in blocks if isinstance(block, Options) for option in block.options)


def _greet(app: App, output: Output) -> None:
    library = app.library
    for text in phrases.greeting(library.parts.title, len(library.documents), len(library.claims), len(library.topics)):
        _say(text, output)


def _say(text: str, output: Output) -> None:
    output.screen.write(wrap([said(text, Style.ASIDE)], output.screen.columns))
