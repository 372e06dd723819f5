"""CSL-JSON items, written by hand, and what the schema wants of any metadata."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.citation import cite
from bot.model import Document, Frame, Quotation
from tests.citation import examples as known

# csl-data.json of CSL 1.0.2: what an item made here may hold.
VARIABLES = {"id", "type", "title", "author", "editor", "issued", "publisher", "container-title", "URL", "language"}
VARIABLES |= {"note"}


def item(quotation: Quotation, document: Document) -> dict[str, Any]:
    items = json.loads(cite(quotation, document, "csl-json"))
    assert isinstance(items, list)
    assert len(items) == 1
    assert isinstance(items[0], dict)
    return items[0]


@pytest.mark.parametrize(
    ("quotation", "document", "expected"),
    [
        pytest.param(
            known.quotation(known.SURVEY, "7.15", Frame.OWN_VOICE),
            known.SURVEY,
            {
                "id": "survey-7.15",
                "type": "document",
                "note": "the survey (author not stated), own voice, in [Survey of research on Khrushchev], ¶7.15",
            },
            id="no author, date, title: none is made up",
        ),
        pytest.param(
            known.REPORTED,
            known.ARTICLE,
            {
                "id": "xu-lai-49.1",
                "type": "webpage",
                "author": [{"literal": "Xu Lai"}],
                "editor": [{"literal": "Xu Lai"}],
                "URL": "https://www.toutiao.com/article/7547212290676818486/",
                "language": "English",
                "note": "Yegorov, as reported by Xu Lai, "
                "in [Xu Lai's article on Khrushchev, Yegorov and the Sino-Soviet split], ¶49.1",
            },
            id="reported",
        ),
        pytest.param(
            known.SPOKEN,
            known.SPEECH,
            {
                "id": "speech-3.2",
                "type": "webpage",
                "title": "On the Cult of Personality and Its Consequences",
                "author": [{"family": "Khrushchev", "given": "Nikita Sergeyevich"}],
                "issued": {"date-parts": [[1956, 2, 25]]},
                "container-title": "Archive of Speeches",
                "URL": "https://example.org/speech",
                "language": "en",
                "note": "Khrushchev, own voice, ¶3.2",
            },
            id="all that a page can have",
        ),
        pytest.param(
            known.PART,
            replace(known.SURVEY, metadata={}),
            {
                "id": "survey-13.10",
                "type": "document",
                "note": "some scholars (unnamed), as reported by the survey (author not stated), "
                "in [Survey of research on Khrushchev], part of ¶13.10",
            },
            id="part of a sentence",
        ),
    ],
)
def test_an_item(quotation: Quotation, document: Document, expected: dict[str, Any]) -> None:
    assert item(quotation, document) == expected


def test_the_note_keeps_the_doubt_who_speaks() -> None:
    assert item(known.AMBIGUOUS, known.ARTICLE)["note"].endswith(
        "¶75.1; the text does not say whether this still reports the Russian Communist Party (no person named) "
        "or is Xu Lai's own view"
    )


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("1956", {"date-parts": [[1956]]}),
        ("1956-02?", {"date-parts": [[1956, 2]], "circa": True}),
        ("1956/1964-10-14", {"date-parts": [[1956], [1964, 10, 14]]}),
        ("195X", {"literal": "1950s"}),
        ("../1964", {"literal": "by 1964"}),
        ("Spring 1956", {"literal": "Spring 1956"}),
    ],
)
def test_dates_are_parts_where_they_can_be(issued: str, expected: dict[str, Any]) -> None:
    document = replace(known.SPEECH, metadata={"issued": issued})
    assert item(known.SPOKEN, document)["issued"] == expected


@given(
    metadata=st.dictionaries(st.sampled_from(["type", *sorted(VARIABLES - {"id", "note"})]), st.text()),
    label=st.text(min_size=1),
    speaker=st.text(min_size=1),
)
def test_any_metadata_gives_an_item_that_the_schema_knows(metadata: dict[str, str], label: str, speaker: str) -> None:
    document = replace(known.SPEECH, label=label, metadata=metadata)
    made = item(known.quotation(document, "3.2", Frame.REPORTED, speaker), document)

    assert made["id"] == "speech-3.2"
    assert made["type"] in {"document", metadata.get("type", "").strip()}
    assert set(made) <= VARIABLES
    assert speaker in made["note"]
    assert all(isinstance(value, str) for name, value in made.items() if name not in ("author", "editor", "issued"))
    for name in ("author", "editor"):
        for person in made.get(name, []):
            assert set(person) in ({"literal"}, {"family", "given"})
    for day in made.get("issued", {}).get("date-parts", []):
        assert 1 <= len(day) <= 3
        assert all(isinstance(number, int) for number in day)
