"""The files of a folder → a draft, and what is wrong in each file by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from bot.loading.documents import read_document
from bot.loading.draft import Draft, LibraryHead, Sourced, lines_of
from bot.loading.entities import FORMAT, read_claim, read_head, read_person, read_topic
from bot.loading.fields import ID, Reader
from bot.loading.folder import Folder, decode
from bot.loading.tree import Fields, TreeError, parse
from bot.problems import Problem

Entity = TypeVar("Entity")


def read_draft(folder: Folder) -> tuple[Draft | None, list[Problem]]:
    """Everything the folder's files say, and what is wrong in each of them by itself.

    The draft is None for a library in another format, of which nothing else is
    said: the rest would be read amiss.
    """
    problems = list(folder.problems)
    node = _tree(folder, "library.yaml", problems)
    head = LibraryHead("", "", "", "", ())
    if node is not None:
        head = read_head(Reader("library.yaml", node, problems))
        if head.format not in ("", FORMAT):
            return None, [problem for problem in problems if problem.key == "format"]
    draft = Draft(Sourced(head, "library.yaml", lines_of(node) if node is not None else {}))
    if node is None:
        draft.unread.add("library.yaml")
    _read_documents(folder, draft, problems)
    draft.claims.update(_read_entities(folder, "claims", read_claim, problems))
    draft.topics.update(_read_entities(folder, "topics", read_topic, problems))
    draft.people.update(_read_entities(folder, "people", read_person, problems))
    draft.unread.update(_unread(folder, draft))
    return draft, problems


def _unread(folder: Folder, draft: Draft) -> Iterator[str]:
    """What stands in the folder and is not in the draft."""
    read: Mapping[str, Collection[str]] = {
        "documents": draft.documents,
        "claims": draft.claims,
        "topics": draft.topics,
        "people": draft.people,
    }
    for name in (*folder.files, *(problem.file for problem in folder.problems)):
        kind, _, rest = name.partition("/")
        id_ = rest.partition("/")[0].removesuffix(".yaml")
        if kind in read and id_ not in read[kind]:
            yield f"{kind}/{id_}" if id_ else kind


def _read_documents(folder: Folder, draft: Draft, problems: list[Problem]) -> None:
    for id_ in dict.fromkeys(name.split("/")[1] for name in folder.files if name.startswith("documents/")):
        name, text_name = f"documents/{id_}/document.yaml", f"documents/{id_}/text.txt"
        if not _is_id(id_, f"documents/{id_}", problems):
            continue
        node = _tree(folder, name, problems)
        content = folder.files.get(text_name)
        text = decode(text_name, content, problems) if content is not None else None
        if node is None or text is None or content is None:
            continue
        document = read_document(id_, Reader(name, node, problems), text, content)
        draft.documents[id_] = Sourced(document, name, lines_of(node))
        draft.sentences.update((sentence.reference, sentence) for sentence in document.sentences)


def _read_entities(
    folder: Folder, kind: str, read: Callable[[str, Reader], Entity], problems: list[Problem]
) -> dict[str, Sourced[Entity]]:
    found: dict[str, Sourced[Entity]] = {}
    for name in folder.files:
        if not name.startswith(kind + "/"):
            continue
        id_ = name[len(kind) + 1 : -len(".yaml")]
        if not _is_id(id_, name, problems):
            continue
        node = _tree(folder, name, problems)
        if node is not None:
            found[id_] = Sourced(read(id_, Reader(name, node, problems)), name, lines_of(node))
    return found


def _is_id(id_: str, name: str, problems: list[Problem]) -> bool:
    if ID.fullmatch(id_):
        return True
    problems.append(Problem(name, 0, "", f"“{id_}” is no id", "use small letters, digits and single hyphens"))
    return False


def _tree(folder: Folder, name: str, problems: list[Problem]) -> Fields | None:
    content = folder.files.get(name)
    source = decode(name, content, problems) if content is not None else None
    if source is None:
        return None
    try:
        return parse(source)
    except TreeError as error:
        problems.append(Problem(name, error.line, "", error.wrong, error.remedy))
        return None
