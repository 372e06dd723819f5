"""`catena doctor`: what is missing or wrong before the bot can go online, and what mends it."""
