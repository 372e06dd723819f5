"""What is said on every platform beside answers, in one place so that it can be translated."""

from __future__ import annotations

import math


def too_many(seconds: float, *, is_of_group: bool) -> str:
    """Why a question was not answered that came too soon after others."""
    whole = math.ceil(round(seconds, 3))
    wait = f"in {whole} second{'' if whole == 1 else 's'}" if whole < 90 else f"in {math.ceil(seconds / 60)} minutes"
    if is_of_group:
        return f"Many questions have come from here in a short time, so that I take a breath. Ask again {wait}, please; others are answered meanwhile."
    return f"That is a lot at once, and others ask, too. Ask again {wait}, please."
