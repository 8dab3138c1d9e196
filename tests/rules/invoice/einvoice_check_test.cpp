#include "document/ubl_samples.hpp"
#include "rules/invoice/einvoice_check.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace duesday;
using namespace duesday::rules;
using namespace duesday::test;

namespace {

struct Broken {
    std::string what;
    std::function<void(Invoice&)> breaks;
    std::string field;
    std::string reason;
};

/// Wrong for any invoice: refused before a number is taken.
const std::vector<Broken> wrong_for_all{
    {"no lines", [](auto& i) { i.lines.clear(); }, "lines", "missing"},
    {"neither invoice nor credit note", [](auto& i) { i.kind = "order"; }, "kind", "unknown_kind"},
    {"credit note of nothing", [](auto& i) { i.kind = "credit_note"; }, "credits", "missing"},
    {"due before it was issued", [](auto& i) { i.due_on = i.issued_on.plus_days(-1); }, "due_on",
     "due_before_issue"},
    {"a full card number", [](auto& i) { i.paid_with = "visa 4111 1111 1111 1111"; }, "paid_with",
     "card_number"},
    {"a line of nothing", [](auto& i) { i.lines[1].description = " "; }, "lines[2].description",
     "missing"},
    {"a period that runs backwards",
     [](auto& i) { i.lines[0].ends_on = i.lines[0].starts_on->plus_days(-1); }, "lines[1].ends_on",
     "wrong_period"},
    {"a line in another currency",
     [](auto& i) {
         i.lines[2].net = {100000, Currency::of("USD")};
     },
     "lines[3].net", "wrong_currency"},
    {"a cent more on a line", [](auto& i) { i.lines[0].net += eur(1); }, "totals.by_rate[21].net",
     "wrong_total"},
    {"a cent less taxable", [](auto& i) { i.totals.by_rate[0].net -= eur(1); },
     "totals.by_rate[21].net", "wrong_total"},
    {"a cent more VAT of a rate", [](auto& i) { i.totals.by_rate[0].vat += eur(1); },
     "totals.by_rate[21].vat", "wrong_total"},
    {"a rate that no line has",
     [](auto& i) {
         i.totals.by_rate.push_back({{600}, eur(0), eur(0)});
     },
     "totals.by_rate[6]", "wrong_total"},
    {"a line's rate without VAT", [](auto& i) { i.totals.by_rate.clear(); }, "totals.by_rate[21]",
     "wrong_total"},
    {"a cent less net", [](auto& i) { i.totals.net -= eur(1); }, "totals.net", "wrong_total"},
    {"a cent more VAT", [](auto& i) { i.totals.vat += eur(1); }, "totals.vat", "wrong_total"},
    {"a cent more in all", [](auto& i) { i.totals.total += eur(1); }, "totals.total",
     "wrong_total"},
    {"less than nothing",
     [](auto& i) {
         for (auto& line : i.lines)
             line.net = -line.net;
         add_up(i);
     },
     "totals.total", "negative_total"},
    {"VAT where the buyer accounts for it", [](auto& i) { i.vat_treatment = "reverse_charge"; },
     "lines[1].vat_rate", "wrong_vat_rate"},
    {"no such treatment", [](auto& i) { i.vat_treatment = "none"; }, "lines[1].vat_rate",
     "wrong_vat_rate"}};

Invoice with_treatment(const char* treatment)
{
    return to_buyer(with_rates(treatment, {0}), "DE", "DE136695976");
}

/// Wrong only for what is sent as UBL.
const std::vector<Broken> wrong_as_document{
    {"no number", [](auto& i) { i.number.clear(); }, "number", "missing"},
    {"no reference of the buyer", [](auto& i) { i.customer.clear(); }, "customer", "missing"},
    {"three decimals",
     [](auto& i) {
         for (auto& line : i.lines)
             line.net = {line.net.minor(), Currency::of("KWD")};
         add_up(i);
     },
     "totals.total", "too_many_decimals"},
    {"VAT in a currency that is not the tax office's", [](auto& i) { i = in_currency(i, "USD"); },
     "totals.vat", "vat_currency"},
    {"seller without a name", [](auto& i) { i.seller.name = "  "; }, "seller.name", "missing"},
    {"seller of no country", [](auto& i) { i.seller.country.clear(); }, "seller.country",
     "unknown_country"},
    {"seller whom nobody reaches",
     [](auto& i) {
         i.seller.enterprise_number.clear();
         i.seller.vat_number.clear();
     },
     "seller.enterprise_number", "no_electronic_address"},
    {"seller's enterprise number with a communication's check digits",
     [](auto& i) { i.seller.enterprise_number = "0123456748"; }, "seller.enterprise_number",
     "wrong_enterprise_number"},
    {"seller's VAT number mistyped", [](auto& i) { i.seller.vat_number = "BE0123456748"; },
     "seller.vat_number", "wrong_vat_number"},
    {"VAT by a seller without a VAT number", [](auto& i) { i.seller.vat_number.clear(); },
     "seller.vat_number", "missing"},
    {"seller under rules that nobody here can meet",
     [](auto& i) {
         i.seller.country = "GR";
         i.seller.vat_number = "EL094259216";
     },
     "seller.country", "national_rules"},
    {"buyer without a name", [](auto& i) { i.buyer.name.clear(); }, "buyer.name", "missing"},
    {"buyer of no country", [](auto& i) { i.buyer.country = "Belgium"; }, "buyer.country",
     "unknown_country"},
    {"buyer's VAT number mistyped", [](auto& i) { i.buyer.vat_number = "BE0987654393"; },
     "buyer.vat_number", "wrong_vat_number"},
    {"buyer's number of another country", [](auto& i) { i.buyer.vat_number = "NL004495445B01"; },
     "buyer.vat_number", "wrong_vat_number"},
    {"a private person", [](auto& i) { i.buyer.vat_number.clear(); }, "buyer.enterprise_number",
     "no_electronic_address"},
    {"a company out of reach",
     [](auto& i) { i = to_buyer(with_rates("out_of_scope", {0}), "US", ""); }, "buyer.vat_number",
     "no_electronic_address"},
    {"reverse charge to nobody's number",
     [](auto& i) {
         i = with_treatment("reverse_charge");
         i.buyer.country = "BE";
         i.buyer.vat_number.clear();
         i.buyer.enterprise_number = "0987654394";
     },
     "buyer.vat_number", "missing"},
    {"goods across a border to nobody's number",
     [](auto& i) {
         i = with_treatment("intra_community");
         i.buyer.country = "BE";
         i.buyer.vat_number.clear();
         i.buyer.enterprise_number = "0987654394";
     },
     "buyer.vat_number", "missing"},
    {"export by a seller without a VAT number",
     [](auto& i) {
         i = with_treatment("export");
         i.seller.vat_number.clear();
     },
     "seller.vat_number", "missing"},
    {"no VAT of a seller without a register",
     [](auto& i) {
         i = with_treatment("out_of_scope");
         i.seller.country = "FR";
         i.seller.vat_number = "FR23334175221";
         i.seller.enterprise_number.clear();
     },
     "seller.enterprise_number", "missing"},
    {"unpaid and no account", [](auto& i) { i.paid_with.clear(); }, "seller.iban", "missing"},
    {"a control character in a name", [](auto& i) { i.buyer.name += '\x01'; }, "buyer.name",
     "unprintable"},
    {"bytes that are no text", [](auto& i) { i.lines[0].place = "\xC3("; }, "lines[1].place",
     "unprintable"},
    {"a line break in a product", [](auto& i) { i.lines[2].description += "\nx"; },
     "lines[3].description", "unprintable"},
    {"a character that XML does not have", [](auto& i) { i.seller.street += "\xEF\xBF\xBF"; },
     "seller.street", "unprintable"}};

/// The reason at the field; empty where nothing is said about it.
std::string reason_at(const std::vector<InvoiceFinding>& findings, const std::string& field)
{
    for (const auto& finding : findings)
        if (finding.field == field)
            return finding.reason;
    return "";
}

void check_texts(const std::vector<InvoiceFinding>& findings)
{
    for (const auto& finding : findings) {
        CHECK(finding.text.starts_with(finding.field + ": "));
        CHECK(finding.text.find("; ") != std::string::npos); // what to do
    }
}

} // namespace

TEST_CASE("what is broken in any invoice is refused with field and reason")
{
    CHECK(check_invoice(sample_invoice()).empty());
    for (const auto& row : wrong_for_all) {
        CAPTURE(row.what);
        auto invoice = sample_invoice();
        row.breaks(invoice);
        const auto findings = check_invoice(invoice);
        CHECK(reason_at(findings, row.field) == row.reason);
        CHECK(reason_at(check_einvoice(invoice), row.field) == row.reason);
        check_texts(findings);
    }
}

TEST_CASE("what keeps an invoice from being sent as UBL is refused with field and reason")
{
    CHECK(check_einvoice(sample_invoice()).empty());
    for (const auto& row : wrong_as_document) {
        CAPTURE(row.what);
        auto invoice = sample_invoice();
        row.breaks(invoice);
        const auto findings = check_einvoice(invoice);
        CHECK(reason_at(findings, row.field) == row.reason);
        CHECK(check_invoice(invoice).empty()); // as a page it is well
        check_texts(findings);
    }
}
