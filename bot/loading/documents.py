"""document.yaml and text.txt → a document whose sentences can be pointed at."""

from __future__ import annotations

import hashlib
import re

from bot import boundaries
from bot.loading.fields import Reader
from bot.model import NOT_STATED, Document, EditorNote, Reference, Sentence, SentenceNote, SentenceRole

CSL_VARIABLES = (
    "type",
    "title",
    "author",
    "editor",
    "issued",
    "publisher",
    "container-title",
    "URL",
    "language",
)
"""The CSL variables of a document (CSL 1.0.2, appendix IV), in the order they are shown."""

_NUMBER = re.compile(r"\d{1,7}")
_RANGE = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")


def read_document(id_: str, reader: Reader, text: str, content: bytes) -> Document:
    """A document out of its two files; what is wrong in them goes to the reader's problems."""
    _check_hash(reader, content)
    rule = reader.text("paragraphs", required=True)
    if rule and rule not in boundaries.PARAGRAPH_RULES:
        known = ", ".join(boundaries.PARAGRAPH_RULES)
        reader.problem("paragraphs", f"“{rule}” is no paragraph rule", f"write one of: {known}")
    spans = boundaries.paragraphs(text, rule if rule in boundaries.PARAGRAPH_RULES else boundaries.LINES)
    if not spans:
        reader.problem("", "text.txt holds no words", "put the document's text there")
    roles = _roles(reader, len(spans))
    twins = _twins(reader, len(spans))
    translation, translation_note = _translation(reader)
    label = reader.text("label", required=True)
    document = Document(
        id=id_,
        label=label,
        short=reader.text("short", required=True),
        voice=reader.text("voice", required=True),
        text=text,
        sha256=reader.text("sha256"),
        metadata=_metadata(reader),
        sentences=_sentences(reader, id_, text, spans, roles, twins),
        about=reader.text("about"),
        stance=reader.text("stance"),
        translation=translation,
        translation_note=translation_note,
        provenance=reader.notes("provenance"),
        notes=_sentence_notes(reader, id_),
        aliases=reader.texts("aliases"),
    )
    reader.finish()
    return document


def _check_hash(reader: Reader, content: bytes) -> None:
    stated = reader.text("sha256", required=True)
    actual = hashlib.sha256(content).hexdigest()
    if stated and stated != actual:
        wrong = f"text.txt is not the text that was recorded: its SHA-256 is {actual}"
        reader.problem("sha256", wrong, "put the original text back; write this hash only for a text you have compared")


def _metadata(reader: Reader) -> dict[str, str]:
    inside = reader.inside("csl", required=True)
    if inside is None:
        return dict.fromkeys(CSL_VARIABLES, NOT_STATED)
    found = {variable: inside.text(variable) or NOT_STATED for variable in CSL_VARIABLES}
    if not inside.has("title") or not inside.has("author") or not inside.has("issued"):
        inside.problem(
            "", "title, author and issued must be given", f"write “{NOT_STATED}” where the document is silent"
        )
    inside.finish()
    return found


def _translation(reader: Reader) -> tuple[str, EditorNote | None]:
    inside = reader.inside("translation")
    if inside is None:
        return NOT_STATED, None
    state = inside.text("state", required=True)
    note_reader = inside.inside("note")
    note = None
    if note_reader is not None:
        note = note_reader.note()
        note_reader.finish()
    inside.finish()
    return state, note


def _roles(reader: Reader, count: int) -> dict[int, SentenceRole]:
    """The paragraphs that are no content, and what they are instead."""
    roles: dict[int, SentenceRole] = {}
    for entry in reader.each("not_content"):
        numbers = entry.text("paragraphs", required=True)
        role = entry.choice("role", SentenceRole)
        entry.finish()
        if role is SentenceRole.PROSE:
            entry.problem("role", "prose is content", "leave these paragraphs out of not_content")
        found = _RANGE.fullmatch(numbers)
        if found is None:
            if numbers:
                remedy = "write a number, or two with a hyphen: 113-118"
                entry.problem("paragraphs", f"“{numbers}” names no paragraphs", remedy)
            continue
        first, last = int(found.group(1)), int(found.group(2) or found.group(1))
        if not 1 <= first <= last <= count:
            entry.problem("paragraphs", f"the document has paragraphs 1 to {count}", "count those that are not blank")
        elif role is not None:
            roles.update(dict.fromkeys(range(first, last + 1), role))
    return roles


def _twins(reader: Reader, count: int) -> dict[int, int]:
    """The paragraphs that are printed a second time, each with its first witness."""
    twins: dict[int, int] = {}
    for entry in reader.each("twins"):
        numbers = [entry.text(key, required=True) for key in ("paragraph", "duplicate_of")]
        entry.finish()
        if not all(_NUMBER.fullmatch(number) and 1 <= int(number) <= count for number in numbers):
            entry.problem("", f"the document has paragraphs 1 to {count}", "give two of their numbers")
            continue
        paragraph, original = (int(number) for number in numbers)
        if paragraph == original:
            entry.problem("", "a paragraph is no twin of itself", "give the number of the first witness")
        elif paragraph in twins or paragraph in twins.values() or original in twins:
            wrong = "a paragraph stands twice, or is both a first witness and a second one"
            entry.problem("", wrong, "name each second printing once, with the first witness that is no twin itself")
        else:
            twins[paragraph] = original
    return twins


def _sentences(
    reader: Reader,
    id_: str,
    text: str,
    spans: list[tuple[int, int]],
    roles: dict[int, SentenceRole],
    twins: dict[int, int],
) -> tuple[Sentence, ...]:
    joined = set(reader.locators("join", id_))
    by_paragraph = [
        _join(id_, number, boundaries.sentences(text, start, end), joined)
        for number, (start, end) in enumerate(spans, start=1)
    ]
    for reference in sorted(joined, key=str):
        wrong = f"no sentence {reference.locator} stands before another in its paragraph"
        reader.problem("join", wrong, "name the first of the two that belong together")
    found: list[Sentence] = []
    for paragraph, pieces in enumerate(by_paragraph, start=1):
        role = roles.get(paragraph, SentenceRole.PROSE)
        original = twins.get(paragraph)
        if original is not None and len(by_paragraph[original - 1]) != len(pieces):
            wrong = f"paragraphs {paragraph} and {original} have not the same number of sentences"
            reader.problem("twins", wrong, "twins are told sentence by sentence; name paragraphs that match")
            original = None
        for number, (start, end) in enumerate(pieces, start=1):
            twin_of = Reference(id_, original, number) if original is not None else None
            found.append(Sentence(Reference(id_, paragraph, number), start, end, role, twin_of))
    return tuple(found)


def _join(id_: str, paragraph: int, pieces: list[tuple[int, int]], joined: set[Reference]) -> list[tuple[int, int]]:
    """The sentences of a paragraph, with those put together that the editor says belong together.

    What was joined is taken out of `joined`.
    """
    result: list[tuple[int, int]] = []
    glue = False
    for number, (start, end) in enumerate(pieces, start=1):
        if glue:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
        place = Reference(id_, paragraph, len(result))
        glue = place in joined and number < len(pieces)
        if glue:
            joined.remove(place)
    return result


def _sentence_notes(reader: Reader, id_: str) -> tuple[SentenceNote, ...]:
    found = []
    for entry in reader.each("notes"):
        at = entry.reference("at", document=id_)
        exact = entry.text("exact")
        note = entry.note()
        entry.finish()
        if at is not None and note is not None:
            found.append(SentenceNote(at, note, exact))
    return tuple(found)
