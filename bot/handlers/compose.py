"""Putting an answer together so that no quotation stands twice, or without what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.handlers import phrases
from bot.library import Library
from bot.model import Claim, EditorNote, Passage, Quotation, Reference, Role, ShowRule
from bot.reply import Block, Effect, Note, NoteKind, Outcome, QuotationBlock, Reply, Resolved

Marks = tuple[tuple[int, int], ...]


class Composer:
    """Collects the blocks of one answer.

    A quotation brings its companions along: hedges, context, the editor's notes.
    What has been shown already is not shown again; where a hedge stands further
    up, a line says so.
    """

    def __init__(self, library: Library, command: str, query: str) -> None:
        self.library = library
        self.command = command
        self.query = query
        self.blocks: list[Block] = []
        self.shown_whole: frozenset[Reference] = frozenset()
        """Sentences that this answer shows whole in any case, so that no part of them need stand beside."""
        self._shown: dict[Reference, list[Passage]] = {}
        self._notes: set[str] = set()

    def add(self, *blocks: Block) -> None:
        self.blocks.extend(blocks)

    def reply(
        self, outcome: Outcome = Outcome.FOUND, resolved: Resolved | None = None, effects: tuple[Effect, ...] = ()
    ) -> Reply:
        return Reply(self.command, self.query, outcome, tuple(self.blocks), resolved, effects)

    def around(self, asked: Iterable[Reference], before: Reference | None, after: Reference | None) -> None:
        """Sentences with their neighbours as context, in the document's order."""
        quotations = [(self.library.quotation(place), Role.EVIDENCE) for place in asked]
        neighbours = [self.library.quotation(place) for place in (before, after) if place is not None]
        self._together([*quotations, *((quotation, Role.CONTEXT) for quotation in neighbours)])

    def claim(self, claim: Claim, role: Role = Role.EVIDENCE, *, only_first: bool = False) -> None:
        """A claim's quotations in the document's order, with their companions.

        `only_first` leaves it at the first quotation, unless the claim must be shown whole.
        """
        is_whole = claim.show is ShowRule.WHOLE_CLAIM
        quotations = claim.quotations[:1] if only_first and not is_whole else claim.quotations
        self._together([(quotation, role) for quotation in quotations], (claim.id,))

    def sentence(self, reference: Reference, role: Role = Role.EVIDENCE, marks: Marks = ()) -> None:
        """A whole sentence with its companions; `marks` are the matched words."""
        self._together([(self.library.quotation(reference), role)], marks=marks)

    def note(self, note: EditorNote, *, keep: bool = True) -> None:
        """An editor's note, unless the answer has it already."""
        if note.text not in self._notes:
            self._notes.add(note.text)
            self.add(Note(NoteKind.EDITOR, note.text, note.confidence, keep))

    def _together(
        self, quotations: Sequence[tuple[Quotation, Role]], claims: tuple[str, ...] = (), marks: Marks = ()
    ) -> None:
        """Quotations and all their companions, in the order of the document; none of them twice.

        A note stands under the quotation it is about, and those on whole claims at the end.
        """
        own = {quotation.passage.reference for quotation, _ in quotations}
        wanted = self._with_companions(quotations)
        keep = False
        for reference in sorted(wanted):
            for quotation, role in wanted[reference]:
                if not self.has_shown(quotation.passage):
                    self._show(quotation, role, claims if reference in own else (), marks, keep)
                elif role is Role.HEDGE:
                    self.add(Note(NoteKind.HEDGE, phrases.hedge_above(reference), keep=keep))
                else:
                    continue
                keep = True
            for note in self._notes_on(reference, is_of_claim=bool(claims) and reference in own):
                self.note(note)
        for note in (note for id_ in claims for note in self.library.claims[id_].notes):
            self.note(note)

    def _with_companions(
        self, quotations: Sequence[tuple[Quotation, Role]]
    ) -> dict[Reference, list[tuple[Quotation, Role]]]:
        """The quotations by place, with the hedges and the context that belong to them, and to these in turn."""
        wanted: dict[Reference, list[tuple[Quotation, Role]]] = {}
        for quotation, role in quotations:
            whole = self.library.quotation(quotation.passage.reference)
            is_whole_anyway = quotation.passage.part and quotation.passage.reference in self.shown_whole
            wanted.setdefault(quotation.passage.reference, []).append((whole if is_whole_anyway else quotation, role))
        waiting = list(wanted)
        while waiting:
            place = waiting.pop()
            companions = self.library.companions(place)
            for kind, references in ((Role.HEDGE, companions.hedges), (Role.CONTEXT, companions.context)):
                for reference in (self._beside(place, companion) for companion in references):
                    if reference not in wanted:
                        wanted[reference] = [(self.library.quotation(reference), kind)]
                        waiting.append(reference)
        return wanted

    def _beside(self, place: Reference, companion: Reference) -> Reference:
        """A companion as it is printed beside a sentence: the second printing of one for that of the other."""
        if self.library.original(place) == place:
            return companion
        twins = self.library.twins_of(companion)
        return next((twin for twin in twins if twin.paragraph == place.paragraph), companion)

    def _notes_on(self, reference: Reference, *, is_of_claim: bool) -> Iterable[EditorNote]:
        """The notes that travel with a sentence.

        Where a claim is shown, on what it quotes only those on the words: the note of another claim that quotes
        the same sentence may be about something else.
        """
        if is_of_claim:
            return [note.note for note in self.library.notes_at(reference)]
        return self.library.companions(reference).notes

    def has_shown(self, passage: Passage) -> bool:
        """Whether these words stand in the answer already, by themselves or in a longer quotation."""
        return any(
            shown.start <= passage.start and passage.end <= shown.end
            for shown in self._shown.get(passage.reference, ())
        )

    def _show(self, quotation: Quotation, role: Role, claims: tuple[str, ...], marks: Marks, keep: bool) -> None:
        passage = quotation.passage
        made_with = tuple(claim.id for claim in self.library.claims_at(passage.reference))
        inside = tuple((start, end) for start, end in marks if passage.start <= start and end <= passage.end)
        self._shown.setdefault(passage.reference, []).append(passage)
        self.add(QuotationBlock(quotation, role, claims or made_with, inside, keep))
        if quotation.attribution.note:
            self.note(EditorNote(quotation.attribution.note))
