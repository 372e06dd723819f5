"""What a log says, and what it never says."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.runtime.logs import HIDDEN, configure

SECRET = "a-secret.of-ours"
SPELLED = "it's-a\\päss@word"
"""A secret that others write in another way than it is."""
LIKE_A_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def logged(level: str = "info", *, as_json: bool = True) -> io.StringIO:
    stream = io.StringIO()
    configure(level, stream, [SECRET, SPELLED, ""], as_json=as_json)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_an_object_with_level_and_time() -> None:
    stream = logged()
    structlog.get_logger("x").info("connected", servers=3)
    (line,) = lines(stream)
    assert line.items() >= {"event": "connected", "servers": 3, "level": "info"}.items()
    assert line["timestamp"].endswith("Z")


def test_what_is_below_the_level_is_left_out() -> None:
    stream = logged("warning")
    structlog.get_logger("x").info("connected")
    structlog.get_logger("x").warning("away")
    assert [line["event"] for line in lines(stream)] == ["away"]


def test_libraries_leave_by_the_same_way_and_are_quiet() -> None:
    stream = logged()
    logging.getLogger("discord.gateway").info("Shard ID 0 has connected")
    logging.getLogger("discord.http").warning("We are being rate limited: %s", SECRET)
    (line,) = lines(stream)
    assert line["event"] == f"We are being rate limited: {HIDDEN}"
    assert line["level"] == "warning"


_NESTED = st.recursive(
    st.sampled_from([SECRET, LIKE_A_TOKEN, f"Bot {SECRET}", f"x{LIKE_A_TOKEN}", 1, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", SECRET]), inner, max_size=2),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_NESTED, st.booleans())
def test_no_secret_leaves_however_deep_it_stands(value: Any, as_json: bool) -> None:  # hypothesis gives it
    stream = logged(as_json=as_json)
    structlog.get_logger("x").info(f"sent {SECRET}", value=value, other=(value,))
    try:
        raise ValueError(f"refused: {value} {SECRET}")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    assert SECRET not in stream.getvalue()
    assert LIKE_A_TOKEN not in stream.getvalue()
    assert HIDDEN in stream.getvalue()


def test_a_trace_at_debug_has_no_secret_either() -> None:
    stream = logged("debug")
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger("x").exception("failed")
    assert "Traceback" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_an_exception_is_one_line() -> None:
    stream = logged()
    try:
        raise OSError("first\nsecond")
    except OSError:
        structlog.get_logger("x").exception("failed")
    (line,) = lines(stream)
    assert line["problem"] == "OSError: first second"


def test_what_our_own_code_says_of_a_fault_may_be_somebodys_words_and_is_not_told() -> None:
    stream = logged()
    try:
        raise KeyError("a private question")
    except KeyError:
        structlog.get_logger("x").exception("failed")
    (line,) = lines(stream)
    assert line["problem"].startswith("KeyError: test_logs.py:")
    assert "private" not in stream.getvalue()


class WrappedError(Exception):
    """What a library makes of what our code raised."""

    def __init__(self, original: Exception) -> None:
        super().__init__(f"it raised: {original}")
        self.original = original


def test_what_a_library_wraps_in_an_error_of_its_own_is_not_told_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WrappedError, "__module__", "discord.app_commands.errors")
    stream = logged()
    try:
        raise KeyError("a private question")
    except KeyError as error:
        structlog.get_logger("x").error("failed", exc_info=WrappedError(error))
    (line,) = lines(stream)
    assert line["problem"].startswith("KeyError: test_logs.py:")
    assert "private" not in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_nobody_forges_a_line(as_json: bool) -> None:  # a parameter
    stream = logged(as_json=as_json)
    structlog.get_logger("x").info("said", name="mei\n2026 [info] forged\x1b[2J\u202e")
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b[2J" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("said", ["Traceback\n2026 [info] forged", "a\r2026 forged", "a\u20282026 forged"])
def test_no_text_forges_a_line(said: str, as_json: bool) -> None:  # parameters
    stream = logged(as_json=as_json)
    structlog.get_logger("x").info(said)
    logging.getLogger("x").warning("%s", said)
    structlog.get_logger("x").info("said", **{said: said})
    assert len(stream.getvalue().splitlines()) == 3
    assert "Traceback\\n" not in stream.getvalue()


def test_a_trace_forges_no_line_either() -> None:
    stream = logged("debug", as_json=False)
    try:
        raise ValueError("first\n2026 [info] forged")
    except ValueError:
        logging.getLogger("x").exception("failed")
    first, *rest = stream.getvalue().splitlines()
    assert "failed" in first
    assert any("forged" in line for line in rest)
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.parametrize(
    "value",
    [
        {"_token": SPELLED},
        {"value": ValueError(SPELLED)},
        {"value": ValueError(f'{SPELLED}"')},
        {"value": json.dumps({"key": SPELLED})},
        {"value": f"postgresql://me:{quote(SPELLED, safe='')}@here"},
        {"value": SPELLED.encode()},
        {"value": ascii(SPELLED)},
        {"value": json.dumps({"key": SPELLED}, ensure_ascii=False)},
    ],
)
def test_a_secret_is_hidden_however_it_is_spelled_or_called(value: dict[str, Any]) -> None:
    stream = logged()
    structlog.get_logger("x").info("sent", **value)
    assert HIDDEN in stream.getvalue()
    assert "word" not in stream.getvalue()


def test_a_secret_that_is_no_utf_8_is_hidden_too() -> None:
    stream = io.StringIO()
    configure("info", stream, ["word\udcff"], as_json=True)
    structlog.get_logger("x").info("sent", value="word\udcff", bytes=b"word\xff", address="//me:word%FF@here")
    assert stream.getvalue().count(HIDDEN) == 3
    assert "word" not in stream.getvalue()


# Discord's interaction tokens are base64 that begins with "interaction:"; they stand in addresses and in events.
_OF_AN_INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OQ"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"token={LIKE_A_TOKEN}", f"token={HIDDEN}"),
        (f"POST /interactions/12/{_OF_AN_INTERACTION}/callback", f"POST /interactions/12/{HIDDEN}/callback"),
        ("PATCH /webhooks/12/Any_token-1/messages/@original", f"PATCH /webhooks/12/{HIDDEN}/messages/@original"),
        (f"{{'token': '{_OF_AN_INTERACTION}'}}", f"{{'token': '{HIDDEN}'}}"),
        ("sync?access_token%3Dsyt_bWVp_abcdefgh_012345", f"sync?access_token%3D{HIDDEN}"),
        ("mat_abcdefgh12345678", HIDDEN),
        ("mcr_abcdefgh12345678", HIDDEN),
    ],
)
def test_what_looks_like_a_token_is_hidden_though_nobody_named_it(said: str, shown: str) -> None:
    stream = logged()
    logging.getLogger("x").warning("%s", said)
    assert lines(stream)[0]["event"] == shown


@pytest.mark.parametrize(
    "said", ["format_version_2026", "PUT /applications/12/commands", "libraries.khrushchev.documents"]
)
def test_what_only_resembles_a_token_is_shown(said: str) -> None:
    stream = logged()
    structlog.get_logger("x").info(said)
    assert lines(stream)[0]["event"] == said


def test_a_token_is_hidden_behind_any_word() -> None:
    stream = logged()
    structlog.get_logger("x").info(f"the_token_of_our_bot_{LIKE_A_TOKEN}")
    assert LIKE_A_TOKEN[-30:] not in stream.getvalue()
    assert HIDDEN in stream.getvalue()


def test_a_line_that_cannot_be_written_shows_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    stream = logged()
    logging.getLogger("discord.http").warning("%d tries", SECRET)
    (line,) = lines(stream)
    assert line["event"] == "a line of discord.http was lost: TypeError"
    assert capsys.readouterr() == ("", "")


def test_a_log_does_not_fail_because_of_what_it_is_given() -> None:
    class BrokenError(Exception):
        def __repr__(self) -> str:
            raise RuntimeError("no words")

        __str__ = __repr__

    endless: list[object] = []
    endless.append(endless)
    stream = logged()
    structlog.get_logger("x").error("failed", value=BrokenError(), all=endless, exc_info=BrokenError())
    (line,) = lines(stream)
    assert (line["value"], line["problem"]) == ("<BrokenError>", "BrokenError: raised nowhere")


def test_what_somebody_wrote_is_for_debug_alone() -> None:
    stream = logged()
    structlog.get_logger("x").info("asked", line="claim zhenbao", text="hello")
    assert "zhenbao" not in stream.getvalue()
    stream = logged("debug")
    structlog.get_logger("x").debug("asked", line="claim zhenbao")
    assert "zhenbao" in stream.getvalue()


def test_what_somebody_wrote_is_kept_back_within_a_value_too() -> None:
    stream = logged()
    structlog.get_logger("x").info("asked", data={"text": "zhenbao", "of": [{"content": "zhenbao", "id": 7}]})
    assert lines(stream)[0]["data"] == {"of": [{"id": 7}]}


@pytest.mark.parametrize("secret", ["again", "matrix", "y"])
def test_a_secret_that_is_a_word_is_not_given_away_by_what_is_missing(secret: str) -> None:
    stream = io.StringIO()
    configure("info", stream, [secret], as_json=True)
    structlog.get_logger("x").warning("matrix failed, trying again", problem=f"refused: {secret}", name="yesterday")
    (line,) = lines(stream)
    assert line["event"] == "matrix failed, trying again"
    assert line["problem"] == f"refused: {HIDDEN}"
    assert line["name"] == "yesterday"
