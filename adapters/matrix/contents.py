"""The contents of the events that the bot sends, beside what stands in them (adapters/matrix/pages.py)."""

from __future__ import annotations

from typing import Any

from adapters.matrix import phrases
from adapters.matrix.pages import Page


def answer(page: Page, question: str, thread: str = "") -> dict[str, Any]:
    """A page as the answer to an event, in its thread where it is in one (spec: Threading, Rich replies)."""
    replied = {"m.in_reply_to": {"event_id": question}}
    related = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": True, **replied} if thread else replied
    return {**page.content(), "m.relates_to": related}


def edited(page: Page, earlier: str) -> dict[str, Any]:
    """A page in the place of an earlier one (spec: Event replacements)."""
    new = page.content()
    return {
        # For clients that know nothing of edits. An event has no room for the whole twice, and a part of it might be a
        # quotation without who says it.
        "msgtype": new["msgtype"],
        "body": f"* {phrases.EDITED}",
        "m.mentions": new["m.mentions"],
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": earlier},
    }


def reaction(target: str, key: str) -> dict[str, Any]:
    """A sign below a message, which others need only touch (spec: Event annotations and reactions)."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": key}}


def redaction(target: str) -> dict[str, Any]:
    """That an event is taken back."""
    return {"redacts": target}
