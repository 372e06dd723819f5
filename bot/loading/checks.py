"""The rules a library must keep, each one small and named.

A check takes a draft and yields what breaks its rule. `ERRORS` make a library
refuse to load; `SUGGESTIONS` are shown to its editor and fail nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from bot import dates
from bot.loading.draft import ClaimDraft, Draft, QuotationDraft, Sourced
from bot.loading.place import find_exact
from bot.model import Attribution, Reference, Relation, SentenceRole, ShowRule, Stance, Topic
from bot.problems import Problem
from bot.text import fold

Check = Callable[[Draft], Iterator[Problem]]

_LEANING = ("and ", "but ", "because ", "however", "therefore", "moreover", "instead", "he ", "she ", "they ", "it ")


def documents_listed(draft: Draft) -> Iterator[Problem]:
    """library.yaml names every document's folder, and no other."""
    listed = draft.head.value.documents
    for number, id_ in enumerate(listed):
        if id_ not in draft.documents:
            yield draft.head.problem(f"documents[{number}]", f"there is no document “{id_}”", "add its folder")
        if id_ in listed[:number]:
            yield draft.head.problem(f"documents[{number}]", f"“{id_}” stands twice", "name it once")
    for id_ in draft.documents:
        if id_ not in listed:
            remedy = "add it to documents, in the order in which sides are shown"
            yield draft.head.problem("documents", f"the document “{id_}” is not named", remedy)


def quotations_are_verbatim(draft: Draft) -> Iterator[Problem]:
    """Every quotation stands at its reference byte for byte, whole or as a listed cut."""
    for claim in draft.claims.values():
        for quotation in (*claim.value.quotations, *claim.value.parts):
            key = f"{quotation.key}.at"
            if quotation.at.document != claim.value.document:
                wrong = f"the claim is about “{claim.value.document}” and quotes “{quotation.at.document}”"
                yield claim.problem(key, wrong, "quote its own document; other documents have claims of their own")
                continue
            sentence = draft.sentences.get(quotation.at)
            if sentence is None:
                yield claim.problem(key, f"there is no sentence {quotation.at}", "count paragraphs and sentences again")
                continue
            yield from _is_verbatim(claim, quotation, draft.cut(sentence))
            if sentence.role is not SentenceRole.PROSE:
                wrong = f"{quotation.at} is a {sentence.role}, which claims nothing"
                yield claim.problem(key, wrong, "quote the sentence that makes the claim")
            if sentence.twin_of is not None:
                wrong = f"{quotation.at} prints {sentence.twin_of} again: one witness, not two"
                yield claim.problem(key, wrong, f"quote {sentence.twin_of} and list this one under twins")


def _is_verbatim(claim: Sourced[ClaimDraft], quotation: QuotationDraft, words: str) -> Iterator[Problem]:
    key = f"{quotation.key}.exact"
    places = find_exact(words, quotation.exact, quotation.prefix, quotation.suffix)
    if not places:
        wrong = f"these are not the words at {quotation.at}: {_first_difference(words, quotation.exact)}"
        yield claim.problem(key, wrong, "copy them out of text.txt, quotation marks and all")
    elif len(places) > 1:
        wrong = f"these words stand {len(places)} times in {quotation.at}"
        yield claim.problem(key, wrong, "say which with prefix or suffix")
    elif quotation.exact != words and not quotation.is_listed_cut:
        wrong = f"this is only a part of {quotation.at}"
        yield claim.problem(key, wrong, "quote the whole sentence, or allow the cut with “cut: listed”")
    elif quotation.exact == words and quotation.is_listed_cut:
        yield claim.problem(key, f"this is the whole of {quotation.at}, not a cut", "take “cut: listed” away")


def _first_difference(words: str, exact: str) -> str:
    if fold(exact) in fold(words):
        return "quotation marks, case or dashes differ"
    common = 0
    for typed, printed in zip(exact, words, strict=False):
        if typed != printed:
            break
        common += 1
    return f"“{exact[common : common + 24]}” where the document has “{words[common : common + 24]}”"


def chains_end_in_the_document(draft: Draft) -> Iterator[Problem]:
    """The last speaker of every chain is the document's own voice."""
    for claim in draft.claims.values():
        document = draft.documents.get(claim.value.document)
        if document is None:
            continue
        voice = document.value.document.voice
        for quotation in (*claim.value.quotations, *claim.value.parts):
            attribution = quotation.attribution
            if attribution is not None and attribution.chain[-1] != voice:
                wrong = f"the chain ends with “{attribution.chain[-1]}”, and not with the document's voice"
                yield claim.problem(f"{quotation.key}.attribution.chain", wrong, f"let “{voice}” stand last")


def sentences_have_one_attribution(draft: Draft) -> Iterator[Problem]:
    """Two claims that quote the same whole sentence agree on who says it."""
    seen: dict[Reference, tuple[Sourced[ClaimDraft], Attribution]] = {}
    for claim in draft.claims.values():
        for quotation in claim.value.quotations:
            if quotation.is_listed_cut or quotation.attribution is None:
                continue
            other, attribution = seen.setdefault(quotation.at, (claim, quotation.attribution))
            mine = quotation.attribution
            if (mine.frame, mine.certainty, mine.chain) != (attribution.frame, attribution.certainty, attribution.chain):
                wrong = f"{quotation.at} is attributed otherwise in {other.file}"
                yield claim.problem(f"{quotation.key}.at", wrong, "decide who says it, in both")


def companions_are_there(draft: Draft) -> Iterator[Problem]:
    """What a claim's show rule demands is given."""
    for claim in draft.claims.values():
        value = claim.value
        wanting = {
            ShowRule.HEDGE: ("hedges", value.hedges),
            ShowRule.CONTEXT: ("context", value.context),
            ShowRule.NOTE: ("notes", value.notes),
        }.get(value.show)
        if wanting is not None and not wanting[1]:
            wrong = f"“show: {value.show}” and no {wanting[0]}"
            yield claim.problem("show", wrong, f"add {wanting[0]}: what must be shown with it")
        if value.hedges and value.show is not ShowRule.HEDGE:
            yield claim.problem("hedges", f"a hedge is given and “show: {value.show}”", "write “show: hedge”")
        if value.show is ShowRule.WHOLE_SENTENCE and any(quotation.is_listed_cut for quotation in value.quotations):
            yield claim.problem("show", "“show: whole-sentence” and a listed cut", "quote the sentence whole")


def references_resolve(draft: Draft) -> Iterator[Problem]:
    """Every reference points at a sentence."""
    for owner, key, reference in _references(draft):
        if reference not in draft.sentences:
            yield owner.problem(key, f"there is no sentence {reference}", "count paragraphs and sentences again")


def _references(draft: Draft) -> Iterator[tuple[Sourced[object], str, Reference]]:
    for claim in draft.claims.values():
        value = claim.value
        for key, references in (("context", value.context), ("hedges", value.hedges), ("twins", value.twins)):
            for number, reference in enumerate(references):
                yield claim, f"{key}[{number}]", reference
        for number, date in enumerate(value.dates):
            yield claim, f"dates[{number}].at", date.at
    for topic in draft.topics.values():
        for number, inside in enumerate(topic.value.inside):
            for place, reference in enumerate(inside.at):
                yield topic, f"inside[{number}].at[{place}]", reference
        for number, stretch in enumerate(topic.value.do_not_stretch):
            if stretch.at is not None:
                yield topic, f"do_not_stretch[{number}].at", stretch.at
    for person in draft.people.values():
        for number, reference in enumerate(person.value.mentions):
            yield person, f"mentions[{number}]", reference
    for document in draft.documents.values():
        for number, note in enumerate(document.value.document.notes):
            yield document, f"notes[{number}].at", note.at


def sentence_notes_quote(draft: Draft) -> Iterator[Problem]:
    """The words a sentence note is about stand in its sentence."""
    for document in draft.documents.values():
        for number, note in enumerate(document.value.document.notes):
            sentence = draft.sentences.get(note.at)
            if sentence is not None and note.exact and note.exact not in draft.cut(sentence):
                wrong = f"these words do not stand in {note.at}"
                yield document.problem(f"notes[{number}].exact", wrong, "copy them out of text.txt")


def twins_print_the_same(draft: Draft) -> Iterator[Problem]:
    """A claim's twins are second printings of what it quotes."""
    for claim in draft.claims.values():
        quoted = {quotation.at for quotation in claim.value.quotations}
        for number, reference in enumerate(claim.value.twins):
            sentence = draft.sentences.get(reference)
            if sentence is not None and sentence.twin_of not in quoted:
                wrong = f"{reference} is no second printing of a sentence quoted here"
                yield claim.problem(f"twins[{number}]", wrong, "name the twins in document.yaml, or remove it")


def ids_resolve(draft: Draft) -> Iterator[Problem]:
    """Every id that is named exists."""
    for claim in draft.claims.values():
        if claim.value.document not in draft.documents:
            wrong = f"there is no document “{claim.value.document}”"
            yield claim.problem("document", wrong, "name one of the library's documents")
        for number, person in enumerate(claim.value.people):
            yield from _exists(claim, f"people[{number}]", "person", person, draft.people)
        for number, relation in enumerate(claim.value.relations):
            yield from _exists(claim, f"relations[{number}].claim", "claim", relation.claim, draft.claims)
    for topic in draft.topics.values():
        for document, claims in topic.value.claims.items():
            if document not in draft.documents:
                wrong = f"there is no document “{document}”"
                yield topic.problem(f"claims.{document}", wrong, "name one of the library's documents")
            for number, id_ in enumerate(claims):
                key = f"claims.{document}[{number}]"
                yield from _exists(topic, key, "claim", id_, draft.claims)
                if id_ in draft.claims and draft.claims[id_].value.document != document:
                    yield topic.problem(key, f"“{id_}” is a claim of another document", "file it under its own")
        for number, id_ in enumerate(topic.value.related):
            yield from _exists(topic, f"related[{number}]", "topic", id_, draft.topics)
        for number, inside in enumerate(topic.value.inside):
            if inside.document not in draft.documents:
                wrong = f"there is no document “{inside.document}”"
                yield topic.problem(f"inside[{number}].document", wrong, "name one of the library's documents")
    for number, ambiguity in enumerate(draft.head.value.ambiguities):
        for place, sense in enumerate(ambiguity.senses):
            key = f"ambiguous[{number}].senses[{place}]"
            for id_ in sense.claims:
                yield from _exists(draft.head, f"{key}.claims", "claim", id_, draft.claims)
            for id_ in sense.topics:
                yield from _exists(draft.head, f"{key}.topics", "topic", id_, draft.topics)


def _exists(
    owner: Sourced[object], key: str, kind: str, id_: str, known: Iterable[str]
) -> Iterator[Problem]:
    if id_ not in known:
        yield owner.problem(key, f"there is no {kind} “{id_}”", "correct the id, or add its file")


def retired_ids_lead_on(draft: Draft) -> Iterator[Problem]:
    """A retired id is not in use, and its successor is."""
    in_use: dict[str, Iterable[str]] = {"claim": draft.claims, "topic": draft.topics, "person": draft.people}
    following = {(retired.kind, retired.id): retired.successor for retired in draft.head.value.retired}
    for number, retired in enumerate(draft.head.value.retired):
        known = in_use.get(retired.kind, ())
        if retired.id in known:
            yield draft.head.problem(f"retired[{number}].id", f"“{retired.id}” is in use", "retire it, or keep it")
        last, seen = retired.successor, {retired.id}
        while last not in known and (retired.kind, last) in following and last not in seen:
            seen.add(last)
            last = following[retired.kind, last]
        if last not in known:
            wrong = f"“{retired.id}” leads to “{last}”, which is not in use"
            yield draft.head.problem(f"retired[{number}].successor", wrong, "name the id that took its place")


def aliases_have_one_topic(draft: Draft) -> Iterator[Problem]:
    """No two topics claim the same words."""
    owners: dict[str, Sourced[Topic]] = {}
    for topic in draft.topics.values():
        names = [(f"aliases[{number}]", alias) for number, alias in enumerate(topic.value.aliases)]
        for key, alias in [("", topic.value.id), *names]:
            words = " ".join(fold(alias).replace("-", " ").replace("_", " ").split())
            owner = owners.setdefault(words, topic)
            if owner is not topic:
                wrong = f"“{alias}” is also an alias of the topic “{owner.value.id}”"
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
            elif relation.stance is Stance.OPPOSES and (relation.claim, claim.value.id) not in opposed:
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


ERRORS: tuple[Check, ...] = (
    documents_listed,
    quotations_are_verbatim,
    chains_end_in_the_document,
    sentences_have_one_attribution,
    companions_are_there,
    references_resolve,
    sentence_notes_quote,
    twins_print_the_same,
    ids_resolve,
    retired_ids_lead_on,
    aliases_have_one_topic,
    topics_relate_who_speaks,
    opposition_is_mutual,
    dates_are_edtf,
)
SUGGESTIONS: tuple[Check, ...] = (
    leaning_sentences_have_context,
    quotation_marks_close,
    claims_have_a_topic,
    topics_cover_every_document,
    numbers_of_duplicates,
)
