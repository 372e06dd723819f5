"""References in a message that is no command: `[[xu-lai 37.1]]`, `[[zhenbao]]`."""

from __future__ import annotations

import re

from bot.handlers.compose import Composer
from bot.handlers.phrases import no_such_place, quoted_above
from bot.handlers.resolving import actions
from bot.library import Library
from bot.model import Claim, Reference
from bot.reply import Heading, Paragraph, QuotationBlock, Reply

MOST = 3
"""References of one message that are answered: it is a message, no list of quotations."""
BEGIN = "[["
_INLINE = re.compile(r"\[\[([^\[\]\n]{1,100})\]\]")
# Fences before single marks, and an opening one without its end takes all that follows, as chat programs show it.
_CODE = re.compile(r"(?s)```.*?(?:```|\Z)|(`+)(?!`).+?(?<!`)\1(?!`)")


def written(text: str) -> tuple[str, ...]:
    """What stands in double brackets outside of code, in order, none of it twice."""
    found = (one.strip() for one in _INLINE.findall(_CODE.sub(" ", text)))
    return tuple(dict.fromkeys(one for one in found if one))


def answer(text: str, library: Library) -> Reply | None:
    """The first sentences and claims that a message refers to, quoted; None where it refers to none.

    Nothing is guessed: brackets are used for other things, too.
    """
    meant = _first(text, library)
    if not meant:
        return None
    composer = Composer(library, "read", " ".join(f"[[{name}]]" for name, _ in meant))
    steps: list[tuple[str, str]] = []
    for _, found in meant:
        step = _claim(composer, found) if isinstance(found, Claim) else _place(composer, found)
        if step is not None:
            steps.append(step)
    composer.add(*actions(steps))
    return composer.reply()


def _first(text: str, library: Library) -> list[tuple[str, Claim | Reference]]:
    """The names in a message that lead somewhere, each with where; no two to the same, and no more than are answered."""
    found: dict[str, tuple[str, Claim | Reference]] = {}
    for name in written(text):
        meant = _meant(library, name)
        if meant is not None and len(found) < MOST:
            found.setdefault(meant.id if isinstance(meant, Claim) else str(meant), (name, meant))
    return list(found.values())


def _meant(library: Library, name: str) -> Claim | Reference | None:
    """The claim or the place that a name leads to, though the document may end before it."""
    claim = library.claims.get(library.successor("claim", name.casefold()))
    if claim is not None:
        return claim
    reference = Reference.parse(name)
    return reference if reference is not None and reference.document in library.documents else None


def _claim(composer: Composer, claim: Claim) -> tuple[str, str]:
    begin = len(composer.blocks)
    composer.add(Heading(claim.id, level=2, document=claim.document))
    composer.claim(claim)
    _say_if_above(composer, begin, claim.id)
    return f"All of {claim.id}", f"claim {claim.id}"


def _place(composer: Composer, reference: Reference) -> tuple[str, str] | None:
    library = composer.library
    document = library.documents[reference.document]
    sentences = library.paragraph(reference) if reference.sentence is None else (library.sentence(reference),)
    found = [sentence.reference for sentence in sentences if sentence is not None]
    if not found:
        composer.add(Paragraph(no_such_place(reference, document.label, document.sentences[-1].reference)))
        return None
    begin = len(composer.blocks)
    name = f"[{document.label}], {reference.locator}"
    composer.add(Heading(name, level=2, document=document.id))
    for place in found:
        composer.sentence(place)
    _say_if_above(composer, begin, name)
    return f"Context of {reference}", f"read {reference}"


def _say_if_above(composer: Composer, begin: int, name: str) -> None:
    """A line in the place of a heading under which no quotation is left: they all stand further up."""
    if not any(isinstance(block, QuotationBlock) for block in composer.blocks[begin:]):
        composer.blocks[begin] = Paragraph(quoted_above(name))
