"""What is said of digests that cannot be posted, in one place so that it can be translated."""

from __future__ import annotations


def no_zone(zone: str) -> str:
    return f"The time zone {zone} is not known here any more."
