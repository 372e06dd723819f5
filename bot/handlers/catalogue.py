"""`topics`: what there is to ask."""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.resolving import actions
from bot.library import Library
from bot.model import Topic
from bot.reply import Outcome, Paragraph, Reply, Rows
from bot.search import Kind

LIMIT = 25
"""Topics shown for words: what a selection box of a chat platform takes."""


def answer(arguments: Arguments, context: Context) -> Reply:
    """Every topic with who speaks on it, or the topics nearest to the words."""
    library = context.library
    typed = arguments.get("words", "")
    composer = Composer(library, "topics", typed)
    if typed:
        near = context.index.names(typed, (Kind.TOPIC,), limit=LIMIT)
        topics = [library.topics[match.id] for match in near]
    else:
        topics = sorted(library.topics.values(), key=lambda topic: topic.name.casefold())
    if not topics:
        composer.add(Paragraph(phrases.nothing("topic", typed)))
        composer.add(*actions([("All topics", "topics"), ("Search the sentences", f"search {phrases.shorten(typed)}")]))
        return composer.reply(Outcome.NOTHING)
    composer.add(
        Rows(
            ("topic", "name", "who speaks"),
            tuple((topic.id, topic.name, _who_speaks(library, topic)) for topic in topics),
            phrases.topic_count(len(topics), len(library.topics)),
            tuple(f"perspectives {topic.id}" for topic in topics),
        )
    )
    return composer.reply()


def _who_speaks(library: Library, topic: Topic) -> str:
    speaking = [document for document in library.documents.values() if topic.claims.get(document.id)]
    if len(speaking) == len(library.documents) > 1:
        return phrases.relation(topic.relation)
    return phrases.only(document.short for document in speaking)
