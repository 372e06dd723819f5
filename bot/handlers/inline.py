"""References in a message that is no command: `[[xu-lai 37.1]]`, `[[zhenbao]]`."""

from __future__ import annotations

import re

from bot.handlers.compose import Composer
from bot.handlers.phrases import no_such_place
from bot.handlers.resolving import actions
from bot.library import Library
from bot.model import Reference
from bot.reply import Heading, Paragraph, Reply

MOST = 3
"""References of one message that are answered: it is a message, no list of quotations."""
BEGIN = "[["
_INLINE = re.compile(r"\[\[([^\[\]\n]{1,100})\]\]")
# Fences before single marks, and an opening one without its end takes all that follows, as chat programs show it.
_CODE = re.compile(r"(?s)```.*?(?:```|\Z)|(`+)(?!`).+?(?<!`)\1(?!`)")


def written(text: str) -> tuple[str, ...]:
    """What stands in double brackets outside of code, in order, none of it twice, and no more than are answered."""
    found = (one.strip() for one in _INLINE.findall(_CODE.sub(" ", text)))
    return tuple(dict.fromkeys(one for one in found if one))[:MOST]


def answer(text: str, library: Library) -> Reply | None:
    """The sentences and claims that a message refers to, quoted; None where it refers to none.

    Nothing is guessed: brackets are used for other things, too.
    """
    composer = Composer(library, "read", " ".join(f"[[{name}]]" for name in written(text)))
    steps: list[tuple[str, str]] = []
    for name in written(text):
        step = _claim(composer, name) or _place(composer, name)
        if step is not None:
            steps.append(step)
    if not composer.blocks:
        return None
    composer.add(*actions(steps))
    return composer.reply()


def _claim(composer: Composer, name: str) -> tuple[str, str] | None:
    library = composer.library
    claim = library.claims.get(library.successor("claim", name.casefold()))
    if claim is None:
        return None
    composer.add(Heading(claim.id, level=2, document=claim.document))
    composer.claim(claim)
    return f"All of {claim.id}", f"claim {claim.id}"


def _place(composer: Composer, name: str) -> tuple[str, str] | None:
    library = composer.library
    reference = Reference.parse(name)
    if reference is None or reference.document not in library.documents:
        return None
    document = library.documents[reference.document]
    sentences = library.paragraph(reference) if reference.sentence is None else (library.sentence(reference),)
    found = [sentence.reference for sentence in sentences if sentence is not None]
    if not found:
        composer.add(Paragraph(no_such_place(reference, document.label, document.sentences[-1].reference)))
        return None
    composer.add(Heading(f"[{document.label}], {reference.locator}", level=2, document=document.id))
    for place in found:
        composer.sentence(place)
    return "Context", f"read {reference}"
