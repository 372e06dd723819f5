"""What judges the bot and shares no code with it: a client with the Rust crypto, and the HTML that Element keeps. Both run in Node."""
