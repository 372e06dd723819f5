"""Catena in Matrix rooms: matrix-nio for rooms and keys, and a loop, an inbox and an outbox of our own around it."""
