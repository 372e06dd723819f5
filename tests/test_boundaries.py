"""Sentences and paragraphs: places in a text that is never changed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.boundaries import BLANK_LINES, LINES, PARAGRAPH_RULES, paragraphs, sentences


def parted(text: str) -> list[str]:
    """The sentences of a text, as a reader would copy them out."""
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


def anything() -> st.SearchStrategy[str]:
    """Any characters at all, lone surrogates included, and often those that the rules speak of."""
    every = st.characters(exclude_categories=())
    telling = st.sampled_from(list(".!?…。！？\"'”’“‘»«)]([」』 \n\t\r\u00a0\u2028aAbZ19éИ中\u0301\u200b\u202e\ud800"))
    return st.text(st.one_of(telling, every))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What ends a sentence.
        ("He came. She went.", ["He came.", "She went."]),
        ("Is it so? It is! Good.", ["Is it so?", "It is!", "Good."]),
        ("What?! No.", ["What?!", "No."]),
        ("He came.  \n She went.", ["He came.", "She went."]),
        ("In 1956. 3 men came.", ["In 1956.", "3 men came."]),
        ("It was cold. – He left.", ["It was cold.", "– He left."]),
        # Closing marks go with their sentence, opening ones with the next.
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("He called it “a camp”. She left.", ["He called it “a camp”.", "She left."]),
        ('He said "no." She left.', ['He said "no."', "She left."]),
        ('He called it "a camp". She left.', ['He called it "a camp".', "She left."]),
        ("“‘No.’” She left.", ["“‘No.’”", "She left."]),
        ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
        ("He left. “So be it.” She stayed.", ["He left.", "“So be it.”", "She stayed."]),
        ("He left. (She stayed.)", ["He left.", "(She stayed.)"]),
        ("Il dit : « Non. » Elle partit.", ["Il dit : « Non. »", "Elle partit."]),
        ("Er ging. »Nein«, sagte sie.", ["Er ging.", "»Nein«, sagte sie."]),
        # What a small letter continues is one sentence.
        ("“Why?” he asked.", ["“Why?” he asked."]),
        ("He waited... and left.", ["He waited... and left."]),
        ("He waited… and left.", ["He waited… and left."]),
        ("He waited... Then he left.", ["He waited...", "Then he left."]),
        ("He waited… Then he left.", ["He waited…", "Then he left."]),
        ("He left. “and so on.”", ["He left. “and so on.”"]),
        # No white space, no end.
        ("See toutiao.com/article. It is 3.5 times as long.", ["See toutiao.com/article.", "It is 3.5 times as long."]),
        ("there was a wave.The incident came.", ["there was a wave.The incident came."]),
        # Abbreviations, initials and acronyms.
        ("Dr. Vane and Mr. Chance met.", ["Dr. Vane and Mr. Chance met."]),
        ("J. V. Stalin spoke.", ["J. V. Stalin spoke."]),
        ("N.S. Khrushchev spoke.", ["N.S. Khrushchev spoke."]),
        ("The U.S.S.R. Council met.", ["The U.S.S.R. Council met."]),
        ("Some, e.g. Yegorov, agree.", ["Some, e.g. Yegorov, agree."]),
        ("It was I. Then he left.", ["It was I.", "Then he left."]),
        ("On 5 Feb. 1956 he spoke.", ["On 5 Feb. 1956 he spoke."]),
        ("On 5 Mar. 1953 he died.", ["On 5 Mar. 1953 he died."]),
        ("He said no. Then he left.", ["He said no.", "Then he left."]),
        ("See no. 5 and vol. 2 of it.", ["See no. 5 and vol. 2 of it."]),
        ("A work of art. He liked it.", ["A work of art.", "He liked it."]),
        ("Is it Dr.? Yes.", ["Is it Dr.?", "Yes."]),
        ("We asked Dr... Nobody came.", ["We asked Dr...", "Nobody came."]),
        # Chinese and Japanese stops need no space; those of Latin letters do.
        ("他走了。她留下了！真的吗？是。", ["他走了。", "她留下了！", "真的吗？", "是。"]),
        ("他说：「好。」她走了。", ["他说：「好。」", "她走了。"]),
        ("他说“好。”她走了。", ["他说“好。”", "她走了。"]),
        ("他走了。 She left.", ["他走了。", "She left."]),
        # Headings and other lines that have no end are one sentence.
        ("The Anger and Reckoning of Russian Left-Wingers", ["The Anger and Reckoning of Russian Left-Wingers"]),
        ("says", ["says"]),
        ("Who Is to Blame? The Question of 1956", ["Who Is to Blame?", "The Question of 1956"]),
        ("  He came.  ", ["He came."]),
        ("", []),
        (" \n\t ", []),
        (".", ["."]),
        ("...", ["..."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert parted(text) == expected


def test_only_the_asked_part_of_a_text_is_looked_at() -> None:
    text = "One. Two. Three. Four."
    begin, end = text.index("Two"), text.index("Four")
    assert [text[a:b] for a, b in sentences(text, begin, end)] == ["Two.", "Three."]


def test_a_page_of_dots_is_one_sentence_and_takes_no_day() -> None:
    # Without care each of these would be tried from every one of its characters: 10**12 steps.
    for text in ("." * 1_000_000, "…" * 1_000_000, '."' * 500_000, "." + "”" * 1_000_000, "?" * 999_999 + "x"):
        assert len(parted(text)) == 1


@given(anything())
@example("Dr. \ud800. A")
@example("。a」A. ")
def test_sentences_are_slices_in_order_that_leave_only_white_space_between_them(text: str) -> None:
    spans = sentences(text, 0, len(text))

    covered: set[int] = set()
    last_end = 0
    for start, end in spans:
        assert last_end <= start < end <= len(text), "in order, apart, inside, not empty"
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        covered.update(range(start, end))
        last_end = end
    left_out = "".join(character for place, character in enumerate(text) if place not in covered)
    assert not left_out.strip(), "no character but white space is lost"


@given(anything(), st.sampled_from(PARAGRAPH_RULES))
def test_paragraphs_are_slices_in_order_that_leave_only_white_space_between_them(text: str, rule: str) -> None:
    spans = paragraphs(text, rule)

    last_end = 0
    for start, end in spans:
        assert last_end <= start < end <= len(text)
        assert not text[last_end:start].strip()
        last_end = end
    assert not text[last_end:].strip()


@given(anything())
def test_no_paragraph_of_the_rule_lines_holds_a_line_end(text: str) -> None:
    assert all("\n" not in text[start:end] for start, end in paragraphs(text, LINES))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (LINES, ["One", "line.", "Two.", "Three."]),
        (BLANK_LINES, ["One\nline.", "Two.", "Three."]),
    ],
)
def test_a_paragraph_rule_says_what_a_paragraph_is(rule: str, expected: list[str]) -> None:
    text = "\nOne\nline.\n\n\nTwo.\n \t\n  Three. "

    assert [text[start:end] for start, end in paragraphs(text, rule)] == expected


def test_an_unknown_paragraph_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="'pages'"):
        paragraphs("A text.", "pages")
