"""Which HTML the sanitizer of Element Web would change."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from tests.adapters.matrix.independent.node import Node


@dataclass(frozen=True, slots=True)
class Changed:
    """HTML that would not be shown as it was sent."""

    before: str
    after: str


def changed(node: Node, htmls: Sequence[str]) -> list[Changed]:
    """Those that come out different, in their order."""
    done = subprocess.run(
        node.command("sanitize.mjs"),
        input=json.dumps(htmls),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Changed(*pair) for pair in zip(htmls, json.loads(done.stdout), strict=True) if pair[0] != pair[1]]
