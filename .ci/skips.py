"""Print every skipped test with its reason; fail on a reason that is not known.

Usage: skips.py KNOWN REPORT… with pytest's JUnit reports. KNOWN holds one reason
a line, in which * stands for any words.
"""

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree


def skipped(report: Path) -> list[tuple[str, str]]:
    """The tests that were skipped in a run, each with its reason."""
    found = []
    for test in ElementTree.parse(report).iter("testcase"):  # noqa: S314 (our own tests' reports: no stranger's XML)
        skip = test.find("skipped")
        if skip is None or skip.get("type") == "pytest.xfail":
            continue
        reason = skip.get("message", "")
        if reason == "collection skipped":  # a whole file: the reason stands in a tuple
            reason = str(ast.literal_eval(skip.text or "('', 0, '')")[2])
        name = f"{test.get('classname')}.{test.get('name')}".strip(".")
        found.append((name, reason.removeprefix("Skipped: ")))
    return found


def main(known_file: str, *reports: str) -> int:
    lines = Path(known_file).read_text(encoding="utf-8").splitlines()
    reasons = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    known = [re.compile(re.escape(reason).replace(r"\*", ".*"), re.DOTALL) for reason in reasons]
    tests: dict[str, list[str]] = defaultdict(list)
    for report in map(Path, reports):
        for test, reason in skipped(report):
            tests[reason].append(f"{report.stem}: {test}")
    unknown = [reason for reason in tests if not any(pattern.fullmatch(reason) for pattern in known)]
    for reason, names in sorted(tests.items()):
        print(f"{'UNKNOWN SKIP' if reason in unknown else 'skipped'}: {reason}")
        for name in names:
            print(f"    {name}")
    if unknown:
        print(f"{len(unknown)} reason(s) not in {known_file}: make the test run here, or add the reason there.")
    elif not tests:
        print("No test was skipped.")
    return bool(unknown)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
