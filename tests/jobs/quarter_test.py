#!/usr/bin/python3
"""The copiers of the demonstration firm through one quarter, as cron would: the quarter's job on its
days, each night, and what customers and operators do between them.

Lies reports for two customers by one link; a technician reads the third.
"""
import datetime
import email
import email.policy
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from firm import JOBS, main

BIN = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
FIRST = datetime.date(2027, 1, 1)
DUE, NEXT_DUE = "2026-12-31", "2027-03-31"
REMINDED = [datetime.date(2027, 1, 8), datetime.date(2027, 1, 15)]  # meters.reminder_days is 7
LIES = "lies.maes@claes.example"
COUNTED = ["K-1-B=172300", "K-1-C=59300", "K-2-B=8150", "K-3-T=60000", "K-4-T=2250400"]


class Quarter(unittest.TestCase):
    def setUp(self):
        self.top = tempfile.TemporaryDirectory(prefix="jobs quarter ")
        self.folder = Path(self.top.name)
        self.book = self.folder / "book.db"
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC",
                            "LOGNAME": "tester", "DUESDAY_BIN": str(BIN),
                            "DUESDAY_BOOK": str(self.book)}
        self.environment |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        self.run_one(BIN / "admin", "init", "--quiet", day=FIRST)
        self.run_one(BIN / "admin", "demo", "--quiet", day=FIRST)

    def tearDown(self):
        self.top.cleanup()

    def run_one(self, program, *words, day, statuses=(0,), said=None):
        done = subprocess.run([program, *words, "--today", str(day)], env=self.environment,
                              cwd=self.folder, text=True, input=said or "", capture_output=True,
                              timeout=120)
        self.assertIn(done.returncode, statuses, done.stdout + done.stderr)
        return done.stdout

    def nights(self, first, last):
        """All nights from `first` to `last`, both included."""
        day = first
        while day <= last:
            self.run_one(JOBS / "nightly", "--keep", "2", day=day, statuses=(0, 1))
            day += datetime.timedelta(days=1)

    def enter(self, *words, day, statuses=(0,), token=None):
        words = words + (("--token-file", "-") if token else ())
        return self.run_one(BIN / "enter-meters", *words, day=day, statuses=statuses, said=token)

    def rows(self, sql):
        book = sqlite3.connect(f"file:{self.book}?mode=ro", uri=True)
        try:
            return book.execute(sql).fetchall()
        finally:
            book.close()

    def contracts(self):
        """(contract, when it is read next, how many requests are open)."""
        return self.rows("SELECT contract, next_reading_on, (SELECT count(*) FROM reading_request "
                         "WHERE contract = k.id AND closed_on IS NULL) FROM contract AS k "
                         "ORDER BY contract")

    def meter_letters(self):
        """(letter, whom it went to) in the order in which they were written."""
        return self.rows("SELECT letter, addressee FROM outbox WHERE letter LIKE 'meter-%' "
                         "AND state = 'sent' ORDER BY id")

    def links(self):
        """The tokens of all letters that have left."""
        tokens = []
        for file in sorted((self.folder / "mail/new").iterdir()):
            letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            found = re.search(r"meters\.example/\?token=([\w-]{43})",
                              letter.get_body(("plain",)).get_content())
            if found:
                self.assertEqual(letter["To"].addresses[0].addr_spec, LIES)
                tokens.append(found.group(1))
        return tokens

    def test_a_quarter_is_asked_for_entered_released_and_reminded_of(self):
        self.run_one(JOBS / "quarter", day=FIRST)
        self.assertEqual(self.meter_letters(), [("meter-request", LIES)])
        # The other days of the job, and nights, ask nobody twice.
        self.run_one(JOBS / "quarter", day=FIRST + datetime.timedelta(days=1))
        self.nights(FIRST, datetime.date(2027, 1, 3))
        self.assertEqual(len(self.meter_letters()), 1)

        # By the link, for one of the two customers; what is implausible is asked about.
        link, = self.links()
        day = datetime.date(2027, 1, 4)
        overview = self.enter("overview", day=day, token=link)
        for meter in ("K-1-B", "K-1-C", "K-2-B", "K-3-T"):
            self.assertIn(meter, overview)
        for meter in ("K-1-S", "K-4-T"):  # not of the contract, and of another address
            self.assertNotIn(meter, overview)
        self.enter("submit", "K-1-B=172300", "K-1-C=59300", day=day, token=link)
        self.assertIn("implausible", self.enter("submit", "K-2-B=1815", day=day, token=link,
                                                statuses=(1,)))
        self.enter("submit", "K-2-B=8150", day=day, token=link)
        # By telephone, and by the technician, who is asked by nobody.
        self.enter("submit", "K-4-T=2250400", "--source", "technician", "--actor", "piet", day=day)

        # The night releases what is complete: nobody is asked for that any more.
        self.nights(day, day)
        self.assertEqual(self.contracts(), [("V-1", NEXT_DUE, 0), ("V-2", DUE, 1),
                                            ("V-3", NEXT_DUE, 0)])
        self.assertIn("released", self.enter("submit", "K-1-B=172301", day=day, token=link,
                                             statuses=(65,)))

        # The other customer is reminded twice, by the address that both have, and then no more.
        self.nights(day + datetime.timedelta(days=1), datetime.date(2027, 1, 20))
        self.assertEqual(self.meter_letters(),
                         [("meter-request", LIES)] + 2 * [("meter-reminder", LIES)])
        self.assertEqual(self.rows("SELECT created_on FROM outbox WHERE letter = 'meter-reminder' "
                                   "ORDER BY id"), [(str(day),) for day in REMINDED])
        for facts, in self.rows("SELECT facts FROM outbox WHERE letter = 'meter-reminder'"):
            self.assertEqual(re.findall("K-[0-9]", facts), ["K-3"])
        self.assertEqual(len(set(self.links())), 3)

        # The operator insists on what the customer says by telephone: held until it is forced.
        day = datetime.date(2027, 1, 21)
        self.enter("submit", "K-3-T=75000", "--source", "phone", "--reason", "a fair", day=day,
                   statuses=(1,))
        page = self.run_one(JOBS / "nightly", day=day, statuses=(1,))
        self.assertIn("release-meters: reading K-3-T: 75000 is not released", page)
        self.run_one(BIN / "release-meters", "force", "K-3-T", "--reason", "saw the flyers", "--yes",
                     day=day)
        self.assertEqual(self.rows("SELECT t.meter, v.volume FROM meter_volume AS v "
                                   "JOIN meter AS t ON t.id = v.meter "
                                   f"WHERE v.released_on > '{FIRST}' ORDER BY t.meter"),
                         [("K-1-B", 7388), ("K-1-C", 2578), ("K-2-B", 3102), ("K-3-T", 20135),
                          ("K-4-T", 60938)])

    def test_the_next_quarter_asks_all_again(self):
        self.run_one(JOBS / "quarter", day=FIRST)
        self.enter("submit", *COUNTED, "--source", "phone", day=FIRST)
        self.nights(FIRST, FIRST)
        self.assertEqual([due for _, due, _ in self.contracts()], 3 * [NEXT_DUE])
        self.assertIn("nothing was due", self.run_one(
            JOBS / "quarter", "--verbose", day=datetime.date(2027, 3, 30)))
        for day in (1, 2):
            self.run_one(JOBS / "quarter", day=datetime.date(2027, 4, day))
        self.assertEqual(self.meter_letters(), 2 * [("meter-request", LIES)])


if __name__ == "__main__":
    main()
