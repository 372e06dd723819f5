"""Ten thousand documents: they load, with time and memory printed, and still answer.

Each step runs as a program of its own, so that its memory is what that program
takes. Nothing here fails for being slow: the figures are for whoever reads them.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bot

pytestmark = pytest.mark.slow

REPOSITORY = Path(bot.__file__).parent.parent
DOCUMENTS, SENTENCES = 10_000, 10
STEP = """
import json, sys, time
from pathlib import Path

begun = time.perf_counter()
from bot.app import App
from bot.loading import load, open_library

imported = time.perf_counter()
what, folder, cache = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
figures = {}
if what == "load":
    library = load(folder)
else:
    library, index = open_library(folder, cache)
figures["seconds"] = time.perf_counter() - imported
figures["documents"] = len(library.documents)
figures["sentences"] = sum(len(document.sentences) for document in library.documents.values())
figures["claims"] = len(library.claims)
if what != "load":
    app = App(library, index)
    figures["answers"] = []
    for line in sys.argv[4:]:
        asked = time.perf_counter()
        reply = app.respond_to(line)
        quoted = [[str(block.quotation.passage.reference), library.cut(block.quotation.passage)] for block in reply.quotations()]
        figures["answers"].append([line, reply.outcome.value, quoted, time.perf_counter() - asked])
try:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["megabytes"] = peak / (2**20 if sys.platform == "darwin" else 2**10)
except ImportError:
    figures["megabytes"] = None
print(json.dumps(figures))
"""


def vocabulary(chance: random.Random) -> list[str]:
    """Four thousand words that can be pronounced."""
    consonants, vowels = "bcdfglmnprstvw", "aeiou"

    def word() -> str:
        return "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(chance.randint(2, 4)))

    return [word() for _ in range(4000)]


def write_document(folder: Path, number: int, sentences: list[str]) -> str:
    id_ = f"document-{number:05}"
    text = "\n".join(" ".join(sentences[at : at + 2]) for at in range(0, SENTENCES, 2)) + "\n"
    place = folder / "documents" / id_
    place.mkdir(parents=True)
    (place / "text.txt").write_bytes(text.encode("utf-8"))
    description = (
        f"sha256: {hashlib.sha256(text.encode('utf-8')).hexdigest()}\n"
        f"label: Document number {number}\nshort: document {number}\nvoice: Author {number}\nparagraphs: lines\n"
        f"csl:\n  type: article\n  title: not stated\n  author: 'Author {number}'\n  issued: not stated\n"
    )
    (place / "document.yaml").write_bytes(description.encode("utf-8"))
    return id_


def write_claim(folder: Path, number: int, document: str, sentence: str) -> None:
    claim = (
        f"document: {document}\nkind: claim\nstatement: Document {number} says its first sentence.\n"
        f"aliases:\n  - first of {number}\n"
        f"attribution:\n  frame: own-voice\n  certainty: explicit\n  chain: ['Author {number}']\n"
        f"quotations:\n  - at: {document} 1.1\n    exact: {sentence}\n"
    )
    (folder / "claims" / f"claim-{number:05}.yaml").write_bytes(claim.encode("utf-8"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A library of ten thousand documents, with a claim in every tenth; and what some of its sentences are."""
    chance = random.Random(1956)  # the same library every time
    words = vocabulary(chance)
    folder = tmp_path_factory.mktemp("ten-thousand") / "library"
    (folder / "claims").mkdir(parents=True)
    known: dict[str, str] = {}
    ids = []
    for number in range(DOCUMENTS):
        sentences = [
            " ".join(chance.choice(words) for _ in range(chance.randint(8, 18))).capitalize() + "."
            for _ in range(SENTENCES)
        ]
        ids.append(write_document(folder, number, sentences))
        if number % 10 == 0:
            write_claim(folder, number, ids[-1], sentences[0])
        if number % 5000 == 0:
            known[f"{ids[-1]} 1.1"], known[f"{ids[-1]} 3.2"] = sentences[0], sentences[5]
    head = "format: 1\nname: ten-thousand\ntitle: Ten thousand documents\ndocuments:\n"
    (folder / "library.yaml").write_bytes((head + "".join(f"  - {id_}\n" for id_ in ids)).encode("utf-8"))
    return folder, known


def step(what: str, folder: Path, cache: Path, *lines: str) -> dict[str, Any]:
    """Run one step as a program, and print its figures."""
    kind = "load" if what == "load" else "open"
    done = subprocess.run(
        [sys.executable, "-c", STEP, kind, str(folder), str(cache), *lines],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    memory = f"{figures['megabytes']:.0f} MB" if figures["megabytes"] is not None else "memory not known"
    print(f"{what}: {figures['seconds']:.2f} s, {memory}, {figures['sentences']} sentences")  # noqa: T201
    for line, outcome, _, seconds in figures.get("answers", ()):
        print(f"    {1000 * seconds:6.1f} ms  {outcome:8} {line[:60]}")  # noqa: T201
    return figures


def test_ten_thousand_documents_load_and_answer(
    library: tuple[Path, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, known = library
    questions = {f"search {words}": place for place, words in known.items()}
    questions |= {f"verify {words}": place for place, words in known.items()}
    questions |= {f"read {place}": place for place in known}
    questions |= {
        f"claim {place.split()[0].replace('document', 'claim')}": f"{place.split()[0]} 1.1" for place in known
    }

    with capsys.disabled():
        print()  # noqa: T201
        loaded = step("load", folder, tmp_path)
        cold = step("open, nothing kept", folder, tmp_path, *questions)
        warm = step("open, kept", folder, tmp_path, *questions)
        size = sum(file.stat().st_size for file in tmp_path.iterdir())
        print(f"kept: {size / 2**20:.0f} MB")  # noqa: T201

    for figures in (loaded, cold, warm):
        assert (figures["documents"], figures["sentences"], figures["claims"]) == (10_000, 100_000, 1_000)
    for figures in (cold, warm):
        for line, outcome, quoted, _ in figures["answers"]:
            place = questions[line]
            assert outcome == "found", line
            words = dict(quoted)
            assert place in words, line
            assert words[place] == known[place]
    assert [answer[:3] for answer in cold["answers"]] == [answer[:3] for answer in warm["answers"]]
