#!/usr/bin/python3
"""Holds import-data's verdicts on rows against those of an independent JSON Schema validator.

    referee.py BIN_FOLDER

For each kind, good rows are varied column by column: every value of a list is put into every
column, columns are left out, and one that is unknown is added. The rows refer to what the book
holds and their keys differ, so that nothing but the schema decides. Each file goes through the
program as JSON Lines and, where every value is a text, as CSV; its --report names the bad lines.
"""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

BIN = sys.argv[1]

# A text that is right for each column; {n} makes it one of its own.
GOOD = {
    "customers": {
        "customer": "N{n}", "name": "Domotix", "street": "Road 1\nbus 2", "postcode": "1000",
        "city": "Brüssel", "country": "BE", "email": "n{n}@example.org", "kind": "person",
        "invoice_email": "bills@example.org", "language": "nl", "vat_number": "", "gst_number": "",
        "enterprise_number": "", "einvoice_status": "none", "channel": "mail"},
    "contacts": {"contact": "K{n}", "customer": "C1", "name": "Kim", "email": "kim@example.org",
                 "role": "boss"},
    "cards": {"customer": "C1", "provider": "sandbox", "provider_customer": "c1", "mandate": "ok",
              "brand": "visa", "last4": "4242", "expires": "2030-12"},
    "installations": {"installation": "N{n}", "name": "House", "cloud_connected": "yes",
                      "prosoft_version": "3.10.0", "central_units": "1", "nbt_sent": "no",
                      "priority": ""},
    "roles": {"installation": "R{n}", "customer": "C1", "role": "si"},
    "products": {"reference": "TSF{n:05}", "service": "remote", "name": "Remote", "term_years": "1",
                 "price": "48.00", "currency": "EUR", "needs_configuration": "no", "renew_as": "",
                 "aliases": ""},
    "subscriptions": {"subscription": "N{n}", "installation": "R{n}", "reference": "TSF99999",
                      "purchaser": "C1", "bought_on": "2025-12-10", "expires_on": "2026-12-31",
                      "renewal": "on", "starts_on": "2025-12-10", "notified_for": "",
                      "origin": "import"},
    "contracts": {"contract": "N{n}", "customer": "C1", "contact": "K0", "reporting_by": "portal",
                  "period_months": "3", "next_reading_on": "2026-12-31", "ends_on": ""},
    "machines": {"machine": "N{n}", "contract": "V1", "model": "Imago C250", "serial": "A8110",
                 "location": "2nd floor", "reading_help_url": "https://help.example.org/c250"},
    "meters": {"meter": "N{n}", "machine": "M1", "name": "Black", "digits": "7",
               "contract_relevant": "yes", "kind": "black"},
    "readings": {"meter": "T{n}", "read_on": "2026-03-31", "value": "000120", "source": "phone",
                 "serial": "A1"},
}
# What is put into every column. Some of it is right for some columns.
VALUES = ["", " ", "x" * 65, "é" * 64, "x" * 300, "a\tb", "a\u007fb", "yes", "on", "maybe", "TRUE",
          "0", "10", "11", "-1", "1.5", "2026-02-28", "2026-13-01", "28-02-2026", "a@b", "a@@b.be",
          "a@b.be", "BE", "be", "EUR", "visa", "2030-13", "42424", None, True, False, 0, 10, 11, -1,
          1.5, 12.5, [], {}, ["a"], "technician", "total", "18", "19", "120", "121", 120, 121,
          "http://a.be/b", "ftp://a.be", "12.345", "12 345", "+7", "9" * 18, "9" * 19, "0" * 30 + "7",
          "7" * 30, 10 ** 18 - 1, 10 ** 18, 10 ** 30, "phone"]
# Columns whose right values are also held against the book: only what the schema refuses is tried
# there.
HELD_AGAINST_BOOK = {
    "customers": {"country", "vat_number", "gst_number", "enterprise_number", "customer", "email",
                  "kind"},
    "contacts": {"contact", "customer"}, "cards": {"customer", "provider", "mandate"},
    "installations": {"installation"}, "roles": {"installation", "customer", "role"},
    "products": {"reference", "service", "currency", "price", "renew_as", "aliases"},
    "subscriptions": {"subscription", "installation", "reference", "purchaser", "bought_on",
                      "expires_on", "starts_on", "notified_for", "origin"},
    "contracts": {"contract", "customer", "contact", "next_reading_on", "ends_on"},
    "machines": {"machine", "contract"}, "meters": {"meter", "machine"},
    "readings": {"meter", "read_on", "serial"},
}
# ... but these are right by schema and book alike.
ALSO_RIGHT = {
    "products": {"price": ["0", "12.5", 12.5, 0, 999999999999], "renew_as": [None, ""]},
    "subscriptions": {"starts_on": [None, ""], "notified_for": [None, "2026-12-31"],
                      "origin": [None, "", "platform"]},
    "contracts": {"next_reading_on": [None, "", "2026-02-28"], "ends_on": [None, "2027-12-31"]},
    "readings": {"serial": [None, "", "A1"]},
    "customers": {"kind": [None, "", "company"], "vat_number": [None], "email": ["A{n}@b.be"]},
}


def rows_of(kind, schema):
    """Rows, each with keys of its own."""
    validator = Draft202012Validator(schema)
    n = 0

    def fresh():
        nonlocal n
        n += 1
        return {c: v.format(n=n) for c, v in GOOD[kind].items()}

    yield fresh()
    for column in GOOD[kind]:
        row = fresh()
        del row[column]
        if column in schema["required"] or column not in HELD_AGAINST_BOOK[kind]:
            yield row
        for value in VALUES:
            row = fresh()
            row[column] = value
            if column in HELD_AGAINST_BOOK[kind] and validator.is_valid(row):
                continue
            yield row
        for value in ALSO_RIGHT.get(kind, {}).get(column, []):
            row = fresh()
            row[column] = value.format(n=n) if isinstance(value, str) else value
            yield row
    row = fresh()
    row["unheard_of"] = "x"
    yield row
    row = fresh()
    row["rejected_because"] = "an earlier run said so"
    yield row


def verdicts(folder, kind, file, rows):
    """The lines that the program refuses. It loads into a copy: a dry run writes no report."""
    report = os.path.join(folder, "report.json")
    copy = os.path.join(folder, "copy.db")
    for ending in "", ".secrets.key":
        shutil.copy(os.environ["DUESDAY_BOOK"] + ending, copy + ending)
    run = subprocess.run([BIN + "/import-data", kind, file, "--skip-bad", "--report", report,
                          "--book", copy], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"{kind}: exit {run.returncode}: {run.stdout[-500:]}{run.stderr}")
    with open(report, encoding="utf-8") as account:
        told = json.load(account)
    assert told["files"][0]["rows"] == rows
    return {p["line"]: p for p in told["problems"] if p["severity"] == "error"}


def compare(kind, form, rows, lines, schema, told):
    validator = Draft202012Validator(schema)
    wrong = 0
    for row, line in zip(rows, lines):
        if validator.is_valid(row) != (line not in told):
            wrong += 1
            print(f"{kind} {form}: they disagree on {json.dumps(row)}: the referee says "
                  f"{[e.message[:80] for e in validator.iter_errors(row)]}, the program "
                  f"{told.get(line)}")
    return wrong


def main():
    good = bad = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DUESDAY_BOOK=folder + "/book.db", TZ="UTC", DUESDAY_TODAY="2026-11-22")
        subprocess.run([BIN + "/admin", "init", "--quiet"], check=True, capture_output=True)
        needed = {
            "customers": "customer,name,street,postcode,city,country,email\nC1,One,s,1,c,BE,o@b.be\n",
            "installations": "installation,name,cloud_connected,central_units\n"
                             + "".join(f"R{n},House,yes,1\n" for n in range(1, 1000)),
            "products": "reference,service,name,term_years,price,currency\n"
                        "TSF99999,remote,Remote,1,48,EUR\n",
            "contacts": "contact,customer,name\nK0,C1,Kim\n",
            "contracts": "contract,customer,contact,reporting_by\nV1,C1,K0,portal\n",
            "machines": "machine,contract,model,serial\nM1,V1,Imago,A1\n",
            "meters": "meter,machine,name\n" + "".join(f"T{n},M1,Black\n" for n in range(1, 1000))}
        for kind, text in needed.items():
            subprocess.run([BIN + "/import-data", kind, "-"], input=text, check=True, text=True,
                           capture_output=True)
        for kind in GOOD:
            schema = json.loads(subprocess.run([BIN + "/import-data", kind, "--schema"], check=True,
                                               capture_output=True, text=True).stdout)
            Draft202012Validator.check_schema(schema)
            assert set(GOOD[kind]) | {"rejected_because"} == set(schema["properties"]), kind
            rows = list(rows_of(kind, schema))
            file = os.path.join(folder, kind + ".jsonl")
            with open(file, "w", encoding="utf-8") as out:
                out.writelines(json.dumps(row) + "\n" for row in rows)
            told = verdicts(folder, kind, file, len(rows))
            wrong += compare(kind, "jsonl", rows, range(1, len(rows) + 1), schema, told)
            good += sum(Draft202012Validator(schema).is_valid(row) for row in rows)
            bad += sum(not Draft202012Validator(schema).is_valid(row) for row in rows)

            # The same as CSV: every column there, every value a text.
            columns = list(GOOD[kind])
            texts = [row for row in rows if set(row) == set(columns)
                     and all(isinstance(value, str) for value in row.values())]
            file = os.path.join(folder, kind + ".csv")
            line, lines = 2, []
            with open(file, "w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerow(columns)
                for row in texts:
                    record = io.StringIO()
                    csv.writer(record).writerow([row[c] for c in columns])
                    lines.append(line)
                    line += record.getvalue().count("\n")
                    out.write(record.getvalue())
            told = verdicts(folder, kind, file, len(texts))
            wrong += compare(kind, "csv", texts, lines, schema, told)
            good += sum(Draft202012Validator(schema).is_valid(row) for row in texts)
            bad += sum(not Draft202012Validator(schema).is_valid(row) for row in texts)
    print(f"{good} good and {bad} bad rows; {wrong} verdicts differ")
    sys.exit(0 if wrong == 0 and good >= 200 and bad >= 200 else 1)


main()
