"""Discord as an adapter: events become commands, replies become messages of components."""
