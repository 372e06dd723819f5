"""Words → the one thing meant, or the reply that asks or declines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.reply import Action, Actions, Note, NoteKind, Option, Options, Outcome, Paragraph, Reply, Resolved
from bot.resolve import Candidate, Picked, Resolution
from bot.text import words


def unresolved(answer: Composer, resolution: Resolution, kind: str, *, verbs: dict[str, str]) -> Reply:
    """The reply where nothing was picked: choices, or nothing with the nearest names.

    `verbs` maps the kind of a candidate to the command that opens it.
    """
    if resolution.note:
        answer.add(Note(NoteKind.RESOLUTION, resolution.note))
    if resolution.choices:
        answer.add(Options(_prompt(resolution), options(resolution.choices, verbs)))
        return answer.reply(Outcome.CHOICES)
    answer.add(Paragraph(phrases.nothing(kind, resolution.typed)))
    nearest = options(resolution.nearest, verbs)
    if nearest:
        answer.add(Options(phrases.NEAREST, nearest))
    else:
        answer.add(Actions((Action(phrases.LOOK_AROUND, "topics"),)))
    return answer.reply(Outcome.NOTHING)


def _prompt(resolution: Resolution) -> str:
    """What is asked: which of several senses, or which of the claims of one topic or person."""
    reasons = {candidate.why for candidate in resolution.choices if candidate.kind == "claim"}
    if len(reasons) == 1 and all(_is_summary(candidate) for candidate in resolution.choices):
        return phrases.claims_of(resolution.typed, len(resolution.choices))
    return phrases.which(resolution.typed)


def options(candidates: Iterable[Candidate], verbs: dict[str, str]) -> tuple[Option, ...]:
    """An option for every candidate that a command opens. A claim's summary is marked as the editor's."""
    return tuple(
        Option(candidate.id, command, f"{phrases.EDITORS_SUMMARY}: {candidate.label}")
        if _is_summary(candidate)
        else Option(candidate.label, command, candidate.id if candidate.kind == "claim" else "")
        for candidate in candidates
        if candidate.kind in verbs and (command := f"{verbs[candidate.kind]} {candidate.id}")
    )


def _is_summary(candidate: Candidate) -> bool:
    """Whether a candidate is called by its claim's statement, and not by a sense of the word."""
    return candidate.kind == "claim" and candidate.is_named


def resolved(answer: Composer, resolution: Resolution) -> Resolved | None:
    """What the words were taken for; says so in the answer where it is not plain from what was typed."""
    picked = resolution.picked
    if picked is None:
        return None
    if picked.how == "retired":
        answer.add(Note(NoteKind.RESOLUTION, phrases.retired(resolution.typed, picked.id)))
    elif not _is_plain(resolution.typed, picked):
        name = picked.id if picked.kind == "claim" else picked.name
        answer.add(Note(NoteKind.RESOLUTION, phrases.taken_for(resolution.typed, name, picked.id)))
    return Resolved(picked.kind, picked.id, picked.name, picked.how, resolution.typed)


def _is_plain(typed: str, picked: Picked) -> bool:
    """Whether the words are the thing's own id, or stand in its name, so that nothing needs saying."""
    if picked.how == "exact":
        return True
    name = "" if picked.kind == "claim" else picked.name
    known = {word.folded for word in words(f"{picked.id} {name}".replace("-", " "))}
    return {word.folded for word in words(typed.replace("-", " "))} <= known


def actions(pairs: Sequence[tuple[str, str]]) -> tuple[Actions, ...]:
    """The next steps, where there are any."""
    return (Actions(tuple(Action(label, command) for label, command in pairs)),) if pairs else ()
