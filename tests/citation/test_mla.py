"""Entries of a list of works cited, and words in the text, as the MLA Handbook (9th edition) wants them."""

import pytest

from bot.citation import cite
from bot.model import Document, Frame, Quotation
from tests.citation import examples as known

ARTICLE = (
    "Xu Lai. [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split]. "
    "https://www.toutiao.com/article/7547212290676818486/."
)


@pytest.mark.parametrize(
    ("quotation", "document", "expected"),
    [
        # 5.23-30: a description in place of the title; 5.3, 5.68: what is not stated is left out, no "n.d.".
        # 6.10: a work without an author goes by its title (or description) in the text.
        pytest.param(
            known.quotation(known.SURVEY, "7.15", Frame.OWN_VOICE),
            known.SURVEY,
            "[Survey of research on Khrushchev].\n"
            "In text: ([Survey of research on Khrushchev], par. 7.15 as counted by Catena)",
            id="no author, date, title",
        ),
        # 5.3-22: a literal name is not inverted. 5.95: the whole address, then a full stop.
        pytest.param(
            known.OWN_VOICE,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Xu Lai, par. 5.1 as counted by Catena)",
            id="author, no title, no date",
        ),
        # 5.25-30: the title of a part of a site in quotation marks; 5.71: day, abbreviated month, year.
        pytest.param(
            known.SPOKEN,
            known.SPEECH,
            "Khrushchev, Nikita Sergeyevich. “On the Cult of Personality and Its Consequences.” Archive of Speeches, "
            "25 Feb. 1956, https://example.org/speech.\n"
            "In text: (Khrushchev, par. 3.2 as counted by Catena)",
            id="all that a page can have",
        ),
        # 5.38-47: a contributor; with a capital where it opens its element.
        pytest.param(
            known.REMEMBERED,
            known.BOOK,
            "Khrushchev, Nikita. Memoirs. Edited by Sergei Khrushchev, Penn State University Press, 2004.\n"
            "In text: (Khrushchev, par. 3.2 as counted by Catena)",
            id="book",
        ),
        # 5.31: the container, its contributor, publisher, date; an uncertain date has a question mark.
        pytest.param(
            known.IN_CHAPTER,
            known.CHAPTER,
            "Li, Hua-ling. “The ‘Thaw.’” After Stalin, edited by Ann Brown, East Press, 1964?\n"
            "In text: (Li, par. 2.1 as counted by Catena)",
            id="chapter",
        ),
        # 6.77: "qtd. in" for a quotation at second hand; what is only reported is no quotation.
        pytest.param(
            known.REPORTED,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Yegorov, as reported in Xu Lai, par. 49.1 as counted by Catena)",
            id="reported",
        ),
        # Brackets inside parentheses.
        pytest.param(
            known.QUOTED,
            known.SURVEY,
            "[Survey of research on Khrushchev].\n"
            "In text: (some scholars [unnamed], qtd. in [Survey of research on Khrushchev], par. 9.1 as counted by "
            "Catena)",
            id="quoted",
        ),
        pytest.param(
            known.THROUGH_TWO,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Molotov, quoted by Chuev, as given in Xu Lai, par. 60.1 as counted by Catena)",
            id="through two others",
        ),
        pytest.param(
            known.SUPERSEDED,
            known.SURVEY,
            "[Survey of research on Khrushchev].\n"
            "In text: (people “in the past” [unnamed], as reported in [Survey of research on Khrushchev], par. 5.2 "
            "as counted by Catena)\n"
            "Note: The text sets this view aside.",
            id="set aside",
        ),
        pytest.param(
            known.AMBIGUOUS,
            known.ARTICLE,
            f"{ARTICLE}\nIn text: (Xu Lai, par. 75.1 as counted by Catena)\n"
            "Note: The text does not say whether this still reports the Russian Communist Party (no person named) "
            "or is Xu Lai's own view.",
            id="ambiguous",
        ),
        pytest.param(
            known.PART,
            known.SURVEY,
            "[Survey of research on Khrushchev].\n"
            "In text: (some scholars [unnamed], as reported in [Survey of research on Khrushchev], part of par. 13.10 "
            "as counted by Catena)",
            id="part of a sentence",
        ),
    ],
)
def test_an_entry_and_its_words_in_the_text(quotation: Quotation, document: Document, expected: str) -> None:
    assert cite(quotation, document, "mla") == expected
