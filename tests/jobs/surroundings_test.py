#!/usr/bin/python3
"""Full disks, strange paths and environments, backups that must stay."""
import os
import shutil
import subprocess
import unittest

from firm import DAY, FAKE, JOBS, NIGHT, Firm, main


def small_disk(size, *at):
    """Words that mount small file systems of our own before a command; [] where that is refused."""
    mounts = " && ".join(f"mkdir -p {folder} && mount -t tmpfs -o size={size} none {folder}"
                         for folder in at)
    words = ["/usr/bin/unshare", *([] if os.geteuid() == 0 else ["-Ur"]), "-m", "/bin/sh", "-c"]
    if subprocess.run([*words, "mount -t tmpfs none /mnt"], capture_output=True).returncode != 0:
        return []
    return [*words, mounts + ' && eval "$FILL" && exec "$@"', "sh"]


class NoRoom(unittest.TestCase):
    def setUp(self):
        if not small_disk("64k", "x"):
            self.skipTest("small file systems cannot be mounted here")

    def test_a_page_that_cannot_be_kept_is_printed(self):
        with Firm() as firm:
            firm.environment["FILL"] = "head -c 99999 /dev/zero > reports/fill 2>/dev/null; true"
            status, out, err = firm.run("nightly", before=small_disk("64k", "reports"))
            self.assertEqual((status, err), (73, ""))
            self.assertEqual(firm.calls(), NIGHT)
            self.assertRegex(out, "nightly: this page could not be kept in .*: make room")

    def test_a_backup_does_not_fill_the_disk(self):
        with Firm() as firm:
            (firm.folder / "backups").mkdir()
            firm.environment["FILL"] = "touch backups/book-2026-01-01.db"
            status, out, _ = firm.run("nightly", "--keep", "1",
                                      before=small_disk("1m", "backups"))
            self.assertEqual(status, 73)
            self.assertEqual(firm.calls(), NIGHT[:-1])
            self.assertRegex(out, "backups has .* left, the backup needs .*: make room")
            self.assertRegex(out, "none in this run; the newest is .* book-2026-01-01|2026-01-01.db")

    def test_a_place_for_pages_that_cannot_be_written(self):
        with Firm() as firm:
            firm.say("reports", "a file")
            status, out, err = firm.run("nightly")
            self.assertEqual((status, out, firm.calls()), (73, "", []))
            self.assertIn("cannot write in", err)

    def test_nobody_reads_what_is_printed(self):
        with Firm() as firm:
            firm.environment["FILL"] = "exec > /dev/full"
            self.assertEqual(firm.run("nightly", before=small_disk("1m", "x"))[0], 0)
            firm.status("renew", 1)
            self.assertEqual(firm.run("nightly", before=small_disk("1m", "x"))[0], 73)
            self.assertIn("something waits for a person", firm.page())


class Backups(unittest.TestCase):
    def test_one_that_is_not_sound_removes_no_older_one(self):
        with Firm() as firm:
            self.assertEqual(firm.run("nightly")[0], 0)
            good = firm.folder / f"backups/book-{DAY}.db"
            for status in (1, 65, 73, 75):
                firm.status("admin-backup", status)
                self.assertEqual(firm.run("nightly", "--keep", "1")[0], status)
                self.assertTrue(good.exists())
            firm.status("admin-backup", 0)
            self.assertEqual(firm.run("nightly", "--keep", "1")[0], 0)
            self.assertFalse(good.exists())
            self.assertEqual(len(list((firm.folder / "backups").glob("*.db"))), 1)

    def test_nothing_else_in_the_folder_is_touched(self):
        with Firm() as firm:
            others = ["book-2020-01-01.txt", "mine.db", "book-.db", "books-2020-01-01.db"]
            (firm.folder / "backups").mkdir()
            for name in others:
                (firm.folder / "backups" / name).touch()
            (firm.folder / "backups/book-2020-01-01.db").symlink_to("/etc/hostname")
            self.assertEqual(firm.run("nightly", "--keep", "1")[0], 0)
            for name in [*others, "book-2020-01-01.db"]:
                self.assertTrue(os.path.lexists(firm.folder / "backups" / name), name)


class Surroundings(unittest.TestCase):
    def test_a_missing_program_stops_before_the_first_one(self):
        for job in ("nightly", "hourly"):
            with Firm() as firm:
                (firm.folder / "fake/deliver").unlink()
                status, out, err = firm.run(job)
                self.assertEqual((status, out, firm.calls()), (78, "", []))
                self.assertIn("there is no program deliver: set DUESDAY_BIN", err)

    def test_a_program_that_may_not_be_run(self):
        with Firm() as firm:
            (firm.folder / "fake/renew").chmod(0o644)
            self.assertEqual((firm.run("nightly")[0], firm.calls()), (78, []))

    def test_tools_and_functions_of_the_caller_are_not_used(self):
        with Firm() as firm:
            evil = firm.folder / "evil"
            evil.mkdir()
            for tool in ("jq", "date", "rm", "sort", "find", "mktemp", "bash", "setsid", "dirname"):
                (evil / tool).write_text(f"#!/bin/sh\ntouch '{firm.folder}/was-used'\nexit 3\n")
                (evil / tool).chmod(0o755)
            firm.environment |= {"PATH": f"{evil}:.::/usr/bin", "BASH_ENV": str(evil / "rm"),
                                 "BASH_FUNC_jq%%": "() { exit 9; }", "IFS": "e", "CDPATH": "/",
                                 "GREP_OPTIONS": "-v", "LC_ALL": "C"}
            status, out, err = firm.run("nightly")
            self.assertEqual((status, out, err), (0, "", ""))
            self.assertFalse((firm.folder / "was-used").exists())

    def test_no_program_is_taken_from_a_relative_folder(self):
        with Firm() as firm:
            del firm.environment["DUESDAY_BIN"]
            firm.environment["PATH"] = "fake:/usr/bin"
            self.assertEqual((firm.run("nightly")[0], firm.calls()), (78, []))
            firm.environment["PATH"] = f"{firm.folder}/fake"
            self.assertEqual((firm.run("nightly")[0], firm.calls()), (0, NIGHT))
            firm.environment["PATH"] = ""
            self.assertEqual(firm.run("nightly")[0], 78)

    def test_it_runs_where_cmake_installs_it(self):
        with Firm() as firm:
            prefix = firm.folder / "usr"
            shutil.copytree(JOBS, prefix / "share/duesday/jobs")
            shutil.copytree(firm.folder / "fake", prefix / "bin")
            del firm.environment["DUESDAY_BIN"]
            done = subprocess.run([prefix / "share/duesday/jobs/nightly", "--today", DAY],
                                  cwd=firm.folder, env=firm.environment)
            self.assertEqual((done.returncode, firm.calls()), (0, NIGHT))

    def test_blanks_and_signs_in_paths(self):
        with Firm("a firm's \"own\" $HOME; *") as firm:
            firm.environment["DUESDAY_BIN"] = "fake"
            status, out, err = firm.run("nightly", "--backups", "to keep & hold", "--reports",
                                        "pages of\ttoday", "-v")
            self.assertEqual((status, err), (0, ""), out)
            self.assertTrue((firm.folder / f"to keep & hold/book-{DAY}.db").exists())
            self.assertTrue((firm.folder / f"pages of\ttoday/nightly-{DAY}.txt").exists())

    def test_configuration_and_book_reach_every_program(self):
        with Firm() as firm:
            self.assertEqual(firm.run("hourly", "--book", "b c.db", "--config", "d e.toml",
                                      "--catch-up")[0], 0)
            for line in (firm.folder / "calls.txt").read_text().splitlines():
                self.assertTrue(line.endswith(f"--today {DAY} --book b c.db --config d e.toml "
                                              "--catch-up"), line)

    def test_a_live_book_does_not_listen_to_the_environment_for_its_day(self):
        with Firm() as firm:
            firm.fake("admin", FAKE.replace('"mode":"sandbox"', '"mode":"live"').replace(
                '"2026-11-30"', '"\'"${DUESDAY_TODAY:-2026-11-30}"\'"'))
            firm.environment["DUESDAY_TODAY"] = "2020-01-01"
            done = subprocess.run([JOBS / "nightly"], cwd=firm.folder, env=firm.environment)
            self.assertEqual(done.returncode, 0)
            self.assertIn("Duesday nightly 2026-11-30 (live book): done", firm.page())


if __name__ == "__main__":
    main()
