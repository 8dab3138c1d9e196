#include "rules/customer/card.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("SUB-048 SUB-057 SUB-061: what keeps a card from being registered")
{
    struct Row {
        std::string_view brand, last4, expires;
        CardProblem expected;
    };
    const Row rows[] = {
        {"visa", "4242", "2026-11", CardProblem::none}, // it works to the last day of the month
        {"mastercard", "0007", "2030-12", CardProblem::none},
        {"amex", "4242", "2030-12", CardProblem::brand_not_accepted},
        {"Visa", "4242", "2030-12", CardProblem::brand_not_accepted},
        {"visa", "424", "2030-12", CardProblem::last4},
        {"visa", "4111111111111111", "2030-12", CardProblem::last4},
        {"visa", "4242", "", CardProblem::expires},
        {"visa", "4242", "2030-13", CardProblem::expires},
        {"visa", "4242", "2026-10", CardProblem::card_expired},
    };
    for (const auto& row : rows) {
        CAPTURE(row.brand);
        CAPTURE(row.last4);
        CAPTURE(row.expires);
        const auto problem = check_card(row.brand, row.last4, row.expires, Date{2026, 11, 30});
        CHECK(problem == row.expected);
        CHECK((std::string_view{explain(problem)}.empty()) == (problem == CardProblem::none));
    }
}
