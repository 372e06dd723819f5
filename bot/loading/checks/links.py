"""Ids, references, names and dates: what points somewhere arrives, and what must agree does."""

from __future__ import annotations

from collections.abc import Iterator

from bot import dates, typed_dates
from bot.loading.draft import ClaimDraft, Draft, Sourced
from bot.model import Ambiguity, Reference, Relation, Stance, Topic
from bot.problems import Problem
from bot.text import fold

_ONE = {"documents": "document", "claims": "claim", "topics": "topic", "people": "person"}
_RETIRE = {"claim": "claims", "topic": "topics", "person": "people"}


def documents_listed(draft: Draft) -> Iterator[Problem]:
    """library.yaml names every document's folder, and no other."""
    if "library.yaml" in draft.unread:
        return
    seen: set[str] = set()
    for number, id_ in enumerate(draft.head.value.documents):
        if not draft.has("documents", id_):
            yield draft.head.problem(f"documents[{number}]", f"there is no document “{id_}”", "add its folder")
        if id_ in seen:
            yield draft.head.problem(f"documents[{number}]", f"“{id_}” stands twice", "name it once")
        seen.add(id_)
    for id_ in draft.documents:
        if id_ not in seen:
            remedy = "add it to documents, in the order in which sides are shown"
            yield draft.head.problem("documents", f"the document “{id_}” is not named", remedy)


def references_resolve(draft: Draft) -> Iterator[Problem]:
    """Every reference points at a sentence."""
    for owner, key, reference in _references(draft):
        if reference not in draft.sentences and not draft.is_unread("documents", reference.document):
            yield owner.problem(key, f"there is no sentence {reference}", "count paragraphs and sentences again")


def _references(draft: Draft) -> Iterator[tuple[Sourced[object], str, Reference]]:
    for claim in draft.claims.values():
        yield from ((claim, key, reference) for key, reference in _references_of_claim(claim.value))
    for topic in draft.topics.values():
        yield from ((topic, key, reference) for key, reference in _references_of_topic(topic.value))
    for person in draft.people.values():
        yield from ((person, f"mentions[{number}]", at) for number, at in enumerate(person.value.mentions))
    for document in draft.documents.values():
        yield from ((document, f"notes[{number}].at", note.at) for number, note in enumerate(document.value.notes))


def _references_of_claim(claim: ClaimDraft) -> Iterator[tuple[str, Reference]]:
    for key, references in (("context", claim.context), ("hedges", claim.hedges), ("twins", claim.twins)):
        yield from ((f"{key}[{number}]", reference) for number, reference in enumerate(references))
    yield from ((f"dates[{number}].at", date.at) for number, date in enumerate(claim.dates))


def _references_of_topic(topic: Topic) -> Iterator[tuple[str, Reference]]:
    for number, inside in enumerate(topic.inside):
        yield from ((f"inside[{number}].at[{place}]", reference) for place, reference in enumerate(inside.at))
    for number, stretch in enumerate(topic.do_not_stretch):
        if stretch.at is not None:
            yield f"do_not_stretch[{number}].at", stretch.at


def ids_resolve(draft: Draft) -> Iterator[Problem]:
    """Every id that is named exists."""
    for owner, key, kind, id_ in _ids(draft):
        if not draft.has(kind, id_):
            wrong = f"there is no {_ONE[kind]} “{id_}”"
            yield owner.problem(key, wrong, "correct the id, or add its file")
    for topic in draft.topics.values():
        for document, claims in topic.value.claims.items():
            for number, id_ in enumerate(claims):
                if id_ in draft.claims and draft.claims[id_].value.document != document:
                    wrong = f"“{id_}” is a claim of another document"
                    yield topic.problem(f"claims.{document}[{number}]", wrong, "file it under its own")


def _ids(draft: Draft) -> Iterator[tuple[Sourced[object], str, str, str]]:
    """Who names an id, at which key, and among the ids of which folder it should be."""
    for claim in draft.claims.values():
        yield claim, "document", "documents", claim.value.document
        for number, person in enumerate(claim.value.people):
            yield claim, f"people[{number}]", "people", person
        for number, relation in enumerate(claim.value.relations):
            yield claim, f"relations[{number}].claim", "claims", relation.claim
    for topic in draft.topics.values():
        yield from ((topic, *named) for named in _ids_of_topic(topic.value))
    for number, ambiguity in enumerate(draft.head.value.ambiguities):
        for key, kind, id_ in _ids_of_ambiguity(ambiguity):
            yield draft.head, f"ambiguous[{number}].{key}", kind, id_


def _ids_of_topic(topic: Topic) -> Iterator[tuple[str, str, str]]:
    for document, claims in topic.claims.items():
        yield f"claims.{document}", "documents", document
        yield from ((f"claims.{document}[{number}]", "claims", id_) for number, id_ in enumerate(claims))
    yield from ((f"related[{number}]", "topics", id_) for number, id_ in enumerate(topic.related))
    yield from ((f"inside[{number}].document", "documents", one.document) for number, one in enumerate(topic.inside))


def _ids_of_ambiguity(ambiguity: Ambiguity) -> Iterator[tuple[str, str, str]]:
    for number, sense in enumerate(ambiguity.senses):
        for kind, ids in (("claims", sense.claims), ("topics", sense.topics)):
            yield from ((f"senses[{number}].{kind}[{place}]", kind, id_) for place, id_ in enumerate(ids))


def retired_ids_lead_on(draft: Draft) -> Iterator[Problem]:
    """A retired id is not in use, and its successor is."""
    following = {(retired.kind, retired.id): retired.successor for retired in draft.head.value.retired}
    for number, retired in enumerate(draft.head.value.retired):
        kind = _RETIRE.get(retired.kind)
        if kind is None:
            continue  # said already, where the kind was read
        if draft.has(kind, retired.id) and not draft.is_unread(kind, retired.id):
            yield draft.head.problem(f"retired[{number}].id", f"“{retired.id}” is in use", "retire it, or keep it")
        last, seen = retired.successor, {retired.id}
        while not draft.has(kind, last) and (retired.kind, last) in following and last not in seen:
            seen.add(last)
            last = following[retired.kind, last]
        if not draft.has(kind, last):
            wrong = f"“{retired.id}” leads to “{last}”, which is not in use"
            yield draft.head.problem(f"retired[{number}].successor", wrong, "name the id that took its place")


def aliases_have_one_topic(draft: Draft) -> Iterator[Problem]:
    """No two topics claim the same words."""
    owners: dict[str, Sourced[Topic]] = {}
    for topic in draft.topics.values():
        names = [(f"aliases[{number}]", alias) for number, alias in enumerate(topic.value.aliases)]
        for key, alias in [("", topic.value.id), ("name", topic.value.name), *names]:
            words = " ".join(fold(alias).replace("-", " ").replace("_", " ").split())
            owner = owners.setdefault(words, topic)
            if owner is not topic:
                wrong = f"“{alias}” also names the topic “{owner.value.id}”"
                yield topic.problem(key, wrong, "leave it to one of them, or make it ambiguous in library.yaml")


def topics_relate_who_speaks(draft: Draft) -> Iterator[Problem]:
    """The relation of a topic fits the number of documents that speak on it."""
    for topic in draft.topics.values():
        speaking = sum(1 for claims in topic.value.claims.values() if claims)
        if not speaking:
            yield topic.problem("claims", "no document speaks on the topic", "file claims under it, or remove it")
        elif (topic.value.relation is Relation.ONE_DOCUMENT) != (speaking == 1):
            wrong = f"“relation: {topic.value.relation}”, and {speaking} document(s) speak"
            yield topic.problem("relation", wrong, "write one-document if, and only if, one speaks")


def opposition_is_mutual(draft: Draft) -> Iterator[Problem]:
    """A claim that another one opposes opposes it in turn."""
    opposed = {
        (claim.value.id, relation.claim)
        for claim in draft.claims.values()
        for relation in claim.value.relations
        if relation.stance is Stance.OPPOSES
    }
    for claim in draft.claims.values():
        for number, relation in enumerate(claim.value.relations):
            if relation.claim == claim.value.id:
                yield claim.problem(f"relations[{number}]", "a claim stands in no relation to itself", "remove it")
            elif relation.stance is not Stance.OPPOSES or relation.claim not in draft.claims:
                continue  # a claim that is not there is said by ids_resolve
            elif (relation.claim, claim.value.id) not in opposed:
                wrong = f"“{relation.claim}” does not oppose this claim in turn"
                yield claim.problem(f"relations[{number}]", wrong, "write it in both, or choose another stance")


def dates_are_edtf(draft: Draft) -> Iterator[Problem]:
    """Every date can be read."""
    for claim in draft.claims.values():
        for number, date in enumerate(claim.value.dates):
            try:
                dates.parse(date.edtf)
            except ValueError as error:
                yield claim.problem(f"dates[{number}].date", str(error), "write it in EDTF")


def examples_hold(draft: Draft) -> Iterator[Problem]:
    """What the help shows as examples is really there: the reference, the quotation, a date."""
    examples = draft.head.value.examples
    if words := examples.get("reference"):
        reference = Reference.parse(words)
        if reference is None or (
            reference not in draft.sentences and not draft.is_unread("documents", reference.document)
        ):
            yield draft.head.problem("examples.reference", f"there is no sentence {words}", "name one that is there")
    if quotation := examples.get("quotation"):
        is_there = any(quotation in document.value.text for document in draft.documents.values())
        if not is_there and not any(name.startswith("documents") for name in draft.unread):
            yield draft.head.problem("examples.quotation", "no document has these words", "copy them out of a text.txt")
    if years := examples.get("years"):
        try:
            typed_dates.typed(years)
        except ValueError as error:
            yield draft.head.problem("examples.years", str(error), "write a year or a range: 1956-1964")
