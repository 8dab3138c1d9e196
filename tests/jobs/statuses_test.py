#!/usr/bin/python3
"""DESIGN 4: every exit status at every link of each job, and what follows."""
import re
import unittest
from concurrent.futures import ThreadPoolExecutor

from firm import HOUR, NIGHT, QUARTER, Firm, main

GOES_ON = [0, 1, 69, 75]
STOPS = [64, 65, 66, 70, 73, 77, 78, 127, 137, 143]
STRANGE = [2, 100, 126, 130, 134, 139, 200]  # at one link
MEANING = {
    0: "done", 1: "something waits for a person", 2: "ended in an unknown way",
    64: "a command line is wrong", 65: "the book or its data is not sound",
    66: "the book or a file is not there", 69: "a partner cannot be reached", 70: "a bug: report it",
    73: "cannot write", 75: "work is left", 77: "not permitted", 78: "the set-up must be repaired",
    100: "ended in an unknown way", 126: "ended in an unknown way", 127: "ended in an unknown way",
    130: "killed by signal INT", 134: "killed by signal ABRT", 137: "killed by signal KILL",
    139: "killed by signal SEGV", 143: "killed by signal TERM", 200: "ended in an unknown way"}


class EachStatus(unittest.TestCase):
    def check_one(self, job, links, at, status):
        with Firm() as firm:
            firm.status(links[at], status)
            came, out, err = firm.run(job, "--retries", "0")
            where = f"{job}: {links[at]} ends with {status}"
            wanted = links if status in GOES_ON else links[:at + 1]
            self.assertEqual(firm.calls(), wanted, where)
            self.assertEqual(came, status, where + "\n" + out + err)
            self.assertEqual(err, "", where)
            page = firm.page(job)
            self.assertRegex(page, rf"(?m)^ +{status}  \S.*{re.escape(MEANING[status])}", where)
            self.assertEqual(page.count("not run"), len(links) - len(wanted), where)
            self.assertEqual("STOPPED" in page, status not in GOES_ON, where)
            # Printed is what a person should read: not a quiet night, nor an hour's second try.
            quiet = status == 0 or (job == "hourly" and status in (69, 75))
            self.assertEqual(out, "" if quiet else page, where)
            if job == "nightly":
                self.assertEqual("made in this run" in page, wanted == links, where)

    def test_every_status_at_every_link(self):
        chains = {"nightly": NIGHT, "hourly": HOUR, "quarter": QUARTER}
        rows = [(job, links, at, status) for job, links in chains.items()
                for at in range(len(links)) for status in GOES_ON + STOPS]
        rows += [("nightly", NIGHT, 2, status) for status in STRANGE]
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(self.check_one, *row) for row in rows]:
                done.result()

    def test_the_worst_of_what_goes_on_is_the_status(self):
        for statuses, wanted in (((1, 69, 75), 75), ((75, 69, 1), 75), ((69, 1, 0), 69),
                                 ((0, 1, 0), 1), ((69, 75, 78), 78)):
            with Firm() as firm:
                for link, status in zip(HOUR, statuses):
                    firm.status(link, status)
                self.assertEqual(firm.run("nightly", "--retries", "0")[0], wanted)


if __name__ == "__main__":
    main()
