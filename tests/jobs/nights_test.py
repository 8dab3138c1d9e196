#!/usr/bin/python3
"""F7: nights of the real jobs while the card provider goes wrong, once and for two nights.

One renewal falls due. Whatever happened to the line, the money is taken once at most; what is not
known is unknown, and not declined; each night ends in bounded time; once the line is whole again
the period is paid once, with one invoice.
"""
import datetime
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from firm import JOBS, main, wait_for

BIN = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
DAY = datetime.date(2027, 10, 30)  # a month before the last day: the charge is due
EXPIRY, NEXT_EXPIRY = "2027-11-30", "2028-11-30"
LONGEST_NIGHT = 100  # seconds; two calls that are repeated to the end of their budget, and more
PAYMENT = "POST /v2/payments"

FILES = {
    "customers": ["customer,name,street,postcode,city,country,email,kind,language,vat_number",
                  "C1,Firm,Road 1,9000,Gent,BE,c1@example.org,company,en,BE0123456749"],
    "cards": ["customer,provider,provider_customer,mandate,brand,last4,expires",
              "C1,sandbox,c-1,ok,visa,4242,2030-12"],
    "installations": ["installation,name,cloud_connected,prosoft_version,central_units,nbt_sent",
                      "I1,House,yes,3.8.0,1,yes"],
    "products": ["reference,service,name,term_years,price,currency",
                 "TSF16101,atmos,ATMOS application,1,48.00,EUR"],
    "subscriptions": [
        "subscription,installation,reference,purchaser,bought_on,expires_on,renewal,notified_for",
        f"S-1,I1,TSF16101,C1,2026-11-05,{EXPIRY},on,{EXPIRY}"],
}


def with_descendants(pid):
    """A job runs its programs in sessions of their own: its group is not all of it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [one for child in children for one in with_descendants(int(child))]


class Nights:
    """A firm with one subscription, and its nights one after the other."""

    def __init__(self):
        self.top = tempfile.TemporaryDirectory(prefix="jobs nights ")
        self.folder = Path(self.top.name)
        self.book = self.folder / "book.db"
        self.day = DAY
        self.port = 0
        self.stand_in = None
        self.begin_stand_in()
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC", "LOGNAME": "tester",
            "DUESDAY_BIN": str(BIN), "DUESDAY_BOOK": str(self.book),
            "DUESDAY_CARDS_PROVIDER": "mollie", "DUESDAY_CARDS_KEY": "test_standin",
            "DUESDAY_CARDS_URL": f"http://127.0.0.1:{self.port}/v2",
            "DUESDAY_CARDS_REDIRECT_URL": "https://firm.example/thanks"}
        self.environment |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        self.run_one("admin", "init")
        for kind, lines in FILES.items():
            (self.folder / f"{kind}.csv").write_text("\n".join(lines) + "\n")
            self.run_one("import-data", kind, f"{kind}.csv")
        known = json.loads(self.control("customer", outcome="paid"))
        self.change(f"UPDATE card SET provider = 'mollie', provider_customer = "
                    f"'{known['customer']}', mandate = '{known['mandate']}'")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end_stand_in()
        self.top.cleanup()

    def begin_stand_in(self):
        words = [BIN / "mollie_stand_in", "--ledger", self.folder / "mollie.json",
                 "--port", str(self.port)]
        self.stand_in = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        self.port = int(self.stand_in.stdout.readline().split(":")[2].split("/")[0])

    def end_stand_in(self):
        if self.stand_in:
            self.stand_in.terminate()
            self.stand_in.communicate()
        self.stand_in = None

    def control(self, order, **words):
        url = f"http://127.0.0.1:{self.port}/control/{order}"
        with urllib.request.urlopen(url, json.dumps(words).encode(), timeout=20) as answer:
            return answer.read()

    def fail(self, fault, times):
        self.control("fail", what=PAYMENT, fault=fault, times=times)

    def run_one(self, program, *words):
        subprocess.run([BIN / program, *words, "--quiet", "--today", str(self.day)], cwd=self.folder,
                       env=self.environment, check=True, stdin=subprocess.DEVNULL)

    def begin_night(self):
        return subprocess.Popen(
            [JOBS / "nightly", "--retries", "1", "--pause", "0", "--today", str(self.day)],
            env=self.environment, cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def night(self):
        """Its status; then a day passes."""
        process = self.begin_night()
        said, _ = process.communicate(timeout=LONGEST_NIGHT)
        if process.returncode not in (0, 1, 69):
            raise AssertionError(f"the night of {self.day} ended with {process.returncode}: {said}")
        self.pass_a_day()
        return process.returncode

    def killed_night(self):
        """Killed with all its programs while the provider has the call in its hands."""
        self.fail("slow:3000", 1)
        process = self.begin_night()
        wait_for(lambda: self.rows("SELECT 1 FROM charge WHERE state = 'sent'"), "the call")
        time.sleep(0.5)  # of the three seconds that the call takes
        for pid in with_descendants(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.communicate()
        if self.rows("SELECT 1 FROM charge WHERE state <> 'sent'"):
            raise AssertionError("the night had its answer before it was killed")
        wait_for(lambda: self.taken() == 1, "the payment that nobody heard of")
        self.pass_a_day()

    def pass_a_day(self):
        """What book and provider know of real time is a day older: idempotency keys are over.

        The provider's next process goes on without a fault.
        """
        self.day += datetime.timedelta(days=1)
        self.end_stand_in()
        ledger = self.ledger()
        for known in ledger["payments"]:
            for name, value in known["payment"].items():
                if name.endswith("At") and isinstance(value, str):
                    moment = datetime.datetime.fromisoformat(value) - datetime.timedelta(days=1)
                    known["payment"][name] = moment.isoformat()
        for kept in ledger["kept_answers"].values():
            kept["at"] -= 86_400_000
        (self.folder / "mollie.json").write_text(json.dumps(ledger))
        self.begin_stand_in()
        for table, column in (("charge", "sent_at"), ("charge_miss", "missed_at")):
            self.change(f"UPDATE {table} SET {column} = strftime('%Y-%m-%dT%H:%M:%fZ', {column}, "
                        f"'-1 day') WHERE {column} <> ''")

    def change(self, sql):
        book = sqlite3.connect(self.book, timeout=20)
        with book:
            book.execute(sql)
        book.close()

    def rows(self, sql):
        book = sqlite3.connect(f"file:{self.book}?mode=ro", uri=True, timeout=20)
        try:
            return book.execute(sql).fetchall()
        finally:
            book.close()

    def is_renewed(self):
        return self.rows("SELECT expires_on FROM subscription") == [(NEXT_EXPIRY,)]

    def taken(self):
        """The payments that the provider holds as paid."""
        return sum(known["payment"]["status"] == "paid" for known in self.ledger()["payments"])

    def ledger(self):
        return json.loads((self.folder / "mollie.json").read_text())


def life(fault, for_good):
    """Two nights with the fault, and as many whole ones as it takes; what was wrong, if any."""
    with Nights() as nights:
        for is_second in (False, True):
            if is_second and not for_good:
                pass
            elif fault == "refused":
                nights.end_stand_in()
            elif fault != "killed":
                nights.fail(fault, 10_000 if for_good else 1)
            if fault == "killed" and not is_second:
                nights.killed_night()
            else:
                nights.night()
        wrong = []
        if for_good and fault == "reset-before" and not nights.rows(
                "SELECT 1 FROM charge WHERE state = 'unknown'"):
            wrong.append("what nobody knows does not count as unknown")
        if nights.taken() > 1:
            wrong.append(f"{nights.taken()} payments were taken in two nights")
        if nights.rows("SELECT 1 FROM charge WHERE state = 'declined'"):
            wrong.append("a fault counts as a declined card")
        if nights.rows("SELECT 1 FROM outbox WHERE letter = 'payment-failed'"):
            wrong.append("a payer was told of a fault that is not theirs")
        for _ in range(3):
            nights.night()
            if nights.is_renewed():
                break
        nights.night()
        if nights.taken() != 1:
            wrong.append(f"{nights.taken()} payments were taken in the end")
        state = nights.rows("SELECT expires_on, (SELECT count(*) FROM invoice), (SELECT count(*) "
                            "FROM outbox WHERE letter = 'invoice' AND state = 'sent') "
                            "FROM subscription")
        if state != [(NEXT_EXPIRY, 1, 1)]:
            wrong.append(f"the book says {state}")
        nights.run_one("admin", "check")
        return wrong


class TwoNights(unittest.TestCase):
    ONCE = ["refused", "reset-before", "reset", "lost", "cut", "garbage", "429", "500",
            "500-after", "502", "503", "twice", "killed"]
    FOR_GOOD = ["refused", "reset-before", "reset", "503"]

    def check(self, faults, for_good):
        with ThreadPoolExecutor(2) as pool:
            wrong = pool.map(lambda fault: life(fault, for_good), faults)
            self.assertEqual({f: found for f, found in zip(faults, wrong) if found}, {})

    def test_a_fault_that_comes_once(self):
        self.check(self.ONCE, False)

    def test_a_fault_that_lasts_two_nights(self):
        self.check(self.FOR_GOOD, True)


if __name__ == "__main__":
    main()
