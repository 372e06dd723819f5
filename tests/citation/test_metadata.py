"""What becomes of names, dates and titles that documents state in many ways."""

from dataclasses import replace

import pytest

from bot.citation import cite
from bot.model import NOT_STATED, Document, Quotation
from tests.citation import examples as known


def speech(**metadata: str) -> Document:
    """The speech with other metadata; `container_title` stands for `container-title`."""
    changed = {variable.replace("_", "-"): value for variable, value in metadata.items()}
    return replace(known.SPEECH, metadata={**known.SPEECH.metadata, **changed})


def first_line(document: Document, style: str, quotation: Quotation = known.SPOKEN) -> str:
    return cite(quotation, document, style).splitlines()[0]


@pytest.mark.parametrize(
    ("issued", "chicago", "mla", "apa"),
    [
        ("1956", "1956", "1956", "(1956)"),
        ("1956-06", "June 1956", "June 1956", "(1956, June)"),
        ("1956-09-01", "September 1, 1956", "1 Sept. 1956", "(1956, September 1)"),
        ("1956~", "[1956?]", "1956?", "(ca. 1956)"),
        ("1956/1964", "1956–1964", "1956–1964", "(1956–1964)"),
        (
            "1956-02-14/1956-02-25",
            "February 14, 1956–February 25, 1956",
            "14 Feb. 1956–25 Feb. 1956",
            "(1956, February 14–1956, February 25)",
        ),
        ("195X~", "about the 1950s", "about the 1950s", "(about the 1950s)"),
        ("195X", "1950s", "1950s", "(1950s)"),
        ("1953/..", "from 1953", "from 1953", "(from 1953)"),
        ("Spring 1956", "Spring 1956", "Spring 1956", "(Spring 1956)"),
        (NOT_STATED, "n.d.", None, "(n.d.)"),
    ],
)
def test_dates_are_written_as_the_manual_writes_them(issued: str, chicago: str, mla: str | None, apa: str) -> None:
    document = speech(issued=issued)
    assert f"Archive of Speeches, {chicago}, ¶3.2" in first_line(document, "chicago")
    between = f" {mla}," if mla else ""
    assert f"Archive of Speeches,{between} https://" in first_line(document, "mla")
    assert first_line(document, "apa").startswith(f"Khrushchev, N. S. {apa}. On the Cult")


@pytest.mark.parametrize(
    ("author", "spoken", "listed", "initialled"),
    [
        ("Xu Lai", "Xu Lai", "Xu Lai.", "Xu Lai."),
        ("Li, Hua-Ling", "Hua-Ling Li", "Li, Hua-Ling.", "Li, H.-L."),
        ("Khrushchev, N.S.", "N.S. Khrushchev", "Khrushchev, N.S.", "Khrushchev, N. S."),
        ("Sartre, J.-P.", "J.-P. Sartre", "Sartre, J.-P.", "Sartre, J.-P."),
        ("Beauvoir, Simone de", "Simone de Beauvoir", "Beauvoir, Simone de.", "Beauvoir, S. de."),
        ("徐, 来", "来 徐", "徐, 来.", "徐, 来."),
        # Two commas part no family name from a given one: an institution keeps its order.
        ("Academy of Sciences, Moscow, USSR",) * 2 + ("Academy of Sciences, Moscow, USSR.",) * 2,
    ],
)
def test_names_are_inverted_only_where_their_parts_are_stated(
    author: str, spoken: str, listed: str, initialled: str
) -> None:
    document = speech(author=author)
    assert first_line(document, "chicago").startswith(f"{spoken}, “On the Cult")
    assert first_line(document, "mla").startswith(f"{listed} “On the Cult")
    assert first_line(document, "apa").startswith(f"{initialled} (1956, February 25).")


def test_an_editor_leads_where_there_is_no_author() -> None:
    # CMOS18 13.74-86 "ed."; MLA9 5.3-22 "editor" in full; APA7 9.10 "(Ed.)".
    document = speech(author=NOT_STATED, editor="Talbott, Strobe", container_title=NOT_STATED, type="book")
    assert first_line(document, "chicago").startswith("Strobe Talbott, ed., On the Cult")
    assert first_line(document, "mla").startswith("Talbott, Strobe, editor. On the Cult")
    assert first_line(document, "apa").startswith("Talbott, S. (Ed.). (1956). On the Cult")
    assert "In text: (Talbott, 1956, para. 3.2)" in cite(known.SPOKEN, document, "apa")


def test_a_title_leads_where_nobody_is_named() -> None:
    # CMOS18 13.74-86, MLA9 5.3-22, APA7 9.12: no "Anonymous" unless the work says so.
    document = speech(author=NOT_STATED)
    assert first_line(document, "chicago").startswith("“On the Cult of Personality and Its Consequences,” Archive")
    assert cite(known.SPOKEN, document, "mla").endswith(
        "(“On the Cult of Personality and Its Consequences,” par. 3.2 as counted by Catena)"
    )
    assert first_line(document, "apa").startswith(
        "On the Cult of Personality and Its Consequences. (1956, February 25)."
    )
    assert cite(known.SPOKEN, document, "apa").endswith(
        "(“On the Cult of Personality and Its Consequences,” 1956, para. 3.2)"
    )


def test_a_title_that_asks_has_no_full_stop_after_its_question_mark() -> None:
    document = speech(title="What Is to Be Done?")
    assert "“What Is to Be Done?,” Archive" in first_line(document, "chicago")
    assert "“What Is to Be Done?” Archive" in first_line(document, "mla")
    assert "What Is to Be Done? Archive" in first_line(document, "apa")


def test_a_publisher_that_is_called_like_the_site_is_named_once() -> None:
    document = speech(publisher="Archive of Speeches")
    for style in ("chicago", "mla", "apa"):
        assert first_line(document, style).count("Archive of Speeches") == 1


def test_a_journal_is_cited_without_its_editor_in_chicago_and_apa() -> None:
    document = speech(type="article-journal", editor="Brown, Ann")
    assert "Brown" not in first_line(document, "chicago")
    assert "Brown" not in first_line(document, "apa")
    assert "Archive of Speeches, edited by Ann Brown, 25 Feb. 1956" in first_line(document, "mla")


def test_a_chapter_without_an_editor_still_says_what_it_is_in() -> None:
    chapter = replace(known.CHAPTER, metadata={**known.CHAPTER.metadata, "editor": NOT_STATED, "issued": NOT_STATED})
    assert "in After Stalin (East Press, n.d.), ¶2.1." in first_line(chapter, "chicago", known.IN_CHAPTER)
    assert "In After Stalin. East Press." in first_line(chapter, "apa", known.IN_CHAPTER)


def test_line_breaks_in_metadata_do_not_break_a_citation() -> None:
    document = speech(title="On the Cult\n  of Personality")
    assert "“On the Cult of Personality,”" in cite(known.SPOKEN, document, "chicago")


def test_a_book_of_an_uncertain_decade_is_not_marked_as_uncertain_twice() -> None:
    book = replace(known.BOOK, metadata={**known.BOOK.metadata, "issued": "195X~"})
    assert "(Penn State University Press, about the 1950s), ¶3.2." in first_line(book, "chicago", known.REMEMBERED)
    assert first_line(book, "apa", known.REMEMBERED).startswith("Khrushchev, N. (about the 1950s). Memoirs")
