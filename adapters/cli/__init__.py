"""The program `catena`: the terminal as an adapter."""
