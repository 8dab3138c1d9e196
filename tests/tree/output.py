#!/usr/bin/python3
"""Holds what programs print with --json against schemas/output.

    output.py SCHEMA_FOLDER OUTPUT_FOLDER

OUTPUT_FOLDER has what `case_runner --keep-json` kept of all cases, one file a program. Each line
must be what the program's schema says; each event and column of a schema must have been printed,
so that neither side has something the other lacks. Columns that CLI.md names are pinned here.
"""
import json
import pathlib
import sys

from jsonschema import Draft202012Validator, RefResolver

# CLI.md. A change here is a change of the contract: CHANGELOG.md tells it.
CUSTOMERS = ("customer name street postcode city country email kind invoice_email language "
             "vat_number gst_number enterprise_number einvoice_status channel account_state")
PINNED = {
    "subscribe list": "subscription installation reference service state renewal purchaser "
                      "expires_on label",
    "deliver list": "id kind letter to subject state attempts created_on next_attempt age_hours",
    "invoices list": "invoice customer issued_on total open state",
    "customers list": CUSTOMERS,
    "enter-meters overview": "customer machine meter last_value entered_value state "
                             "reading_help_url",
}
PINNED_EVENTS = {
    ("renew", "notice"): "purchaser subscriptions short_notice",
    ("renew", "charge"): "purchaser amount attempt result",
    ("renew", "lapse"): "subscription reason",
    ("renew", "frozen"): "purchaser amount since attempt",
    ("renew", "summary"): "notices short_notices charged declined rejected not_sent pending "
                          "unknown frozen lapsed invoices",
}
SUBJECT = ["subject", "outcome", "reason", "text"]
COMMON = {
    "summary": ["program", "today", "done", "skipped", "attention", "status"],
    "plan": ["digest", "lines", "total"],
    "error": ["status", "kind", "text", "remedy"],
    "money": ["amount", "currency"],
    "subject": SUBJECT,
}
# What prints text of its own kind whatever --json says.
PRINTS_TEXT = {"dump", "--schema", "--template"}

# What no case can bring about, and why.
NOT_IN_CASES = {
    ("admin", "migrate", "backup"): "made by an older version; tests/flow/admin_migrate_test.cpp",
    ("admin", "migrate", "result"): "made by an older version; tests/flow/admin_migrate_test.cpp",
    ("deliver", "summary", "later"): "a folder takes all or none; tests/flow/deliver_test.cpp",
    **{(program, form, name): "needs a real provider; tests/flow/live_cards_test.cpp"
       for program, form, name in (
           ("subscribe", "entered_card", ""), ("poll-confirmations", "card", ""),
           ("poll-confirmations", "reversal", ""), ("poll-confirmations", "too_early", ""),
           ("poll-confirmations", "summary", "cards_registered"),
           ("poll-confirmations", "summary", "cards_confirmed"),
           ("poll-confirmations", "summary", "reversed"))},
    ("subscribe", "lapse", ""): "a take-over's charge ends nothing that the cases sell",
}

problems = []


def load(folder):
    schemas = {}
    for file in sorted(folder.glob("*.schema.json")):
        schema = json.loads(file.read_text())
        Draft202012Validator.check_schema(schema)
        schemas[file.name.removesuffix(".schema.json")] = schema
    return schemas


class Program:
    """The lines that one program may print."""

    def __init__(self, name, schemas):
        self.name = name
        self.schema = schemas[name]
        store = {schema["$id"]: schema for schema in schemas.values()}
        resolver = RefResolver(self.schema["$id"], self.schema, store)
        self.forms = {}  # by reference: the schema and its validator
        for entry in self.schema["anyOf"]:
            _, form = resolver.resolve(entry["$ref"])
            self.forms[entry["$ref"]] = (form, Draft202012Validator(entry, resolver=resolver))
        self.commands = {form.get("x-duesday-command") for form, _ in self.forms.values()}
        self.seen = {}  # by reference: the columns that were printed
        self.samples = {}

    def forms_of(self, line):
        return [ref for ref, (_, validator) in self.forms.items() if validator.is_valid(line)]

    def command_of(self, words):
        for word in words[1:]:
            if f"{self.name} {word}" in self.commands:
                return f"{self.name} {word}"
        return None

    def take(self, line, words, where):
        fitting = self.forms_of(line)
        command = self.command_of(words)
        if line.get("event") == "row" or len(fitting) > 1:
            fitting = [ref for ref in fitting
                       if self.forms[ref][0].get("x-duesday-command") in (command, None)]
        if not fitting:
            problems.append(f"{where}: no form of {self.name} fits {json.dumps(line)}")
            return
        for ref in fitting:
            form = self.forms[ref][0]
            self.seen.setdefault(ref, set()).update(line)
            self.samples.setdefault(ref, line)
            if line["event"] == "row":
                columns = [name for name in form["properties"] if name in line]
                if list(line) != columns:
                    problems.append(f"{where}: columns in another order: {list(line)}")

    def check_strictness(self):
        for ref, line in self.samples.items():
            if self.forms_of({**line, "surprise": 1}):
                problems.append(f"{self.name}: {ref} takes a column that it does not name")
            for name in self.forms[ref][0].get("required", []):
                rest = {key: value for key, value in line.items() if key != name}
                if self.forms_of(rest):
                    problems.append(f"{self.name}: {ref} does without the column {name}")

    def check_coverage(self):
        for ref, (form, _) in self.forms.items():
            whole = (self.name, ref.rpartition("/")[2], "")
            if ref not in self.seen:
                if "common" not in ref and whole not in NOT_IN_CASES:
                    problems.append(f"{self.name}: no case prints {ref}")
                continue
            for name in form["properties"]:
                known = (self.name, ref.rpartition("/")[2], name)
                if name not in self.seen[ref] and known not in NOT_IN_CASES:
                    problems.append(f"{self.name}: no case prints {name} of {ref}")


def check_pinned(programs, common):
    for command, columns in PINNED.items():
        forms = [form for form, _ in programs[command.split()[0]].forms.values()
                 if form.get("x-duesday-command") == command and "row" in json.dumps(form)]
        wanted = ["event"] + columns.split()
        for form in forms:
            if form["required"] != wanted:
                problems.append(f"{command}: CLI.md says {wanted}, not {form['required']}")
        if not forms:
            problems.append(f"{command}: there is no schema of its rows")
    for (name, event), columns in PINNED_EVENTS.items():
        for ref, (form, _) in programs[name].forms.items():
            const = form["properties"].get("event", {}).get("const")
            if const != event and ref != f"#/$defs/{event}":
                continue
            if "const" in form["properties"].get("reason", {}):
                continue  # a refusal
            missing = set(columns.split()) - set(form["required"])
            if missing:
                problems.append(f"{name}: CLI.md has {sorted(missing)} in {event}")
    for name, columns in COMMON.items():
        missing = set(columns) - set(common["$defs"][name]["properties"])
        if missing:
            problems.append(f"CLI.md has {sorted(missing)} in every {name}")


def check_run(program, run):
    where = f"{pathlib.Path(run['case']).name}: {' '.join(run['words'])}"
    if PRINTS_TEXT & set(run["words"]):
        return
    last = {}
    for text in run["lines"]:
        try:
            last = json.loads(text)
        except ValueError:
            problems.append(f"{where}: not JSON: {text}")
            return
        program.take(last, run["words"], where)
    if last.get("event") not in ("summary", "error"):
        problems.append(f"{where}: the last line is neither a summary nor an error")
    elif last["status"] != run["status"]:
        problems.append(f"{where}: says {last['status']}, ends with {run['status']}")


def main():
    schemas = load(pathlib.Path(sys.argv[1]))
    kept = {file.stem: file for file in pathlib.Path(sys.argv[2]).glob("*.jsonl")}
    common = schemas["common"]
    programs = {name: Program(name, schemas) for name in schemas if name != "common"}
    for name in sorted(set(programs) ^ set(kept)):
        problems.append(f"{name}: has no schema, or no case of it prints JSON")
    lines = 0
    for file in kept.values():
        for text in file.read_text().splitlines():
            run = json.loads(text)
            if run["words"][0] in programs:
                lines += len(run["lines"])
                check_run(programs[run["words"][0]], run)
    for program in programs.values():
        program.check_strictness()
        program.check_coverage()
    check_pinned(programs, common)
    for problem in dict.fromkeys(problems):
        print(problem)
    print(f"{lines} lines of {len(programs)} programs, {len(problems)} problems")
    return 1 if problems or lines == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
