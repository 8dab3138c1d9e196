#include "rules/invoice/paid_with.hpp"

#include <doctest/doctest.h>

using namespace duesday::rules;

TEST_CASE("the card that paid is told from other means")
{
    struct Row {
        std::string_view text;
        std::optional<CardUsed> card;
    };
    const Row rows[] = {
        {"visa 4242", CardUsed{"visa", "4242"}},
        {"carte bleue 0007", CardUsed{"carte bleue", "0007"}},
        {"", std::nullopt},
        {"visa", std::nullopt},
        {" 4242", std::nullopt},
        {"visa 42", std::nullopt},
        {"visa 42424", std::nullopt},
        {"visa 42a2", std::nullopt},
        {"bank transfer", std::nullopt},
        {"terminal T-1", std::nullopt},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(card_used(row.text) == row.card);
        if (row.card)
            CHECK(paid_with(*row.card) == row.text);
    }
}
