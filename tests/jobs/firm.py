"""Jobs over faked programs, for the tests of this folder: a .case cannot send signals or mount.

The first argument of a test is the folder of the sources, the second that of the programs. The
fakes are those of tests/cli/faked-programs.setup.
"""
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

SOURCE = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
JOBS = SOURCE / "jobs"
DAY = "2026-11-30"
PROGRAMS = ["admin", "poll-confirmations", "renew", "deliver", "request-meters", "release-meters"]
NIGHT = ["admin-check", "poll-confirmations", "renew", "release-meters", "request-meters", "deliver",
         "admin-backup"]
HOUR = ["poll-confirmations", "renew", "deliver"]
QUARTER = ["admin-check", "request-meters", "deliver"]


def fake_program():
    """The script of faked-programs.setup, so that it stands once."""
    lines = (SOURCE / "tests/cli/faked-programs.setup").read_text().splitlines()
    begin = lines.index("file fake/program") + 1
    end = next(i for i in range(begin, len(lines)) if not lines[i].startswith("  "))
    return "\n".join(line[2:] for line in lines[begin:end]) + "\n"


FAKE = fake_program()


# A program that says how it is called, and ends when it may or when it is asked to.
SLOW = """#!/bin/sh
echo "PROGRAM $*" >> calls.txt
trap 'echo TERM >> signals.txt; sleep 0.2; exit 75' TERM
trap 'echo INT >> signals.txt' INT
touch PROGRAM.begun
while [ ! -e PROGRAM.may-end ]; do sleep 0.02; done
"""


class Firm:
    """A folder with faked programs in which jobs run."""

    def __init__(self, name="firm"):
        self.top = tempfile.TemporaryDirectory(prefix="jobs")
        self.folder = Path(self.top.name) / name
        (self.folder / "fake").mkdir(parents=True)
        for program in PROGRAMS:
            self.fake(program, FAKE)
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC",
                            "DUESDAY_BIN": str(self.folder / "fake")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.top.cleanup()

    def fake(self, program, text):
        file = self.folder / "fake" / program
        file.write_text(text)
        file.chmod(0o755)

    def say(self, name, text):
        (self.folder / name).write_text(text)

    def status(self, name, status):
        self.say(f"{name}.status", f"{status}\n")

    def start(self, job, *words, before=None):
        command = [*(before or []), str(JOBS / job), "--today", DAY, *words]
        return subprocess.Popen(command, cwd=self.folder, env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def begin(self, job, program="renew", text=SLOW):
        """A job whose program `program` is under way, and takes until `let_end`."""
        self.fake(program, text.replace("PROGRAM", program))
        process = self.start(job)
        wait_for((self.folder / f"{program}.begun").exists, program)
        return process

    def let_end(self, program="renew"):
        (self.folder / f"{program}.may-end").touch()

    def run(self, job, *words, before=None):
        process = self.start(job, *words, before=before)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def calls(self):
        """The links that were run, in order."""
        file = self.folder / "calls.txt"
        words = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
        names = [f"admin-{w[1]}" if w[0] == "admin" else w[0] for w in words]
        return [name for name in names if name not in ("admin-config", "admin-status")]

    def page(self, job="nightly"):
        return (self.folder / f"reports/{job}-{DAY}.txt").read_text()


def wait_for(condition, what):
    end = time.monotonic() + 20
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.01)


def main():
    """The tests of the calling file; ends with a line that scripts/test counts."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(verbosity=1).run(suite)
    for test, reason in result.skipped:
        print(f"SKIPPED {test.id()}: {reason}")
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)
