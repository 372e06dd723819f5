"""Fail when fewer of the branches are covered than asked. Usage: branches.py coverage.json PERCENT"""

import json
import sys
from pathlib import Path

totals = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["totals"]
asked = float(sys.argv[2])
covered, branches = totals["covered_branches"], totals["num_branches"]
percent = 100 * covered / max(branches, 1)
print(f"{covered} of {branches} branches covered: {percent:.1f} % (asked: {asked:g} %)")
sys.exit(percent < asked)
