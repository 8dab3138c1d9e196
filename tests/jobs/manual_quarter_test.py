#!/usr/bin/python3
"""The session of duesday-meters(7), typed as it stands there, comes to what the page says of it."""
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from firm import SOURCE, main

BIN = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None


def session():
    """The literal blocks of EXAMPLES, without what mdoc escapes."""
    page = (SOURCE / "man/duesday-meters.7").read_text()
    examples = page.split(".Sh EXAMPLES")[1].split(".Sh SEE ALSO")[0]
    blocks = re.findall(r"(?ms)^\.Bd -literal[^\n]*\n(.*?)^\.Ed$", examples)
    return "".join(blocks).replace(r"\e", "\\")


class Manual(unittest.TestCase):
    def setUp(self):
        self.top = tempfile.TemporaryDirectory(prefix="manual quarter ")
        self.folder = Path(self.top.name)
        environment = {"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC",
                       "LOGNAME": "tester"}
        environment |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        # 1 names something for a person; all else ends the session.
        script = "trap 's=$?; [ $s = 1 ] || exit $s' ERR\n" + session()
        self.done = subprocess.run(["/bin/bash", "-c", script], cwd=self.folder, env=environment,
                                   text=True, capture_output=True, stdin=subprocess.DEVNULL)

    def tearDown(self):
        self.top.cleanup()

    def rows(self, sql):
        book = sqlite3.connect(f"file:{self.folder / 'book.db'}?mode=ro", uri=True)
        try:
            return book.execute(sql).fetchall()
        finally:
            book.close()

    def test_the_quarter_is_asked_for_entered_released_and_estimated(self):
        self.assertEqual(self.done.returncode, 0, self.done.stdout + self.done.stderr)
        self.assertEqual(self.rows("SELECT letter, addressee FROM outbox ORDER BY id"), [
            (letter, to) for letter in ("meter-request", "meter-request", "meter-reminder")
            for to in ("lies@claes.example", "piet@noord.example")])
        self.assertEqual(
            self.rows("SELECT t.meter, v.kind, v.volume FROM meter_volume AS v "
                      "JOIN meter AS t ON t.id = v.meter WHERE v.released_on >= '2027-01-01' "
                      "ORDER BY t.meter, v.to_on, v.reading"),
            [("M1-B", "reading", 7400), ("M1-B", "correction", -270), ("M1-B", "reading", 7470),
             ("M1-C", "reading", 2700), ("M1-C", "reading", 2700),
             ("M2-T", "reading", 10100), ("M2-T", "estimate", 5024), ("M2-T", "true_up", -2022),
             ("M2-T", "reading", 698)])
        for words in ("contact K2 has no e-mail", "digits transposed: did you mean 48300?",
                      "97800 is not released"):
            self.assertIn(words, self.done.stdout)


if __name__ == "__main__":
    main()
