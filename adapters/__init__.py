"""Where the bot meets people: each adapter translates its platform's events in, and replies out."""
