"""Checks UBL documents against the official rules: the XSDs and both Schematron sets of a kit.

    einvoices.py KIT DOCUMENTS BROKEN WORK

Every DOCUMENTS/*.xml has to pass with no fatal finding. For each check a copy of one of them that was
broken on purpose has to fail, so that a check that checks nothing is noticed. Every BROKEN/RULE.N.xml, which
our own check refuses, has to break just that official rule too. WORK keeps what is made of the
rules, by their hash. Ends with 1 where anything is wrong.
"""

import hashlib
import pathlib
import shutil
import subprocess
import sys

from lxml import etree, isoschematron

SAXON = "/usr/share/java/Saxon-HE.jar"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
BROKEN = "broken-on-purpose-"


def stylesheet(rules, work):
    """The Schematron rules as XSLT 2.0, by the ISO skeleton."""
    source = rules.read_bytes()
    made = work / f"{rules.stem}-{hashlib.sha256(source).hexdigest()[:16]}.xslt"
    if not made.exists():
        tree = etree.fromstring(source.replace(b'queryBinding="xslt2"', b'queryBinding="xslt"'))
        for step in (isoschematron.iso_dsdl_include, isoschematron.iso_abstract_expand):
            tree = step(tree)
        tree = isoschematron.iso_svrl_for_xslt1(tree, **{"allow-foreign": "'true'"})
        text = etree.tostring(tree).replace(b'version="1.0"', b'version="2.0"')
        made.write_bytes(text)
    return made


def without_issue_date(root):
    """Against the schema."""
    root.remove(root.find(f"{CBC}IssueDate"))


def with_wrong_sum(root):
    """Against EN 16931: one amount is a unit off."""
    amount = root.find(f".//{CBC}TaxExclusiveAmount")
    amount.text = str(float(amount.text) + 1)


def without_reference(root):
    """Against Peppol alone: neither the buyer's reference nor an order is named."""
    root.remove(root.find(f"{CBC}BuyerReference"))


# By the name of the check that has to catch it.
BREAKS = {"schema": without_issue_date, "CEN": with_wrong_sum, "PEPPOL": without_reference}


def broken_copy(document, breaks):
    tree = etree.parse(str(document))
    breaks(tree.getroot())
    return tree


def schema_findings(kit, documents):
    schemas = {
        "Invoice": etree.XMLSchema(file=str(kit / "ubl-2.1-xsd/maindoc/UBL-Invoice-2.1.xsd")),
        "CreditNote": etree.XMLSchema(file=str(kit / "ubl-2.1-xsd/maindoc/UBL-CreditNote-2.1.xsd")),
    }
    for document in documents:
        tree = etree.parse(str(document))
        schema = schemas[etree.QName(tree.getroot()).localname]
        if not schema.validate(tree):
            for error in schema.error_log:
                yield document.name, f"{document.name}:{error.line}: {error.message}"


def rule_findings(rules, source, work):
    """All documents in one run of Saxon, which takes longer to start than to check."""
    results = work / f"results-{rules.stem}"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir()
    subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", SAXON, "net.sf.saxon.Transform", f"-s:{source}",
         f"-o:{results}", f"-xsl:{stylesheet(rules, work)}"],
        check=True, stdout=subprocess.DEVNULL)
    for document in source.glob("*.xml"):
        result = results / document.name
        if not result.exists():
            yield document.name, f"{document.name}: {rules.stem} gave no result"
            continue
        for finding in etree.parse(str(result)).iter(f"{SVRL}failed-assert"):
            if finding.get("flag") == "fatal":
                text = " ".join(finding.findtext(f"{SVRL}text").split())
                yield document.name, f"{document.name}: {text} ({finding.get('location')[-90:]})"


def rule_of(name):
    """Of the name of a broken document, RULE.N.xml."""
    return name.removeprefix(BROKEN).split(".")[0]


def main(kit, folder, broken_folder, work):
    documents = sorted(folder.glob("*.xml"))
    broken = sorted(broken_folder.glob("*.xml"))
    if not documents:
        sys.exit(f"no documents in {folder}")
    if not broken:
        sys.exit(f"no broken documents in {broken_folder}")
    work.mkdir(parents=True, exist_ok=True)
    source = work / "documents"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    for document in documents:
        shutil.copy(document, source)
    for document in broken:
        shutil.copy(document, source / f"{BROKEN}{document.name}")
    for check, breaks in BREAKS.items():
        broken_copy(documents[0], breaks).write(str(source / f"{BROKEN}{check}.xml"))

    findings = []
    caught = set()  # pairs of a check and a broken document
    refused = set()  # broken documents that the official rule of their name refuses
    checks = {"schema": schema_findings(kit, sorted(source.glob("*.xml")))}
    for rules in sorted((kit / "sch").glob("*.sch")):
        checks[rules.stem] = rule_findings(rules, source, work)
    for check, found in checks.items():
        for name, text in found:
            if name.startswith(BROKEN):
                caught.add((check, name))
                if f"[{rule_of(name)}]" in text:
                    refused.add(name)
            else:
                findings.append(text)
    for check in BREAKS:
        if not any(check in by and name == f"{BROKEN}{check}.xml" for by, name in caught):
            findings.append(f"{check} let a document pass that was broken on purpose")
    for document in broken:
        if f"{BROKEN}{document.name}" not in refused:
            findings.append(f"{rule_of(document.name)} let {document.name} pass")
    for text in findings:
        print(text)
    print(f"{len(documents)} electronic invoices and {len(broken)} broken ones checked, "
          f"{len(findings)} fatal findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:5])))
