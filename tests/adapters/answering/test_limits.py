"""How much one person, and one group, may ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.answering.limits import Limit, Limits, TooManyError, read_limit


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def limits(of_user: str, of_group: str) -> tuple[Limits, Clock]:
    clock = Clock()
    return Limits(read_limit(of_user), read_limit(of_group), clock), clock


def asked(limited: Limits, times: int, user: str = "mei", group: str = "seminar") -> int:
    """How many of so many questions are let in."""
    return sum(limited.ask("discord", group, user) is None for _ in range(times))


def test_who_asks_too_much_waits_and_nobody_else_does() -> None:
    limited, _ = limits("20/minute", "120/minute")
    assert asked(limited, 50) == 20
    assert asked(limited, 5, user="ada") == 5
    assert asked(limited, 5, group="book-club", user="jun") == 5


def test_a_share_fills_up_again_and_never_beyond_itself() -> None:
    limited, clock = limits("20/minute", "off")
    asked(limited, 20)
    clock.now += 6
    assert asked(limited, 20) == 2
    clock.now += 3_600
    assert asked(limited, 50) == 20


def test_a_flood_of_many_people_uses_up_the_share_of_their_group_alone() -> None:
    limited, _ = limits("20/minute", "120/minute")
    assert sum(asked(limited, 10, user=f"user {number}") for number in range(50)) == 120
    assert asked(limited, 10, user="ada", group="book-club") == 10


def test_it_is_said_once_and_then_not_until_somebody_was_answered_again() -> None:
    limited, clock = limits("2/minute", "off")
    asked(limited, 2)
    first, second = (limited.ask("matrix", "!room", "@ada:example.org") for _ in range(2))
    assert (first, second) == (None, None), "another platform is another person"
    told = []
    for is_said in (False, True, False, False):  # at first it could not be said where everybody reads it
        refused = limited.ask("discord", "seminar", "mei")
        assert refused is not None
        told.append(refused.was_said)
        if is_said:
            refused.note_said()
    assert told == [False, False, True, True]
    clock.now += 30
    assert limited.ask("discord", "seminar", "mei") is None
    again = limited.ask("discord", "seminar", "mei")
    assert again is not None
    assert not again.was_said


def test_the_sentence_says_how_long() -> None:
    limited, clock = limits("1/minute", "off")
    asked(limited, 1)
    clock.now += 20
    refused = limited.ask("discord", "seminar", "mei")
    assert refused is not None
    assert "in 40 seconds" in str(TooManyError(refused))
    limited, clock = limits("off", "1/hour")
    asked(limited, 1)
    refused = limited.ask("discord", "seminar", "mei")
    assert refused is not None
    assert "from here" in str(TooManyError(refused))
    assert "in 60 minutes" in str(TooManyError(refused))


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("20/minute", Limit(20, 60.0)),
        (" 5 per Second ", Limit(5, 1.0)),
        ("300 / hour", Limit(300, 3600.0)),
        ("OFF", None),
    ],
)
def test_a_limit_is_written_so(written: str, limit: Limit | None) -> None:
    assert read_limit(written) == limit


@pytest.mark.parametrize(
    "written", ["", "20", "minute", "0/minute", "-1/minute", "20/day", "20/minutes/hour", "1e3/minute"]
)
def test_what_is_no_limit_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is no limit"):
        read_limit(written)


@given(st.lists(st.floats(0, 100), max_size=80), st.integers(1, 30))
def test_nobody_is_let_in_more_often_than_the_limit_says(waits: list[float], count: int) -> None:
    clock = Clock()
    limited = Limits(Limit(count, 60.0), None, clock)
    began, let_in = clock.now, 0
    for wait in waits:
        clock.now += wait
        let_in += limited.ask("discord", "seminar", "mei") is None
        assert let_in <= count + (clock.now - began) * count / 60 + 1e-6
