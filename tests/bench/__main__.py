"""Every bench, one after the other, each in a process of its own; one JSON object by bench name.

    python -m tests.bench

Nothing else should run meanwhile.  Takes some minutes; the exit code is 1 when a bench failed (a
goal that was missed is a result, not a failure).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.measure import ROOT


def main() -> int:
    results: dict[str, object] = {}
    failed = False
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"{path.stem} …", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{path.stem}"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        if done.returncode:
            failed = True
        else:
            results[path.stem.removeprefix("bench_")] = json.loads(done.stdout)
    print(json.dumps(results, ensure_ascii=False, indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
