"""The words of quotations, who says them, and what must stand beside them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.loading.draft import ClaimDraft, Draft, QuotationDraft, Sourced
from bot.loading.place import find_exact
from bot.model import Attribution, Reference, SentenceRole, ShowRule
from bot.problems import Problem
from bot.text import fold

_ALIKE = 70.0
"""Per cent of its characters that a second printing has in common with the first, at the least."""


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
                if not draft.is_unread("documents", quotation.at.document):
                    yield claim.problem(
                        key, f"there is no sentence {quotation.at}", "count paragraphs and sentences again"
                    )
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
        wrong = f"these are not the words at {quotation.at}: {_first_difference(words, quotation)}"
        yield claim.problem(key, wrong, "copy them out of text.txt, quotation marks and all")
    elif len(places) > 1:
        wrong = f"these words stand {len(places)} times in {quotation.at}"
        yield claim.problem(key, wrong, "say which with prefix or suffix")
    elif quotation.exact != words and not quotation.is_listed_cut:
        wrong = f"this is only a part of {quotation.at}"
        yield claim.problem(key, wrong, "quote the whole sentence, or allow the cut with “cut: listed”")
    elif quotation.exact == words and quotation.is_listed_cut:
        yield claim.problem(key, f"this is the whole of {quotation.at}, not a cut", "take “cut: listed” away")


def _first_difference(words: str, quotation: QuotationDraft) -> str:
    exact = quotation.exact
    if exact in words:
        return "they stand there, but not between this prefix and suffix"
    if fold(exact) in fold(words):
        return "only quotation marks, case, dashes or hidden characters differ"
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
        voice = document.value.voice
        wrong_ends = {
            f"{quotation.attribution_key}.chain": quotation.attribution.chain[-1]
            for quotation in (*claim.value.quotations, *claim.value.parts)
            if quotation.attribution is not None and quotation.attribution.chain[-1] != voice
        }
        for key, last in wrong_ends.items():
            wrong = f"the chain ends with “{last}”, and not with the document's voice"
            yield claim.problem(key, wrong, f"let “{voice}” stand last")


def sentences_have_one_attribution(draft: Draft) -> Iterator[Problem]:
    """Two claims that quote the same whole sentence agree on who says it."""
    seen: dict[Reference, tuple[Sourced[ClaimDraft], Attribution]] = {}
    for claim in draft.claims.values():
        for quotation in claim.value.quotations:
            if quotation.is_listed_cut or quotation.attribution is None:
                continue
            other, attribution = seen.setdefault(quotation.at, (claim, quotation.attribution))
            mine = quotation.attribution
            if (mine.frame, mine.certainty, mine.chain) != (
                attribution.frame,
                attribution.certainty,
                attribution.chain,
            ):
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


def sentence_notes_quote(draft: Draft) -> Iterator[Problem]:
    """The words a sentence note is about stand in its sentence."""
    for document in draft.documents.values():
        for number, note in enumerate(document.value.notes):
            sentence = draft.sentences.get(note.at)
            if sentence is not None and note.exact and note.exact not in draft.cut(sentence):
                wrong = f"these words do not stand in {note.at}"
                yield document.problem(f"notes[{number}].exact", wrong, "copy them out of text.txt")


def second_printings_are_alike(draft: Draft) -> Iterator[Problem]:
    """Prose that is said to be printed twice is so, but for a word or two.

    What is known of the first witness (who says it, above all) is told of the second.
    """
    from rapidfuzz.fuzz import ratio  # only a library that is compiled anew needs it

    for sentence in draft.sentences.values():
        if sentence.twin_of is None or sentence.role is not SentenceRole.PROSE:
            continue
        first = draft.sentences[sentence.twin_of]
        if ratio(fold(draft.cut(sentence)), fold(draft.cut(first))) < _ALIKE:
            document = draft.documents[sentence.reference.document]
            wrong = f"{sentence.reference.locator} and {first.reference.locator} are not the same sentence"
            yield document.problem("twins", wrong, "name paragraphs that print the same words")


def twins_print_the_same(draft: Draft) -> Iterator[Problem]:
    """A claim's twins are second printings of what it quotes."""
    for claim in draft.claims.values():
        quoted = {quotation.at for quotation in claim.value.quotations}
        for number, reference in enumerate(claim.value.twins):
            sentence = draft.sentences.get(reference)
            if sentence is not None and sentence.twin_of not in quoted:
                wrong = f"{reference} is no second printing of a sentence quoted here"
                yield claim.problem(f"twins[{number}]", wrong, "name the twins in document.yaml, or remove it")
