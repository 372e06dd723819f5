"""Search: words as people type them → sentences, claims, topics, people and documents.

`Index` is the way in; the other names are what it answers with.
"""

from bot.search.found import Completion, Decision, Found, How, Kind, Match, NameMatch
from bot.search.index import Index

__all__ = ["Completion", "Decision", "Found", "How", "Index", "Kind", "Match", "NameMatch"]
