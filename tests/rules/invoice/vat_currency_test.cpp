#include "rules/invoice/vat_currency.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday;

TEST_CASE("VAT is owed in the money of the seller's country")
{
    const std::pair<const char*, const char*> rows[] = {
        {"BE", "EUR"}, {"BG", "EUR"}, {"HR", "EUR"}, {"SE", "SEK"}, {"DK", "DKK"}, {"PL", "PLN"},
        {"NO", "NOK"}, {"SJ", "NOK"}, {"IS", "ISK"}, {"XI", "GBP"}, {"US", ""},    {"", ""}};
    for (const auto& [country, code] : rows) {
        CAPTURE(country);
        const auto currency = rules::vat_currency(country);
        CHECK((currency ? std::string{currency->code()} : "") == code);
    }
}
