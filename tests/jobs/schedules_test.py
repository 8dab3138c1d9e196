#!/usr/bin/python3
"""The files for cron and systemd: well-formed, closed, and they name what is there."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from firm import JOBS, main


class Schedules(unittest.TestCase):
    INSTALLED = "/usr/local/share/duesday/jobs"

    def test_the_crontab_is_one(self):
        ranges = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
        commands = []
        for line in (JOBS / "crontab.example").read_text().splitlines():
            if not line or line.startswith("#") or re.match(r"[A-Z_]+=\S+$", line):
                continue
            fields = line.split(None, 5)
            self.assertEqual(len(fields), 6, line)
            for field, (low, high) in zip(fields, ranges):
                numbers = [] if field == "*" else re.split("[-,]", field)
                self.assertTrue(all(low <= int(number) <= high for number in numbers), line)
            commands.append(fields[5])
        self.assertEqual(len(commands), 3)
        for command in commands:
            self.assertTrue(command.startswith(self.INSTALLED + "/"), command)
            words = command.replace(self.INSTALLED, str(JOBS)).split()
            self.assertTrue(os.access(words[0], os.X_OK), command)
            done = subprocess.run([*words, "--help"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)

    def units(self, folder):
        """Copies with the jobs of this tree in place of the installed ones."""
        for file in (JOBS / "systemd").iterdir():
            text = file.read_text()
            for command in re.findall(r"(?m)^ExecStart=(\S+)", text):
                job = JOBS / command.removeprefix(self.INSTALLED + "/")
                self.assertTrue(os.access(job, os.X_OK), command)
            (Path(folder) / file.name).write_text(text.replace(self.INSTALLED, str(JOBS)))
        return sorted(Path(folder).iterdir())

    def test_units_close_what_they_can(self):
        wanted = """NoNewPrivileges=yes ProtectSystem=strict CapabilityBoundingSet= UMask=0077
            RestrictAddressFamilies=AF_UNIX StateDirectory=duesday StateDirectoryMode=0700
            User=duesday LimitCORE=0""".split()
        services = list((JOBS / "systemd").glob("*.service"))
        self.assertEqual(len(services), 4)
        for file in services:
            for line in wanted:
                self.assertIn("\n" + line, file.read_text(), file.name)
        for job in ("nightly", "hourly", "quarter"):
            text = (JOBS / f"systemd/duesday-{job}.service").read_text()
            for line in ("LoadCredential=", "KillMode=mixed", "OnFailure=duesday-tell@%p.service"):
                self.assertIn("\n" + line, text)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze here")
    def test_systemd_takes_the_units(self):
        with tempfile.TemporaryDirectory() as folder:
            units = self.units(folder)
            self.assertEqual(len(units), 7)
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units],
                                  capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
            for unit in units:
                if unit.suffix != ".service":
                    continue
                done = subprocess.run(["systemd-analyze", "security", "--offline=true",
                                       "--threshold=15", "--no-pager", unit],
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout[-300:] + done.stderr)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze here")
    def test_the_night_is_not_in_the_hour_that_clocks_skip(self):
        text = (JOBS / "systemd/duesday-nightly.timer").read_text()
        self.assertIn("\nPersistent=true\n", text)
        calendar = re.search(r"OnCalendar=(.*)", text).group(1)
        environment = {"TZ": "Europe/Brussels", "PATH": "/usr/bin"}
        done = subprocess.run(["systemd-analyze", "calendar", "--iterations=3",
                               "--base-time=2027-03-27 12:00", calendar],
                              capture_output=True, text=True, env=environment)
        self.assertEqual(re.findall(r"2027-\d\d-\d\d \d\d:\d\d(?=:00 CES?T)", done.stdout)[:2],
                         ["2027-03-28 03:17", "2027-03-29 03:17"], done.stdout + done.stderr)


if __name__ == "__main__":
    main()
