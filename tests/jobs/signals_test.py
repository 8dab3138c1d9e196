#!/usr/bin/python3
"""RELIABILITY 1.17: a job that is asked to stop, and two jobs at once."""
import os
import signal
import time
import unittest
from pathlib import Path

from firm import HOUR, NIGHT, Firm, main, wait_for

SLOW = """#!/bin/sh
echo "renew $*" >> calls.txt
trap 'echo TERM >> signals.txt; sleep 0.2; exit 75' TERM
trap 'echo INT >> signals.txt' INT
echo $$ > renew.pid
touch renew.begun
while [ ! -e renew.may-end ]; do sleep 0.02; done
"""


class Signals(unittest.TestCase):
    def begun(self, firm, job="nightly", *words):
        firm.fake("renew", SLOW)
        process = firm.start(job, *words)
        wait_for((firm.folder / "renew.begun").exists, "renew")
        return process

    def check_stopped(self, firm, process):
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, out + err)
        self.assertEqual(err, "")
        self.assertEqual(firm.calls(), NIGHT[:3])
        self.assertIn("asked to stop; work is left", out)
        self.assertEqual(out.count("not run"), 2)
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
                process = self.begun(firm)
                process.send_signal(number)
                self.check_stopped(firm, process)
                self.assertEqual((firm.folder / "signals.txt").read_text(), "TERM\n")

    def test_a_signal_to_the_group_reaches_the_program_once(self):
        with self.firm() as firm:
            process = self.begun(firm)
            os.killpg(process.pid, signal.SIGTERM)
            self.check_stopped(firm, process)
            self.assertEqual((firm.folder / "signals.txt").read_text(), "TERM\n")

    def test_a_program_that_dies_of_it_is_no_error(self):
        with self.firm() as firm:
            firm.fake("renew", SLOW.replace("trap 'echo TERM >> signals.txt; sleep 0.2; exit 75'",
                                            "trap -").replace("trap 'echo INT", "trap ': INT"))
            process = firm.start("nightly")
            wait_for((firm.folder / "renew.begun").exists, "renew")
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
            firm.fake("deliver", SLOW.replace("renew", "deliver").replace("exit 75", "exit 0"))
            process = firm.start("hourly")
            wait_for((firm.folder / "deliver.begun").exists, "deliver")
            process.terminate()
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0)


class TwoAtOnce(unittest.TestCase):
    def test_an_hour_gives_way_to_a_night(self):
        with Firm() as firm:
            firm.fake("renew", SLOW)
            night = firm.start("nightly")
            wait_for((firm.folder / "renew.begun").exists, "renew")
            calls = firm.calls()
            self.assertEqual(firm.run("hourly"), (75, "", ""))
            status, out, err = firm.run("nightly", "--wait", "0")
            self.assertEqual((status, out), (75, ""))
            self.assertIn("another run is at work on this book", err)
            self.assertEqual(firm.calls(), calls)
            (firm.folder / "renew.may-end").touch()
            self.assertEqual(night.wait(60), 0)
            night.communicate()

    def test_a_night_waits_for_an_hour(self):
        with Firm() as firm:
            firm.fake("renew", SLOW)
            hour = firm.start("hourly")
            wait_for((firm.folder / "renew.begun").exists, "renew")
            night = firm.start("nightly")
            time.sleep(0.3)
            self.assertEqual(firm.calls(), HOUR[:2])
            (firm.folder / "renew.may-end").touch()
            self.assertEqual((hour.wait(60), night.wait(60)), (0, 0))
            hour.communicate()
            night.communicate()
            self.assertEqual(firm.calls(), HOUR + NIGHT)

    def test_a_waiting_night_can_be_stopped(self):
        with Firm() as firm:
            firm.fake("renew", SLOW)
            hour = firm.start("hourly")
            wait_for((firm.folder / "renew.begun").exists, "renew")
            night = firm.start("nightly")
            time.sleep(0.3)
            night.terminate()
            self.assertEqual(night.wait(60), 75)
            night.communicate()
            (firm.folder / "renew.may-end").touch()
            self.assertEqual(hour.wait(60), 0)
            hour.communicate()

    def test_the_program_of_a_killed_job_is_waited_for(self):
        with Firm() as firm:
            firm.fake("renew", SLOW)
            night = firm.start("nightly")
            wait_for((firm.folder / "renew.begun").exists, "renew")
            night.kill()
            night.communicate()
            self.assertEqual(firm.run("hourly")[0], 75)
            (firm.folder / "renew.may-end").touch()
            wait_for(lambda: firm.run("hourly")[0] == 0, "the lock")


if __name__ == "__main__":
    main()
