#include "document/national_samples.hpp"
#include "document/ubl.hpp"
#include "rules/invoice/einvoice_check.hpp"
#include "rules/invoice/national_rules.hpp"
#include "support/process.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

using namespace duesday;
using namespace duesday::test;

namespace {

bool finds(const std::vector<rules::InvoiceFinding>& findings, const std::string& field)
{
    return std::any_of(findings.begin(), findings.end(),
                       [&](const auto& finding) { return finding.field == field; });
}

} // namespace

TEST_CASE("what breaks a rule of the seller's country is refused by field")
{
    // What .ci/run hands to the official rules, which have to refuse it by the rule in its name.
    const std::filesystem::path folder = DUESDAY_BROKEN_UBL_FOLDER;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const auto& [rule, field, breaks] : national_breaks()) {
        CAPTURE(rule);
        CAPTURE(field);
        auto invoice = national_invoice(firm_in(rule.substr(0, 2)));
        REQUIRE(rules::check_einvoice(invoice).empty());
        breaks(invoice);
        CHECK(finds(rules::check_einvoice(invoice), field));
        write_file(folder / fmt::format("{}.{}.xml", rule, ++number),
                   document::unchecked_ubl_document(invoice, {"Exempt.", ""}));
    }
}

TEST_CASE("rules for domestic buyers ask nothing where the buyer is abroad")
{
    for (const auto& [rule, field, breaks] : national_breaks()) {
        if (!field.starts_with("buyer."))
            continue;
        CAPTURE(rule);
        auto invoice = national_invoice(firm_in(rule.substr(0, 2)));
        invoice.buyer.country = "FR";
        invoice.buyer.vat_number = "FR23334175221";
        breaks(invoice);
        CHECK(rules::check_national_rules(invoice).empty());
    }
}

TEST_CASE("a Greek seller is told why no electronic invoice can be made")
{
    auto invoice = sample_invoice();
    invoice.seller.country = "GR";
    invoice.seller.vat_number = "EL094259216";
    const auto findings = rules::check_einvoice(invoice);
    REQUIRE(finds(findings, "seller.country"));
    CHECK(findings.front().reason == "national_rules");
    CHECK(findings.front().text.find("MARK number") != std::string::npos);
}

TEST_CASE("a finding of a national rule names the rule and what to do")
{
    auto invoice = national_invoice(firm_in("NL"));
    invoice.buyer.city = " ";
    const auto findings = rules::check_national_rules(invoice);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].reason == "missing");
    CHECK(findings[0].text ==
          "buyer.city: NL-R-004 asks sellers in NL for it; add it to the customer");
}
