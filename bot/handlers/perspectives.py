"""`perspectives`: a topic, document by document, in the same order and measure for each."""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions, resolved, unresolved
from bot.library import Library
from bot.model import Document, Reference, Relation, Topic
from bot.reply import Divide, Heading, Note, NoteKind, Paragraph, Reply, Resolved
from bot.resolve import resolve

_VERBS = {"topic": "perspectives", "claim": "claim"}


def answer(arguments: Arguments, context: Context) -> Reply:
    """What each document says on the topic that the words mean."""
    composer = Composer(context.library, "perspectives", arguments["topic"])
    meant = find_topic(composer, context, _VERBS)
    if isinstance(meant, Reply):
        return meant
    topic, found = meant
    sides(composer, topic)
    topics = context.library.topics
    composer.add(*actions([(f"Related: {topics[id_].name}", f"perspectives {id_}") for id_ in topic.related]))
    return composer.reply(resolved=found)


def find_topic(composer: Composer, context: Context, verbs: dict[str, str]) -> tuple[Topic, Resolved | None] | Reply:
    """The topic that the composer's query means and what it was resolved to, or the reply that asks or declines.

    `verbs` maps the kind of a choice to the command that opens it.
    """
    resolution = resolve(context.index, context.library, composer.query, ("topic",))
    if resolution.picked is None:
        return unresolved(composer, resolution, "topic", verbs=verbs)
    return context.library.topics[resolution.picked.id], resolved(composer, resolution)


def sides(composer: Composer, topic: Topic) -> None:
    """Where the documents part, then each of them in turn, then what must not be taken for an answer."""
    library = composer.library
    composer.add(Heading(topic.name))
    if topic.divide:
        composer.add(Divide(topic.divide))
    if topic.relation is Relation.DIFFERENT_ASPECTS:
        composer.add(Paragraph(phrases.different_aspects()))
    composer.shown_whole = _whole_places(library, topic)
    for document in library.documents.values():
        _side(composer, topic, document)
    for stretch in topic.do_not_stretch:
        composer.add(Note(NoteKind.EDITOR, phrases.do_not_stretch(stretch.text, stretch.at)))


def _whole_places(library: Library, topic: Topic) -> frozenset[Reference]:
    """The sentences that some claim of the topic quotes whole, or that are shown with it."""
    claims = [library.claims[id_] for ids in topic.claims.values() for id_ in ids]
    quoted = [quotation.passage for claim in claims for quotation in claim.quotations]
    companions = [library.companions(passage.reference) for passage in quoted]
    whole = {passage.reference for passage in quoted if not passage.part}
    return frozenset(whole.union(*(companion.hedges + companion.context for companion in companions)))


def _side(composer: Composer, topic: Topic, document: Document) -> None:
    composer.add(Heading(f"[{document.label}]", level=2, document=document.id))
    claims = topic.claims.get(document.id)
    if claims is None:
        composer.add(Note(NoteKind.SILENCE, phrases.is_unread(document.short, topic.name)))
        return
    if not claims:
        composer.add(Note(NoteKind.SILENCE, phrases.is_silent(document.short, topic.name)))
        return
    for inside in topic.inside:
        if inside.document == document.id:
            composer.add(Note(NoteKind.EDITOR, phrases.disagrees_with_itself(document.short, inside.text)))
    for id_ in claims:
        composer.claim(composer.library.claims[id_])
