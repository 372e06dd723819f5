"""Whether others can follow the signatures from an account's own key to a device (spec: Cross-signing)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from Crypto.Signature import eddsa

from adapters.matrix.cross_signing import canonical


def is_cross_signed(published: Mapping[str, Any], user: str, device: str) -> bool:
    """Whether what the server shows of an account holds together: its master key signs its self-signing key, that one the device."""
    try:
        master = published["master_keys"][user]
        self_signing = published["self_signing_keys"][user]
        keys = published["device_keys"][user][device]
        return _is_signed(self_signing, user, master) and _is_signed(keys, user, self_signing)
    except (AttributeError, LookupError, TypeError, ValueError):  # something lacks, or is not what it should be
        return False


def _is_signed(content: Mapping[str, Any], user: str, by: Mapping[str, Any]) -> bool:
    """Whether an object carries a good signature of a key. Raises ValueError where the signature is another's."""
    ((name, public),) = by["keys"].items()
    signed = {key: value for key, value in content.items() if key not in ("signatures", "unsigned")}
    key = eddsa.import_public_key(_read(public))
    eddsa.new(key, "rfc8032").verify(canonical(signed), _read(content["signatures"][user][name]))
    return True


def _read(written: str) -> bytes:
    """Base64 as Matrix writes it: without padding."""
    return base64.b64decode(written + "=" * (-len(written) % 4))
