"""What keeps a backup from being made or restored, in a sentence."""

from __future__ import annotations


class BackupError(Exception):
    """What is wrong, and what to do. Nothing was changed."""
