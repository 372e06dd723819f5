"""A reply in the chosen form, shown where it belongs."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.cli import phrases
from adapters.cli.arguments import Arguments, Format
from adapters.cli.progress import Progress
from adapters.cli.render.lines import Line
from adapters.cli.screen import Screen, is_dumb, look
from adapters.cli.streams import put
from adapters.settings import Settings
from bot.library import Library
from bot.reply import Outcome, Paragraph, Reply


@dataclass(frozen=True, slots=True)
class Output:
    """Where answers go, and what they look like.

    `errors` takes what is no answer. `program` stands before the commands that
    an answer offers, where they are typed in a shell. `progress` is what
    somebody sees who waits for an answer. `platform` is whose message an answer
    is shown as, where it is one. `http` is where a running bot tells how it is,
    or "".
    """

    screen: Screen
    errors: Screen
    format: Format = Format.TEXT
    program: str = ""
    is_paged: bool = False
    shows_traceback: bool = False
    platform: str = ""
    http: str = ""
    progress: Progress = field(default_factory=Progress)

    def show(self, reply: Reply, library: Library) -> None:
        """Show a reply. One that says what was wrong with the command is no answer, but for a program."""
        if self.platform:
            payloads = _payloads(self.platform, reply, library)
            put(self.screen.stream, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in payloads))
            return
        screen = self.errors if reply.outcome in (Outcome.USAGE, Outcome.ERROR) else self.screen
        match self.format:
            case Format.JSON:
                from adapters.cli.render import json_

                put(self.screen.stream, json_.render(reply, library) + "\n")
            case Format.MARKDOWN:
                from adapters.cli.render import markdown

                put(screen.stream, markdown.render(reply, library))
            case Format.TEXT:
                from adapters.cli.render import text

                page = text.Page(screen.columns, self.program, screen.bar, screen.is_coloured)
                self._show_lines(text.render(reply, library, page), screen)

    def fault(self, line: str, error: Exception, library: Library) -> None:
        """Say in one sentence that a command has no answer, by a fault of ours."""
        if self.shows_traceback:
            import traceback

            put(self.errors.stream, "".join(traceback.format_exception(error)))
        words = phrases.fault(error)
        if self.format is Format.JSON:
            self.show(Reply("", line, Outcome.ERROR, (Paragraph(words),)), library)
        put(self.errors.stream, f"{words}\n")

    def _show_lines(self, lines: list[Line], screen: Screen) -> None:
        if not (self.is_paged and screen.is_terminal and screen.is_filled_by(lines) and _page(lines, screen)):
            screen.write(lines)


def _payloads(platform: str, reply: Reply, library: Library) -> list[dict[str, Any]]:
    """What a platform would get."""
    if platform == "matrix":
        from adapters.matrix import shown as on_matrix

        return on_matrix.payloads(reply, library)
    from adapters.discord import shown as on_discord

    return on_discord.payloads(reply, library)


def _page(lines: list[Line], screen: Screen) -> bool:
    from adapters.cli.pager import find_pager, page

    command = find_pager(os.environ)
    if not command:
        return False
    paged = io.StringIO()
    replace(screen, stream=paged).write(lines)
    return page(paged.getvalue(), command, os.environ)


def output_of(arguments: Arguments, settings: Settings | None = None, program: str = "") -> Output:
    """Where answers go, by what was typed and by what the streams can show. Without `settings`, none of them counts."""
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
        shows_traceback=settings is not None and settings.log == "debug",
        platform=arguments.platform,
        http=settings.http if settings is not None else "",
        progress=Progress(errors if can_draw and arguments.format is not Format.JSON else None),
    )
