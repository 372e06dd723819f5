"""Requests to the homeserver, and all that can become of them."""

from __future__ import annotations

import json
import math
import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.wire import Wire, WireError, segment
from tests.adapters.matrix.parts.scripted import DROP, HANG, Answer, Homeserver, refused


async def failure(wire: Wire, method: str = "GET", path: str = "/x", *, patience: float = 10) -> WireError:
    with pytest.raises(WireError) as caught:
        await wire.ask(method, path, patience=patience)
    return caught.value


# ── Asking ───────────────────────────────────────────────────────────────────
async def test_a_request(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("PUT", "/x", Answer({"event_id": "$1"}))
    assert await wire.ask("PUT", "/x", {"body": "Чжэньбао"}, query={"dir": "b"}) == {"event_id": "$1"}
    (asked,) = scripted.asked
    assert (asked.token, asked.body, asked.query) == ("secret", {"body": "Чжэньбао"}, {"dir": "b"})


async def test_a_request_before_there_is_a_token(scripted: Homeserver) -> None:
    scripted.says("GET", "/x", Answer())
    wire = Wire(scripted.url + "/")
    await wire.ask("GET", "/x")
    await wire.close()
    assert scripted.asked[0].token == ""


async def test_words_that_no_server_takes_are_sent_all_the_same(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("PUT", "/x", Answer())
    await wire.ask("PUT", "/x", {"body": "half a \ud800 pair"})
    assert scripted.asked[0].body == {"body": "half a ? pair"}


@pytest.mark.parametrize(
    "id_", ["$a/b", "!room:example.org", "$?q", "$#f", "$%2e%2e%2f", "$ä ö", "$a\nb", "$\0", "@mei:[::1]:8448", "$;p"]
)
async def test_an_id_is_one_piece_of_a_path(scripted: Homeserver, wire: Wire, id_: str) -> None:
    scripted.says("GET", "/rooms/*", Answer())
    await wire.ask("GET", f"/rooms/{segment(id_)}/event/{segment(id_)}")
    (asked,) = scripted.asked
    assert asked.path.count("/") == 4
    assert asked.query == {}


@pytest.mark.parametrize("ahead", [-3_600, 3_600])
async def test_the_servers_clock_is_the_one_that_counts(scripted: Homeserver, wire: Wire, ahead: int) -> None:
    assert abs(wire.now() - time.time()) < 1
    scripted.says("GET", "/x", Answer(headers={"Date": formatdate(time.time() + ahead, usegmt=True)}))
    await wire.ask("GET", "/x")
    assert abs(wire.now() - time.time() - ahead) < 60
    scripted.says("GET", "/y", Answer(headers={"Date": "yesterday"}))
    await wire.ask("GET", "/y")
    assert abs(wire.now() - time.time() - ahead) < 60, "what cannot be read tells nothing"


@given(st.text(st.characters(codec="utf-8")))
def test_a_piece_has_no_sign_that_parts(id_: str) -> None:
    assert not set(segment(id_)) & set("/?#& \n\r")


# ── What becomes of it ───────────────────────────────────────────────────────
async def test_a_refusal(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("GET", "/x", refused(403, "M_FORBIDDEN", more=1))
    error = await failure(wire)
    assert (error.status, error.code, error.wait, error.body["more"]) == (403, "M_FORBIDDEN", 0, 1)
    assert str(error) == "403 M_FORBIDDEN no"


@pytest.mark.parametrize(
    ("status", "code", "is_final", "is_limit", "is_token_gone"),
    [
        (400, "M_BAD_JSON", True, False, False),
        (403, "M_FORBIDDEN", True, False, False),
        (404, "M_NOT_FOUND", True, False, False),
        (413, "M_TOO_LARGE", True, False, False),
        (401, "M_UNKNOWN_TOKEN", False, False, True),
        (401, "M_MISSING_TOKEN", False, False, True),
        (401, "M_UNAUTHORIZED", False, False, False),
        (408, "", False, False, False),
        (429, "M_LIMIT_EXCEEDED", False, True, False),
        (429, "", False, True, False),
        (500, "M_UNKNOWN", False, False, False),
        (502, "", False, False, False),
        (504, "", False, False, False),
    ],
)
async def test_what_a_refusal_means(
    scripted: Homeserver, wire: Wire, status: int, code: str, is_final: bool, is_limit: bool, is_token_gone: bool
) -> None:
    scripted.says("GET", "/x", refused(status, code))
    error = await failure(wire)
    assert (error.is_final, error.is_limit, error.is_token_gone) == (is_final, is_limit, is_token_gone)


@pytest.mark.parametrize("status", [200, 404, 502])
@pytest.mark.parametrize(
    "text", ["<html>502 Bad Gateway</html>", "", '{"errcode": "M_UNK', "[]", '"x"', "null", "\ufeff"]
)
async def test_a_proxy_s_page_and_half_an_answer(scripted: Homeserver, wire: Wire, status: int, text: str) -> None:
    scripted.says("GET", "/x", Answer(text=text, status=status))
    error = await failure(wire)
    assert error.code == ""
    assert not error.is_token_gone
    assert "<" not in str(error)
    if status == 200:
        assert not error.is_final, "later it may answer"


async def test_an_answer_that_is_nested_beyond_reason(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("GET", "/x", Answer(text='{"a":' + "[" * 100_000 + "]" * 100_000 + "}"))
    await failure(wire)


@pytest.mark.parametrize("odd", [3, None, ["M_FORBIDDEN"], {"a": 1}])
async def test_a_refusal_of_another_form(scripted: Homeserver, wire: Wire, odd: object) -> None:
    scripted.says("GET", "/x", Answer({"errcode": odd, "error": odd, "retry_after_ms": str(odd)}, 403))
    assert (await failure(wire)).code == ""


async def test_no_answer(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("GET", "/x", DROP)
    error = await failure(wire)
    assert (error.status, error.is_final, error.is_limit) == (0, False, False)
    assert str(error)


async def test_an_answer_that_does_not_come(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("GET", "/x", HANG)
    error = await failure(wire, patience=0.05)
    assert (error.status, error.is_final) == (0, False)
    assert "Timeout" in str(error)


@pytest.mark.parametrize("homeserver", ["http://127.0.0.1:1", "http://", "no address", "http://[::1"])
async def test_nobody_there(homeserver: str) -> None:
    wire = Wire(homeserver)
    assert (await failure(wire)).status == 0
    await wire.close()


async def test_a_token_with_a_line_break_is_no_second_header(scripted: Homeserver) -> None:
    wire = Wire(scripted.url, "secret\r\nX-More: 1")
    await failure(wire)
    await wire.close()
    assert scripted.asked == []


async def test_after_a_failure_it_answers(scripted: Homeserver, wire: Wire) -> None:
    scripted.says("GET", "/x", DROP, DROP, Answer({"a": 1}))  # the library itself asks a second time
    await failure(wire)
    assert await wire.ask("GET", "/x") == {"a": 1}


# ── Being told to wait ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("header", "milliseconds", "seconds"),
    [
        (None, None, 0),
        ("2", None, 2),
        (None, 1500, 1.5),
        ("2", 9000, 2),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 1500, 1.5),
        ("-5", None, 0),
        (None, -5, 0),
        ("86400", None, 300),
        (None, 86_400_000, 300),
        ("1e400", None, 300),
        pytest.param(None, 10**400, 300, id="beyond-floats"),
        pytest.param(None, "1500", 1.5, id="written as text"),
        (None, [1500], 0),
        ("nan", None, 0),
        (None, math.nan, 0),
        (None, math.inf, 300),
    ],
)
async def test_how_long_a_server_wants_to_be_left_alone(
    scripted: Homeserver, wire: Wire, header: str | None, milliseconds: object, seconds: float
) -> None:
    body = {"errcode": "M_LIMIT_EXCEEDED", **({} if milliseconds is None else {"retry_after_ms": milliseconds})}
    headers = {} if header is None else {"Retry-After": header}
    scripted.says("GET", "/x", Answer(text=json.dumps(body), status=429, headers=headers))
    error = await failure(wire)
    assert error.is_limit
    assert error.wait == seconds
