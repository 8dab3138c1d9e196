#include "document/localised.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday;
using namespace duesday::document;

namespace {

constexpr Language languages[] = {Language::en, Language::nl, Language::de, Language::fr,
                                  Language::pt};

} // namespace

TEST_CASE("SUB-064: dates are written dd/mm/yyyy and with dots in German")
{
    const Date day{2026, 3, 1};
    const std::string expected[] = {"01/03/2026", "01/03/2026", "01.03.2026", "01/03/2026",
                                    "01/03/2026"};
    for (const auto language : languages)
        CHECK(localised(day, language) == expected[static_cast<int>(language)]);
}

TEST_CASE("amounts are written as each language writes them")
{
    struct Row {
        std::int64_t minor;
        const char* currency;
        std::string text[5]; // en, nl, de, fr, pt
    };
    // A blank that does not break is \u00a0; French groups thousands with the narrow \u202f.
    const Row rows[] = {
        {123456,
         "EUR",
         {"€1,234.56", "€\u00a01.234,56", "1.234,56\u00a0€", "1\u202f234,56\u00a0€",
          "1.234,56\u00a0€"}},
        {-5, "EUR", {"-€0.05", "€\u00a0-0,05", "-0,05\u00a0€", "-0,05\u00a0€", "-0,05\u00a0€"}},
        {0, "EUR", {"€0.00", "€\u00a00,00", "0,00\u00a0€", "0,00\u00a0€", "0,00\u00a0€"}},
        {99900,
         "EUR",
         {"€999.00", "€\u00a0999,00", "999,00\u00a0€", "999,00\u00a0€", "999,00\u00a0€"}},
        {123456789,
         "USD",
         {"$1,234,567.89", "$\u00a01.234.567,89", "1.234.567,89\u00a0$",
          "1\u202f234\u202f567,89\u00a0$", "1.234.567,89\u00a0$"}},
        // A currency without a sign of its own is named by its code, which never touches a digit.
        {150000,
         "CHF",
         {"CHF\u00a01,500.00", "CHF\u00a01.500,00", "1.500,00\u00a0CHF", "1\u202f500,00\u00a0CHF",
          "1.500,00\u00a0CHF"}},
        // Currencies with other decimals than two.
        {1500,
         "JPY",
         {"JPY\u00a01,500", "JPY\u00a01.500", "1.500\u00a0JPY", "1\u202f500\u00a0JPY",
          "1.500\u00a0JPY"}},
        {1500,
         "KWD",
         {"KWD\u00a01.500", "KWD\u00a01,500", "1,500\u00a0KWD", "1,500\u00a0KWD",
          "1,500\u00a0KWD"}},
    };
    for (const auto& row : rows)
        for (const auto language : languages) {
            CAPTURE(code_of(language));
            CHECK(localised(Money{row.minor, Currency::of(row.currency)}, language) ==
                  row.text[static_cast<int>(language)]);
        }
}

TEST_CASE("rates and months are written for people")
{
    const std::string rates[] = {"5.5%", "5,5%", "5,5\u00a0%", "5,5\u00a0%", "5,5%"};
    for (const auto language : languages)
        CHECK(localised(VatRate{550}, language) == rates[static_cast<int>(language)]);
    CHECK(localised(VatRate{2100}, Language::en) == "21%");
    CHECK(localised_month("2026-12") == "12/2026");
    CHECK(localised_month("soon") == "soon");
}

TEST_CASE("a language without texts is served in English")
{
    struct Row {
        const char* code;
        Language language;
    };
    const Row rows[] = {{"nl", Language::nl},    {"nl-BE", Language::nl}, {"FR_be", Language::fr},
                        {"pt-BR", Language::pt}, {"it", Language::en},    {"", Language::en},
                        {"dex", Language::en}};
    for (const auto& row : rows) {
        CAPTURE(row.code);
        CHECK(language_of(row.code) == row.language);
    }
}
