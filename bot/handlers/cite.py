"""`cite`: a citation to paste."""

from __future__ import annotations

from bot.citation.styles import STYLES, cite
from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.references import find_reference
from bot.handlers.resolving import actions
from bot.model import Reference
from bot.reply import Citation, Option, Options, Outcome, Reply, Resolved

DEFAULT_STYLE = STYLES[0].name


def answer(arguments: Arguments, context: Context) -> Reply:
    """The sentence at a reference, or a claim's first one, cited in a style."""
    library = context.library
    typed = arguments["reference"]
    style = arguments.get("style", DEFAULT_STYLE)
    composer = Composer(library, "cite", typed)
    head, _, last = typed.rpartition(" ")
    if last.isalpha() and (Reference.parse(head) is not None or head.casefold() in library.claims):
        options = tuple(Option(style.title, f"cite {head} {style.name}") for style in STYLES)
        composer.add(Options(phrases.no_style(last), options))
        return composer.reply(Outcome.USAGE)
    reference = find_reference(composer, context, typed)
    if isinstance(reference, Reply):
        return reference
    place = reference if reference.sentence is not None else Reference(reference.document, reference.paragraph, 1)
    quotation = library.quotation(place)
    document = library.documents[place.document]
    composer.sentence(place)
    composer.add(Citation(style, cite(quotation, document, style)))
    composer.add(*actions([(other.title, f"cite {place} {other.name}") for other in STYLES if other.name != style]))
    return composer.reply(resolved=Resolved("reference", str(place), document.label, "exact", typed))
