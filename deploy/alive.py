"""Whether the Catena in this container lives: asks its /livez, and fails where that is not well."""

from __future__ import annotations

import os
import socket
import sys

_EVERYWHERE = ("", "0.0.0.0", "[::]")  # noqa: S104  # where it listens on every address, it is asked on loopback


def main() -> int:
    host, _, port = os.environ.get("CATENA_HTTP", "").rpartition(":")
    if not port:
        print("CATENA_HTTP is not set: nothing can be asked")
        return 0
    address = ("127.0.0.1" if host in _EVERYWHERE else host.strip("[]"), int(port))
    # Spoken by hand: a library for it takes longer to load than the question to be answered.
    try:
        with socket.create_connection(address, timeout=4) as connection:
            connection.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = connection.makefile("rb").read(500).decode("ascii", "replace")
    except OSError as error:
        print(f"no answer on {os.environ['CATENA_HTTP']}: {error}")
        return 1
    head, _, said = answer.partition("\r\n\r\n")
    status = head.partition("\r\n")[0]
    print(said.strip() or status)
    return 0 if status.split()[1:2] == ["200"] else 1


if __name__ == "__main__":
    sys.exit(main())
