"""The app on the toy library: what hostile input, other libraries and the rarer answers get."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot
from bot.app import App, Completion, Suggestion
from bot.commands import COMMANDS
from bot.declaration import Example
from bot.examples import fill_in
from bot.groups import Asked, Choices
from bot.loading import load
from bot.parsing import Invocation
from bot.reply import Citation, Heading, Note, NoteKind, Options, Outcome, Paragraph, QuotationBlock, Reply, Rows
from bot.search import Index

TOY = Path(bot.__file__).parent.parent / "tests" / "library"


def app_of(folder: Path) -> App:
    library = load(folder)
    return App(library, Index.build(library))


@pytest.fixture(scope="module")
def app() -> App:
    return app_of(TOY)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A library that a test may change."""
    return Path(shutil.copytree(TOY, tmp_path / "library"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def places(reply: Reply) -> list[str]:
    return [str(block.quotation.passage.reference) for block in reply.quotations()]


def words(reply: Reply, kind: type[Paragraph] | type[Note] = Note) -> str:
    return "\n".join(block.text for block in reply.blocks if isinstance(block, kind))


def options(reply: Reply) -> list[str]:
    return [option.command for block in reply.blocks if isinstance(block, Options) for option in block.options]


# Examples, in any library

ORGANISER = Asked(is_organiser=True)

_EXAMPLES = [pytest.param(example, id=example.words) for command in COMMANDS.values() for example in command.examples]


@pytest.mark.parametrize("example", _EXAMPLES)
def test_the_examples_work_in_another_library(app: App, example: Example) -> None:
    reply = app.respond_to(fill_in(example.words, app.library), ORGANISER)
    assert reply.outcome in (Outcome.FOUND, Outcome.CHOICES), reply


@pytest.mark.parametrize("example", _EXAMPLES)
def test_the_examples_work_where_the_editor_chose_none(copy: Path, example: Example) -> None:
    text = (copy / "library.yaml").read_text(encoding="utf-8")
    without = text[: text.index("examples:")] + text[text.index("ambiguous:") :]
    (copy / "library.yaml").write_text(without, encoding="utf-8", newline="\n")
    bare = app_of(copy)
    reply = bare.respond_to(fill_in(example.words, bare.library), ORGANISER)
    assert reply.outcome in (Outcome.FOUND, Outcome.CHOICES), reply


def test_a_library_of_one_document_and_nothing_else(copy: Path) -> None:
    for folder in ("claims", "topics", "people"):
        shutil.rmtree(copy / folder)
    head = "format: 1\nname: bare\ntitle: A bare library\ndocuments: [keeper, ledger]\n"
    (copy / "library.yaml").write_text(head, encoding="utf-8", newline="\n")
    bare = app_of(copy)
    reply = bare.respond_to("search the brig Meridian")
    assert "keeper 3.1" in places(reply)
    (first,) = [block for block in reply.quotations() if str(block.quotation.passage.reference) == "keeper 3.1"]
    assert first.quotation.attribution.frame == "ambiguous", "nobody has said who speaks"
    assert bare.respond_to("topics").outcome is Outcome.NOTHING
    assert bare.respond_to("claim meridian").outcome is Outcome.NOTHING
    assert bare.respond_to("timeline").outcome is Outcome.NOTHING
    for command in COMMANDS.values():
        for example in command.examples:
            bare.respond_to(fill_in(example.words, bare.library), ORGANISER)


# Retired ids, unread documents, second printings


def test_yesterdays_ids_open_todays_cards(app: App) -> None:
    reply = app.respond_to("claim keeper-slept")
    assert reply.resolved is not None
    assert reply.resolved.id == "keeper-asleep"
    assert "is now called" in words(reply)
    assert app.respond_to("perspectives oil-quarrel").resolved.id == "want-of-oil"  # type: ignore[union-attr]
    assert app.respond_to("who keeper-ode").resolved.id == "ode"  # type: ignore[union-attr]


def test_a_document_that_nobody_read_for_a_topic_is_not_called_silent(copy: Path) -> None:
    change(copy / "topics" / "lantern-stone.yaml", "  ledger: []\n", "")
    unread = app_of(copy)
    for line in ("perspectives lantern-stone", "claim lantern-stone"):
        reply = unread.respond_to(line)
        assert "No editor has read the board's ledger" in words(reply) or "No editor has read" in words(reply)
        assert "does not discuss" not in words(reply)


def test_a_second_printing_says_so_when_it_is_read(app: App) -> None:
    twin = next(
        sentence
        for document in app.library.documents.values()
        for sentence in document.sentences
        if sentence.twin_of is not None and sentence.role == "prose"
    )
    reply = app.respond_to(f"read {twin.reference}")
    assert str(twin.reference) in places(reply)
    assert f"prints {twin.twin_of.locator} again" in words(reply)  # type: ignore[union-attr]
    assert "one witness, not two" in words(app.respond_to(f"read {twin.twin_of}"))


def test_a_heading_is_read_as_a_heading(app: App) -> None:
    reply = app.respond_to("read keeper 2.1")
    assert "is a heading: it claims nothing" in words(reply)


def test_a_paragraph_is_read_whole(app: App) -> None:
    asked = [block for block in app.respond_to("read keeper 6").quotations() if block.role == "evidence"]
    assert [str(block.quotation.passage.reference) for block in asked] == ["keeper 6.1", "keeper 6.2"]
    assert app.respond_to("cite keeper 6").resolved.id == "keeper 6.1"  # type: ignore[union-attr]


def test_the_ends_of_a_document(app: App) -> None:
    first = app.respond_to("read keeper 1.1")
    assert places(first) == ["keeper 1.1", "keeper 2.1"]
    last = app.library.documents["keeper"].sentences[-1].reference
    assert places(app.respond_to(f"read {last}"))[-1] == str(last)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("keeper 99.1", "it ends with"),
        ("keeper 6.9", "Paragraph 6 has 2 sentences."),
        ("nowhere 1.1", "No document is called “nowhere”. There are: keeper and ledger."),
    ],
)
def test_a_reference_to_nothing_says_what_there_is(app: App, typed: str, said: str) -> None:
    reply = app.respond_to(f"read {typed}")
    assert reply.outcome is Outcome.NOTHING
    assert said in words(reply, Paragraph)


def test_a_claim_can_be_read_and_cited_by_its_name(app: App) -> None:
    assert app.respond_to("read oil-was-short").resolved.id == "keeper 4.1"  # type: ignore[union-attr]
    reply = app.respond_to("cite oil-was-short bib")
    (citation,) = [block for block in reply.blocks if isinstance(block, Citation)]
    assert citation.style == "bibtex"
    assert citation.text.startswith("@")


def test_a_hedge_that_stands_above_is_pointed_at(app: App) -> None:
    """Two claims of one topic that share a hedge: it is quoted once, and named the second time."""
    for topic in app.library.topics.values():
        reply = app.respond_to(f"perspectives {topic.id}")
        shown = [block.quotation.passage for block in reply.quotations()]
        assert len(shown) == len(set(shown))


@pytest.mark.parametrize(
    ("asked", "sign"),
    [
        (Asked(), ""),
        (Asked(menu="/"), "/"),
        (Asked(defaults={"prefix": "on"}), "!"),
        (Asked(choices=Choices(group={"prefix": "c!"}), menu="/"), "c!"),
        (Asked(choices=Choices(group={"prefix": "c!"}), menu="/", lacks={"prefix": "No text is given."}), "/"),
    ],
)
def test_help_and_usage_show_commands_as_they_are_typed_there(app: App, asked: Asked, sign: str) -> None:
    rows = next(block for block in app.respond_to("help", asked).blocks if isinstance(block, Rows))
    assert rows.rows[0][0] == f"{sign}claim <words>"
    assert rows.commands[0] == "help claim", "what is picked needs no sign"
    assert app.respond_to("help claim", asked).blocks[0] == Heading(f"{sign}claim <words>")
    assert app.respond_to("claim", asked).blocks[0] == Paragraph(f"It lacks its words: {sign}claim <words>")


def test_help(app: App) -> None:
    overview = app.respond_to("help")
    rows = [row for block in overview.blocks if isinstance(block, Rows) for row in block.rows]
    assert len(rows) == len(COMMANDS)
    assert app.respond_to("help topics").outcome is Outcome.FOUND
    assert options(app.respond_to("help perspectivs")) == ["help perspectives"]
    assert app.respond_to("help zzzzzz").outcome is Outcome.NOTHING


def test_topics_that_are_not_there(app: App) -> None:
    reply = app.respond_to("topics volcano")
    assert reply.outcome is Outcome.NOTHING
    assert "volcano" in words(reply, Paragraph)


def test_documents_by_their_names(app: App) -> None:
    assert app.respond_to("documents thorn").resolved.id == "keeper"  # type: ignore[union-attr]
    assert app.respond_to("documents volcano").outcome is Outcome.NOTHING


def test_dates_are_shown_as_the_text_puts_them(app: App) -> None:
    everything = [row for block in app.respond_to("timeline").blocks if isinstance(block, Rows) for row in block.rows]
    assert any(row[0] == "1871" for row in everything)
    assert any("1880s" in row[0] for row in everything)


# Completion and suggestion


def test_suggestions_for_a_box(app: App) -> None:
    assert Suggestion("want-of-oil", app.library.topics["want-of-oil"].name) in app.suggest(
        "perspectives", "topic", "want"
    )
    assert [one.value for one in app.suggest("cite", "style", "ml")] == ["mla"]
    assert [one.value for one in app.suggest("help", "command", "ver")] == ["verify"]
    assert app.suggest("timeline", "dates", "18") == ()


def test_completion_of_a_line(app: App) -> None:
    assert app.complete("ver") == (Completion("verify", 0, COMMANDS["verify"].summary),)
    assert app.complete("!ver")[0].start == 1
    assert app.complete("timeline 18") == ()
    assert {one.text for one in app.complete("help ")} == set(COMMANDS)
    line = "perspectives want"
    assert {line[: one.start] + one.text for one in app.complete(line)} >= {"perspectives want-of-oil"}


# Hostile input

_ODD = st.text(st.characters(exclude_categories=()), max_size=60)
_MARKED = st.sampled_from(
    [
        "@everyone",
        "<@123>",
        "</script><b>x",
        "[x](javascript:alert)",
        "\u202egnihtyna",
        "a\u0301" * 30,
        "\x1b[31mred",
        "\u200b\u200d\ufeff",
        "‘“\"'",
        "😀" * 20,
        "(((((",
        'a AND NOT (b OR "c',
        "%s %d {0} {claim}",
        "-" * 40,
        "\ud800",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.sampled_from([*COMMANDS, "cliam", ""]), typed=st.one_of(_ODD, _MARKED))
def test_whatever_is_typed_is_answered(app: App, command: str, typed: str) -> None:
    reply = app.respond_to(f"{command} {typed}")
    assert reply.blocks
    for block in reply.quotations():
        document = app.library.documents[block.quotation.passage.reference.document]
        assert app.library.cut(block.quotation.passage) in document.text
    app.complete(f"{command} {typed}")


@pytest.mark.parametrize("command", [name for name, command in COMMANDS.items() if command.params])
@pytest.mark.parametrize("typed", ["oil " * 25_000, "x" * 100_000, "“" * 100_000, "\u0301" * 100_000])
def test_a_hundred_thousand_characters(app: App, command: str, typed: str) -> None:
    reply = app.respond_to(f"{command} {typed}")
    assert reply.blocks
    shown = sum(len(block.text) for block in reply.blocks if isinstance(block, (Paragraph, Note)))
    assert shown < 5_000, "what was typed is repeated in short"
    if command == "search" and typed.startswith("oil"):
        assert "Only the first" in words(reply)


def test_what_was_typed_is_repeated_as_typed(app: App) -> None:
    reply = app.respond_to("claim <b>@everyone</b>")
    assert "<b>@everyone</b>" in words(reply, Paragraph)
    assert reply.query == "<b>@everyone</b>"


@pytest.mark.parametrize("line", ["", "   ", "!", "/", "!!!", "\u200b"])
def test_nothing_at_all(app: App, line: str) -> None:
    assert app.respond_to(line).outcome is Outcome.USAGE


def test_prefixes_and_case_do_not_matter(app: App) -> None:
    plain = app.respond_to("claim oil-was-short").blocks
    for line in ("!claim oil-was-short", "/claim oil-was-short", "CLAIM oil-was-short", "  ! claim   oil-was-short "):
        assert app.respond_to(line).blocks == plain


def test_an_invocation_of_a_platform(app: App) -> None:
    reply = app.respond(Invocation("cite", {"reference": "keeper 4.1", "style": "apa"}))
    assert isinstance(next(block for block in reply.blocks if isinstance(block, Citation)), Citation)
    with pytest.raises(KeyError):
        app.respond(Invocation("no-such-command", {}))


def test_a_note_never_stands_twice(app: App) -> None:
    for line in [*(f"claim {id_}" for id_ in app.library.claims), *(f"who {id_}" for id_ in app.library.people)]:
        notes = [
            block.text
            for block in app.respond_to(line).blocks
            if isinstance(block, Note) and block.kind is NoteKind.EDITOR
        ]
        assert len(notes) == len(set(notes)), line


def test_quotations_are_never_parted_from_what_keeps_them(app: App) -> None:
    """A block that is to be kept with the one before it has one before it, and that is a quotation or a note."""
    for id_ in app.library.claims:
        blocks = app.respond_to(f"claim {id_}").blocks
        for before, block in pairwise(blocks):
            if isinstance(block, (QuotationBlock, Note)) and block.keep:
                assert isinstance(before, (QuotationBlock, Note, Paragraph)), id_


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        (
            "what happened at the lighthouse",
            ["search what happened at the lighthouse", "claim what happened at the lighthouse"],
        ),
        ("keeper 4.1", ["read keeper 4.1", "search keeper 4.1"]),
        ("oil-was-short", ["search oil-was-short", "claim oil-was-short"]),
        ("x" * 200, []),
    ],
)
def test_words_without_a_command_are_offered_as_questions(app: App, line: str, offered: list[str]) -> None:
    reply = app.respond_to(line)
    assert reply.outcome is Outcome.USAGE
    found = [option.command for block in reply.blocks if isinstance(block, Options) for option in block.options]
    assert found == offered
