"""`verify` on every sentence of both documents, as people misquote them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from bot.app import App
from bot.model import Passage, Reference, Sentence, SentenceRole
from bot.reply import Change, Outcome, Reply, Verdict, VerdictKind
from bot.text import words


def sentences(app: App) -> Iterator[Sentence]:
    """Every sentence that is content, second printings apart."""
    for document in app.library.documents.values():
        for sentence in document.sentences:
            if sentence.role is SentenceRole.PROSE and sentence.twin_of is None:
                yield sentence


def verdict(reply: Reply) -> Verdict:
    found = [block for block in reply.blocks if isinstance(block, Verdict)]
    assert len(found) == 1, f"no verdict on: {reply.query}"
    return found[0]


def check(app: App, typed: str, kind: VerdictKind, place: Reference) -> Verdict:
    reply = app.respond_to(f"verify {typed}")
    assert reply.outcome is Outcome.FOUND, f"not found: {typed}"
    found = verdict(reply)
    assert found.kind is kind, f"{found.kind}, not {kind}: {typed}"
    shown = [block.quotation.passage.reference for block in reply.quotations()]
    assert place in shown, f"{place} is not shown for: {typed}"
    return found


def joined(app: App, differences: Verdict, *changes: Change) -> str:
    """The typed or the document's words of some of the differences."""
    return " ".join(
        part.typed or (app.library.cut(part.passage) if part.passage is not None else "")
        for part in differences.differences
        if part.change in changes
    )


def test_every_sentence_is_verbatim(app: App) -> None:
    for sentence in sentences(app):
        typed = app.library.cut(sentence.passage)
        found = check(app, typed, VerdictKind.VERBATIM, sentence.reference)
        assert "Only a part" not in found.text


def test_every_sentence_in_quotation_marks_is_verbatim(app: App) -> None:
    for sentence in sentences(app):
        typed = app.library.cut(sentence.passage)
        if typed[-1] not in '”"':
            check(app, f"“{typed}”", VerdictKind.VERBATIM, sentence.reference)


def test_half_a_sentence_is_verbatim_and_said_to_be_half(app: App) -> None:
    for sentence in sentences(app):
        whole = app.library.cut(sentence.passage)
        pieces = whole.split(" ")
        if len(pieces) >= 8:
            half = " ".join(pieces[: len(pieces) // 2])
            found = check(app, half, VerdictKind.VERBATIM, sentence.reference)
            assert "Only a part of the sentence" in found.text


def _upper(sentence: str) -> str:
    return sentence.upper()


def _other_marks(sentence: str) -> str:
    swapped = sentence.translate(str.maketrans("“”’\"'", '""\'“’'))
    return swapped.replace(",", "").rstrip(".")


@pytest.mark.parametrize("change", [_upper, _other_marks])
def test_marks_and_capitals_are_typography(app: App, change: Callable[[str], str]) -> None:
    for sentence in sentences(app):
        whole = app.library.cut(sentence.passage)
        typed = change(whole)
        if typed not in whole:
            found = check(app, typed, VerdictKind.TYPOGRAPHY, sentence.reference)
            assert "Only a part" not in found.text, typed


def _inner_words(sentence: str) -> list[tuple[int, int]]:
    return [(word.start, word.end) for word in list(words(sentence))[1:-1]]


def test_a_word_left_out_is_named(app: App) -> None:
    chooser = random.Random(1956)
    for sentence in sentences(app):
        whole = app.library.cut(sentence.passage)
        inner = _inner_words(whole)
        if len(inner) < 4:
            continue
        start, end = chooser.choice(inner)
        typed = whole[:start].rstrip() + " " + whole[end:].lstrip()
        found = check(app, typed, VerdictKind.ALTERED, sentence.reference)
        left_out = joined(app, found, Change.LEFT_OUT)
        assert whole[start:end].casefold() in left_out.casefold(), f"{whole[start:end]!r} is not named: {typed}"
        assert not joined(app, found, Change.ADDED)


def test_a_word_put_in_is_named(app: App) -> None:
    chooser = random.Random(1969)
    for sentence in sentences(app):
        whole = app.library.cut(sentence.passage)
        inner = _inner_words(whole)
        if len(inner) < 4:
            continue
        start, _ = chooser.choice(inner)
        typed = f"{whole[:start]}allegedly {whole[start:]}"
        found = check(app, typed, VerdictKind.ALTERED, sentence.reference)
        assert joined(app, found, Change.ADDED) == "allegedly"
        assert not joined(app, found, Change.LEFT_OUT)


def test_a_word_changed_is_named_with_the_true_one(app: App) -> None:
    chooser = random.Random(1972)
    for sentence in sentences(app):
        whole = app.library.cut(sentence.passage)
        inner = _inner_words(whole)
        if len(inner) < 4:
            continue
        start, end = chooser.choice(inner)
        typed = f"{whole[:start]}gladly{whole[end:]}"
        found = check(app, typed, VerdictKind.ALTERED, sentence.reference)
        assert joined(app, found, Change.ADDED) == "gladly"
        assert joined(app, found, Change.LEFT_OUT) == whole[start:end]


def test_every_dropped_not_is_an_alteration(app: App) -> None:
    negated = [sentence for sentence in sentences(app) if " not " in app.library.cut(sentence.passage)]
    assert len(negated) >= 15
    for sentence in negated:
        typed = app.library.cut(sentence.passage).replace(" not ", " ", 1)
        found = check(app, typed, VerdictKind.ALTERED, sentence.reference)
        assert joined(app, found, Change.LEFT_OUT) == "not"


def test_the_differences_add_up(app: App) -> None:
    """What is the same and what was added is what was typed; what is the same and left out is the document's."""
    typed = "Khrushchev openly advocated for de-Stalinization, which China gladly did accept."
    found = check(app, typed, VerdictKind.ALTERED, Reference("xu-lai", 9, 1))
    typed_words = [word.folded for word in words(typed)]
    told = " ".join(part.typed for part in found.differences if part.typed)
    assert [word.folded for word in words(told)] == typed_words
    documents = [part.passage for part in found.differences if part.passage is not None]
    assert all(isinstance(passage, Passage) for passage in documents)
    assert [passage.start for passage in documents] == sorted(passage.start for passage in documents)


def test_halves_of_two_sentences_are_spliced(app: App) -> None:
    chooser = random.Random(1979)
    every = [sentence for sentence in sentences(app) if len(app.library.cut(sentence.passage).split()) >= 10]
    spliced = 0
    for sentence in every:
        other = chooser.choice(every)
        if abs(every.index(other) - every.index(sentence)) < 3:
            continue
        first = app.library.cut(sentence.passage).split()
        second = app.library.cut(other.passage).split()
        tail = " ".join(second[len(second) // 2 :]).rstrip(".")
        if sum(document.text.count(tail) for document in app.library.documents.values()) > 1:
            continue  # the words stand in two sentences, and either may be named
        typed = f"{' '.join(first[: len(first) // 2])} {tail}."
        found = check(app, typed, VerdictKind.SPLICED, sentence.reference)
        assert str(other.reference.locator) in found.text, typed
        spliced += 1
    assert spliced > 80


def test_two_sentences_with_one_left_out_between_are_spliced(app: App) -> None:
    found = app.respond_to(
        "verify When the report reached Beijing, the Chinese leadership did not immediately make a statement. ... "
        "The tone was moderate, but it did not agree with Khrushchev's complete rejection."
    )
    assert verdict(found).kind is VerdictKind.SPLICED


def test_two_neighbours_in_order_are_verbatim(app: App) -> None:
    typed = "The core issue lay in the economic structure.\nThe entire planned economy system was overly centralized"
    reply = app.respond_to(f"verify {typed}")
    assert verdict(reply).kind is VerdictKind.VERBATIM


def test_an_ellipsis_inside_a_sentence_is_an_alteration(app: App) -> None:
    typed = "Khrushchev openly advocated for de-Stalinization … which China did not accept."
    found = check(app, typed, VerdictKind.ALTERED, Reference("xu-lai", 9, 1))
    assert "three harmonies" in joined(app, found, Change.LEFT_OUT)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("survey: peaceful coexistence", "survey 13.10"),
        ("xu-lai: peaceful coexistence", "xu-lai 69.1"),
        ("Yegorov: secret report", "xu-lai 62.1"),
        ("survey: the Soviet Union", "survey 4.2"),
    ],
)
def test_words_that_stand_in_many_places_are_found_where_they_were_asked_for(app: App, typed: str, place: str) -> None:
    reply = app.respond_to(f"verify {typed}")
    assert verdict(reply).kind is not VerdictKind.MISATTRIBUTED
    assert str(reply.resolved.id if reply.resolved else "") == place
    assert any("The same words also stand in" in getattr(block, "text", "") for block in reply.blocks)


def test_nobody_speaks_in_a_reference_or_a_notice(app: App) -> None:
    reply = app.respond_to("verify Xu Lai: This article represents the views of the author")
    assert verdict(reply).kind is VerdictKind.MISATTRIBUTED
    (block,) = reply.quotations()
    assert block.quotation.attribution.chain == ("no speaker: a notice in Xu Lai's article",)
    whole = "Yegorov: Khrushchev destroyed the Sino-Soviet common front, and is one of the beginning of the Soviet "
    whole += "Union's collapse · Kunlun Ce Network · 2023-02-27"
    assert verdict(app.respond_to(f"verify {whole}")).kind is VerdictKind.VERBATIM


def test_nobody_known_is_said_to_be_nobody_known(app: App) -> None:
    found = verdict(app.respond_to("verify Napoleon: Historical legacies are never past events."))
    assert "Nobody called “Napoleon” speaks in the documents." in found.text


def test_two_pieces_are_two_places(app: App) -> None:
    typed = "The core issue lay in the economic structure. The most fatal was the collapse of ideology."
    assert "¶86.1 and ¶94.1" in verdict(app.respond_to(f"verify {typed}")).text


_OTHERS = ["Stalin", "Gorbachev", "Mao", "Nixon", "Beria"]


def test_every_sentence_ascribed_to_somebody_else_is_said_so(app: App) -> None:
    for number, sentence in enumerate(sentences(app)):
        name = _OTHERS[number % len(_OTHERS)]
        if name in app.library.attribution(sentence.reference).speaker:
            continue
        typed = app.library.cut(sentence.passage)
        found = check(app, f"{name}: {typed}", VerdictKind.MISATTRIBUTED, sentence.reference)
        assert f"not said by {name}" in found.text


def test_every_sentence_ascribed_to_the_other_document_is_said_so(app: App) -> None:
    for sentence in sentences(app):
        other = "survey" if sentence.reference.document == "xu-lai" else "xu-lai"
        typed = app.library.cut(sentence.passage)
        found = check(app, f"{other}: {typed}", VerdictKind.MISATTRIBUTED, sentence.reference)
        assert "It is not in " in found.text
        check(app, f"{sentence.reference.document}: {typed}", VerdictKind.VERBATIM, sentence.reference)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Yegorov: destroyed the unified global communist party front", VerdictKind.VERBATIM),
        ("Егоров: destroyed the unified global communist party front", VerdictKind.VERBATIM),
        ("Xu Lai: destroyed the unified global communist party front", VerdictKind.MISATTRIBUTED),
        ("the survey: destroyed the unified global communist party front", VerdictKind.MISATTRIBUTED),
        ("Russian scholars: did not touch the essence of the Communist system", VerdictKind.VERBATIM),
        ("Yegorov: did not touch the essence of the Communist system", VerdictKind.MISATTRIBUTED),
        ("Napoleon: Historical legacies are never past events.", VerdictKind.MISATTRIBUTED),
        ("Xu Lai: Historical legacies are never past events.", VerdictKind.VERBATIM),
        ("Xu Lai: Even if repaired, the cracks continued to widen.", VerdictKind.VERBATIM),
    ],
)
def test_who_said_it(app: App, typed: str, kind: VerdictKind) -> None:
    assert verdict(app.respond_to(f"verify {typed}")).kind is kind


def test_where_the_text_leaves_the_speaker_open_so_does_the_answer(app: App) -> None:
    found = verdict(app.respond_to("verify Xu Lai: Even if repaired, the cracks continued to widen."))
    assert "leaves open" in found.text


@pytest.mark.parametrize(
    "typed",
    [
        "Ich bin ein Berliner and so are all free men wherever they may live",
        "We will bury you",
        "the quick brown fox jumps over the lazy dog",
        "Workers of the world, unite! You have nothing to lose but your chains.",
        "The Great Leap Forward was the cause of the famine in China",
        "Khrushchev banged his shoe on the table at the United Nations",
        "The Soviet Union was dissolved on 26 December 1991 by the Supreme Soviet",
        "珍宝岛",
        "The Soviet Union was destroyed by Yeltsin and Gorbachev",
        "China attacked the Soviet Union in 1969",
        "...",
        "“”",
        "!!! ???",
    ],
)
def test_what_is_not_there_is_not_found(app: App, typed: str) -> None:
    reply = app.respond_to(f"verify {typed}")
    assert reply.outcome is Outcome.NOTHING
    assert not reply.quotations()


@pytest.mark.parametrize("typed", ["revisionist", "Khrushchev", "\u200b", "“cult”"])
def test_one_word_is_no_quotation(app: App, typed: str) -> None:
    reply = app.respond_to(f"verify {typed}")
    assert reply.outcome is Outcome.NOTHING
