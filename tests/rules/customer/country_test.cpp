#include "rules/customer/country.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace duesday::rules;

TEST_CASE("SUB-044: a country is two letters of ISO 3166-1")
{
    for (const std::string_view code : {"BE", "NL", "GB", "IN", "ZW", "AX", "CW", "SS", "XI", "XK"})
        CHECK_MESSAGE(is_country(code), code);
    for (const std::string_view code :
         {"", "B", "be", "BEL", "UK", "EL", "EU", "AN", "SU", "ZZ", "E ", " B", "1A"})
        CHECK_FALSE_MESSAGE(is_country(code), code);

    int known = 0;
    for (char first = 'A'; first <= 'Z'; ++first)
        for (char second = 'A'; second <= 'Z'; ++second)
            known += is_country(std::string{first, second}) ? 1 : 0;
    CHECK(known == 249 + 2); // ISO's officially assigned codes, and XI and XK
}

TEST_CASE("SUB-045: Europe is more than the EU")
{
    struct Row {
        std::string_view country;
        bool eu;
        bool europe;
    };
    const Row rows[] = {
        // The EU and Northern Ireland.
        {"BE", true, true},
        {"GR", true, true},
        {"HR", true, true},
        {"XI", true, true},
        // Out of it, never in it, beside it.
        {"GB", false, true},
        {"CH", false, true},
        {"NO", false, true},
        {"IS", false, true},
        {"LI", false, true},
        {"UA", false, true},
        {"RS", false, true},
        {"TR", false, true},
        {"MC", false, true},
        // Elsewhere, however close the ties.
        {"US", false, false},
        {"IN", false, false},
        {"MA", false, false},
        {"GP", false, false},
        {"EL", false, false},
        {"", false, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.country);
        CHECK(is_eu_vat_country(row.country) == row.eu);
        CHECK(is_european(row.country) == row.europe);
    }

    int members = 0;
    for (char first = 'A'; first <= 'Z'; ++first)
        for (char second = 'A'; second <= 'Z'; ++second) {
            const std::string code{first, second};
            members += is_eu_vat_country(code) ? 1 : 0;
            if (is_european(code))
                CHECK_MESSAGE(is_country(code), code);
        }
    CHECK(members == 27 + 1);
}
