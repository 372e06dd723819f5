"""Looks through everything that going online needs, and says of each thing how it is."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Iterator, Sequence
from pathlib import Path

from adapters.cli.arguments import Format
from adapters.cli.doctor import here, phrases, store
from adapters.cli.doctor.finding import Finding, State, not_used, ok, wrong
from adapters.cli.exits import Exit
from adapters.cli.output import Output
from adapters.cli.render.json_ import written
from adapters.cli.render.lines import Line, Style, said, wrap
from adapters.cli.streams import put
from adapters.settings import Settings, SettingsError, collect, configured, settings_of

VERSION = 1
"""Of the JSON form."""
_NARROW = 40
"""Cells of a screen that has no room for margins."""


def examine(output: Output, library: Path | None = None) -> Exit:
    """Look through everything, and show what was found. The exit code says whether all is well.

    `library` is looked at in the place of those that are set.
    """
    findings = [*_found(output, library)]
    number = sum(one.state is State.WRONG for one in findings)
    if output.format is Format.JSON:
        checks = [{"what": one.what, "state": one.state, "said": one.said, "mend": one.mend} for one in findings]
        answer = {"version": VERSION, "command": "doctor", "well": not number, "checks": checks}
        put(output.screen.stream, f"{written(answer)}\n")
    else:
        output.screen.write([*_lines(findings, output.screen.columns)])
    return Exit.CONFIGURATION if number else Exit.FOUND


def _found(output: Output, library: Path | None) -> Iterator[Finding]:
    yield here.python()
    chosen, settings, problems = _settings()
    odd = [*problems, *here.names(chosen), *here.bare_names(chosen, Path())]
    yield from odd or [ok(phrases.SETTINGS, phrases.SETTINGS_FOUND)]
    if settings is None:
        return
    yield from here.secrets(chosen, Path())
    platforms = _platforms(settings)
    if not platforms:
        yield wrong(phrases.PLATFORMS, phrases.NOTHING_SET, phrases.NOTHING_SET_MEND)
    yield from here.extras((*platforms, *_database(settings)))
    with output.progress:
        output.progress(0, 0)
        libraries = [*here.libraries((library,) if library is not None else settings.libraries)]
    yield from libraries
    yield here.folder(settings.state)
    if settings.state is not None:
        yield here.room(settings.state)
    yield here.zones()
    yield store.examine(settings.database_url)
    yield from asyncio.run(_over_the_network(settings, platforms))


def _settings() -> tuple[dict[str, str], Settings | None, list[Finding]]:
    """What was chosen, and the settings; or each thing that is wrong with them, one after the other left out."""
    problems: list[Finding] = []
    try:
        chosen = left = collect(os.environ)
        while True:
            try:
                settings = settings_of(left, os.environ)
            except SettingsError as error:
                if error.setting not in left:
                    raise
                problems.append(wrong(phrases.SETTINGS, str(error), phrases.SETTINGS_MEND))
                left = {name: value for name, value in left.items() if name != error.setting}
            else:
                return chosen, None if problems else settings, problems
    except SettingsError as error:  # a file that cannot be used
        return {}, None, [*problems, wrong(phrases.SETTINGS, str(error), phrases.SETTINGS_MEND)]


async def _over_the_network(settings: Settings, platforms: Sequence[str]) -> list[Finding]:
    """What is asked of servers, side by side."""
    asked: list[Awaitable[list[Finding]]] = []
    there = [name for name in platforms if here.is_installed(name)]
    if "discord" in there:
        from adapters.cli.doctor import discord

        asked.append(discord.examine(settings.discord_token))
    if "matrix" in there:
        from adapters.cli.doctor import matrix

        asked.append(matrix.examine(settings))
    if settings.http and there:
        from adapters.cli.doctor import health

        asked.append(health.examine(settings.http))
    findings = [one for found in await asyncio.gather(*asked) for one in found]
    clocks = [one for one in findings if one.what == phrases.CLOCK]
    clocks.sort(key=lambda one: one.state is State.OK)
    unused = [
        not_used(name, phrases.NOT_SET)
        for name in (phrases.DISCORD, phrases.MATRIX)
        if name.casefold() not in platforms
    ]
    return [*clocks[:1], *(one for one in findings if one.what != phrases.CLOCK), *unused]


def _platforms(settings: Settings) -> tuple[str, ...]:
    try:
        return configured(settings)
    except SettingsError:
        return ()


def _database(settings: Settings) -> tuple[str, ...]:
    is_server = (settings.database_url or "").startswith(("postgres://", "postgresql://", "postgresql+"))
    return ("postgresql",) if is_server else ()


def _lines(findings: Sequence[Finding], columns: int) -> Iterator[Line]:
    """An entry for each thing, its state in front; what is to be copied is never wrapped."""
    widest = max(len(one.state) for one in findings)
    below = (said(" " * (widest + 2)),) if columns > _NARROW else (said("  "),)
    for one in findings:
        head = said(f"{one.state:<{widest}}  ", Style.HEADING if one.state is State.WRONG else Style.LABEL)
        yield from wrap([said(f"{one.what}: {one.said}")], columns, (head,), below)
        if one.is_command:
            yield (*below, said(f"→ {one.mend}", Style.COMMAND))
        elif one.mend:
            yield from wrap([said(f"→ {one.mend}")], columns, below, (*below, said("  ")))
    number = sum(one.state is State.WRONG for one in findings)
    yield from wrap([said(phrases.some_wrong(number) if number else phrases.ALL_WELL, Style.HEADING)], columns)
