"""Whatever somebody types, or a document has: an answer acts on no screen, and is nobody's markup."""

import io
import json
import re
import unicodedata
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from adapters.cli.render import json_, markdown, text
from adapters.cli.render.lines import Style
from adapters.cli.screen import Screen
from adapters.showing.visible import on_one_line
from bot.library import Library, Parts
from bot.model import Attribution, Certainty, Document, Frame, Passage, Quotation, Reference, Sentence
from bot.reply import (
    Action,
    Actions,
    Change,
    Difference,
    Heading,
    Note,
    NoteKind,
    Option,
    Options,
    Outcome,
    Paragraph,
    QuotationBlock,
    Reply,
    Resolved,
    Rows,
    Verdict,
    VerdictKind,
)
from tests.adapters.replies import library

_PIECES = (
    *"`*_[](){}<>!#|~&@\\-+=.:/^$\"'1 \n\t\r\v\x00\x07\x08\x1b\x85\x9b",
    *"\u2028\u2029\u202e\u2066\u2069\u200b\u200d\ufeff\xad\ud800\udcff\U000e0041",
    *"守́e🙂│",
    "http://a.example",
    "www.a.example",
    "a@a.example",
    "@everyone",
    "<script>",
    "<!--",
    "```",
    "~~",
    "- ",
    "1. ",
    "> ",
    "[a](b)",
    "![a](b)",
    "&amp;",
    "\x1b]8;;http://a.example\x1b\\",
    "\x1b[2J",
    "|---|",
)
typed_words = st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
SGR = re.compile(r"\x1b\[[0-9;]*m")


def echoing(typed: str) -> Reply:
    """A reply that repeats words in every place where a reply may."""
    return Reply(
        typed,
        typed,
        Outcome.CHOICES,
        (
            Heading(typed),
            Paragraph(f"“{typed}”"),
            Note(NoteKind.RESOLUTION, typed, typed),
            Note(NoteKind.EDITOR, typed, typed),
            Rows((typed, "b"), ((typed, typed),), typed, (typed,)),
            Options(typed, (Option(typed, f"claim {typed}", typed),)),
            Verdict(VerdictKind.ALTERED, typed, (Difference(Change.ADDED, typed),)),
            Actions((Action(typed, f"claim {typed}"),)),
        ),
        Resolved("claim", typed, typed, "near", typed),
    )


def harmful(shown: str) -> list[str]:
    return [
        character
        for character in shown
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]


@given(typed_words, st.integers(20, 120))
def test_text_has_nothing_that_acts_on_a_screen(typed: str, columns: int) -> None:
    lines = text.render(echoing(typed), library(), text.Page(columns, "catena"))
    assert harmful(text.plain(lines)) == []
    stream = io.StringIO()
    Screen(stream, columns=columns, is_coloured=True).write(lines)
    assert harmful(SGR.sub("", stream.getvalue())) == []
    assert SGR.sub("", stream.getvalue()).split() == text.plain(lines).split()


@given(typed_words)
def test_json_is_one_line_of_ascii_that_says_what_was_typed(typed: str) -> None:
    line = json_.render(echoing(typed), library())
    assert line.isascii()
    assert line.isprintable()
    answer = json.loads(line)
    assert answer["query"] == re.sub(r"[\ud800-\udfff]", "�", typed)


def parse(document: str) -> list[Token]:
    """The tokens of a document, those inside paragraphs and cells as well."""
    found: list[Token] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document):
        found += [token, *(token.children or ())]
    return found


@given(typed_words)
@example("a\n===")
@example("    code")
@example("1) a")
@example("\\*a*")
@example("`a`` b`")
@example("foo ##")
def test_markdown_has_no_markup_that_was_typed(typed: str) -> None:
    document = markdown.render(Reply("", typed, Outcome.NOTHING, (Paragraph(typed),)), library())
    # What GitHub and others make links and calls of, beside CommonMark.
    assert not re.search(r"(?<!\\)://|www\.|@(?!&#8203;)", document, re.IGNORECASE)
    tokens = parse(document)
    kinds = {token.type for token in tokens}
    assert kinds <= {"paragraph_open", "inline", "text", "paragraph_close"}
    shown = "".join(token.content for token in tokens if token.type == "text")
    assert shown.replace("@\u200b", "@").strip() == on_one_line(typed).strip()


@given(typed_words)
def test_markdown_around_what_was_typed_is_our_own(typed: str) -> None:
    document = markdown.render(echoing(typed), library())
    kinds = [token.type for token in parse(document)]
    ours = {"heading", "paragraph", "strong", "table", "thead", "tbody", "tr", "th", "td", "ordered_list", "list_item"}
    assert {kind.removesuffix("_open").removesuffix("_close") for kind in kinds} <= ours | {
        "inline",
        "text",
        "code_inline",
    }
    assert kinds.count("ordered_list_open") == kinds.count("table_open") == 1
    if on_one_line(typed).strip(" "):
        assert (
            kinds.count("code_inline") == 2
        )  # the option's command and the action's; the row's stands in its first cell


def one_sentence(words: str) -> tuple[Library, Reply]:
    """A library of one sentence, and a reply that quotes it."""
    place = Reference("d", 1, 1)
    document = Document("d", "D", "d", "d", words, "", {}, (Sentence(place, 0, len(words)),))
    quotation = Quotation(Passage(place, 0, len(words)), Attribution(Frame.OWN_VOICE, Certainty.EXPLICIT, ("d",)))
    return Library(Parts("l", "L", 1, "", (document,))), Reply("", "", Outcome.FOUND, (QuotationBlock(quotation),))


# What a sentence of a document may be: no white space around it, no control characters in it but line ends.
sentences = (
    st.one_of(
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1),
        st.lists(st.sampled_from([*_PIECES, "a ", "b"]), min_size=1, max_size=12).map(
            lambda pieces: "".join(c for c in "".join(pieces) if c == "\n" or not harmful(c))
        ),
    )
    .map(lambda words: re.sub(r"[ \u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]*\n\s*", "\n", words).strip())
    .filter(lambda words: words and not re.search(r"[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]", words))
)


def marked(words: str, places: list[int]) -> tuple[Library, Reply]:
    """The same, with words marked between the places, every other time."""
    shown_in, reply = one_sentence(words)
    ends = sorted({place % (len(words) + 1) for place in places})
    marks = tuple(zip(ends[::2], ends[1::2], strict=False))
    return shown_in, replace(reply, blocks=(replace(reply.quotations()[0], marks=marks),))


@given(sentences, st.lists(st.integers(0, 99), max_size=20), st.integers(20, 120))
def test_text_names_matched_words_outside_the_quotation(words: str, places: list[int], columns: int) -> None:
    (shown_in, reply), (_, without) = marked(words, places), one_sentence(words)
    page = text.Page(columns)
    found, bare = text.render(reply, shown_in, page), text.render(without, shown_in, page)
    unmarked = [
        tuple(span._replace(style=Style.QUOTATION) if span.style is Style.MARK else span for span in line)
        for line in found
    ]
    assert text.plain(unmarked[: len(bare)]) == text.plain(bare)
    named = text.plain(found[len(bare) :])
    assert "".join(named.split()).startswith("Matched:“") == bool(reply.quotations()[0].marks)
    assert all(line.startswith("  ") for line in named.splitlines())
    assert [c for c in harmful(named) if c not in words] == []


@given(sentences, st.lists(st.integers(0, 99), max_size=20))
@example("*a* <b> [c](d) `e` @f", [0, 3, 4, 7, 8, 14, 15, 18, 19, 21])
@example("a\n- b\n# c", [0, 99])
def test_markdown_names_matched_words_outside_the_quotation(words: str, places: list[int]) -> None:
    (shown_in, reply), (_, without) = marked(words, places), one_sentence(words)
    document, bare = markdown.render(reply, shown_in), markdown.render(without, shown_in).rstrip("\n")
    assert document.startswith(bare)
    tokens = parse(document[len(bare) :])
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "text", "paragraph_close"}
    assert len([token for token in tokens if token.type == "paragraph_open"]) == bool(reply.quotations()[0].marks)


def test_matched_words_act_on_no_screen() -> None:
    shown_in, reply = marked("\x1b[2J\u202ea\x9b", [0, 7])
    for shown in (text.plain(text.render(reply, shown_in, text.Page())), markdown.render(reply, shown_in)):
        assert harmful(shown) == []
        assert "Matched: “\\" in shown


@given(sentences, st.integers(20, 120))
def test_text_shows_a_documents_words_untouched(words: str, columns: int) -> None:
    shown_in, reply = one_sentence(words)
    shown = [
        line.removeprefix("│ ")
        for line in text.plain(text.render(reply, shown_in, text.Page(columns))).split("\n")
        if line.startswith("│ ") or line == "│"
    ]
    assert "".join("".join(shown).split()) == "".join(words.split())


@given(sentences)
@example("a\n---")
@example("a  \nb")
def test_markdown_shows_a_documents_words_untouched(words: str) -> None:
    shown_in, reply = one_sentence(words)
    tokens = parse(markdown.render(reply, shown_in))
    assert tokens[0].type == "blockquote_open"
    quoted = tokens[: next(number for number, token in enumerate(tokens) if token.type == "blockquote_close")]
    assert {token.type for token in quoted} <= {
        "blockquote_open",
        "paragraph_open",
        "inline",
        "text",
        "hardbreak",
        "paragraph_close",
    }
    shown = "".join(
        "\n" if token.type == "hardbreak" else token.content for token in quoted if token.type in ("text", "hardbreak")
    )
    assert shown == re.sub(r"\n[ \t]*", "\n", words)


@given(sentences)
def test_json_holds_a_documents_words_byte_for_byte(words: str) -> None:
    shown_in, reply = one_sentence(words)
    assert json.loads(json_.render(reply, shown_in))["blocks"][0]["text"] == words
