#include "rules/invoice/vat.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace duesday;
using namespace duesday::rules;

namespace {

constexpr VatRate belgian{2100};
constexpr VatRate dutch{2150};

VatPolicy seller(const char* country, bool oss)
{
    return {country, belgian, oss, {{"NL", dutch}}};
}

} // namespace

TEST_CASE("D21 SUB-139: which VAT a buyer pays follows from country and number")
{
    struct Row {
        const char* seller;
        bool oss;
        std::string_view buyer;
        bool has_number;
        VatDecision expected;
    };
    constexpr auto none = VatProblem::none;
    const VatDecision domestic{none, VatTreatment::domestic, belgian};
    const VatDecision reverse_charge{none, VatTreatment::reverse_charge, {}};
    const VatDecision destination{none, VatTreatment::destination, dutch};
    const VatDecision out_of_scope{none, VatTreatment::out_of_scope, {}};
    const Row rows[] = {
        // Same country: the domestic rate, number or not.
        {"BE", false, "BE", true, domestic},
        {"BE", false, "BE", false, domestic},
        {"BE", true, "BE", false, domestic},
        // Another EU country with a valid number: reverse charge.
        {"BE", false, "NL", true, reverse_charge},
        {"BE", true, "NL", true, reverse_charge},
        {"BE", false, "XI", true, reverse_charge},
        // Another EU country without: the destination's rate where the table is on.
        {"BE", true, "NL", false, destination},
        {"BE", false, "NL", false, domestic},
        {"BE", false, "XI", false, domestic},
        {"BE",
         true,
         "FR",
         false,
         {VatProblem::destination_rate_missing, VatTreatment::destination, {}}},
        // Outside the EU: out of scope, a European country or not.
        {"BE", true, "GB", true, out_of_scope},
        {"BE", false, "CH", false, out_of_scope},
        {"BE", false, "US", false, out_of_scope},
        {"BE", false, "IN", true, out_of_scope},
        // A seller outside the EU.
        {"CH", false, "CH", false, domestic},
        {"CH", false, "BE", true, out_of_scope},
        {"CH", true, "NL", false, out_of_scope},
        // No country at all.
        {"BE", false, "", false, {VatProblem::country_unknown, VatTreatment::domestic, {}}},
        {"BE", false, "ZZ", true, {VatProblem::country_unknown, VatTreatment::domestic, {}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.seller);
        CAPTURE(row.buyer);
        CAPTURE(row.oss);
        CAPTURE(row.has_number);
        const auto decision = decide_vat(seller(row.seller, row.oss), row.buyer, row.has_number);
        CHECK(std::string{code_of(decision.treatment)} == code_of(row.expected.treatment));
        CHECK(decision == row.expected);
    }
}

TEST_CASE("D21: a line that cannot be taxed says why")
{
    CHECK(explain(VatProblem::destination_rate_missing, "FR").find("vat.oss") != std::string::npos);
    CHECK(explain(VatProblem::country_unknown, "ZZ").find("'ZZ'") != std::string::npos);
    CHECK(explain(VatProblem::none, "BE").empty());
    CHECK(std::string{code_of(VatProblem::destination_rate_missing)} == "destination_rate_missing");
}
