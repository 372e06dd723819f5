"""What answers say in the bot's own words, in one place so that it can be translated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.handlers.speaker import Match
from bot.model import Reference, Relation
from bot.reply import VerdictKind


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    known = list(names)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}" if known else ""


def sentence_case(words: str) -> str:
    """The words with a capital at the start; for the bot's own words, never a document's."""
    return words[:1].upper() + words[1:]


def full_stop(words: str) -> str:
    """The words as a sentence: with a full stop, where they have no mark at their end."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def shorten(words: str, limit: int = 80) -> str:
    """What a user typed, short enough to repeat."""
    flat = " ".join(words.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def taken_for(typed: str, name: str, id_: str) -> str:
    shown = name if name == id_ else f"{name} ({id_})"
    return f"Took “{shorten(typed)}” for: {shown}."


def retired(typed: str, id_: str) -> str:
    return f"“{shorten(typed)}” is now called “{id_}”."


def which(typed: str) -> str:
    return f"“{shorten(typed)}” may mean several things here. Which one?"


def belongs_to(typed: str, name: str) -> str:
    return f"“{shorten(typed)}” is a topic here ({name}). Its claims:"


def nothing(kind: str, typed: str) -> str:
    return f"The documents have no {kind} called “{shorten(typed)}”."


def nothing_found(typed: str) -> str:
    return f"Nothing in the documents answers “{shorten(typed)}”."


NEAREST = "The nearest names, which need not be what you mean:"
LOOK_AROUND = "See what there is: topics"


def hedge_above(reference: Reference) -> str:
    return f"Read it with its limitation, {reference}, quoted above."


def is_silent(document: str, topic: str) -> str:
    return full_stop(f"{sentence_case(document)} does not discuss this: {topic}")


def speaks_on(document: str, topics: str) -> str:
    return full_stop(f"{sentence_case(document)} speaks on: {topics}")


def is_unread(document: str, topic: str) -> str:
    return full_stop(f"No editor has read {document} for this topic yet: {topic}")


def not_named(document: str, name: str) -> str:
    return f"{sentence_case(document)} does not name {name}."


def no_date(document: str, dates: str) -> str:
    return f"{sentence_case(document)} gives no date in {dates}."


QUESTION_WORDS = frozenset(
    "what when where why how which whose whom is are was were did does do can could tell".split()
)
"""What a question begins with that was asked in plain words."""
SEARCH_IT, CLAIM_IT, READ_IT = "Search for it", "The claim of that name", "Read that place"


def disagrees_with_itself(document: str, text: str) -> str:
    return f"{sentence_case(document)} says more than one thing here: {text}"


def do_not_stretch(text: str, reference: Reference | None) -> str:
    where = f" ({reference})" if reference is not None else ""
    return f"Not to be taken for this{where}: {text}"


def printed_again(places: Iterable[Reference]) -> str:
    return f"The document prints this again at {listed(place.locator for place in places)}: one witness, not two."


def different_aspects() -> str:
    return "The documents touch different sides of this; they do not answer each other."


def cut_short(words: int) -> str:
    return f"Only the first {words} words were searched." if words > 1 else "Only the first word was searched."


def cut_to(characters: int) -> str:
    return f"Only the first {characters:,} characters were read."


def unmatched(words: Iterable[str]) -> str:
    return f"None of these sentences has {listed(f'“{shorten(word, 30)}”' for word in words)}."


MAY_ANSWER = "These come closest, but may not answer it."
ONLY_OPERATORS = "Add words to search for."
NOTHING_LEFT = "There are none."
TOO_MANY_OPERATORS = "Only the first eight operators of each kind were read."


def years(first: int, last: int) -> str:
    """`1956`, `1956–1964`; an end that is open is left out."""
    return str(first) if first == last else f"{first if first > 1 else ''}–{last if last < 9999 else ''}"


def nothing_left(words: str) -> str:
    return f"None of these sentences answers “{shorten(words)}”."


def of_many(shown: int, count: int) -> str:
    return f"The first {shown} are shown of {count} sentences that it was narrowed to."


def narrowed(documents: Sequence[str], years: Sequence[str], phrases: Sequence[str], without: Sequence[str]) -> str:
    """To what a search was narrowed by its operators; "" where it was not."""
    said = [f"in {listed(documents)}"] if documents else []
    said += [f"dated in {listed(years)}"] if years else []
    said += [f"with {listed(f'“{shorten(phrase, 60)}”' for phrase in phrases)}, word for word"] if phrases else []
    said += [f"without {listed(without)}"] if without else []
    return f"Only sentences {'; '.join(said)}." if said else ""


def not_exact(phrases: Iterable[str]) -> str:
    return f"No sentence has {listed(f'“{shorten(phrase, 60)}”' for phrase in phrases)} word for word; searched for the words."


OTHER_VIEWS = "What stands against it"


def date(edtf: str, wording: str) -> str:
    """A date, and in quotation marks how the text puts it where that is something else."""
    return f"{edtf} (“{wording}”)" if wording and wording.casefold() != edtf.casefold() else edtf


OPPOSED_BY = "Opposed by"
QUALIFIED_BY = "Qualified by"
RELATIONS = "How it stands to other claims"
SAYS_REPORTED = "Says, as reported"
SAYS_ITSELF = "Says, in own voice"
SAID_ABOUT = "Said about"
STATED = "What the documents state"
EDITORS_SUMMARY = "Editor's summary"


def searched_for(names: Iterable[str]) -> str:
    return f"Also searched for: {listed(f'“{name}”' for name in names)}."


def is_fragment(reference: Reference) -> str:
    return f"{reference} is a fragment: its beginning is lost, and it says nothing by itself."


def is_no_claim(reference: Reference, role: str) -> str:
    return f"{reference.locator} is a {role}: it claims nothing."


def prints_again(reference: Reference, original: Reference, *, word_for_word: bool = True) -> str:
    how = "" if word_for_word else ", though not word for word"
    return f"{reference.locator} prints {original.locator} again{how}: one witness, not two."


def no_such_place(reference: Reference, label: str, last: Reference) -> str:
    return f"[{label}] has no {reference.locator}; it ends with {last.locator}."


def paragraph_has(paragraph: int, sentences: int) -> str:
    return f"Paragraph {paragraph} has {sentences} sentence{'s' if sentences != 1 else ''}."


def no_document(typed: str, known: list[str]) -> str:
    return f"No document is called “{shorten(typed)}”. There are: {listed(known)}."


def says_nothing(name: str) -> str:
    return f"No claim has {name} speak, in own words or as reported."


_VERDICTS = {
    VerdictKind.VERBATIM: "Word for word",
    VerdictKind.TYPOGRAPHY: "The words are right; quotation marks, capitals, punctuation or spaces differ",
    VerdictKind.ALTERED: "Altered: the words were changed",
    VerdictKind.SPLICED: "Spliced: these pieces do not stand together",
    VerdictKind.MISATTRIBUTED: "Ascribed to the wrong one",
}


def verdict(kind: VerdictKind, where: str, *, is_part: bool) -> str:
    part = " Only a part of the sentence was typed: read it whole." if is_part and kind in _WHOLE_MATTERS else ""
    return f"{_VERDICTS[kind]}: {where}.{part}"


_WHOLE_MATTERS = (VerdictKind.VERBATIM, VerdictKind.TYPOGRAPHY)


def is_in(document: str, *, is_it: bool) -> str:
    return f"It is in {document}." if is_it else f"It is not in {document}."


def nobody_called(name: str) -> str:
    return f"Nobody called “{name}” speaks in the documents."


def ascribed(name: str, match: Match, *, is_open: bool) -> str:
    if match is Match.OTHER:
        remark = " Who does, the text leaves open." if is_open else ""
        return f"It is not said by {name}.{remark}"
    return {
        Match.SAME: f"It is said by {name}, as the line below has it.",
        Match.REPORTS: f"{sentence_case(name)} reports it; somebody else says it.",
        Match.OPEN: f"Whether it is said by {name}, the text leaves open.",
    }[match]


def also_at(places: Iterable[Reference]) -> str:
    named = list(places)
    shown = listed(str(place) for place in named[:_MOST_PLACES])
    more = f", and {len(named) - _MOST_PLACES} more" if len(named) > _MOST_PLACES else ""
    return f"The same words also stand in {shown}{more}; who says them there may differ."


_MOST_PLACES = 5


TOO_SHORT = "Give at least two words in a row, as they are said to stand in the document."
SEARCH_INSTEAD = "Search for it instead"


def not_in_the_documents(typed: str) -> str:
    return f"Not in the documents, nor anything near enough to be an altered form of it: “{shorten(typed)}”."


def no_dates(typed: str) -> str:
    return (
        f"“{shorten(typed)}” is no date. Type a year, a month, a decade or a range: 1956, March 1953, 1960s, 1956-1964."
    )


def nothing_dated(name: str) -> str:
    return f"No claim is dated in {name}."


ALL_DATES = "All dates"


def no_date_at_all(document: str) -> str:
    return f"{sentence_case(document)} has no dated claim."


DATES_STATED = "Dates that the documents state"
DATES_INFERRED = "Dates that the editor inferred from the sentences around"
DATES_VAGUE = "Dated only to a longer time that overlaps"


def topic_count(shown: int, known: int) -> str:
    return f"{known} topics" if shown == known else f"{shown} of {known} topics"


_RELATIONS = {
    Relation.DISAGREE: "both: they disagree",
    Relation.PARTLY: "both: they agree in part",
    Relation.AGREE: "both: they agree",
    Relation.DIFFERENT_ASPECTS: "both: different sides",
    Relation.ONE_DOCUMENT: "one",
}


def relation(relation_: Relation) -> str:
    return _RELATIONS[relation_]


_QUESTIONS = {
    Relation.DISAGREE: "{names} do not say the same. What does each rest on, and what would you have to know to choose?",
    Relation.PARTLY: "Where do {names} agree, where do they part, and what does each rest on?",
    Relation.AGREE: "{names} agree. Do they rest on the same thing, and what would speak against them?",
    Relation.DIFFERENT_ASPECTS: "{names} speak of different sides of it. Which question does each answer, and which does it leave open?",
}
_QUESTION_OF_ONE = "Only {names} speaks on this. What does it rest on, and what would somebody ask who doubts it?"
_QUESTION_INSIDE = "What is said here does not all agree with itself: which sentences cannot stand together, and why?"


def to_discuss(relation_: Relation, speaking: Sequence[str], *, is_split: bool) -> str:
    """A question that takes no side."""
    question = _QUESTIONS.get(relation_) if len(speaking) > 1 else None
    asked = sentence_case((question or _QUESTION_OF_ONE).format(names=listed(speaking)))
    return f"To discuss: {asked} {_QUESTION_INSIDE}" if is_split else f"To discuss: {asked}"


def only(names: Iterable[str]) -> str:
    return f"only {listed(names)}"


PROVENANCE = "What is known, and what the document does not state"
STANCE = "Stance"
FIELDS = {
    "type": "kind (CSL)",
    "container-title": "published in",
    "issued": "date",
    "URL": "address given",
}


def commands_of(title: str) -> str:
    return f"Commands: {title}"


HOW_TO_ASK = (
    "Typos, other spellings and other scripts are understood. Every quotation is word for word, with who says it, "
    "through whom, and where."
)
DID_YOU_MEAN = "Did you mean:"
EMPTY = "Type a command, or “help”."


def no_command(typed: str) -> str:
    return f"There is no command “{shorten(typed, 40)}”."


def missing(usage: str, param: str) -> str:
    return f"It lacks its {param}: {usage}"


def against(verb: str, claim: str, document: str, note: str, *, above: bool) -> str:
    where = f"{document}, quoted above" if above else document
    return f"{verb} {claim}, in {where}. {note}".rstrip()


def reference_form(example: Reference) -> str:
    return f"A reference is one document and one place in it: {example}."


def in_which_document(locator: str) -> str:
    return f"¶{locator} of which document?"


def where_in(label: str, example: Reference) -> str:
    return f"Where in [{label}]? Give a place: {example}."


FROM_THE_START = "Read it from the start"
ABOUT_IT = "What it is"


def quoted_above(name: str) -> str:
    return f"{name}: quoted above."


def first_of(claim: str, places: list[Reference]) -> str:
    return f"{claim} quotes {len(places)} sentences: {listed(str(place) for place in places)}. This is the first."


def no_style(typed: str) -> str:
    return f"There is no citation style “{shorten(typed, 30)}”. There are:"


def claims_of(typed: str, count: int) -> str:
    return f"“{shorten(typed)}” is not one claim here: there are {count}. Which one?"
