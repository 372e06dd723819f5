"""A real homeserver, people on it, a faulty wire to it, and the program as it is."""
