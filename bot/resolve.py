"""Words → the claim, topic, person or document that is meant, or choices, or nothing.

In this order: an id; words that the editor marked as ambiguous; a name; a name
of something else that leads there; a name nearly; what the best sentences belong
to. Where two are about equally near, there are choices: nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.library import Library
from bot.model import Ambiguity, Reference
from bot.search import How, Index, Kind, NameMatch

RETIRED = "retired"
"""How an id was found that is no longer used."""

_NEAR = 0.75
"""From here a name is near: one slip in four letters, or all but a quarter of the words."""
_APART = 0.1
"""What the next best must be away for the best one to be clearly meant: a slip more in ten letters."""
_HINTED = 0.4
"""From here a name is worth a hint where nothing is found."""
_MOST_NAMES = 100
"""Names that are looked at: beyond these, none is near."""
_MOST_CHOICES = 8
_MOST_NEAREST = 5
_BEST_SENTENCES = 10
_EQUALLY_GOOD = 0.1
"""Sentences whose scores are this near to the best one's answer about as well."""
_KINDS = tuple(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Picked:
    """The one thing that is meant. `how` is exact, alias, near or retired."""

    kind: str
    id: str
    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several things that may be meant, and why."""

    kind: str
    id: str
    label: str
    why: str = ""
    is_named: bool = True
    """Whether the label is the thing's own name, and not a sense of the words."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What words mean: `picked`, or `choices`, or neither, with the `nearest` names. `note` is the editor's word."""

    typed: str
    picked: Picked | None = None
    choices: tuple[Candidate, ...] = ()
    nearest: tuple[Candidate, ...] = ()
    note: str = ""


def resolve(index: Index, library: Library, words: str, kinds: Collection[str]) -> Resolution:
    """What is meant by words, among things of some kinds (`claim`, `topic`, `person`, `document`)."""
    return _Resolver(index, library, words, kinds).resolve()


def nearest_names(index: Index, words: str, kinds: Collection[str] = _KINDS) -> tuple[Candidate, ...]:
    """The names nearest to words that found nothing."""
    return tuple(
        Candidate(found.kind.value, found.id, found.name)
        for found in index.names(words, kinds, limit=_MOST_NEAREST)
        if found.confidence >= _HINTED
    )


class _Resolver:
    """One question, with what answers it so far."""

    def __init__(self, index: Index, library: Library, words: str, kinds: Collection[str]) -> None:
        self.index = index
        self.library = library
        self.typed = words
        self.kinds = kinds
        self.note = ""

    def resolve(self) -> Resolution:
        by_id = self._by_id()
        if by_id is not None:
            return by_id
        ambiguity = self._ambiguity()
        if ambiguity is not None:
            self.note = ambiguity.note
            choices = self._senses(ambiguity)
            if choices or not ambiguity.senses:
                return self._choose(choices, "near")
        named = self._by_name(self.index.named(self.typed, self.kinds))
        if named is not None:
            return named
        names = self.index.names(self.typed, _KINDS, limit=_MOST_NAMES)
        return self._by_way_of(names) or self._nearly(names) or self._by_sentences() or self._none()

    def _by_id(self) -> Resolution | None:
        typed = self.typed.strip().casefold()
        for kind in self.kinds:
            id_ = self.library.successor(kind, typed)
            if self._has(kind, id_):
                how = How.EXACT.value if id_ == typed else RETIRED
                return Resolution(self.typed, Picked(kind, id_, self._name(kind, id_), how))
        return None

    def _ambiguity(self) -> Ambiguity | None:
        plain = _spoken(self.typed)
        for ambiguity in self.library.parts.ambiguities:
            if plain and plain in map(_spoken, ambiguity.words):
                return ambiguity
        return None

    def _senses(self, ambiguity: Ambiguity) -> tuple[Candidate, ...]:
        """A choice for each sense that has something of the kinds asked for, or leads to it."""
        found: dict[tuple[str, str], Candidate] = {}
        for sense in ambiguity.senses:
            ids = [(Kind.CLAIM.value, id_) for id_ in sense.claims] + [(Kind.TOPIC.value, id_) for id_ in sense.topics]
            asked = [(kind, id_) for kind, id_ in ids if kind in self.kinds] or ids
            if not set(self.kinds) & {Kind.CLAIM, Kind.TOPIC}:
                continue
            for kind, id_ in asked:
                label = sense.label if len(asked) == 1 else f"{sense.label} ({id_})"
                found.setdefault((kind, id_), Candidate(kind, id_, label, self._name(kind, id_), is_named=False))
        return tuple(found.values())[:_MOST_CHOICES]

    def _by_name(self, names: Sequence[NameMatch]) -> Resolution | None:
        """The words are a name, but for case, hyphens and a leading article."""
        ids = [name for name in names if name.how is How.EXACT]
        return self._pick(ids or list(names))

    def _by_way_of(self, names: Sequence[NameMatch]) -> Resolution | None:
        """The words are the name of a topic or person, and its claims are meant; or of a claim, and its topics are."""
        for name in names:
            if name.how is How.NEAR:
                continue
            same = [near for near in names if self._shares_a_name(near, name)]
            if same:
                return self._nearly(same)
            choices = self._led_to(name)
            if choices:
                return self._choose(choices, How.NEAR.value)
        return None

    def _shares_a_name(self, near: NameMatch, exact: NameMatch) -> bool:
        """Whether something near is called by a name of what was named exactly, as by a misspelling of it."""
        if near.kind not in self.kinds or near.confidence < _NEAR or exact.kind is not Kind.TOPIC:
            return False
        return _spoken(near.alias) in map(_spoken, self.library.topics[exact.id].aliases)

    def _led_to(self, name: NameMatch) -> tuple[Candidate, ...]:
        if name.kind is Kind.TOPIC and Kind.CLAIM in self.kinds:
            ids = [id_ for claims in self.library.topics[name.id].claims.values() for id_ in claims]
            topic = self._listed(Kind.TOPIC, [name.id]) if len(ids) > _MOST_CHOICES else ()
            return (*topic, *self._listed(Kind.CLAIM, ids, name.name, most=len(ids)))
        if name.kind is Kind.CLAIM and Kind.TOPIC in self.kinds:
            return self._listed(Kind.TOPIC, (topic.id for topic in self.library.topics_of(name.id)), name.id)
        if name.kind is Kind.TOPIC and Kind.PERSON in self.kinds:
            aliases = set(map(_spoken, self.library.topics[name.id].aliases))
            people = [person.id for person in self.library.people.values() if _spoken(person.name) in aliases]
            return self._listed(Kind.PERSON, people, name.name)
        return ()

    def _nearly(self, names: Iterable[NameMatch]) -> Resolution | None:
        near = [name for name in names if name.kind in self.kinds and name.confidence >= _NEAR]
        return self._pick([name for name in near if name.confidence > near[0].confidence - _APART])

    def _by_sentences(self) -> Resolution | None:
        """The claims that quote the sentences that answer best, or their topics where one claim is clear."""
        if not set(self.kinds) & {Kind.CLAIM, Kind.TOPIC}:
            return None
        found = self.index.sentences(self.typed, limit=_BEST_SENTENCES).matches
        matches = [match for match in found if self.library.claims_at(match.reference)]  # no headings, no bylines
        places: dict[str, Reference] = {}
        for match in matches:
            if match.score >= matches[0].score - _EQUALLY_GOOD:
                for claim in self.library.claims_at(match.reference):
                    places.setdefault(claim.id, match.reference)
        if Kind.CLAIM in self.kinds:
            choices = tuple(
                Candidate(Kind.CLAIM.value, id_, self._name(Kind.CLAIM, id_), str(place))
                for id_, place in places.items()
            )
        else:
            topics = [topic.id for id_ in places for topic in self.library.topics_of(id_)] if len(places) == 1 else []
            choices = self._listed(Kind.TOPIC, topics, next(iter(places), ""))
        return self._choose(choices[:_MOST_CHOICES], How.NEAR.value) if choices else None

    def _none(self) -> Resolution:
        return Resolution(self.typed, nearest=nearest_names(self.index, self.typed), note=self.note)

    def _pick(self, names: list[NameMatch]) -> Resolution | None:
        if not names:
            return None
        if len(names) == 1:
            name = names[0]
            return Resolution(self.typed, Picked(name.kind.value, name.id, name.name, name.how.value), note=self.note)
        return self._choose(
            tuple(Candidate(name.kind.value, name.id, name.name, name.alias) for name in names[:_MOST_CHOICES]),
            How.NEAR.value,
        )

    def _choose(self, choices: tuple[Candidate, ...], how: str) -> Resolution:
        """One choice is the answer, several are asked, none is none."""
        if len(choices) == 1 and choices[0].kind in self.kinds:
            only = choices[0]
            picked = Picked(only.kind, only.id, self._name(only.kind, only.id), how)
            return Resolution(self.typed, picked, note=self.note)
        return Resolution(self.typed, choices=choices, note=self.note) if choices else self._none()

    def _listed(self, kind: str, ids: Iterable[str], why: str = "", most: int = _MOST_CHOICES) -> tuple[Candidate, ...]:
        known = dict.fromkeys(ids)
        return tuple(Candidate(str(kind), id_, self._name(kind, id_), why) for id_ in known)[:most]

    def _has(self, kind: str, id_: str) -> bool:
        return id_ in self._all(kind)

    def _all(self, kind: str) -> Mapping[str, object]:
        return {
            Kind.CLAIM.value: self.library.claims,
            Kind.TOPIC.value: self.library.topics,
            Kind.PERSON.value: self.library.people,
            Kind.DOCUMENT.value: self.library.documents,
        }[kind]

    def _name(self, kind: str, id_: str) -> str:
        match kind:
            case Kind.CLAIM:
                return self.library.claims[id_].statement
            case Kind.TOPIC:
                return self.library.topics[id_].name
            case Kind.PERSON:
                return self.library.people[id_].name
            case _:
                return self.library.documents[id_].label


def _spoken(name: str) -> str:
    from bot.search.words import spoken  # here, because an id is opened without it

    return spoken(name)
