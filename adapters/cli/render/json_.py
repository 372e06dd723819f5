"""A reply as JSON, form 1: one object on one line. The contract is `docs/json.md`.

The line is ASCII, so that it is the same in every locale and acts on no screen;
what a program reads out of it is byte for byte what the document has. Half a
surrogate pair, which no JSON may hold, becomes U+FFFD.
"""

from __future__ import annotations

import json
import re
from typing import Any, assert_never

from bot.citation import attribution_line, chain_for_display
from bot.library import Library
from bot.reply import (
    Actions,
    Block,
    Citation,
    Divide,
    Heading,
    Note,
    Options,
    Paragraph,
    QuotationBlock,
    Reply,
    Resolved,
    Rows,
    Verdict,
)

VERSION = 1
_HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")

Object = dict[str, Any]


def render(reply: Reply, library: Library) -> str:
    """The reply on one line, without its line end."""
    return written(
        {
            "version": VERSION,
            "command": reply.command,
            "query": reply.query,
            "outcome": reply.outcome.value,
            "resolved": _resolved(reply.resolved),
            "blocks": [_block(block, library) for block in reply.blocks],
        }
    )


def written(answer: Object) -> str:
    """An object on one line of JSON."""
    return json.dumps(_whole(answer))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF_A_PAIR.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value


def _resolved(resolved: Resolved | None) -> Object:
    if resolved is None:
        return {}
    return {
        "kind": resolved.kind,
        "id": resolved.id,
        "name": resolved.name,
        "how": resolved.how,
        "typed": resolved.typed,
    }


def _block(block: Block, library: Library) -> Object:
    match block:
        case Heading(text, level, document):
            return {"type": "heading", "text": text, "level": level, "document": document}
        case Paragraph(text):
            return {"type": "paragraph", "text": text}
        case QuotationBlock():
            return _quotation(block, library)
        case Note(kind, text, confidence, keep):
            return {"type": "note", "kind": kind.value, "confidence": confidence, "text": text, "keep": keep}
        case Rows(columns, rows, title, commands):
            cells = [list(row) for row in rows]
            return {
                "type": "rows",
                "title": title,
                "columns": list(columns),
                "rows": cells,
                "commands": list(commands),
            }
        case Options(prompt, options):
            choices = [
                {"label": option.label, "command": option.command, "detail": option.detail} for option in options
            ]
            return {"type": "options", "prompt": prompt, "options": choices}
        case Citation(style, text):
            return {"type": "citation", "style": style, "text": text}
        case Verdict():
            return _verdict(block, library)
        case Divide(text):
            return {"type": "divide", "text": text}
        case Actions(actions):
            steps = [{"label": action.label, "command": action.command} for action in actions]
            return {"type": "actions", "actions": steps}
    assert_never(block)


def _quotation(block: QuotationBlock, library: Library) -> Object:
    quotation, passage = block.quotation, block.quotation.passage
    attribution, document = quotation.attribution, library.documents[passage.reference.document]
    return {
        "type": "quotation",
        "document": document.id,
        "reference": str(passage.reference),
        "part": passage.part,
        "text": library.cut(passage),
        "attribution": attribution_line(quotation, document),
        "chain": list(chain_for_display(attribution)),
        "frame": attribution.frame.value,
        "certainty": attribution.certainty.value,
        "role": block.role.value,
        "claims": list(block.claims),
        "marks": [[start - passage.start, end - passage.start] for start, end in block.marks],
        "keep": block.keep,
    }


def _verdict(verdict: Verdict, library: Library) -> Object:
    differences = [
        {
            "change": difference.change.value,
            "typed": difference.typed,
            "document": library.cut(difference.passage) if difference.passage is not None else "",
        }
        for difference in verdict.differences
    ]
    return {"type": "verdict", "verdict": verdict.kind.value, "text": verdict.text, "differences": differences}
