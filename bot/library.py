"""A library: documents with what an editor wrote about them, indexed and immutable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from bot.model import (
    Ambiguity,
    Attribution,
    Certainty,
    Claim,
    ClaimRelation,
    Document,
    EditorNote,
    Frame,
    Passage,
    Person,
    Quotation,
    Reference,
    Retired,
    Sentence,
    SentenceNote,
    SentenceRole,
    ShowRule,
    Topic,
)

_CERTAINTIES = list(Certainty)
_NOBODYS = (SentenceRole.REFERENCE, SentenceRole.NOTICE, SentenceRole.FRAGMENT)
"""What stands in a document and is not said by it: the words of another work, of a platform, of nobody."""
Entity = TypeVar("Entity", Document, Claim, Topic, Person)


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a library is made of, in the editor's order: what the cache keeps."""

    name: str
    title: str
    format: int
    hash: str
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...] = ()
    topics: tuple[Topic, ...] = ()
    people: tuple[Person, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    retired: tuple[Retired, ...] = ()
    about: str = ""
    examples: Mapping[str, str] = field(default_factory=dict)
    """What the help's examples use (`claim` → `zhenbao`), where the editor has chosen."""


@dataclass(frozen=True, slots=True)
class Companions:
    """What the editor marked as belonging with a sentence: shown whenever it is."""

    hedges: tuple[Reference, ...] = ()
    context: tuple[Reference, ...] = ()
    notes: tuple[EditorNote, ...] = ()
    """On the words themselves, who speaks them, and the claims made with them."""


class Library:
    """Looks things up by id and by reference, and cuts quotations out of the documents.

    `hash` is the SHA-256 of the folder it was loaded from; the same hash gives
    the same answers.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.documents: Mapping[str, Document] = _by_id(parts.documents)
        self.claims: Mapping[str, Claim] = _by_id(parts.claims)
        self.topics: Mapping[str, Topic] = _by_id(parts.topics)
        self.people: Mapping[str, Person] = _by_id(parts.people)
        self._sentences = {
            sentence.reference: sentence for document in parts.documents for sentence in document.sentences
        }
        self._order = {
            sentence.reference: number
            for document in parts.documents
            for number, sentence in enumerate(document.sentences)
        }
        self._successors = {(retired.kind, retired.id): retired.successor for retired in parts.retired}
        self._paragraphs: dict[Reference, list[Sentence]] = {}
        self._twins: dict[Reference, list[Reference]] = {}
        self._notes: dict[Reference, list[SentenceNote]] = {}
        self._claims_at: dict[Reference, list[Claim]] = {}
        self._relations_to: dict[str, list[tuple[Claim, ClaimRelation]]] = {}
        self._topics_of: dict[str, list[Topic]] = {}
        for document in parts.documents:
            self._index_document(document)
        for claim in parts.claims:
            self._index_claim(claim)
        for topic in parts.topics:
            for id_ in (id_ for ids in topic.claims.values() for id_ in ids):
                self._topics_of.setdefault(id_, []).append(topic)

    def _index_document(self, document: Document) -> None:
        for sentence in document.sentences:
            place = sentence.reference
            self._paragraphs.setdefault(Reference(place.document, place.paragraph), []).append(sentence)
            if sentence.twin_of is not None:
                self._twins.setdefault(sentence.twin_of, []).append(place)
        for note in document.notes:
            self._notes.setdefault(note.at, []).append(note)

    def _index_claim(self, claim: Claim) -> None:
        for reference in dict.fromkeys(quotation.passage.reference for quotation in claim.quotations):
            self._claims_at.setdefault(reference, []).append(claim)
        for relation in claim.relations:
            self._relations_to.setdefault(relation.claim, []).append((claim, relation))

    @property
    def hash(self) -> str:
        return self.parts.hash

    @property
    def name(self) -> str:
        return self.parts.name

    def cut(self, passage: Passage) -> str:
        """The document's own characters between the passage's offsets, untouched.

        Raises KeyError for a document this library does not have.
        """
        return self.documents[passage.reference.document].text[passage.start : passage.end]

    def successor(self, kind: str, id_: str) -> str:
        """The id in use now: the id itself, or what it was retired in favour of.

        `kind` is `claim`, `topic` or `person`.
        """
        seen = {id_}
        while (following := self._successors.get((kind, id_))) is not None and following not in seen:
            id_ = following
            seen.add(id_)
        return id_

    def sentence(self, reference: Reference) -> Sentence | None:
        """The sentence at a reference; None when there is none."""
        return self._sentences.get(reference)

    def paragraph(self, reference: Reference) -> tuple[Sentence, ...]:
        """The sentences of the paragraph a reference lies in; empty when there is none."""
        return tuple(self._paragraphs.get(Reference(reference.document, reference.paragraph), ()))

    def around(self, reference: Reference, reach: int = 1) -> tuple[Sentence, ...]:
        """The sentence at a reference with `reach` sentences on either side, as far as there are any.

        Raises KeyError when there is no such sentence.
        """
        at = self._order[reference]
        sentences = self.documents[reference.document].sentences
        return sentences[max(0, at - reach) : at + reach + 1]

    def claims_at(self, reference: Reference) -> tuple[Claim, ...]:
        """The claims that quote the sentence at a reference, or the one it prints again."""
        return tuple(self._claims_at.get(self.original(reference), ()))

    def topics_of(self, claim_id: str) -> tuple[Topic, ...]:
        """The topics a claim is filed under."""
        return tuple(self._topics_of.get(claim_id, ()))

    def relations_to(self, claim_id: str) -> tuple[tuple[Claim, ClaimRelation], ...]:
        """The claims that stand in a relation to this one, each with that relation."""
        return tuple(self._relations_to.get(claim_id, ()))

    def notes_at(self, reference: Reference) -> tuple[SentenceNote, ...]:
        """The editor's notes on the words of a sentence."""
        return tuple(self._notes.get(self.original(reference), ()))

    def twins_of(self, reference: Reference) -> tuple[Reference, ...]:
        """Where the document prints the sentence again."""
        return tuple(self._twins.get(reference, ()))

    def original(self, reference: Reference) -> Reference:
        """The first witness of a sentence: itself, unless it is a second printing."""
        sentence = self._sentences.get(reference)
        return sentence.twin_of if sentence is not None and sentence.twin_of is not None else reference

    def quotation(self, reference: Reference) -> Quotation:
        """The whole sentence at a reference, with its attribution.

        Raises KeyError when there is no such sentence.
        """
        sentence = self._sentences[reference]
        return Quotation(sentence.passage, self.attribution(reference))

    def attribution(self, reference: Reference) -> Attribution:
        """Who speaks in the sentence at a reference.

        It is what the claims that quote it say; where they quote parts under
        several attributions, the least certain of them; where none quotes it,
        the document's voice, as ambiguous as an unread text is. Headings and
        bylines are the document's own; a reference or a notice is nobody's.
        """
        place = self.original(reference)
        sentence = self._sentences[place]
        found = [
            quotation
            for claim in self._claims_at.get(place, ())
            for quotation in claim.quotations
            if quotation.passage.reference == place
        ]
        whole = [quotation.attribution for quotation in found if not quotation.passage.part]
        if whole:
            return whole[0]
        voice = self.documents[place.document].voice
        if found:
            return _least_certain([quotation.attribution for quotation in found], voice)
        if sentence.role is SentenceRole.PROSE:
            return Attribution(Frame.AMBIGUOUS, Certainty.AMBIGUOUS, (voice,))
        if sentence.role in _NOBODYS:
            nobody = f"no speaker: a {sentence.role} in {self.documents[place.document].short}"
            return Attribution(Frame.AMBIGUOUS, Certainty.EXPLICIT, (nobody,))
        return Attribution(Frame.OWN_VOICE, Certainty.EXPLICIT, (voice,))

    def companions(self, reference: Reference) -> Companions:
        """What must be shown with a sentence, over all the claims that quote it."""
        place = self.original(reference)
        claims = self._claims_at.get(place, ())
        hedges = dict.fromkeys(hedge for claim in claims for hedge in claim.hedges if hedge != place)
        context: dict[Reference, None] = {}
        notes = dict.fromkeys(note.note for note in self.notes_at(place))
        for claim in claims:
            if claim.show is ShowRule.WHOLE_CLAIM:
                context.update(dict.fromkeys(quotation.passage.reference for quotation in claim.quotations))
            context.update(dict.fromkeys(claim.context))
        for claim in self._chiefly(place, claims):
            notes.update(dict.fromkeys(claim.notes))
        for shown in (place, *hedges):
            context.pop(shown, None)
        return Companions(tuple(hedges), tuple(context), tuple(notes))

    def _chiefly(self, place: Reference, claims: Sequence[Claim]) -> Sequence[Claim]:
        """Of the claims that quote a sentence, those that quote the whole of it, where any does.

        The note of a claim that quotes half a sentence beside one elsewhere need not be about that half.
        """
        whole = [
            claim
            for claim in claims
            if any(
                quotation.passage.reference == place and not quotation.passage.part for quotation in claim.quotations
            )
        ]
        return whole or claims


def _least_certain(attributions: Iterable[Attribution], voice: str) -> Attribution:
    ranked = sorted(attributions, key=lambda attribution: _CERTAINTIES.index(attribution.certainty))
    last = ranked[-1]
    if any((other.frame, other.chain) != (last.frame, last.chain) for other in ranked):
        speakers = dict.fromkeys(other.speaker for other in ranked)
        return Attribution(Frame.AMBIGUOUS, Certainty.AMBIGUOUS, (voice,), perhaps=" or ".join(speakers))
    return last


def _by_id(entities: Iterable[Entity]) -> Mapping[str, Entity]:
    return MappingProxyType({entity.id: entity for entity in entities})
