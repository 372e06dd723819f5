"""Catena's core: pure, synchronous, and free of every platform."""
