"""library.yaml, claims, topics and people → drafts."""

from __future__ import annotations

from collections.abc import Iterator

from bot.loading.draft import ClaimDraft, LibraryHead, QuotationDraft
from bot.loading.fields import ID, Reader
from bot.model import (
    Ambiguity,
    Attribution,
    Basis,
    Certainty,
    ClaimRelation,
    Date,
    Disagreement,
    Frame,
    Person,
    Relation,
    Retired,
    Sense,
    ShowRule,
    Stance,
    Stretch,
    Topic,
)

FORMAT = "1"
KINDS = ("claim", "narrative-fact")
EXAMPLES = ("claim", "topic", "words", "quotation", "reference", "person", "years", "document")
"""What library.yaml may choose for the examples in the help."""


def read_head(reader: Reader) -> LibraryHead:
    """What library.yaml says."""
    number = reader.text("format", required=True)
    if number and number != FORMAT:
        reader.problem(
            "format", f"this is format {number}; this program reads {FORMAT}", "convert it, or update catena"
        )
    documents = reader.ids("documents")
    if not documents:
        reader.problem("documents", "no document is named", "list the ids of the folders in documents/")
    head = LibraryHead(
        format=number,
        name=reader.text("name", required=True),
        title=reader.text("title", required=True),
        about=reader.text("about"),
        documents=documents,
        ambiguities=tuple(_ambiguities(reader)),
        retired=tuple(_retired(reader)),
        examples=_examples(reader),
    )
    reader.finish()
    return head


def _examples(reader: Reader) -> dict[str, str]:
    inside = reader.inside("examples")
    if inside is None:
        return {}
    found = {name: inside.text(name) for name in EXAMPLES if inside.has(name)}
    inside.finish()
    return found


def _ambiguities(reader: Reader) -> Iterator[Ambiguity]:
    for entry in reader.each("ambiguous"):
        words = entry.texts("words")
        if not words:
            entry.problem("words", "no words are given", "list the words people type")
        senses = []
        for sense in entry.each("senses"):
            label = sense.text("label", required=True)
            claims, topics = sense.ids("claims"), sense.ids("topics")
            if not claims and not topics:
                sense.problem("", "this sense leads nowhere", "name its claims or topics")
            sense.finish()
            senses.append(Sense(label, claims, topics))
        note = entry.text("note", required=not senses)
        entry.finish()
        yield Ambiguity(words, tuple(senses), note)


def _retired(reader: Reader) -> Iterator[Retired]:
    for entry in reader.each("retired"):
        kind, id_, successor = (entry.text(key, required=True) for key in ("kind", "id", "successor"))
        if kind and kind not in ("claim", "topic", "person"):
            entry.problem("kind", f"“{kind}” cannot retire", "write one of: claim, topic, person")
        entry.finish()
        yield Retired(kind, id_, successor)


def read_claim(id_: str, reader: Reader) -> ClaimDraft:
    """A claim's file."""
    attribution = read_attribution(reader)
    kind = reader.text("kind", required=True)
    if kind and kind not in KINDS:
        reader.problem("kind", f"“{kind}” is not known here", f"write one of: {', '.join(KINDS)}")
    quotations = tuple(_quotations(reader, "quotations", attribution))
    if not quotations:
        reader.problem("quotations", "the claim quotes nothing", "add a quotation with at and exact")
    claim = ClaimDraft(
        id=id_,
        document=reader.text("document", required=True),
        kind=kind,
        statement=reader.text("statement", required=True),
        quotations=quotations,
        parts=tuple(_quotations(reader, "parts", attribution)),
        show=reader.choice("show", ShowRule, ShowRule.ATTRIBUTION) or ShowRule.ATTRIBUTION,
        aliases=reader.texts("aliases"),
        context=reader.references("context"),
        hedges=reader.references("hedges"),
        twins=reader.references("twins"),
        people=reader.ids("people"),
        places=reader.texts("places"),
        dates=tuple(_dates(reader)),
        notes=reader.notes("notes"),
        caution=reader.text("caution"),
        relations=tuple(_relations(reader)),
    )
    reader.finish()
    return claim


def read_attribution(reader: Reader) -> Attribution | None:
    """The attribution under a mapping, or None where there is none or it does not hold."""
    inside = reader.inside("attribution")
    if inside is None:
        return None
    frame = inside.choice("frame", Frame)
    certainty = inside.choice("certainty", Certainty)
    chain = inside.texts("chain")
    perhaps, note = inside.text("perhaps"), inside.text("note")
    if not chain:
        inside.problem("chain", "no speaker is named", "list the speakers, innermost first, the document's voice last")
    inside.finish()
    if frame is None or certainty is None or not chain:
        return None
    if (frame is Frame.AMBIGUOUS) != bool(perhaps):
        inside.problem("perhaps", "“perhaps” belongs to the ambiguous frame, and only to it", "say whom it may report")
        return None
    return inside.collect(lambda: Attribution(frame, certainty, chain, perhaps, note))


def _quotations(reader: Reader, key: str, inherited: Attribution | None) -> Iterator[QuotationDraft]:
    for number, entry in enumerate(reader.each(key)):
        at = entry.reference("at")
        exact = entry.text("exact", required=True)
        cut = entry.text("cut")
        if cut not in ("", "listed"):
            entry.problem("cut", f"“{cut}” is not known here", "write “cut: listed”, or leave it out")
        has_own = entry.has("attribution")
        attribution = read_attribution(entry) if has_own else inherited
        if not has_own and not reader.has("attribution"):
            entry.problem("", "the quotation has no chain of speakers", "add an attribution to it or to the claim")
        prefix, suffix = entry.text("prefix"), entry.text("suffix")
        entry.finish()
        if at is not None and exact:
            place = f"{key}[{number}]"
            where = f"{place}.attribution" if has_own else "attribution"
            yield QuotationDraft(place, at, exact, attribution, where, prefix, suffix, cut == "listed")


def _dates(reader: Reader) -> Iterator[Date]:
    for entry in reader.each("dates"):
        edtf = entry.text("date", required=True)
        basis = entry.choice("basis", Basis)
        at = entry.reference("at")
        event, wording = entry.text("event", required=True), entry.text("wording")
        entry.finish()
        if edtf and basis is not None and at is not None:
            yield Date(edtf, basis, at, event, wording)


def _relations(reader: Reader) -> Iterator[ClaimRelation]:
    for entry in reader.each("relations"):
        stance = entry.choice("stance", Stance)
        claim, note = entry.text("claim", required=True), entry.text("note")
        entry.finish()
        if stance is not None and claim:
            yield ClaimRelation(stance, claim, note)


def read_topic(id_: str, reader: Reader) -> Topic:
    """A topic's file."""
    relation = reader.choice("relation", Relation) or Relation.ONE_DOCUMENT
    claims: dict[str, tuple[str, ...]] = {}
    inside = reader.inside("claims", required=True)
    if inside is not None:
        for document in inside.keys():
            if not ID.fullmatch(document):
                inside.problem(document, f"“{document}” is no id", "use the document's id")
            claims[document] = inside.ids(document)
    disagreements = []
    for entry in reader.each("inside"):
        document, text = entry.text("document", required=True), entry.text("text", required=True)
        at = entry.references("at")
        entry.finish()
        disagreements.append(Disagreement(document, text, at))
    stretches = []
    for entry in reader.each("do_not_stretch"):
        stretches.append(Stretch(entry.text("text", required=True), entry.reference("at", required=False)))
        entry.finish()
    topic = Topic(
        id=id_,
        name=reader.text("name", required=True),
        relation=relation,
        claims=claims,
        aliases=reader.texts("aliases"),
        divide=reader.text("divide"),
        inside=tuple(disagreements),
        do_not_stretch=tuple(stretches),
        related=reader.ids("related"),
    )
    reader.finish()
    return topic


def read_person(id_: str, reader: Reader) -> Person:
    """A person's file."""
    person = Person(
        id=id_,
        name=reader.text("name", required=True),
        stated=reader.text("stated", required=True),
        aliases=reader.texts("aliases"),
        mentions=reader.references("mentions"),
    )
    reader.finish()
    return person
