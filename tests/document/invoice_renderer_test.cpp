#include "document/invoice_renderer.hpp"
#include "document/samples.hpp"
#include "support/faults.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace duesday;
using namespace duesday::test;

namespace {

std::string html(const rules::Invoice& invoice)
{
    return document::make_invoice_renderer("")->html(invoice);
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("SUB-096: an invoice on paper says all that it must")
{
    const auto page = html(sample_invoice());
    for (const auto* expected :
         {"<html lang=\"nl\">", "<title>Factuur 2026-000017</title>", "Seller &amp; Sons",
          "Müller &lt;Elektro&gt;", "Rue de l&apos;Été 5", "1000 Bruxelles", "BE0987654394",
          "<dd>30/11/2026</dd>", "Remote access, 1 year", "S-1", "01/01/2027 – 31/12/2027",
          "€\u00a0120,00", "<td>21%</td>", "€\u00a01.168,00", "€\u00a0245,28", "€\u00a01.413,28",
          "Betaald met Visa •••• 4242", "<th scope=\"col\""}) {
        CAPTURE(expected);
        CHECK(has(page, expected));
    }
    CHECK(!has(page, "Demonstratie"));
    CHECK(!has(page, "verlegd"));
    // Self-contained: nothing is fetched, nothing runs.
    for (const auto* absent : {"http", "<script", "<img", "<link", "url(", "{{"}) {
        CAPTURE(absent);
        CHECK(!has(page, absent));
    }
}

TEST_CASE("lines stand with their place in the order of the invoice")
{
    const auto page = html(sample_invoice());
    const auto at = [&](const char* part) { return page.find(part); };
    CHECK(at("Villa &quot;Zon&quot;") < at("S-1<"));
    CHECK(at("S-1<") < at("S-3<"));
    CHECK(at("S-3<") < at(">Office<"));
    CHECK(at(">Office<") < at("S-2<"));
}

TEST_CASE("D21: the page says why no VAT is charged")
{
    struct Row {
        const char* treatment;
        const char* language;
        const char* note; // null: none
    };
    const Row rows[] = {{"reverse_charge", "nl", "Btw verlegd"},
                        {"reverse_charge", "de", "Steuerschuldnerschaft des Leistungsempfängers"},
                        {"reverse_charge", "fr", "Autoliquidation"},
                        {"reverse_charge", "pt", "IVA – autoliquidação"},
                        {"out_of_scope", "en", "outside the scope of VAT"},
                        {"intra_community", "en", "VAT exempt: intra-Community supply"},
                        {"intra_community", "de", "innergemeinschaftliche Lieferung"},
                        {"export", "fr", "exportation (article 146"},
                        {"export", "pt", "Isento de IVA: exportação"},
                        {"domestic", "en", nullptr},
                        {"destination", "en", nullptr}};
    for (const auto& row : rows) {
        CAPTURE(row.treatment);
        auto invoice = sample_invoice();
        invoice.vat_treatment = row.treatment;
        invoice.language = row.language;
        const auto page = html(invoice);
        if (row.note != nullptr)
            CHECK(has(page, row.note));
        CHECK(has(page, "Article 196") ==
              (row.note != nullptr && row.language == std::string{"en"} &&
               row.treatment == std::string{"reverse_charge"}));
        CHECK(has(page, "class=\"note\">No VAT") == (row.treatment == std::string{"out_of_scope"}));
    }
}

TEST_CASE("D21: a line that bears no VAT at home is said to be exempt")
{
    auto invoice = sample_invoice();
    CHECK(!has(html(invoice), "Vrijgesteld van btw."));
    invoice.lines[1].vat_rate = {0};
    CHECK(has(html(invoice), "Vrijgesteld van btw."));
}

TEST_CASE("an invoice that waits for its money says how much and until when")
{
    auto invoice = sample_invoice();
    invoice.paid_with.clear();
    invoice.language = "en";
    invoice.due_on = Date{2026, 12, 30};
    CHECK(has(html(invoice), "Please pay €1,413.28 by 30/12/2026, quoting +++202/6000/01711+++."));
    CHECK(has(html(invoice), "<dt>Structured communication</dt><dd>+++202/6000/01711+++</dd>"));
    CHECK(!has(html(invoice), "IBAN"));
    invoice.seller.iban = "BE68539007547034";
    CHECK(has(html(invoice), "<dt>IBAN</dt><dd>BE68 5390 0754 7034</dd>"));
    invoice.number = "OLD/7";
    CHECK(has(html(invoice), "quoting OLD/7."));
    CHECK(!has(html(invoice), "communication"));
    // Nobody pays again what is paid.
    invoice.paid_with = "visa 4242";
    CHECK(!has(html(invoice), "IBAN"));
}

TEST_CASE("a seller's contact and tax registration stand on the page and in the JSON")
{
    const auto invoice = with_contact(sample_invoice());
    CHECK(has(html(invoice), ">Billing &amp; Co</div>"));
    CHECK(has(html(invoice), ">+32 9 000 00 00</div>"));
    CHECK(has(html(invoice), "Fiscale registratie: Approved &lt;for&gt; tax</div>"));
    CHECK(!has(html(sample_invoice()), "Fiscale registratie"));
    const auto json = nlohmann::json::parse(document::make_invoice_renderer("")->json(invoice));
    CHECK(json["seller"]["contact"] == "Billing & Co");
    CHECK(json["seller"]["phone"] == "+32 9 000 00 00");
    CHECK(json["seller"]["tax_registration"] == "Approved <for> tax");
}

TEST_CASE("a demonstration seller is named as one")
{
    auto invoice = sample_invoice();
    invoice.seller.is_demonstration = true;
    for (const auto* language : {"en", "nl", "de", "fr", "pt"}) {
        invoice.language = language;
        CHECK(has(html(invoice), "class=\"demonstration\""));
    }
}

TEST_CASE("SUB-096: the same invoice is the same bytes in each form")
{
    const auto invoice = sample_invoice();
    CHECK(html(invoice) == html(invoice));
    const auto renderer = document::make_invoice_renderer("");
    CHECK(renderer->json(invoice) == renderer->json(invoice));
}

TEST_CASE("the JSON of an invoice holds all that it says")
{
    const auto json =
        nlohmann::json::parse(document::make_invoice_renderer("")->json(sample_invoice()));
    CHECK(json["invoice"] == "2026-000017");
    CHECK(json["issued_on"] == "2026-11-30");
    CHECK(json["total"] == R"({"amount":"1413.28","currency":"EUR"})"_json);
    CHECK(json["vat"] == R"([{"vat_rate":"21","net":{"amount":"1168.00","currency":"EUR"},
                              "vat":{"amount":"245.28","currency":"EUR"}}])"_json);
    REQUIRE(json["lines"].size() == 3);
    CHECK(json["lines"][1] == R"({"subject":"S-2","place":"Office","vat_rate":"21",
        "description":"Voice control, 1 year","starts_on":"2027-01-01","ends_on":"2027-12-31",
        "net":{"amount":"48.00","currency":"EUR"}})"_json);
    CHECK(json["buyer"]["name"] == "Müller <Elektro>");
    CHECK(json["paid_with"] == "visa 4242");
    CHECK(json["seller"]["is_demonstration"] == false);
}

TEST_CASE("a firm's page that names what nobody gives is refused")
{
    const TempFolder folder;
    write_file(folder / "invoice-page.html.mustache", "{{number}} {{bic}}");
    const auto renderer = document::make_invoice_renderer(folder.path().string());
    CHECK_FAULT(FaultKind::bad_setup, renderer->html(sample_invoice()));
}
