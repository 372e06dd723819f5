"""What an editor may want to look at again. None of it makes a library unsound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.loading.draft import Draft
from bot.model import Reference, SentenceRole, ShowRule
from bot.problems import Problem
from bot.text import fold

_LEANING = ("and ", "but ", "because ", "however", "therefore", "moreover", "instead", "he ", "she ", "they ", "it ")


def leaning_sentences_have_context(draft: Draft) -> Iterator[Problem]:
    """Suggestion: a sentence that leans on the one before it is shown with it."""
    for claim in draft.claims.values():
        if claim.value.show not in (ShowRule.ATTRIBUTION, ShowRule.NEGATION):
            continue
        quotation = claim.value.quotations[0]
        words = fold(quotation.exact)
        noted = quotation.attribution is not None and quotation.attribution.note
        if words.startswith(_LEANING) and not noted:
            wrong = f"the first quotation begins with “{quotation.exact.split()[0]}” and leans on what stands before"
            yield claim.suggestion(f"{quotation.key}.exact", wrong, "give context, or a note on the attribution")


def quotation_marks_close(draft: Draft) -> Iterator[Problem]:
    """Suggestion: a quotation that opens or closes in another sentence is shown with it."""
    for claim in draft.claims.values():
        if claim.value.show in (ShowRule.WHOLE_CLAIM, ShowRule.CONTEXT, ShowRule.HEDGE):
            continue
        for quotation in claim.value.quotations:
            if quotation.exact.count("“") != quotation.exact.count("”") or quotation.exact.count('"') % 2:
                wrong = "a quotation mark in it has no partner"
                yield claim.suggestion(f"{quotation.key}.exact", wrong, "write “show: whole-claim” or give context")


def claims_have_a_topic(draft: Draft) -> Iterator[Problem]:
    """Suggestion: every claim can be found through a topic."""
    filed = {id_ for topic in draft.topics.values() for claims in topic.value.claims.values() for id_ in claims}
    for claim in draft.claims.values():
        if claim.value.id not in filed:
            yield claim.suggestion("", "no topic lists this claim", "file it under a topic")


def topics_cover_every_document(draft: Draft) -> Iterator[Problem]:
    """Suggestion: a topic says of every document whether it speaks or is silent."""
    for topic in draft.topics.values():
        for document in draft.documents:
            if document not in topic.value.claims:
                wrong = f"nothing is said of “{document}”"
                yield topic.suggestion("claims", wrong, f"list its claims, or “{document}: []” for its silence")


def numbers_of_duplicates(draft: Draft) -> Iterator[Problem]:
    """Suggestion: paragraphs printed twice are named as twins."""
    printed: dict[str, list[Reference]] = defaultdict(list)
    for sentence in draft.sentences.values():
        if sentence.role is SentenceRole.PROSE and sentence.twin_of is None:
            printed[fold(draft.cut(sentence))].append(sentence.reference)
    for places in printed.values():
        if len(places) > 1 and len({place.document for place in places}) == 1:
            document = draft.documents[places[0].document]
            wrong = f"the same sentence stands at {', '.join(place.locator for place in places)}"
            yield document.suggestion("twins", wrong, "name the paragraph that prints it again as a twin")
