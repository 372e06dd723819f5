"""Backup and restore: what groups chose, and what the bot is known by on Matrix, in one file."""
