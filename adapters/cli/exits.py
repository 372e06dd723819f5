"""How an answer in the terminal ends the program."""

from __future__ import annotations

from adapters.runtime.exits import Exit
from bot.reply import Outcome

__all__ = ["OF_OUTCOME", "Exit"]

OF_OUTCOME = {
    Outcome.FOUND: Exit.FOUND,
    Outcome.CHOICES: Exit.FOUND,
    Outcome.NOTHING: Exit.NOTHING,
    Outcome.USAGE: Exit.USAGE,
    Outcome.ERROR: Exit.FAULT,
}
