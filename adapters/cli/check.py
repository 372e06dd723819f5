"""`catena check`: what is wrong with a library, what its editor may want to look at, and what no claim quotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from adapters.cli import phrases
from adapters.cli.arguments import Format
from adapters.cli.exits import Exit
from adapters.cli.output import Output
from adapters.cli.render.lines import Line, Style, quoted, said, wrap
from bot.library import Library, Parts
from bot.loading.inspection import Inspection, inspect
from bot.model import Reference
from bot.problems import Problem
from bot.reply import Block, Outcome, Paragraph, Reply, Rows

_NO_LIBRARY = Library(Parts(name="", title="", format=0, hash="", documents=()))


def check(folder: Path, output: Output) -> Exit:
    """Look through a library folder and show the findings; they are the answer, errors as well.

    The exit code is 1 where there is an error.
    """
    inspection = inspect(folder)
    if output.format is Format.TEXT:
        output.screen.write(_lines(folder, inspection, output.screen.columns))
    else:
        library = inspection.library or _NO_LIBRARY
        replace(output, errors=output.screen).show(_reply(folder, inspection), library)
    return Exit.NOTHING if inspection.problems else Exit.FOUND


def _lines(folder: Path, inspection: Inspection, columns: int) -> list[Line]:
    """The findings, each on a line of its own, however long, so that other programs can read them."""
    lines: list[Line] = [(said(str(problem)),) for problem in inspection.problems]
    if inspection.suggestions:
        lines.append((said(f"{phrases.SUGGESTIONS}:", Style.HEADING),))
        lines += [(said(str(problem)),) for problem in inspection.suggestions]
    lines += wrap([said(_summary(folder, inspection), Style.HEADING)], columns)
    if inspection.coverage is not None and inspection.library is not None:
        lines += wrap([said(phrases.covered(inspection.coverage.used, inspection.coverage.total))], columns)
        for reference, words in _unused(inspection):
            margin = said(f"{reference}  ", Style.LABEL)
            lines += wrap([quoted(words)], columns, (margin,), (said(" " * len(margin.text)),))
    return lines


def _reply(folder: Path, inspection: Inspection) -> Reply:
    blocks: list[Block] = [Paragraph(_summary(folder, inspection))]
    blocks.append(_findings(phrases.PROBLEMS, inspection.problems))
    blocks.append(_findings(phrases.SUGGESTIONS, inspection.suggestions))
    if inspection.coverage is not None:
        blocks.append(Paragraph(phrases.covered(inspection.coverage.used, inspection.coverage.total)))
        unused = tuple(_unused(inspection))
        commands = tuple(f"read {reference}" for reference, _ in unused)
        blocks.append(Rows(phrases.UNUSED_COLUMNS, unused, phrases.UNUSED, commands))
    outcome = Outcome.ERROR if inspection.problems else Outcome.FOUND
    return Reply("check", str(folder), outcome, tuple(blocks))


def _findings(title: str, problems: Iterable[Problem]) -> Rows:
    rows = tuple(
        (problem.file, str(problem.line) if problem.line else "", problem.key, problem.wrong, problem.remedy)
        for problem in problems
    )
    return Rows(phrases.PROBLEM_COLUMNS, rows, title)


def _summary(folder: Path, inspection: Inspection) -> str:
    if inspection.library is None:
        return phrases.unsound(folder, len(inspection.problems))
    library = inspection.library
    return phrases.sound(folder, len(library.documents), len(library.claims), len(library.topics))


def _unused(inspection: Inspection) -> Iterable[tuple[str, str]]:
    assert inspection.library is not None
    assert inspection.coverage is not None
    for reference in inspection.coverage.unused:
        yield str(reference), _words(inspection.library, reference)


def _words(library: Library, reference: Reference) -> str:
    sentence = library.sentence(reference)
    assert sentence is not None  # coverage names sentences of this library alone
    return library.cut(sentence.passage)
