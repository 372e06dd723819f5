"""Whether the homeserver to try Catena on answers, asked from inside its container."""

import urllib.request

urllib.request.urlopen("http://127.0.0.1:8008/health", timeout=4).close()
