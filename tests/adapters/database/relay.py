"""A wire to PostgreSQL that can be cut at a word, or say nothing at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Relay:
    """Passes on what comes, connection by connection, in threads of its own.

    `cut_at` is a word of the client's at which the wire is cut, once; `passes_on` is whether the server still hears it.
    A relay that is `silent` takes connections and never says a word.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self.cut_at = b""
        self.passes_on = False
        self.silent = False
        self.connections = 0
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Cut all wires."""
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.connections += 1
                self._open.append(client)
                if self.silent:
                    continue
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open.append(server)
                threading.Thread(target=self._pass_on, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(server, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_client: bool) -> None:
        with suppress(OSError):
            while content := source.recv(65_536):
                if is_client and self.cut_at and self.cut_at in content:
                    self.cut_at = b""
                    with suppress(OSError):
                        source.shutdown(socket.SHUT_RDWR)  # before the server could answer
                    if self.passes_on:
                        target.sendall(content)
                    break
                target.sendall(content)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_WR)


@contextmanager
def relayed(url: str) -> Iterator[tuple[Relay, str]]:
    """A relay to the server of an address, and the address by way of it."""
    port = urlsplit(url).port
    assert port is not None
    relay = Relay(port)
    try:
        yield relay, url.replace(f"127.0.0.1:{port}", f"127.0.0.1:{relay.port}")
    finally:
        relay.close()
