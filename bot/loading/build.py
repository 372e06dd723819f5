"""A draft that has passed every check → the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.library import Library, Parts
from bot.loading.draft import ClaimDraft, Draft, QuotationDraft
from bot.loading.place import find_exact
from bot.model import Claim, Passage, Quotation


def build(draft: Draft, hash_: str) -> Library:
    """Turn every quotation's words into the place they stand at, and index the whole.

    The draft must be free of errors: this looks nothing up a second time.
    """
    head = draft.head.value
    parts = Parts(
        name=head.name,
        title=head.title,
        format=int(head.format),
        hash=hash_,
        documents=tuple(draft.documents[id_].value for id_ in head.documents),
        claims=_in_order(head.documents, [_claim(draft, claim.value) for claim in draft.claims.values()]),
        topics=tuple(topic.value for topic in draft.topics.values()),
        people=tuple(person.value for person in draft.people.values()),
        ambiguities=head.ambiguities,
        retired=head.retired,
        about=head.about,
        examples=head.examples,
    )
    return Library(parts)


def _in_order(documents: Sequence[str], claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims as the documents make them: by document, and by where the first quotation stands."""
    rank = {id_: number for number, id_ in enumerate(documents)}
    return tuple(sorted(claims, key=lambda claim: (rank[claim.document], claim.quotations[0].passage.start, claim.id)))


def _claim(draft: Draft, claim: ClaimDraft) -> Claim:
    return Claim(
        id=claim.id,
        document=claim.document,
        kind=claim.kind,
        statement=claim.statement,
        quotations=tuple(_quotation(draft, quotation) for quotation in claim.quotations),
        show=claim.show,
        aliases=claim.aliases,
        context=claim.context,
        hedges=claim.hedges,
        twins=claim.twins,
        parts=tuple(_quotation(draft, quotation) for quotation in claim.parts),
        people=claim.people,
        places=claim.places,
        dates=claim.dates,
        notes=claim.notes,
        caution=claim.caution,
        relations=claim.relations,
    )


def _quotation(draft: Draft, quotation: QuotationDraft) -> Quotation:
    sentence = draft.sentences[quotation.at]
    (offset,) = find_exact(draft.cut(sentence), quotation.exact, quotation.prefix, quotation.suffix)
    start = sentence.start + offset
    passage = Passage(quotation.at, start, start + len(quotation.exact), quotation.is_listed_cut)
    assert quotation.attribution is not None  # a quotation without one is a problem, and nothing is built
    return Quotation(passage, quotation.attribution)
