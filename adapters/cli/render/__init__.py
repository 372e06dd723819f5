"""A reply as text, Markdown or JSON: one module each, and each has one place where strings are made harmless."""
