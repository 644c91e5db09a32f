"""Write `tests/seconds.yml`, by which a run in two processes is ordered.

    pytest -n auto --dist loadfile --junit-xml data/ci/tests.xml
    python tools/time_tests.py data/ci/tests.xml

To be run when tests that take long came or went; nothing breaks where it was not. What
it is for is in `tests/longest_first.py`.
"""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "seconds.yml"
HEAD = (
    "# Seconds that each file of tests took, longest first: "
    "python tools/time_tests.py\n"
)


def seconds(report: Path) -> Counter[str]:
    """The time of all tests of a file, from a report in the form of JUnit."""
    found: Counter[str] = Counter()
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - our own
        found[file_of(case.attrib["classname"])] += float(case.attrib["time"])
    return found


def file_of(name: str) -> str:
    """The file of a dotted name, which may go on with a class."""
    parts = name.split(".")
    while parts:
        path = "/".join(parts) + ".py"
        if (ROOT / path).is_file():
            return path
        parts.pop()
    raise SystemExit(f"no file of tests is called {name}: is the report of this tree?")


def text(found: Counter[str]) -> str:
    """The file: longest first, then by name."""
    listed = sorted(found.items(), key=lambda entry: (-round(entry[1]), entry[0]))
    return HEAD + "".join(f"{path}: {round(took)}\n" for path, took in listed)


def main() -> int:
    """Write the file; gives the exit code."""
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.stderr.write(f"{__doc__}\n")
        return 2
    TARGET.write_text(text(seconds(Path(sys.argv[1]))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
