"""`discuss`: both sides of a topic and a neutral question, for a thread."""

from __future__ import annotations

from bot.declaration import Arguments, Context
from bot.handlers import phrases
from bot.handlers.compose import Composer
from bot.handlers.perspectives import find_topic, sides
from bot.handlers.resolving import actions
from bot.reply import OpenThread, Paragraph, Reply

_VERBS = {"topic": "discuss", "claim": "claim"}


def answer(arguments: Arguments, context: Context) -> Reply:
    """What each document says on the topic that the words mean, then the question."""
    library = context.library
    composer = Composer(library, "discuss", arguments["topic"])
    meant = find_topic(composer, context, _VERBS)
    if isinstance(meant, Reply):
        return meant
    topic, found = meant
    sides(composer, topic)
    speaking = [document.short for document in library.documents.values() if topic.claims.get(document.id)]
    composer.add(Paragraph(phrases.to_discuss(topic.relation, speaking, is_split=bool(topic.inside))))
    composer.add(*actions([(f"All sides: {topic.name}", f"perspectives {topic.id}")]))
    return composer.reply(resolved=found, effects=(OpenThread(topic.name),))
