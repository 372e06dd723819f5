"""Claims of the day: when the next is due, and that each is posted once."""
