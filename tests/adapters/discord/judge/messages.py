"""The rules for messages that Discord's description leaves out (Discord: Create Message), and one of our own: nobody is pinged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.adapters.discord.judge.components import TEXT, judge_components, walk
from tests.adapters.discord.judge.lengths import length, outside

IS_V2 = 1 << 15
_MOST_CONTENT = 2_000
_MOST_IN_EMBEDS = 6_000
"""Characters in all the embeds of a message together."""
_EMBED = {"title": 256, "description": 4_096}


def judge_message(payload: dict[str, Any], *, is_edit: bool = False, was_v2: bool = False) -> list[str]:
    """What Discord, or our own rule, has against a message.

    `payload` is the body of POST /channels/{id}/messages, of an edit, or the
    `data` of an interaction's answer. An edit may leave out what it does not
    change; `was_v2` says that it edits a message of Components V2.
    """
    content, embeds = payload.get("content") or "", payload.get("embeds") or []
    components = payload.get("components") or []
    is_v2 = bool((payload.get("flags") or 0) & IS_V2) or was_v2
    said: list[str] = []
    if is_v2 and content:
        said.append("Components V2 stand beside no content")
    if is_v2 and embeds:
        said.append("Components V2 stand beside no embeds")
    if is_v2 and payload.get("poll"):
        said.append("Components V2 stand beside no poll")
    said.extend(outside("content", content, 0, _MOST_CONTENT))
    said.extend(_embeds(embeds))
    said.extend(judge_components(components, is_v2=is_v2))
    others = any(payload.get(key) for key in ("sticker_ids", "poll", "attachments", "message_snapshots"))
    if not is_edit and not (str(content).strip() or embeds or components or others):
        said.append("a message without anything in it")
    if content or embeds or any(one.get("type") == TEXT for one in walk(components)):
        said.extend(_mentions(payload.get("allowed_mentions")))
    return said


def _mentions(allowed: object) -> Iterator[str]:
    """Our own rule: whatever a message shows, it says itself that it pings nobody."""
    if not isinstance(allowed, dict):
        yield "allowed_mentions is missing: whatever the message shows might ping"
    elif allowed.get("parse") != [] or allowed.get("users") or allowed.get("roles") or allowed.get("replied_user"):
        yield f"allowed_mentions lets somebody be pinged: {allowed}"


def _embeds(embeds: list[dict[str, Any]]) -> Iterator[str]:
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds; 10 are taken"
    total = 0
    for embed in embeds:
        texts = [(key, embed.get(key), 0, most) for key, most in _EMBED.items()]
        texts.append(("footer", (embed.get("footer") or {}).get("text"), 0, 2_048))
        texts.append(("author", (embed.get("author") or {}).get("name"), 0, 256))
        fields = embed.get("fields") or []
        if len(fields) > 25:
            yield f"{len(fields)} fields in an embed; 25 are taken"
        for field in fields:
            texts.append(("field's name", field.get("name"), 1, 256))
            texts.append(("field's value", field.get("value"), 1, 1_024))
        for what, text, least, most in texts:
            if text is None and least == 0:
                continue
            yield from outside(f"an embed's {what}", text, least, most)
            total += length(text) if isinstance(text, str) else 0
    if total > _MOST_IN_EMBEDS:
        yield f"{total} characters in the embeds; {_MOST_IN_EMBEDS} are taken"
