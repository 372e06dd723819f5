"""Files that are called backups and are none, are damaged, or want something else."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from adapters.backup.errors import BackupError
from tests.adapters.backup.bots import Bot, contents, everything, pack
from tests.adapters.database.looking import tables


@pytest.fixture
def kind() -> str:
    """A file, where it makes no difference."""
    return "sqlite"


@pytest.fixture
async def files(bot: Bot, tmp_path: Path) -> dict[str, bytes]:
    """What is in a good backup."""
    await bot.chooses()
    bot.signs_in()
    return contents(bot.backs_up(tmp_path / "good.tar.gz").path)


def manifest_of(files: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["manifest.json"])
    return found


def with_manifest(files: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    return {**files, "manifest.json": json.dumps(manifest_of(files) | changes).encode()}


def agreeing(files: dict[str, bytes], **rows: int) -> dict[str, bytes]:
    """With a manifest that vouches for all of them."""
    members = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name != "manifest.json"
    }
    return with_manifest(files, members=members, rows=manifest_of(files)["rows"] | rows)


def refused(other: Bot, path: Path) -> str:
    """What is said; and nothing was touched."""
    with pytest.raises(BackupError) as caught:
        other.restores(path)
    assert everything(other.state) == {}
    assert "postgresql" not in other.url or tables(other.url) == []
    assert "Nothing was changed" in str(caught.value)
    return str(caught.value)


def test_the_good_one_is_good(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    other.restores(pack(tmp_path / "file", agreeing(files)))


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_one_that_is_cut_off(files: dict[str, bytes], other: Bot, tmp_path: Path, cut: float) -> None:
    content = (tmp_path / "good.tar.gz").read_bytes()
    (tmp_path / "file").write_bytes(content[: int(len(content) * cut)])
    said = refused(other, tmp_path / "file")
    assert "damaged" in said


def test_each_byte_that_is_another_is_seen(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    content = gzip.decompress((tmp_path / "good.tar.gz").read_bytes())
    where = content.index(b'"prefix"')
    changed = content[:where] + b'"suffix"' + content[where + 8 :]
    (tmp_path / "file").write_bytes(gzip.compress(changed))
    assert "what is in it is not what was put there" in refused(other, tmp_path / "file")


def test_a_member_that_is_missing(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    files.pop("store.jsonl")
    assert "damaged" in refused(other, pack(tmp_path / "file", files))


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "/etc/evil", "matrix/../../evil", "matrix/../keys/x.db", "matrix/x/keys/../../x.db"),
        *("matrix/x/session.json", "catena.sqlite3", "matrix/x\\..\\y/keys/z.db", "matrix/x/inherited/y.db"),
        "matrix/./cross-signing.json",
    ],
)
def test_what_does_not_belong_there(files: dict[str, bytes], other: Bot, tmp_path: Path, name: str) -> None:
    assert "which no backup holds" in refused(other, pack(tmp_path / "file", agreeing({**files, name: b"evil"})))
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("kind_of_entry", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_links_and_the_like(files: dict[str, bytes], other: Bot, tmp_path: Path, kind_of_entry: bytes) -> None:
    def change(entry: tarfile.TarInfo) -> None:
        if entry.name == "store.jsonl":
            entry.type, entry.linkname, entry.size = kind_of_entry, "/etc/passwd", 0

    assert "which no backup holds" in refused(other, pack(tmp_path / "file", files, change))


def test_a_member_that_comes_twice(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "file", "w:gz") as archive:
        for name, content in [*files.items(), ("store.jsonl", files["store.jsonl"])]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    assert "which no backup holds" in refused(other, tmp_path / "file")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{", b'{"catena": "other"}', b"[" * 100_000, b"\xff", b'{"catena": "backup", "format": 1}'],
)
def test_a_manifest_that_is_none(files: dict[str, bytes], other: Bot, tmp_path: Path, content: bytes) -> None:
    assert "is no backup of Catena" in refused(other, pack(tmp_path / "file", {**files, "manifest.json": content}))


def test_other_files_of_the_kind(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    assert "is no backup" in refused(other, pack(tmp_path / "file", {"letter.txt": b"Dear"}))
    assert "is no backup" in refused(other, pack(tmp_path / "empty", {}))
    (tmp_path / "zip").write_bytes(b"PK\x03\x04")
    assert "is no backup" in refused(other, tmp_path / "zip")


def test_one_of_a_later_version(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    for changes in ({"format": 2, "version": "9.9"}, {"revision": "9999", "version": "9.9"}):
        said = refused(other, pack(tmp_path / "file", with_manifest(files, **changes)))
        assert "a later version of Catena (9.9)" in said
        assert "Bring Catena up to date" in said


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'{"table": "inbox", "row": {}}',
        b'{"table": "alembic_version", "row": {"version_num": "1"}}',
        b'{"table": "synced", "row": {"platform": "a", "application_id": "b"}}',
        b'{"table": "synced", "row": {"platform": "a", "application_id": "b", "digest": ["c"]}}',
        b'{"table": "synced", "row": {"platform": "a", "application_id": "b", "digest": null}}',
        b'{"table": "synced", "row": {"platform": "discord", "application_id": "1", "digest": "twice"}}',
        b'{"table": "synced", "row": {"platform": "a", "application_id": "b", "digest": 1e99}}',
        b'{"table": "synced", "row": {"platform": "a", "application_id": "b", "digest": 9223372036854775808}}',
        b'{"table": "choices", "row": {"x; DROP TABLE choices": "a"}}',
    ],
)
def test_lines_that_are_no_rows(files: dict[str, bytes], other: Bot, tmp_path: Path, line: bytes) -> None:
    changed = agreeing({**files, "store.jsonl": files["store.jsonl"] + line + b"\n"}, synced=2)
    assert "damaged" in refused(other, pack(tmp_path / "file", changed))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_rows_that_are_missing(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    changed = agreeing({**files, "store.jsonl": b"".join(files["store.jsonl"].splitlines(keepends=True)[1:])})
    assert "damaged" in refused(other, pack(tmp_path / "file", changed))


def test_what_says_that_it_is_more_than_the_disk_holds(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    members = manifest_of(files)["members"]
    members["store.jsonl"]["size"] = 1 << 60
    assert "no room" in refused(other, pack(tmp_path / "file", with_manifest(files, members=members)))


def test_more_than_was_said_is_not_unpacked(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    """A member that is a thousand times larger than the manifest says."""
    large = {**files, "store.jsonl": files["store.jsonl"] + b" " * (1 << 24)}
    large["manifest.json"] = files["manifest.json"]
    assert "damaged" in refused(other, pack(tmp_path / "file", large))


def test_what_lies_behind_its_end(files: dict[str, bytes], other: Bot, tmp_path: Path) -> None:
    content = gzip.decompress((tmp_path / "good.tar.gz").read_bytes())
    for rest in (b"letter", b"\0" * (1 << 24)):
        (tmp_path / "file").write_bytes(gzip.compress(content + rest))
        assert "damaged" in refused(other, tmp_path / "file")


def test_a_header_that_is_gigabytes_long_is_not_read(other: Bot, tmp_path: Path) -> None:
    """The format lets what describes a file be of any length, and Python reads it at once."""
    entry = tarfile.TarInfo("header")
    entry.type = tarfile.XHDTYPE
    entry.size = 1 << 34
    with gzip.open(tmp_path / "file", "wb") as file:
        file.write(entry.tobuf(tarfile.PAX_FORMAT))
        for _ in range(4):
            file.write(b"\0" * (1 << 20))
    assert "is no backup" in refused(other, tmp_path / "file")


@pytest.mark.skipif(os.name != "posix", reason="not on Windows")
def test_a_folder_in_the_place_of_a_file(other: Bot, tmp_path: Path) -> None:
    assert "cannot be read" in refused(other, tmp_path)
