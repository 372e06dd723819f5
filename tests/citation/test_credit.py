import pytest

from bot.citation import attribution_line, chain_for_display, credit, placed_credit, short_attribution_line
from bot.model import Attribution, Certainty, Document, Frame, Quotation
from tests.citation import examples as known


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        pytest.param(known.REPORTED, "Yegorov, as reported by Xu Lai", id="reported"),
        pytest.param(
            known.QUOTED, "some scholars (unnamed), quoted by the survey (author not stated)", id="quoted, not reported"
        ),
        pytest.param(known.OWN_VOICE, "Xu Lai, own voice", id="own voice"),
        pytest.param(
            known.quotation(known.SURVEY, "7.15", Frame.OWN_VOICE),
            "the survey (author not stated), own voice",
            id="own voice of a work",
        ),
        pytest.param(
            known.SUPERSEDED,
            "people “in the past” (unnamed), as reported by the survey (author not stated), a view it sets aside",
            id="set aside by a work",
        ),
        pytest.param(
            known.quotation(known.ARTICLE, "1.1", Frame.SUPERSEDED, "Yegorov"),
            "Yegorov, as reported by Xu Lai, a view the text sets aside",
            id="set aside by a person, who is no it",
        ),
        pytest.param(
            known.AMBIGUOUS,
            "Xu Lai; the text does not say whether this still reports the Russian Communist Party (no person named) "
            "or is Xu Lai's own view",
            id="ambiguous",
        ),
        pytest.param(
            known.quotation(known.SURVEY, "5.4", Frame.AMBIGUOUS, perhaps="scholars (unnamed)"),
            "the survey (author not stated); the text does not say whether this still reports scholars (unnamed) "
            "or is the survey's own view",
            id="ambiguous in a work without an author",
        ),
        pytest.param(known.UNREAD, "Xu Lai; no editor has said who speaks here", id="not yet read by an editor"),
        pytest.param(
            known.THROUGH_TWO, "Molotov, quoted by Chuev, as given by Xu Lai", id="only the inner link is known"
        ),
        pytest.param(
            known.quotation(known.ARTICLE, "60.2", Frame.REPORTED, "A", "B", "C"),
            "A, as reported by B, as given by C, as given by Xu Lai",
            id="four speakers",
        ),
    ],
)
def test_a_credit_names_everybody_who_stands_between_the_speaker_and_the_reader(
    quotation: Quotation, expected: str
) -> None:
    assert credit(quotation.attribution) == expected


@pytest.mark.parametrize(
    ("attribution", "expected"),
    [
        pytest.param(
            known.INFERRED.attribution,
            "some scholars (unnamed; inferred), as reported by the survey (author not stated)",
            id="inside the speaker's own parentheses",
        ),
        pytest.param(
            Attribution(Frame.REPORTED, Certainty.INFERRED, ("Yegorov", "Xu Lai")),
            "Yegorov (inferred), as reported by Xu Lai",
            id="after the name",
        ),
        pytest.param(
            Attribution(Frame.OWN_VOICE, Certainty.INFERRED, ("Xu Lai",)),
            "Xu Lai, own voice (inferred)",
            id="own voice",
        ),
        pytest.param(
            Attribution(Frame.QUOTED, Certainty.AMBIGUOUS, ("Yegorov", "Xu Lai")),
            "Yegorov (uncertain), quoted by Xu Lai",
            id="uncertain who is quoted",
        ),
    ],
)
def test_a_doubt_about_the_speaker_is_visible(attribution: Attribution, expected: str) -> None:
    assert credit(attribution) == expected


@pytest.mark.parametrize(
    ("attribution", "expected"),
    [
        (known.REPORTED.attribution, ("Yegorov", "Xu Lai")),
        (known.OWN_VOICE.attribution, ("Xu Lai",)),
        (known.THROUGH_TWO.attribution, ("Molotov", "Chuev", "Xu Lai")),
        (known.AMBIGUOUS.attribution, ("either the Russian Communist Party (no person named) or Xu Lai", "Xu Lai")),
        (known.UNREAD.attribution, ("Xu Lai",)),
    ],
)
def test_programs_get_the_chain_from_the_innermost_speaker_outwards(
    attribution: Attribution, expected: tuple[str, ...]
) -> None:
    assert chain_for_display(attribution) == expected


def test_an_ambiguous_chain_that_names_a_possible_speaker_loses_nobody() -> None:
    attribution = Attribution(Frame.AMBIGUOUS, Certainty.AMBIGUOUS, ("Yegorov", "Xu Lai"), perhaps="the Party")
    assert chain_for_display(attribution) == ("either Yegorov or the Party or Xu Lai", "Xu Lai")
    assert credit(attribution).startswith(
        "Xu Lai; the text does not say whether this still reports Yegorov or the Party"
    )


def test_a_plural_voice_has_its_own_view_too() -> None:
    attribution = Attribution(Frame.AMBIGUOUS, Certainty.AMBIGUOUS, ("the editors",), perhaps="Yegorov")
    assert credit(attribution).endswith("or is the editors' own view")


@pytest.mark.parametrize(
    ("quotation", "document", "expected"),
    [
        pytest.param(
            known.REPORTED,
            known.ARTICLE,
            "Yegorov, as reported by Xu Lai, in [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split], "
            "¶49.1",
            id="reported",
        ),
        pytest.param(
            known.PART,
            known.SURVEY,
            "some scholars (unnamed), as reported by the survey (author not stated), "
            "in [Survey of research on Khrushchev], part of ¶13.10",
            id="a part of a sentence says that it is one",
        ),
        pytest.param(
            known.SUPERSEDED,
            known.SURVEY,
            "people “in the past” (unnamed), as reported by the survey (author not stated), "
            "in [Survey of research on Khrushchev], ¶5.2, a view it sets aside",
            id="set aside",
        ),
        pytest.param(
            known.AMBIGUOUS,
            known.ARTICLE,
            "Xu Lai, in [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split], ¶75.1; the text does not "
            "say whether this still reports the Russian Communist Party (no person named) or is Xu Lai's own view",
            id="the place does not break the doubt in two",
        ),
    ],
)
def test_an_attribution_line_says_who_and_where(quotation: Quotation, document: Document, expected: str) -> None:
    assert attribution_line(quotation, document) == expected


@pytest.mark.parametrize(
    ("quotation", "document", "expected"),
    [
        pytest.param(
            known.REPORTED, known.ARTICLE, "Yegorov, as reported by Xu Lai, ¶49.1", id="“Xu Lai's article” names Xu Lai"
        ),
        pytest.param(
            known.QUOTED,
            known.SURVEY,
            "some scholars (unnamed), quoted by the survey (author not stated), ¶9.1",
            id="“the survey …” names the survey",
        ),
        pytest.param(known.SPOKEN, known.SPEECH, "Khrushchev, own voice, in the speech, ¶3.2", id="a name of its own"),
        pytest.param(
            known.IN_CHAPTER, known.CHAPTER, "Li, own voice, in the chapter, ¶2.1", id="half a word is no name"
        ),
    ],
)
def test_a_short_line_names_the_document_once(quotation: Quotation, document: Document, expected: str) -> None:
    assert short_attribution_line(quotation, document) == expected


def test_a_placed_credit_leaves_out_the_document() -> None:
    assert placed_credit(known.REPORTED, known.ARTICLE) == "Yegorov, as reported by Xu Lai, ¶49.1"


def test_a_quotation_is_never_credited_to_another_document() -> None:
    with pytest.raises(ValueError, match=r"“xu-lai 49\.1” is no place in the document “survey”"):
        attribution_line(known.REPORTED, known.SURVEY)
