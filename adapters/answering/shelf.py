"""The libraries that a bot offers, one of which answers in each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.app import App
from bot.groups import Choices, settle
from bot.library import Library

MARK = 6
"""Characters of a library's hash by which a message says which library it was cut from."""


class Shelf:
    """The apps by their library's name, the default first.

    Raises ValueError where there is none, or two of the same name.
    """

    def __init__(self, apps: Sequence[App]) -> None:
        self.apps: Mapping[str, App] = {app.library.parts.name: app for app in apps}
        if not apps or len(self.apps) < len(apps):
            raise ValueError("a shelf needs at least one library, and a name of its own for each")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.apps)

    @property
    def default(self) -> App:
        return next(iter(self.apps.values()))

    def chosen(self, choices: Choices) -> App:
        """The app of the library that a group chose."""
        return self.apps[settle("library", choices, libraries=self.names).value]

    def marked(self, wanted: str) -> App | None:
        """The app whose library has the mark; None where no such library is offered any more, or it has changed."""
        return next((app for app in self.apps.values() if mark(app.library) == wanted), None)

    def replace(self, name: str, app: App) -> None:
        """Let another app answer in the place of the one of that name: whoever asks next asks the new one.

        Raises KeyError where there is none of that name.
        """
        if name not in self.apps:
            raise KeyError(name)
        self.apps = {known: app if known == name else before for known, before in self.apps.items()}


def mark(library: Library) -> str:
    """The mark of a library."""
    return library.hash[:MARK]
