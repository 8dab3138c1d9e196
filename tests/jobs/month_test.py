#!/usr/bin/python3
"""Duesday's own programs through a month, as cron would: night by night, with an hour beside it.

Four payers, their renewals due on one day: one pays, one is declined to the end, one's answer is
lost until somebody asks, one takes a new card in the middle of the month.
"""
import collections
import datetime
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from firm import JOBS, main

BIN = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
FIRST = datetime.date(2027, 10, 29)
LAST = datetime.date(2027, 12, 2)
EXPIRY = "2027-11-30"

PAYERS = {"paid": "ok", "poor": "declined:insufficient_funds", "lost": "unknown",
          "late": "declined:insufficient_funds"}
FILES = {
    "customers": ["customer,name,street,postcode,city,country,email,kind,language,vat_number"] + [
        f"{p},Firm {p},Road 1,9000,Gent,BE,{p}@example.org,company,en,BE0123456749"
        for p in PAYERS],
    "cards": ["customer,provider,provider_customer,mandate,brand,last4,expires"] + [
        f"{p},sandbox,c-{p},{mandate},visa,4242,2030-12" for p, mandate in PAYERS.items()],
    "installations": ["installation,name,cloud_connected,prosoft_version,central_units,nbt_sent"] + [
        f"I-{p},House {p},yes,3.8.0,1,yes" for p in PAYERS],
    "roles": ["installation,customer,role"] + [f"I-{p},{p},si" for p in PAYERS],
    "products": ["reference,service,name,term_years,price,currency",
                 "TSF16101,atmos,ATMOS application,1,48.00,EUR"],
    "subscriptions": [
        "subscription,installation,reference,purchaser,bought_on,expires_on,renewal,notified_for"
    ] + [f"S-{p},I-{p},TSF16101,{p},2026-11-05,{EXPIRY},on,{EXPIRY}" for p in PAYERS],
}


class Month(unittest.TestCase):
    def setUp(self):
        self.top = tempfile.TemporaryDirectory(prefix="jobs month ")
        self.folder = Path(self.top.name)
        self.book = self.folder / "book.db"
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC",
                            "LOGNAME": "tester", "DUESDAY_BIN": str(BIN),
                            "DUESDAY_BOOK": str(self.book)}
        self.environment |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        self.run_one(BIN / "admin", "init", "--quiet", day=FIRST)
        for kind in FILES:
            self.load(kind, FILES[kind], FIRST)

    def tearDown(self):
        self.top.cleanup()

    def start(self, program, *words, day):
        return subprocess.Popen([program, *words, "--today", str(day)], env=self.environment,
                                cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, process, statuses):
        out, err = process.communicate(timeout=120)
        self.assertIn(process.returncode, statuses, out + err)
        self.assertEqual(err, "")
        return out

    def run_one(self, program, *words, day, statuses=(0,)):
        return self.finish(self.start(program, *words, day=day), statuses)

    def load(self, kind, lines, day):
        (self.folder / f"{kind}.csv").write_text("\n".join(lines) + "\n")
        self.run_one(BIN / "import-data", kind, f"{kind}.csv", "--quiet", day=day)

    def rows(self, sql):
        with sqlite3.connect(f"file:{self.book}?mode=ro", uri=True) as book:
            return book.execute(sql).fetchall()

    def live_through(self):
        """Each day's hour and night at the same time; {day: the night's page}."""
        pages = {}
        day = FIRST
        while day <= LAST:
            if str(day) == "2027-11-18":
                self.load("cards", [FILES["cards"][0],
                                    "late,sandbox,c-late,ok,visa,1111,2031-01"], day)
            hour = self.start(JOBS / "hourly", day=day)
            pages[str(day)] = self.run_one(JOBS / "nightly", "--verbose", "--keep", "5", day=day,
                                           statuses=(0, 1))
            self.finish(hour, (0, 1, 75))
            day += datetime.timedelta(days=1)
        return pages

    def test_each_period_is_paid_once_and_each_page_says_what_came(self):
        pages = self.live_through()
        self.assertEqual(self.rows("SELECT number, expires_on, standing FROM subscription "
                                   "ORDER BY number"),
                         [("S-late", "2028-11-30", "running"), ("S-lost", "2028-11-30", "running"),
                          ("S-paid", "2028-11-30", "running"), ("S-poor", EXPIRY, "lapsed")])
        self.assertEqual(self.rows("SELECT count(*) FROM invoice"), [(3,)])
        with sqlite3.connect(self.folder / "sandbox.db") as ledger:
            paid = collections.Counter(mandate for mandate, in ledger.execute(
                "SELECT mandate FROM charge WHERE final_answer = 'paid'"))
        self.assertEqual(paid, {"ok": 2, "unknown": 1})
        self.run_one(BIN / "admin", "check", "--quiet", day=LAST)
        # What was due on a day was done by its hour or by its night, and each page is kept.
        self.assertEqual(len(list(self.folder.glob("reports/nightly-*.txt"))), len(pages))
        self.assertEqual(len(list(self.folder.glob("backups/book-*.db"))), 5)
        told = "".join(page.read_text() for page in self.folder.glob("reports/*.txt"))
        for words in ("declined 1", "unknown 1", "lapsed 1", "asked 1, paid 1, invoices 1"):
            self.assertIn(words, told)
        # The head of the audit of each night is one that the chain really had.
        heads = {page.split("head ")[1].split()[0] for page in pages.values()}
        self.assertEqual(len(heads), len(pages))
        known = {row[0] for row in self.rows("SELECT hash FROM audit")}
        self.assertTrue(heads <= known)


if __name__ == "__main__":
    main()
