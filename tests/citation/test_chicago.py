"""Notes as The Chicago Manual of Style wants them, written by hand."""

import pytest

from bot.citation import cite
from bot.model import Document, Frame, Quotation
from tests.citation import examples as known

ADDRESS = "https://www.toutiao.com/article/7547212290676818486/"


@pytest.mark.parametrize(
    ("quotation", "document", "expected"),
    [
        # 13.74-86 (17th ed. 14.79): without an author, the title comes first, and no "Anonymous".
        # 13.87-101: a description stands neither in italics nor in quotation marks. 14.44 (14.145): "n.d.".
        pytest.param(
            known.quotation(known.SURVEY, "7.15", Frame.OWN_VOICE),
            known.SURVEY,
            "[Survey of research on Khrushchev], n.d., ¶7.15.",
            id="no author, date, title",
        ),
        # 14.104 (14.207): author, description, date, place, URL at the end. A literal name is not inverted.
        pytest.param(
            known.OWN_VOICE,
            known.ARTICLE,
            f"Xu Lai, [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split], n.d., ¶5.1, {ADDRESS}.",
            id="author, no title, no date",
        ),
        # 14.104: the title of a page in quotation marks, its comma inside; the site; month day, year.
        pytest.param(
            known.SPOKEN,
            known.SPEECH,
            "Nikita Sergeyevich Khrushchev, “On the Cult of Personality and Its Consequences,” Archive of Speeches, "
            "February 25, 1956, ¶3.2, https://example.org/speech.",
            id="all that a page can have",
        ),
        # 14.2: a book, its editor, publisher and year; no place of publication (new in the 18th edition).
        pytest.param(
            known.REMEMBERED,
            known.BOOK,
            "Nikita Khrushchev, Memoirs, ed. Sergei Khrushchev (Penn State University Press, 2004), ¶3.2.",
            id="book",
        ),
        # 14.8-14: a chapter in an edited book; marks in marks are single, and the comma goes inside all of them.
        # 14.44: a guessed year in brackets, with a question mark.
        pytest.param(
            known.IN_CHAPTER,
            known.CHAPTER,
            "Hua-ling Li, “The ‘Thaw,’” in After Stalin, ed. Ann Brown (East Press, [1964?]), ¶2.1.",
            id="chapter",
        ),
        # 14.160 (14.260): the first speaker, then the work it was found in; "quoted" only of a quotation.
        pytest.param(
            known.REPORTED,
            known.ARTICLE,
            "Yegorov, as reported in Xu Lai, [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split], "
            f"n.d., ¶49.1, {ADDRESS}.",
            id="reported",
        ),
        pytest.param(
            known.QUOTED,
            known.SURVEY,
            "Some scholars (unnamed), quoted in [Survey of research on Khrushchev], n.d., ¶9.1.",
            id="quoted",
        ),
        pytest.param(
            known.INFERRED,
            known.SURVEY,
            "Some scholars (unnamed; inferred), as reported in [Survey of research on Khrushchev], n.d., ¶13.7.",
            id="inferred",
        ),
        pytest.param(
            known.THROUGH_TWO,
            known.ARTICLE,
            "Molotov, quoted by Chuev, as given in Xu Lai, [Xu Lai's article on Khrushchev, Yegorov and the "
            f"Sino-Soviet split], n.d., ¶60.1, {ADDRESS}.",
            id="through two others",
        ),
        pytest.param(
            known.SUPERSEDED,
            known.SURVEY,
            "People “in the past” (unnamed), as reported in [Survey of research on Khrushchev], n.d., ¶5.2. "
            "The text sets this view aside.",
            id="set aside",
        ),
        pytest.param(
            known.AMBIGUOUS,
            known.ARTICLE,
            "Xu Lai, [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split], n.d., ¶75.1, "
            f"{ADDRESS}. The text does not say whether this still reports the Russian Communist Party (no person "
            "named) or is Xu Lai's own view.",
            id="ambiguous",
        ),
        pytest.param(
            known.PART,
            known.SURVEY,
            "Some scholars (unnamed), as reported in [Survey of research on Khrushchev], n.d., part of ¶13.10.",
            id="part of a sentence",
        ),
    ],
)
def test_a_note(quotation: Quotation, document: Document, expected: str) -> None:
    assert cite(quotation, document, "chicago") == expected
