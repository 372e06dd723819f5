from pathlib import Path

import pytest

from tests.loading.toy import Toy, copied


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """A library in which something can be broken."""
    return copied(tmp_path / "library")
