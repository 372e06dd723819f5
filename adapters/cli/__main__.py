"""`catena`, or `python -m adapters.cli`: reads what was typed, and hands it to what answers it."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence

from adapters.cli import phrases
from adapters.cli.exits import Exit
from adapters.cli.streams import WritingError, abandon_output, prepare_streams, put


def main(typed: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code. No exception gets out of it."""
    prepare_streams()
    gc.disable()  # one answer is over before there is anything to collect; who gives more of them turns it on again
    try:
        from adapters.cli.program import run

        return run(sys.argv[1:] if typed is None else typed)
    except KeyboardInterrupt:
        abandon_output()
        return Exit.INTERRUPTED
    except WritingError as error:
        abandon_output()
        return Exit.FOUND if error.is_closed else _complain(phrases.cannot_write(error))
    except Exception as error:  # noqa: BLE001  # the last resort: one sentence, and no traceback unless asked for
        if os.environ.get("CATENA_LOG") == "debug":
            import traceback

            traceback.print_exc()
        return _complain(phrases.fault(error))
    finally:
        gc.enable()


def _complain(sentence: str) -> int:
    with contextlib.suppress(WritingError):
        put(sys.stderr, f"{sentence}\n")
    return Exit.FAULT


if __name__ == "__main__":
    sys.exit(main())
