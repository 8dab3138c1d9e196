#!/usr/bin/python3
"""RELIABILITY 1.17: a job that is asked to stop, and two jobs at once."""
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from firm import DAY, HOUR, NIGHT, SLOW, Firm, main, wait_for


def waits_for_a_lock(job):
    """Whether poll-confirmations runs below a job and has set up its signal handlers."""
    children = Path(f"/proc/{job}/task/{job}/children").read_text().split()
    for child in children:
        try:
            status = Path(f"/proc/{child}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # an earlier program of the chain, gone meanwhile
        caught = int(re.search(r"SigCgt:\s*([0-9a-f]+)", status).group(1), 16)
        if "Name:\tpoll-confirmati" in status and caught & (1 << (signal.SIGTERM - 1)):
            return True
    return False


class Signals(unittest.TestCase):
    def check_stopped(self, firm, process):
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, out + err)
        self.assertEqual(err, "")
        self.assertEqual(firm.calls(), NIGHT[:3])
        self.assertIn("asked to stop; work is left", out)
        self.assertEqual(out.count("not run"), len(NIGHT) - 3)
        self.assertEqual(out, firm.page())
        self.assertEqual(list(Path(firm.environment["TMPDIR"]).iterdir()), [])

    def firm(self):
        firm = Firm()
        (firm.folder / "tmp").mkdir()
        firm.environment["TMPDIR"] = str(firm.folder / "tmp")
        return firm

    def test_term_lets_the_program_finish_its_subject(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.firm() as firm:
                process = firm.begin("nightly")
                process.send_signal(number)
                self.check_stopped(firm, process)
                self.assertEqual((firm.folder / "signals.txt").read_text(), "TERM\n")

    def test_a_signal_to_the_group_reaches_the_program_once(self):
        with self.firm() as firm:
            process = firm.begin("nightly")
            os.killpg(process.pid, signal.SIGTERM)
            self.check_stopped(firm, process)
            self.assertEqual((firm.folder / "signals.txt").read_text(), "TERM\n")

    def test_a_program_that_dies_of_it_is_no_error(self):
        with self.firm() as firm:
            deadly = SLOW.replace("trap 'echo TERM >> signals.txt; sleep 0.2; exit 75'",
                                  "trap -").replace("trap 'echo INT", "trap ': INT")
            process = firm.begin("nightly", text=deadly)
            process.terminate()
            self.check_stopped(firm, process)

    def test_stopped_while_it_waits_for_a_partner(self):
        with self.firm() as firm:
            firm.status("renew", 69)
            process = firm.start("nightly", "--pause", "600")
            wait_for(lambda: "renew" in firm.calls(), "renew")
            time.sleep(0.2)
            process.terminate()
            self.check_stopped(firm, process)

    def test_a_request_after_the_last_link_is_no_work_left(self):
        with self.firm() as firm:
            process = firm.begin("hourly", "deliver", SLOW.replace("exit 75", "exit 0"))
            process.terminate()
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0)


class TwoAtOnce(unittest.TestCase):
    def test_an_hour_gives_way_to_a_night(self):
        with Firm() as firm:
            night = firm.begin("nightly")
            calls = firm.calls()
            self.assertEqual(firm.run("hourly"), (75, "", ""))
            status, out, err = firm.run("nightly", "--wait", "0")
            self.assertEqual((status, out), (75, ""))
            self.assertIn("another run is at work on this book", err)
            self.assertEqual(firm.calls(), calls)
            firm.let_end()
            self.assertEqual(night.wait(60), 0)
            night.communicate()

    def test_a_night_waits_for_an_hour(self):
        with Firm() as firm:
            hour = firm.begin("hourly")
            night = firm.start("nightly")
            time.sleep(0.3)
            self.assertEqual(firm.calls(), HOUR[:2])
            firm.let_end()
            self.assertEqual((hour.wait(60), night.wait(60)), (0, 0))
            hour.communicate()
            night.communicate()
            self.assertEqual(firm.calls(), HOUR + NIGHT)

    def test_a_waiting_night_can_be_stopped(self):
        with Firm() as firm:
            hour = firm.begin("hourly")
            night = firm.start("nightly")
            time.sleep(0.3)
            night.terminate()
            self.assertEqual(night.wait(60), 75)
            night.communicate()
            firm.let_end()
            self.assertEqual(hour.wait(60), 0)
            hour.communicate()

    def test_the_program_of_a_killed_job_is_waited_for(self):
        with Firm() as firm:
            night = firm.begin("nightly")
            night.kill()
            night.communicate()
            self.assertEqual(firm.run("hourly")[0], 75)
            firm.let_end()
            wait_for(lambda: firm.run("hourly")[0] == 0, "the lock")


class WaitingForALock(unittest.TestCase):
    def test_a_program_that_waits_gives_up_when_it_is_asked(self):
        with Firm() as firm:
            shutil.rmtree(firm.folder / "fake")
            (firm.folder / "fake").symlink_to(Path(sys.argv[2]).resolve())
            firm.environment |= {"DUESDAY_BOOK": str(firm.folder / "book.db"), "LOGNAME": "tester"}
            subprocess.run([firm.folder / "fake/admin", "init", "--quiet", "--today", DAY],
                           env=firm.environment, check=True)
            with open(firm.folder / "book.db.cards.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                process = firm.start("nightly", "--wait", "600")
                wait_for(lambda: waits_for_a_lock(process.pid), "a program that sleeps")
                begun = time.monotonic()
                process.terminate()
                out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, err), (75, ""), out)
            self.assertIn("another run holds the lock 'cards'", out)
            self.assertLess(time.monotonic() - begun, 30)


if __name__ == "__main__":
    main()
