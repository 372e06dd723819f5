"""Print each test that failed, with the end of what was printed of it. Usage: failures.py REPORT… with pytest's JUnit reports."""

import sys
from pathlib import Path
from xml.etree import ElementTree

LINES = 30
"""How many lines of each failure: the last ones say what was expected."""

for report in map(Path, sys.argv[1:]):
    try:
        tests = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 (our own tests' reports: no stranger's XML)
    except (OSError, ElementTree.ParseError) as problem:
        print(f"{report.name} cannot be read: {problem}")  # a run that was stopped wrote none, or half of one
        continue
    for test in tests:
        for result in (*test.findall("failure"), *test.findall("error")):
            print(f"\n{report.stem}: {test.get('classname')}.{test.get('name')}")
            for line in (result.text or result.get("message", "")).rstrip().splitlines()[-LINES:]:
                print(f"    {line}")
