"""Completion in a conversation, out of what the commands declare and the library has."""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.showing.visible import on_one_line
from bot.app import App


class CommandCompleter(Completer):
    """Asks the app how a line may go on."""

    def __init__(self, app: App) -> None:
        self.app = app

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002  # prompt_toolkit's signature
        """The ways to go on from the cursor, best first."""
        line = document.text_before_cursor
        for found in self.app.complete(line):
            yield Completion(
                found.text,
                start_position=found.start - len(line),
                display=on_one_line(found.text),
                display_meta=on_one_line(found.detail),
            )
