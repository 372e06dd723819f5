"""What every style has in common."""

import pytest

from bot.citation import STYLES, Style, cite, find_style
from bot.model import Document, Quotation
from tests.citation import examples as known

EVERY_STYLE = pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
EVERY_QUOTATION = pytest.mark.parametrize(
    ("quotation", "document"),
    [
        (known.OWN_VOICE, known.ARTICLE),
        (known.REPORTED, known.ARTICLE),
        (known.THROUGH_TWO, known.ARTICLE),
        (known.AMBIGUOUS, known.ARTICLE),
        (known.QUOTED, known.SURVEY),
        (known.INFERRED, known.SURVEY),
        (known.SUPERSEDED, known.SURVEY),
        (known.PART, known.SURVEY),
    ],
)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("chicago", "chicago"),
        ("Chicago 18", "chicago"),
        ("MLA9", "mla"),
        ("mla", "mla"),
        ("APA-7", "apa"),
        ("BibTeX", "bibtex"),
        ("CSL JSON", "csl-json"),
        ("csl_json", "csl-json"),
        ("zotero", "csl-json"),
    ],
)
def test_a_style_is_found_by_the_names_people_give_it(words: str, name: str) -> None:
    found = find_style(words)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("words", ["", "harvard", "!"])
def test_a_style_that_is_not_there_is_not_guessed(words: str) -> None:
    assert find_style(words) is None


def test_an_unknown_style_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(ValueError, match="“harvard” is no citation style here; there are: chicago, mla, apa, bibtex"):
        cite(known.REPORTED, known.ARTICLE, "harvard")


@EVERY_STYLE
@EVERY_QUOTATION
def test_a_citation_keeps_the_speaker_the_locator_and_the_work(
    style: Style, quotation: Quotation, document: Document
) -> None:
    text = style.cite(quotation, document)
    speaker = quotation.attribution.speaker.split(" (")[0]
    if quotation.attribution.chain[1:]:
        assert speaker.casefold() in text.casefold()
    assert str(quotation.passage.reference).split()[1] in text
    assert ("part of" in text) == quotation.passage.part
    assert f"[{document.label}]" in text


@EVERY_STYLE
@EVERY_QUOTATION
def test_only_a_quotation_is_said_to_be_quoted(style: Style, quotation: Quotation, document: Document) -> None:
    text = style.cite(quotation, document).replace("Reported there, not quoted.", "")
    if quotation in (known.QUOTED, known.THROUGH_TWO):
        assert any(word in text for word in ("quoted", "qtd.", "as cited in"))
    else:
        assert "quoted" not in text
        assert "qtd." not in text


@EVERY_STYLE
def test_the_doubt_of_an_inferred_speaker_is_kept(style: Style) -> None:
    assert "unnamed; inferred" in style.cite(known.INFERRED, known.SURVEY)


@EVERY_STYLE
def test_a_citation_never_holds_the_words_quoted(style: Style) -> None:
    assert "Words" not in style.cite(known.REPORTED, known.ARTICLE)


@EVERY_STYLE
def test_nothing_is_said_of_what_is_not_stated(style: Style) -> None:
    text = style.cite(known.REPORTED, known.ARTICLE).casefold()
    for made_up in ("not stated", "anonymous", "untitled", "none", "accessed", "retrieved"):
        assert made_up not in text


@EVERY_STYLE
def test_a_quotation_is_never_cited_from_another_document(style: Style) -> None:
    with pytest.raises(ValueError, match="is no place in the document"):
        style.cite(known.REPORTED, known.SURVEY)
