"""Looks through everything that going online needs, and says of each thing how it is."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.cli.arguments import Format
from adapters.cli.doctor import here, phrases
from adapters.cli.doctor.finding import Finding, State, not_used, ok, wrong
from adapters.cli.exits import Exit
from adapters.cli.output import Output
from adapters.cli.render.lines import Line, Style, said, wrap
from adapters.cli.streams import put
from adapters.settings import Settings, SettingsError, collect, configured, settings_of

VERSION = 1
"""Of the JSON form."""


def examine(output: Output) -> Exit:
    """Look through everything, and show what was found. The exit code says whether all is well."""
    findings = [*_found(output)]
    number = sum(one.state is State.WRONG for one in findings)
    if output.format is Format.JSON:
        checks = [{"what": one.what, "state": one.state, "said": one.said, "mend": one.mend} for one in findings]
        answer = {"version": VERSION, "command": "doctor", "well": not number, "checks": checks}
        put(output.screen.stream, json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        output.screen.write([*_lines(findings, output.screen.columns)])
    return Exit.CONFIGURATION if number else Exit.FOUND


def _found(output: Output) -> Iterator[Finding]:
    yield here.python()
    try:
        chosen = collect(os.environ)
        settings = settings_of(chosen, os.environ)
    except SettingsError as error:
        yield wrong(phrases.SETTINGS, str(error), phrases.SETTINGS_MEND)
        return
    odd = [*here.names(chosen)]
    yield from odd or [ok(phrases.SETTINGS, phrases.SETTINGS_FOUND)]
    yield here.secrets(chosen, Path())
    platforms = _platforms(settings)
    if not platforms:
        yield wrong(phrases.PLATFORMS, phrases.NOTHING_SET, phrases.NOTHING_SET_MEND)
    lacking = [*here.extras((*platforms, *_database(settings)))]
    yield from lacking
    with output.progress:
        libraries = [*here.libraries(settings)]
    yield from libraries
    yield here.folder(settings.state)
    if settings.state is not None:
        yield here.room(settings.state)
    yield here.zones()
    yield here.store(settings.database_url)
    there = tuple(one for one in platforms if one.capitalize() not in {finding.what for finding in lacking})
    yield from asyncio.run(_over_the_network(settings, there))


async def _over_the_network(settings: Settings, platforms: Sequence[str]) -> list[Finding]:
    """What is asked of servers, side by side."""
    asked = []
    if "discord" in platforms:
        from adapters.cli.doctor import discord

        asked.append(discord.examine(settings.discord_token))
    if "matrix" in platforms:
        from adapters.cli.doctor import matrix

        asked.append(matrix.examine(settings))
    if settings.http and platforms:
        from adapters.cli.doctor import health

        asked.append(health.examine(settings.http))
    findings = [one for found in await asyncio.gather(*asked) for one in found]
    clocks = [one for one in findings if one.what == phrases.CLOCK]
    unused = [
        not_used(name.capitalize(), phrases.NOT_SET)
        for name in ("discord", "matrix")
        if name not in _platforms(settings)
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
    state = max(len(one.state) for one in findings)
    what = max(len(one.what) for one in findings)
    for one in findings:
        head = said(f"{one.state:<{state}}  ", Style.HEADING if one.state is State.WRONG else Style.LABEL)
        margin = (head, said(f"{one.what:<{what}}  "))
        below = (said(" " * (state + what + 4)),)
        yield from wrap([said(one.said)], columns, margin, below)
        if one.mend:
            yield from wrap([said(f"→ {one.mend}")], columns, below, below)
    number = sum(one.state is State.WRONG for one in findings)
    yield from wrap([said(phrases.some_wrong(number) if number else phrases.ALL_WELL, Style.HEADING)], columns)
