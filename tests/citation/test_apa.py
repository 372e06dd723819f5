"""References, and words in the text, as the Publication Manual of the APA (7th edition) wants them."""

import pytest

from bot.citation import cite
from bot.model import Document, Frame, Quotation
from tests.citation import examples as known

ARTICLE = (
    "Xu Lai. (n.d.). [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split]. "
    "https://www.toutiao.com/article/7547212290676818486/"
)


@pytest.mark.parametrize(
    ("quotation", "document", "expected"),
    [
        # Table 9.1: without author, date and title, the description in brackets comes first, then "(n.d.)".
        pytest.param(
            known.quotation(known.SURVEY, "7.15", Frame.OWN_VOICE),
            known.SURVEY,
            "[Survey of research on Khrushchev]. (n.d.).\n"
            "In text: ([Survey of research on Khrushchev], n.d., para. 7.15)",
            id="no author, date, title",
        ),
        # Table 9.1: date and title missing. 9.35: no full stop after an address.
        pytest.param(
            known.OWN_VOICE,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Xu Lai, n.d., para. 5.1)",
            id="author, no title, no date",
        ),
        # 9.8: initials; 9.14: year, month day. 8.10: in the text, family name and year.
        pytest.param(
            known.SPOKEN,
            known.SPEECH,
            "Khrushchev, N. S. (1956, February 25). On the Cult of Personality and Its Consequences. "
            "Archive of Speeches. https://example.org/speech\n"
            "In text: (Khrushchev, 1956, para. 3.2)",
            id="all that a page can have",
        ),
        # 9.10: the editor of an authored book in parentheses after the title.
        pytest.param(
            known.REMEMBERED,
            known.BOOK,
            "Khrushchev, N. (2004). Memoirs (S. Khrushchev, Ed.). Penn State University Press.\n"
            "In text: (Khrushchev, 2004, para. 3.2)",
            id="book",
        ),
        # 9.28: "In E. Editor (Ed.), Book". 9.8: hyphens stay between initials.
        pytest.param(
            known.IN_CHAPTER,
            known.CHAPTER,
            "Li, H.-l. (ca. 1964). The “Thaw”. In A. Brown (Ed.), After Stalin. East Press.\n"
            "In text: (Li, ca. 1964, para. 2.1)",
            id="chapter",
        ),
        # 8.6: "as cited in" whatever is cited; the note says that nothing is quoted.
        pytest.param(
            known.REPORTED,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Yegorov, as cited in Xu Lai, n.d., para. 49.1)\nNote: Reported there, not quoted.",
            id="reported",
        ),
        # 6.8: brackets inside parentheses.
        pytest.param(
            known.QUOTED,
            known.SURVEY,
            "[Survey of research on Khrushchev]. (n.d.).\n"
            "In text: (some scholars [unnamed], as cited in [Survey of research on Khrushchev], n.d., para. 9.1)",
            id="quoted",
        ),
        pytest.param(
            known.THROUGH_TWO,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Molotov, quoted by Chuev, as cited in Xu Lai, n.d., para. 60.1)",
            id="through two others",
        ),
        pytest.param(
            known.SUPERSEDED,
            known.SURVEY,
            "[Survey of research on Khrushchev]. (n.d.).\n"
            "In text: (people “in the past” [unnamed], as cited in [Survey of research on Khrushchev], n.d., para. 5.2)\n"
            "Note: Reported there, not quoted. The text sets this view aside.",
            id="set aside",
        ),
        pytest.param(
            known.AMBIGUOUS,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Xu Lai, n.d., para. 75.1)\n"
            "Note: The text does not say whether this still reports the Russian Communist Party (no person named) "
            "or is Xu Lai's own view.",
            id="ambiguous",
        ),
        pytest.param(
            known.UNREAD,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Xu Lai, n.d., para. 10.1)\nNote: No editor has said who speaks here.",
            id="not yet read by an editor",
        ),
        pytest.param(
            known.PART,
            known.SURVEY,
            "[Survey of research on Khrushchev]. (n.d.).\n"
            "In text: (some scholars [unnamed], as cited in [Survey of research on Khrushchev], n.d., part of para. "
            "13.10)\n"
            "Note: Reported there, not quoted.",
            id="part of a sentence",
        ),
    ],
)
def test_a_reference_and_its_words_in_the_text(quotation: Quotation, document: Document, expected: str) -> None:
    assert cite(quotation, document, "apa") == expected
