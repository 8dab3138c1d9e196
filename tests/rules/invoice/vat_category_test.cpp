#include "rules/invoice/vat_category.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("D21: each treatment is one VAT category and only a sale at home bears a rate")
{
    struct Row {
        const char* treatment;
        int rate;
        const char* category; // null: does not go together
        const char* exemption;
    };
    const Row rows[] = {{"domestic", 2100, "S", ""},
                        {"domestic", 0, "E", ""},
                        {"destination", 2000, "S", ""},
                        {"destination", 0, "E", ""},
                        {"reverse_charge", 0, "AE", "VATEX-EU-AE"},
                        {"intra_community", 0, "K", "VATEX-EU-IC"},
                        {"export", 0, "G", "VATEX-EU-G"},
                        {"out_of_scope", 0, "O", "VATEX-EU-O"},
                        {"reverse_charge", 2100, nullptr, ""},
                        {"intra_community", 600, nullptr, ""},
                        {"export", 2100, nullptr, ""},
                        {"out_of_scope", 1, nullptr, ""},
                        {"", 0, nullptr, ""},
                        {"unheard", 0, nullptr, ""}};
    for (const auto& row : rows) {
        CAPTURE(row.treatment);
        CAPTURE(row.rate);
        const auto category = vat_category(row.treatment, {row.rate});
        REQUIRE(category.has_value() == (row.category != nullptr));
        if (!category)
            continue;
        CHECK(code_of(*category) == std::string{row.category});
        CHECK(exemption_code_of(*category) == std::string{row.exemption});
    }
}
