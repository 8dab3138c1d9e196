#!/usr/bin/python3
"""The ping of a job: where it goes, what it carries, that it changes nothing."""
import http.server
import threading
import unittest

from firm import DAY, Firm, main


class Monitor(unittest.TestCase):
    def setUp(self):
        self.pings = pings = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                pings.append((self.path, body))
                self.send_response(404 if "/broken" in self.path else 200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def ping(self, url, status=0, job="nightly"):
        with Firm() as firm:
            firm.status("renew", status)
            firm.say("admin-backup.out", '{"event":"summary","status":0,"audit_rows":7,'
                                         '"audit_head":"b2d5","done":1}\n')
            name = "DUESDAY_PING_URL" + ("" if job == "nightly" else "_HOURLY")
            firm.environment |= {name: url, "http_proxy": "", "https_proxy": ""}
            came, _, err = firm.run(job, "--retries", "0")
            self.assertEqual((came, err), (status, ""))
            return firm.page(job)

    def test_success_and_fail(self):
        for status, path in ((0, "/p"), (1, "/p"), (69, None), (75, None), (78, "/p/fail"),
                             (137, "/p/fail")):
            self.pings.clear()
            page = self.ping(self.url + "/p", status)
            self.assertNotIn("Ping", page)
            self.assertEqual([p for p, _ in self.pings], [path] if path else [], status)
        self.pings.clear()
        self.ping(self.url + "/push?a=b", 70)
        self.assertEqual([p for p, _ in self.pings], ["/push/fail?a=b"])

    def test_it_carries_the_head_of_the_audit_and_no_subject(self):
        self.ping(self.url + "/p")
        self.assertEqual(self.pings,
                         [("/p", f"nightly {DAY} ended with 0; audit head b2d5 after 7 rows")])

    def test_an_hour_has_an_address_of_its_own(self):
        self.ping(self.url + "/hour", 0, "hourly")
        self.assertEqual(self.pings, [("/hour", f"hourly {DAY} ended with 0")])

    def test_its_trouble_changes_no_status(self):
        self.assertIn("Ping:    the monitor did not take it (curl 22)", self.ping(self.url + "/broken"))
        page = self.ping("http://127.0.0.1:1/secret-part")
        self.assertIn("Ping:    the monitor did not take it (curl 7)", page)
        self.assertNotIn("secret-part", page)
        for url in ("file:///etc/passwd", "nowhere", 'http://x/"\nurl="file:///etc/passwd'):
            self.assertIn("Ping:    the address is no http or https address", self.ping(url))


if __name__ == "__main__":
    main()
