"""What people type, and what they get: the commands on the two documents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.app import App
from bot.commands import COMMANDS
from bot.declaration import Example
from bot.examples import fill_in
from bot.groups import Asked
from bot.loading import load
from bot.loading.inspection import inspect
from bot.model import Role
from bot.reply import Citation, Divide, Heading, Note, NoteKind, Options, Outcome, QuotationBlock, Reply, Rows
from bot.search import Index
from tests.content.conftest import CONTENT

_EXAMPLES = [pytest.param(example, id=example.words) for command in COMMANDS.values() for example in command.examples]


@pytest.mark.parametrize("example", _EXAMPLES)
def test_every_example_works_as_it_stands(app: App, example: Example) -> None:
    line = fill_in(example.words, app.library)
    assert "{" not in line
    assert app.respond_to(line, Asked(is_organiser=True)).outcome is example.outcome


def places(reply: Reply) -> list[str]:
    return [str(block.quotation.passage.reference) for block in reply.quotations()]


def silences(reply: Reply) -> list[str]:
    return [block.text for block in reply.blocks if isinstance(block, Note) and block.kind is NoteKind.SILENCE]


def resolutions(reply: Reply) -> str:
    return " ".join(b.text for b in reply.blocks if isinstance(b, Note) and b.kind is NoteKind.RESOLUTION)


def options(reply: Reply) -> list[str]:
    return [option.command for block in reply.blocks if isinstance(block, Options) for option in block.options]


def test_the_dossier_is_carried_over_whole() -> None:
    found = inspect(CONTENT)
    assert found.problems == ()
    assert found.library is not None
    assert found.coverage is not None
    claims = found.library.claims.values()
    assert len(claims) == 115
    assert len(found.library.topics) == 78
    assert len(found.library.people) == 14
    assert found.coverage.unused == ()
    assert found.coverage.total == 169
    quoted = sum(len(claim.quotations) + len(claim.parts) + len(claim.twins) for claim in claims)
    assert quoted >= 186  # of the dossier's 188, the two that are hedges of other claims stand there


def test_claim_zhenbao(app: App) -> None:
    reply = app.respond_to("claim zhenbao")
    assert reply.outcome is Outcome.FOUND
    assert places(reply)[:3] == ["xu-lai 37.1", "xu-lai 37.2", "xu-lai 38.1"]
    assert silences(reply)[0].startswith("The survey does not discuss this")
    assert any("March 1969" in block.text for block in reply.blocks if isinstance(block, Note))


@pytest.mark.parametrize(
    "typed", ["zhenbo", "Damansky", "珍宝岛", "Даманский", "zhenbao-island", "ZHENBAO", "zhen bao"]
)
def test_perspectives_in_any_spelling(app: App, typed: str) -> None:
    reply = app.respond_to(f"perspectives {typed}")
    assert reply.resolved is not None
    assert reply.resolved.id == "zhenbao-island"


def test_what_the_words_were_taken_for_is_said(app: App) -> None:
    assert "zhenbao" in resolutions(app.respond_to("claim zhenbo")).casefold()
    assert resolutions(app.respond_to("claim zhenbao")) == ""


def test_both_sides_on_the_secret_report(app: App) -> None:
    reply = app.respond_to("perspectives secret-report")
    assert {place.split()[0] for place in places(reply)} == {"xu-lai", "survey"}
    kinds = [type(block) for block in reply.blocks]
    assert kinds.index(Divide) < kinds.index(QuotationBlock)


@pytest.mark.parametrize("command", ["claim", "perspectives"])
@pytest.mark.parametrize("typed", ["nuclear", "camp"])
def test_between_near_equals_it_asks(app: App, command: str, typed: str) -> None:
    reply = app.respond_to(f"{command} {typed}")
    assert reply.outcome is Outcome.CHOICES
    assert len(options(reply)) >= 2
    for line in options(reply):
        assert app.respond_to(line).outcome is Outcome.FOUND


@pytest.mark.parametrize("command", ["claim", "perspectives", "search", "who"])
@pytest.mark.parametrize("typed", ["tiananmen", "chernobyl", "pizza", "xqzv"])
def test_what_is_not_there_is_declined(app: App, command: str, typed: str) -> None:
    reply = app.respond_to(f"{command} {typed}")
    assert reply.outcome is Outcome.NOTHING
    assert not reply.quotations()


def test_poland_is_named_by_no_document_and_the_answer_says_why_one_may_look(app: App) -> None:
    reply = app.respond_to("claim poland")
    assert reply.outcome is Outcome.NOTHING
    assert resolutions(reply)


def test_counter_positions(app: App) -> None:
    reply = app.respond_to("claim yegorov-party-procedures")
    counters = [block for block in reply.quotations() if block.role is Role.COUNTER]
    assert "survey 7.3" in {str(block.quotation.passage.reference) for block in counters}


def test_no_quotation_stands_twice_in_an_answer(app: App) -> None:
    lines = [f"claim {id_}" for id_ in app.library.claims] + [f"perspectives {id_}" for id_ in app.library.topics]
    lines += [f"who {id_}" for id_ in app.library.people] + ["search khrushchev", "search soviet union"]
    for line in lines:
        shown = [block.quotation.passage for block in app.respond_to(line).quotations()]
        assert len(shown) == len(set(shown)), line


def test_every_quotation_is_verbatim_with_its_chain(app: App) -> None:
    lines = [f"claim {id_}" for id_ in app.library.claims] + [f"perspectives {id_}" for id_ in app.library.topics]
    for line in lines:
        reply = app.respond_to(line)
        assert reply.outcome is Outcome.FOUND, line
        for block in reply.quotations():
            passage, document = (
                block.quotation.passage,
                app.library.documents[block.quotation.passage.reference.document],
            )
            assert app.library.cut(passage) == document.text[passage.start : passage.end]
            assert block.quotation.attribution.chain[-1] == document.voice


def test_every_next_step_works(app: App) -> None:
    """What an answer offers can be typed, and is answered."""
    for line in ("claim zhenbao", "perspectives reform", "search joint fleet", "read survey 13.10", "who yegorov"):
        for block in app.respond_to(line).blocks:
            for action in getattr(block, "actions", ()):
                assert app.respond_to(action.command).outcome in (Outcome.FOUND, Outcome.CHOICES), action.command
            for command in getattr(block, "commands", ()):
                assert app.respond_to(command).outcome is Outcome.FOUND, command


def test_who_keeps_apart_what_is_said_by_and_about(app: App) -> None:
    reply = app.respond_to("who yegorov")
    headings = [block.text for block in reply.blocks if isinstance(block, Heading)]
    assert headings[:2] == ["Yegorov", "Says, as reported"]
    assert "xu-lai 49.1" in places(reply)
    assert silences(reply) == ["The survey does not name Yegorov."]
    stalin = app.respond_to("who stalin")
    assert "No claim has Stalin speak" in " ".join(silences(stalin))


def test_yegorov_and_yeltsin_are_not_mixed_up(app: App) -> None:
    for name in ("yegorov", "yeltsin", "egorov", "eltsin", "yegerov", "yeltzin"):
        reply = app.respond_to(f"who {name}")
        assert reply.resolved is not None, name
        assert reply.resolved.id == ("yegorov" if "g" in name else "yeltsin")


def rows(reply: Reply) -> list[tuple[str, ...]]:
    return [row for block in reply.blocks if isinstance(block, Rows) for row in block.rows]


def test_timeline_of_a_year(app: App) -> None:
    reply = app.respond_to("timeline 1969")
    assert [row[0] for row in rows(reply)] == ["1969"]
    assert silences(reply) == ["The survey gives no date in 1969."]


def test_a_decade_is_in_no_years_timeline(app: App) -> None:
    assert not [row for row in rows(app.respond_to("timeline 1965")) if "1960s" in row[0]]
    decade = [row[0] for row in rows(app.respond_to("timeline 1960s"))]
    assert len([date for date in decade if "1960s" in date]) == 2
    assert "1969" in decade


def test_stated_and_inferred_dates_stand_apart(app: App) -> None:
    titles = [block.title for block in app.respond_to("timeline 1956").blocks if isinstance(block, Rows)]
    assert len(titles) == 2
    assert "state" in titles[0]
    assert "inferred" in titles[1]


def test_by_1964_is_a_latest_date(app: App) -> None:
    assert any("by 1964" in row[0] for row in rows(app.respond_to("timeline 1964")))


def test_the_timeline_has_no_date_of_a_reference(app: App) -> None:
    assert app.respond_to("timeline 2019").outcome is Outcome.NOTHING


@pytest.mark.parametrize("typed", ["soon", "13.13.13", "1956-1950", "99999", "²³"])
def test_what_is_no_date_is_told_with_examples(app: App, typed: str) -> None:
    reply = app.respond_to(f"timeline {typed}")
    assert reply.outcome is Outcome.USAGE
    assert "1956-1964" in reply.blocks[0].text  # type: ignore[union-attr]  # a Paragraph


def test_provenance_says_what_is_not_stated(app: App) -> None:
    values = {row[0]: row[1] for row in rows(app.respond_to("documents survey"))}
    assert values["author"] == values["title"] == values["date"] == "not stated"
    assert values["SHA-256"] == "29f38d8e143b7e47399170aa9c3ffdbec2060624a2944791c33a20cc78e2b5a7"


@pytest.mark.parametrize("typed", ["survey 13.10", "Survey 13.10", "the survey 13.10", "survey ¶13.10"])
def test_a_reference_in_any_writing(app: App, typed: str) -> None:
    reply = app.respond_to(f"read {typed}")
    asked = [block for block in reply.quotations() if block.role is Role.EVIDENCE]
    assert [str(block.quotation.passage.reference) for block in asked] == ["survey 13.10"]


@pytest.mark.parametrize("typed", ["survey 99.1", "survey 13.99", "nowhere 1.1", "xu-lai 0.0"])
def test_a_reference_to_nothing(app: App, typed: str) -> None:
    assert app.respond_to(f"read {typed}").outcome is Outcome.NOTHING


def test_the_fragment_is_not_completed(app: App) -> None:
    reply = app.respond_to("read survey 1.1")
    assert reply.outcome is Outcome.NOTHING
    assert not reply.quotations()


def test_cite_in_every_style_keeps_the_chain(app: App) -> None:
    for style in ("chicago", "mla", "apa", "bibtex", "csl-json"):
        reply = app.respond_to(f"cite xu-lai 49.1 {style}")
        (citation,) = [block for block in reply.blocks if isinstance(block, Citation)]
        assert citation.style == style
        assert "Yegorov" in citation.text
        assert "Xu Lai" in citation.text
        assert "49.1" in citation.text


def test_a_word_in_quotation_marks_is_text(app: App) -> None:
    reply = app.respond_to('search "socialist friend circle')
    assert "xu-lai 68.1" in places(reply)


def test_a_topic_is_renamed_with_its_library(tmp_path: Path) -> None:
    """Nothing is known by heart: another name in the library is another name in the answers."""
    copy = tmp_path / "library"
    shutil.copytree(CONTENT, copy)
    topic = copy / "topics" / "zhenbao-island.yaml"
    for path in (copy / "topics").glob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"- zhenbao-island\n", b"- ussuri-island\n"))
    text = (
        topic.read_text(encoding="utf-8").split("aliases:")[0].replace("Zhenbao (Damansky) Island, 1969", "The island")
    )
    rest = topic.read_text(encoding="utf-8")
    kept = rest[rest.index("relation:") :]
    (copy / "topics" / "ussuri-island.yaml").write_text(text + "aliases:\n  - kemska\n" + kept, encoding="utf-8")
    topic.unlink()
    library = load(copy)
    app = App(library, Index.build(library))
    assert app.respond_to("perspectives kemska").resolved.id == "ussuri-island"  # type: ignore[union-attr]
    assert app.respond_to("perspectives damansky").outcome is not Outcome.FOUND
    heading = app.respond_to("perspectives ussuri-island").blocks[0]
    assert heading.text == "The island"  # type: ignore[union-attr]  # a Heading


def test_unknown_commands_are_met_with_the_nearest(app: App) -> None:
    reply = app.respond_to("!cliam zhenbao")
    assert reply.outcome is Outcome.USAGE
    assert options(reply)[0] == "claim zhenbao"


@pytest.mark.parametrize("line", ["claim", "perspectives", "search", "verify", "read", "who", "cite"])
def test_a_command_without_its_words_says_how(app: App, line: str) -> None:
    reply = app.respond_to(line)
    assert reply.outcome is Outcome.USAGE
    assert "<" in reply.blocks[0].text  # type: ignore[union-attr]  # a Paragraph


def test_completion(app: App) -> None:
    assert [one.text for one in app.complete("per")] == ["perspectives"]
    assert "zhenbao-island" in [one.text for one in app.complete("perspectives zhen")]
    assert [one.text for one in app.complete("cite xu-lai 37.1 bib")] == ["bibtex"]
    assert app.complete("nonsense zhen") == ()
    assert len(app.complete("perspectives ")) <= 25


def test_answers_hold_no_words_of_a_document_but_quotations() -> None:
    """A block that shows a document's words cuts them when it is rendered."""
    assert "text" not in QuotationBlock.__dataclass_fields__


def test_a_place_without_its_document_is_asked_about(app: App) -> None:
    reply = app.respond_to("read 9.1")
    assert reply.outcome is Outcome.CHOICES
    assert options(reply) == ["read xu-lai 9.1", "read survey 9.1"]
    assert options(app.respond_to("read 37.1")) == ["read xu-lai 37.1"]


@pytest.mark.parametrize("typed", ["xu lai 49.1", "[[xu-lai 49.1]]", "xu-lai 49,1", "Xu Lai 49.1", "xu-lai ¶49.1"])
def test_a_reference_as_people_write_it(app: App, typed: str) -> None:
    assert app.respond_to(f"read {typed}").resolved.id == "xu-lai 49.1"  # type: ignore[union-attr]


def test_a_document_without_a_place_offers_its_beginning(app: App) -> None:
    assert options(app.respond_to("read xu-lai")) == ["read xu-lai 3.1", "documents xu-lai"]


def test_a_style_that_does_not_exist_is_told_with_those_that_do(app: App) -> None:
    reply = app.respond_to("cite survey 13.12 harvard")
    assert reply.outcome is Outcome.USAGE
    assert "no citation style “harvard”" in reply.blocks[0].prompt  # type: ignore[union-attr]  # Options
    styles = ("chicago", "mla", "apa", "bibtex", "csl-json")
    assert options(reply) == [f"cite survey 13.12 {style}" for style in styles]


def test_which_sentence_of_a_claim_is_cited(app: App) -> None:
    assert "xu-lai 37.1, xu-lai 37.2 and xu-lai 38.1" in resolutions(app.respond_to("cite zhenbao apa"))


def test_all_claims_of_a_topic_are_offered(app: App) -> None:
    topic = app.library.topics["collapse-of-ussr"]
    offered = options(app.respond_to("claim collapse-of-ussr"))
    for id_ in (id_ for ids in topic.claims.values() for id_ in ids):
        assert f"claim {id_}" in offered


def test_a_summary_in_a_choice_is_marked_as_the_editors(app: App) -> None:
    reply = app.respond_to("claim yegorov")
    details = [option.detail for block in reply.blocks if isinstance(block, Options) for option in block.options]
    assert details
    assert all(detail.startswith("Editor's summary: ") for detail in details)


def test_no_empty_list_of_names(app: App) -> None:
    for line in ("documents foo", "read nothing of the kind", "who foo", "claim xqzv"):
        for block in app.respond_to(line).blocks:
            assert not isinstance(block, Options) or block.options, line


def test_the_query_is_what_was_typed(app: App) -> None:
    assert app.respond_to("cite xu-lai 49.1 apa").query == "xu-lai 49.1 apa"


def test_an_open_date_is_no_date_of_a_later_time(app: App) -> None:
    assert silences(app.respond_to("timeline 1980s")) == ["The survey gives no date in 1980s."]
