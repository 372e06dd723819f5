"""The files of a library folder: what is missing, misplaced, unreadable, too large, or not what it seems."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from bot.loading import LibraryError, load
from bot.loading.folder import MAX_BYTES, MAX_YAML_BYTES, read_folder
from bot.loading.inspection import inspect
from tests.loading.toy import LIBRARY, Toy, link, skip_where_nothing_is_forbidden

TEXT = "documents/keeper/text.txt"
CLAIM = "claims/lantern-stone.yaml"
LEADS_OUT = "a symbolic link leads out of the library's folder; put a copy of what it points to here"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as refused:
        load(tmp_path / "nowhere")

    first = refused.value.problems[0]
    assert str(first) == f"{tmp_path / 'nowhere'}: there is no such folder; give the folder that holds library.yaml"
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize(
    "name", ["library.yaml", "\0", "x" * 5000, "library.yaml/claims"], ids=lambda name: ascii(name[:20])
)
def test_what_is_no_folder_is_no_library(toy: Toy, name: str) -> None:
    with pytest.raises(LibraryError) as refused:
        load(toy.folder / name)

    assert "there is no such folder" in str(refused.value.problems[0])


def test_an_empty_folder_is_told_what_to_begin_with(tmp_path: Path) -> None:
    problems = [str(problem) for problem in inspect(tmp_path).problems]

    assert problems == ["library.yaml: the file is missing; write one with format, name, title and documents"]


def test_a_missing_text(toy: Toy) -> None:
    toy.path(TEXT).unlink()

    assert toy.problem().startswith("documents/keeper/text.txt: the file is missing; ")


def test_a_missing_description(toy: Toy) -> None:
    toy.path("documents/keeper/document.yaml").unlink()

    assert toy.problem().startswith("documents/keeper/document.yaml: the file is missing; ")


def test_a_missing_document_is_missed_where_it_is_named(toy: Toy) -> None:
    shutil.rmtree(toy.path("documents/keeper"))

    problems = toy.problems()

    line = toy.line("library.yaml", "- keeper")
    assert f"library.yaml:{line} documents[0]: there is no document “keeper”; add its folder" in problems
    assert any(problem.startswith("claims/lantern-stone.yaml:1 document: there is no document") for problem in problems)


def test_an_edited_text(toy: Toy) -> None:
    toy.replace(TEXT, "went dark", "went out")

    problems = toy.problems()

    line = toy.line("documents/keeper/document.yaml", "sha256")
    hashed = [problem for problem in problems if problem.startswith(f"documents/keeper/document.yaml:{line} sha256: ")]
    assert len(hashed) == 1
    assert "text.txt is not the text that was recorded: its SHA-256 is " in hashed[0]
    assert "put the original text back" in hashed[0]


def test_white_space_at_the_end_of_a_text_is_an_edit_too(toy: Toy) -> None:
    toy.append(TEXT, "\n")

    assert toy.problem().startswith("documents/keeper/document.yaml:1 sha256: text.txt is not the text")


def test_a_carriage_return_in_a_text(toy: Toy) -> None:
    content = toy.path(TEXT).read_bytes()
    toy.write(TEXT, content.replace(b"\n", b"\r\n"))
    assert toy.problem().startswith("documents/keeper/text.txt:1: a carriage return stands here (CRLF line ends?); ")

    toy.write(TEXT, content.replace(b"The harbour", b"The\rharbour"))
    assert toy.problem().startswith("documents/keeper/text.txt:8: a carriage return stands here")


def test_crlf_in_a_yaml_file(toy: Toy) -> None:
    toy.write(CLAIM, toy.read(CLAIM).replace("\n", "\r\n"))

    assert toy.problem().startswith("claims/lantern-stone.yaml:1: a carriage return stands here (CRLF line ends?); ")


@pytest.mark.parametrize("name", [TEXT, CLAIM, "library.yaml", "documents/keeper/document.yaml"])
def test_a_byte_order_mark(toy: Toy, name: str) -> None:
    toy.write(name, b"\xef\xbb\xbf" + toy.path(name).read_bytes())

    assert toy.problem() == f"{name}:1: the file begins with a byte order mark; save it as UTF-8 without BOM"


@pytest.mark.parametrize(
    ("encoding", "byte"),
    [("utf-16", "0xff"), ("shift-jis", "0x93"), ("latin-1", "0xe9")],
)
def test_another_encoding(toy: Toy, encoding: str, byte: str) -> None:
    words = {"utf-16": "a", "shift-jis": "灯塔石", "latin-1": "é"}[encoding]
    before = "" if encoding == "utf-16" else "name: The lantern stone\nrelation: "
    toy.write("topics/lantern-stone.yaml", before.encode() + words.encode(encoding))

    line, at = (1, 0) if encoding == "utf-16" else (2, len(before))
    said = f"topics/lantern-stone.yaml:{line}: byte {at} ({byte}) is not UTF-8; save the file as UTF-8"
    assert toy.problem() == said


def test_half_a_character_at_the_end_of_a_text(toy: Toy) -> None:
    content = toy.path(TEXT).read_bytes()
    cut = content[: content.index("🕯".encode()) + 2]
    toy.write(TEXT, cut)

    assert toy.problem().startswith(f"documents/keeper/text.txt:7: byte {len(cut) - 2} (0xf0) is not UTF-8; ")


@pytest.mark.parametrize("name", [CLAIM, "topics/wreck.yaml", "people/ode.yaml", "documents/keeper/document.yaml"])
def test_an_empty_yaml_file_is_all_that_is_said(toy: Toy, name: str) -> None:
    toy.write(name, "")

    assert toy.problem() == f"{name}:1: the file holds no keys; write `key: value` lines as in the format's description"


def test_an_empty_library_yaml_does_not_hide_what_else_is_wrong(toy: Toy) -> None:
    toy.write("library.yaml", "# nothing yet\n")
    toy.replace(CLAIM, "keeper 3.1", "keeper 33.1")

    first, second = toy.problems()

    assert first.startswith(f"{CLAIM}:{toy.line(CLAIM, 'keeper 33.1')} context[0]: there is no sentence keeper 33.1")
    assert second.startswith("library.yaml:1: the file holds no keys; ")


@pytest.mark.parametrize("content", ["", " \n\n\t\n", "\u3000\u2028"], ids=["empty", "blank", "other spaces"])
def test_a_text_without_words(toy: Toy, content: str) -> None:
    toy.write(TEXT, content)

    assert any(
        problem.startswith("documents/keeper/document.yaml:1: text.txt holds no words; ") for problem in toy.problems()
    )


@pytest.mark.parametrize("name", ["library.yaml", CLAIM, TEXT, "documents/keeper/document.yaml", "people/ode.yaml"])
def test_a_folder_where_a_file_belongs(toy: Toy, name: str) -> None:
    toy.path(name).unlink()
    toy.path(name).mkdir()

    assert f"{name}: this is no file; put a file of that name here" in toy.problems()


@pytest.mark.parametrize("name", ["documents", "claims", "topics", "people"])
def test_a_file_where_a_folder_belongs(toy: Toy, name: str) -> None:
    shutil.rmtree(toy.path(name))
    toy.write(name, "not a folder")

    assert f"{name}: this is no folder; put a folder of that name here" in toy.problems()


def test_a_file_among_the_documents(toy: Toy) -> None:
    toy.write("documents/readme.txt", "Put a folder here.")

    assert toy.problem() == (
        "documents/readme.txt: only folders stand here, one a document; move it into a folder named by an id"
    )


def test_another_kind_of_file_among_the_claims(toy: Toy) -> None:
    toy.write("claims/lantern-stone.yml", "kind: claim")

    assert toy.problem() == "claims/lantern-stone.yml: only .yaml files stand here; rename or remove it"


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("claims/Zhenbao.yaml", "Zhenbao"),
        ("topics/two words.yaml", "two words"),
        ("people/o--de.yaml", "o--de"),
        ("people/ode-.yaml", "ode-"),
        ("claims/łódź.yaml", "łódź"),
        ("claims/a.b.yaml", "a.b"),
    ],
)
def test_a_file_whose_name_is_no_id(toy: Toy, name: str, id_: str) -> None:
    toy.write(name, "name: x")

    assert toy.problem() == f"{name}: “{id_}” is no id; use small letters, digits and single hyphens"


def test_a_document_whose_folder_is_no_id(toy: Toy) -> None:
    shutil.copytree(toy.path("documents/keeper"), toy.path("documents/The Keeper"))

    assert toy.problem() == "documents/The Keeper: “The Keeper” is no id; use small letters, digits and single hyphens"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system has no names outside Unicode")
def test_a_name_that_is_not_utf_8_is_told_in_letters_that_can_be_printed(toy: Toy) -> None:
    odd = os.fsencode(toy.folder) + b"/claims/\xff\n.yaml"
    with open(odd, "wb") as file:
        file.write(b"kind: claim")

    said = toy.problem()

    assert said == r"claims/\udcff\n.yaml: “\udcff\n” is no id; use small letters, digits and single hyphens"
    assert said.isprintable()
    assert read_folder(toy.folder).hash != read_folder(LIBRARY).hash


def test_a_link_to_a_file_outside(toy: Toy, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    toy.path(CLAIM).rename(secret)
    link(toy.path(CLAIM), secret)

    assert toy.problem() == f"{CLAIM}: {LEADS_OUT}"


def test_a_link_to_a_text_outside(toy: Toy, tmp_path: Path) -> None:
    toy.path(TEXT).rename(tmp_path / "text.txt")
    link(toy.path(TEXT), tmp_path / "text.txt")

    assert toy.problem() == f"{TEXT}: {LEADS_OUT}"


def test_a_link_of_library_yaml_outside(toy: Toy, tmp_path: Path) -> None:
    toy.path("library.yaml").rename(tmp_path / "library.yaml")
    link(toy.path("library.yaml"), Path("..") / "library.yaml")

    assert toy.problem() == f"library.yaml: {LEADS_OUT}"


def test_a_link_to_a_folder_outside_whose_name_begins_alike(toy: Toy, tmp_path: Path) -> None:
    # /tmp/…/library-outside begins as /tmp/…/library does, and lies outside all the same.
    toy.path("claims").rename(tmp_path / "library-outside")
    link(toy.path("claims"), tmp_path / "library-outside", folder=True)

    assert toy.problem() == f"claims: {LEADS_OUT}"


def test_a_link_that_stands_for_a_documents_folder(toy: Toy, tmp_path: Path) -> None:
    toy.path("documents/keeper").rename(tmp_path / "keeper")
    link(toy.path("documents/keeper"), tmp_path / "keeper", folder=True)

    assert toy.problem().startswith("documents/keeper: only folders stand here, one a document; ")


def test_a_link_inside_the_library_is_read(toy: Toy) -> None:
    toy.path("claims").rename(toy.path("statements"))
    link(toy.path("claims"), "statements", folder=True)
    toy.path("statements/lantern-stone.yaml").rename(toy.path("stone.yaml"))
    link(toy.path("statements/lantern-stone.yaml"), Path("..") / "stone.yaml")

    assert toy.problems() == []


def test_a_library_may_itself_be_opened_through_a_link(toy: Toy, tmp_path: Path) -> None:
    link(tmp_path / "here", toy.folder, folder=True)

    assert load(tmp_path / "here").hash == load(toy.folder).hash


@pytest.mark.parametrize("target", ["lantern-stone.yaml", "nothing.yaml"], ids=["itself", "nothing"])
def test_a_link_that_leads_nowhere(toy: Toy, target: str) -> None:
    toy.path(CLAIM).unlink()
    link(toy.path(CLAIM), target)

    said = toy.problem()

    assert said.startswith((f"{CLAIM}: the file cannot be read (", f"{CLAIM}: the file is missing; "))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="not on Windows")
@pytest.mark.parametrize("name", [CLAIM, TEXT])
def test_a_pipe_nobody_writes_to_is_not_waited_for(toy: Toy, name: str) -> None:
    toy.path(name).unlink()
    os.mkfifo(toy.path(name))

    assert toy.problem() == f"{name}: this is no file; put a file of that name here"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX") or sys.platform == "win32", reason="not on Windows")
def test_a_socket_is_no_claim(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    toy.path(CLAIM).unlink()
    monkeypatch.chdir(toy.path("claims"))  # the whole path may be too long for a socket
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("lantern-stone.yaml")

        said = toy.problem()

    assert said.startswith((f"{CLAIM}: the file cannot be read (", f"{CLAIM}: this is no file; "))


@pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")
@pytest.mark.parametrize("name", [CLAIM, "library.yaml", TEXT, "claims", "documents/keeper"])
def test_what_this_user_may_not_read(toy: Toy, tmp_path: Path, name: str) -> None:
    skip_where_nothing_is_forbidden(tmp_path)
    path = toy.path(name)
    path.chmod(0)
    try:
        problems = toy.problems()
    finally:
        path.chmod(0o755)

    assert any(
        problem.startswith(name) and "cannot be read (Permission denied); give this user the right" in problem
        for problem in problems
    )


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_the_system_does_not_give(toy: Toy, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    really_open = os.open

    def refusing(path: str, *rest: int) -> int:
        if os.fspath(path).endswith("lantern-stone.yaml"):
            raise error
        return really_open(path, *rest)

    monkeypatch.setattr(os, "open", refusing)

    assert toy.problems() == [
        f"{folder}/lantern-stone.yaml: the file cannot be read ({error.strerror}); give this user the right to read it"
        for folder in ("claims", "topics")
    ]


def test_a_folder_where_a_file_belongs_on_a_system_that_does_not_open_it(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on Windows, where a folder cannot be opened at all.
    toy.path(CLAIM).unlink()
    toy.path(CLAIM).mkdir()
    really_open = os.open

    def refusing(path: str, *rest: int) -> int:
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied")
        return really_open(path, *rest)

    monkeypatch.setattr(os, "open", refusing)

    assert toy.problem() == f"{CLAIM}: this is no file; put a file of that name here"


def test_a_folder_the_system_does_not_give(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    really_scan = os.scandir

    def refusing(path: str) -> object:
        if os.fspath(path).endswith("people"):
            raise PermissionError(13, "Permission denied")
        return really_scan(path)

    monkeypatch.setattr(os, "scandir", refusing)

    assert toy.problem() == "people: the folder cannot be read (Permission denied); give this user the right to read it"


def test_a_file_that_comes_in_pieces_is_read_to_its_end(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_folder(toy.folder).hash
    really_read = os.read
    monkeypatch.setattr(os, "read", lambda handle, size: really_read(handle, min(size, 100)))

    assert read_folder(toy.folder).hash == before


def test_a_text_of_16_mib_is_read_and_not_one_byte_more(toy: Toy) -> None:
    content = toy.path(TEXT).read_bytes()
    toy.write(TEXT, content + b"\n" * (MAX_BYTES - len(content)))
    assert toy.problem().startswith("documents/keeper/document.yaml:1 sha256: text.txt is not the text")

    toy.write(TEXT, content + b"\n" * (MAX_BYTES + 1 - len(content)))
    assert toy.problem() == f"{TEXT}: the file is larger than 16 MiB; split it"


def test_a_yaml_file_of_2_mib_is_read_and_not_one_byte_more(toy: Toy) -> None:
    content = toy.path(CLAIM).read_bytes()
    toy.write(CLAIM, content + b"#" * (MAX_YAML_BYTES - len(content)))
    assert toy.problems() == []

    toy.write(CLAIM, content + b"#" * (MAX_YAML_BYTES + 1 - len(content)))
    assert toy.problem() == f"{CLAIM}: the file is larger than 2 MiB; split it"


@pytest.mark.parametrize(
    "name", [CLAIM, TEXT, "documents/keeper/document.yaml", "topics/wreck.yaml", "people/ode.yaml"]
)
def test_what_cannot_be_read_is_told_once_and_not_by_all_that_point_at_it(toy: Toy, name: str) -> None:
    toy.write(name, b"\xff")

    assert toy.problem() == f"{name}:1: byte 0 (0xff) is not UTF-8; save the file as UTF-8"
