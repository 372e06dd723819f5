"""BibTeX entries, written by hand, and what must hold of any metadata."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.citation import cite
from bot.model import Document, Frame, Quotation
from tests.citation import examples as known

SOMETHING = st.text(min_size=1).filter(str.strip)
TEXT_FIELDS = ("title", "author", "editor", "issued", "publisher", "container-title", "URL", "language")


@pytest.mark.parametrize(
    ("quotation", "document", "expected"),
    [
        # No author: BibTeX sorts by `key`. No title: the description stands in `howpublished`.
        pytest.param(
            known.quotation(known.SURVEY, "7.15", Frame.OWN_VOICE),
            known.SURVEY,
            """\
@misc{survey-7.15,
  howpublished = {[Survey of research on Khrushchev]},
  key = {Survey of research on Khrushchev},
  note = {the survey (author not stated), own voice, ¶7.15},
}""",
            id="no author, date, title",
        ),
        # A literal name has braces of its own, or BibTeX would take "Lai" for the family name.
        pytest.param(
            known.REPORTED,
            known.ARTICLE,
            """\
@misc{xu-lai-49.1,
  author = {{Xu Lai}},
  editor = {{Xu Lai}},
  url = {https://www.toutiao.com/article/7547212290676818486/},
  language = {English},
  howpublished = {[Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split]},
  note = {Yegorov, as reported by Xu Lai, ¶49.1},
}""",
            id="reported",
        ),
        pytest.param(
            known.SPOKEN,
            known.SPEECH,
            """\
@misc{speech-3.2,
  author = {Khrushchev, Nikita Sergeyevich},
  title = {{On the Cult of Personality and Its Consequences}},
  year = {1956},
  month = feb,
  day = {25},
  url = {https://example.org/speech},
  language = {en},
  howpublished = {Archive of Speeches},
  note = {Khrushchev, own voice, ¶3.2},
}""",
            id="all that a page can have",
        ),
        pytest.param(
            known.REMEMBERED,
            known.BOOK,
            """\
@book{memoirs-3.2,
  author = {Khrushchev, Nikita},
  editor = {Khrushchev, Sergei},
  title = {{Memoirs}},
  publisher = {Penn State University Press},
  year = {2004},
  note = {Khrushchev, own voice, ¶3.2},
}""",
            id="book",
        ),
        pytest.param(
            known.IN_CHAPTER,
            known.CHAPTER,
            """\
@incollection{chapter-2.1,
  author = {Li, Hua-ling},
  editor = {Brown, Ann},
  title = {{The “Thaw”}},
  booktitle = {After Stalin},
  publisher = {East Press},
  year = {about 1964},
  note = {Li, own voice, ¶2.1},
}""",
            id="chapter",
        ),
        pytest.param(
            known.AMBIGUOUS,
            replace(known.ARTICLE, label="Essay", metadata={"author": "Xu Lai"}),
            """\
@misc{xu-lai-75.1,
  author = {{Xu Lai}},
  howpublished = {[Essay]},
  note = {Xu Lai, ¶75.1; the text does not say whether this still reports the Russian Communist Party (no person named) or is Xu Lai's own view},
}""",
            id="ambiguous",
        ),
        pytest.param(
            known.SUPERSEDED,
            known.SURVEY,
            """\
@misc{survey-5.2,
  howpublished = {[Survey of research on Khrushchev]},
  key = {Survey of research on Khrushchev},
  note = {people “in the past” (unnamed), as reported by the survey (author not stated), ¶5.2, a view it sets aside},
}""",
            id="set aside",
        ),
        pytest.param(
            known.PART,
            known.SURVEY,
            """\
@misc{survey-13.10,
  howpublished = {[Survey of research on Khrushchev]},
  key = {Survey of research on Khrushchev},
  note = {some scholars (unnamed), as reported by the survey (author not stated), part of ¶13.10},
}""",
            id="part of a sentence",
        ),
    ],
)
def test_an_entry(quotation: Quotation, document: Document, expected: str) -> None:
    assert cite(quotation, document, "bibtex") == expected


@pytest.mark.parametrize(
    ("type_", "missing", "entry"),
    [
        ("article-journal", "", "@article"),
        ("article-journal", "issued", "@misc"),
        ("article-journal", "title", "@misc"),
        ("article-newspaper", "author", "@misc"),
    ],
)
def test_an_article_that_lacks_what_bibtex_requires_becomes_misc(type_: str, missing: str, entry: str) -> None:
    metadata = {**known.SPEECH.metadata, "type": type_}
    metadata.pop(missing, None)
    text = cite(known.SPOKEN, replace(known.SPEECH, metadata=metadata), "bibtex")
    assert text.startswith(f"{entry}{{speech-3.2,\n")
    field = "journal" if entry == "@article" else "howpublished"
    assert re.search(rf"^  {field} = \{{.*Archive of Speeches\}},$", text, re.MULTILINE)


def test_what_latex_takes_for_commands_is_spelled_out() -> None:
    metadata = {"title": r"50% of {A} & B_1 #2 \$ ~^<|>", "author": "Simon and Schuster, Ltd"}
    text = cite(known.SPOKEN, replace(known.SPEECH, metadata=metadata), "bibtex")
    expected = (
        r"50\% of \textbraceleft{}A\textbraceright{} \& B\_1 \#2 \textbackslash{}\$ "
        r"\textasciitilde{}\textasciicircum{}\textless{}\textbar{}\textgreater{}"
    )
    assert f"  title = {{{{{expected}}}}},\n" in text
    # An "and" would make two authors of one.
    assert "  author = {{Simon and Schuster, Ltd}},\n" in text


def test_an_address_keeps_its_letters_but_for_those_that_break_an_entry() -> None:
    metadata = {"URL": "https://example.org/a_b?c=%20&d={x}#e~f"}
    text = cite(known.SPOKEN, replace(known.SPEECH, metadata=metadata), "bibtex")
    assert "  url = {https://example.org/a_b?c=%20&d=%7Bx%7D#e~f},\n" in text


@given(
    type_=st.sampled_from(["article-journal", "book", "chapter", "webpage", "no such type"]),
    metadata=st.fixed_dictionaries({}, optional=dict.fromkeys(TEXT_FIELDS, st.text())),
    label=SOMETHING,
    speaker=SOMETHING,
)
@example(type_="book", metadata={"title": "}\\{"}, label="\\", speaker="{")
@example(type_="webpage", metadata={"URL": "}\x00 @misc{a,"}, label="a\n@b", speaker="\r}\x1f")
def test_any_metadata_gives_one_entry_with_balanced_braces(
    type_: str, metadata: dict[str, str], label: str, speaker: str
) -> None:
    document = replace(known.SPEECH, label=label, metadata={"type": type_, **metadata})
    text = cite(known.quotation(document, "3.2", Frame.QUOTED, speaker), document, "bibtex")

    head, *fields, foot = text.split("\n")
    assert re.fullmatch(r"@(article|book|incollection|misc)\{speech-3\.2,", head)
    assert foot == "}"
    for line in fields:
        found = re.fullmatch(r"  ([a-z]+) = (?:\{(.*)\}|[a-z]{3}),", line, re.DOTALL)
        assert found, line
        name, value = found[1], found[2] or ""
        assert deepest_and_last(value)[0] >= 0, "a brace closes the field too early"
        assert deepest_and_last(value)[1] == 0, "a brace is left open"
        if name != "url":
            assert not re.search(r"(?<!\\)[&%$#_]|[~^]", value), "LaTeX would take this for a command"


def deepest_and_last(value: str) -> tuple[int, int]:
    """The lowest depth of braces and the last one, as BibTeX counts: a backslash changes nothing."""
    depths = [0]
    for letter in value:
        depths.append(depths[-1] + {"{": 1, "}": -1}.get(letter, 0))
    return min(depths), depths[-1]
