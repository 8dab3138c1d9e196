#include "rules/invoice/charge.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday::rules;

TEST_CASE("D18 D19: what state a charge is in decides whether another may be made")
{
    struct Row {
        ChargeState state;
        const char* code;
        bool final;
        bool holds_periods;
    };
    const Row rows[] = {
        // Nothing is known for good: the periods are held, so that nobody is charged twice.
        {ChargeState::planned, "planned", false, true},
        {ChargeState::sent, "sent", false, true},
        {ChargeState::pending, "pending", false, true},
        {ChargeState::unknown, "unknown", false, true},
        // Paid holds them for ever; the rest lets go.
        {ChargeState::paid, "paid", true, true},
        {ChargeState::declined, "declined", true, false},
        {ChargeState::rejected, "rejected", true, false},
        {ChargeState::void_, "void", true, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.code);
        CHECK(std::string{code_of(row.state)} == row.code);
        CHECK(parse_charge_state(row.code) == row.state);
        CHECK(is_final(row.state) == row.final);
        CHECK(holds_periods(row.state) == row.holds_periods);
    }
    CHECK_FALSE(parse_charge_state("void_"));
    CHECK_FALSE(parse_charge_state(""));
}

TEST_CASE("SUB-131: what costs nothing is asked of nobody but the test of a card")
{
    struct Row {
        ChargeKind kind;
        std::int64_t minor;
        bool expected;
    };
    const Row rows[] = {
        {ChargeKind::renewal, 0, false},      {ChargeKind::purchase, 0, false},
        {ChargeKind::reactivation, 0, false}, {ChargeKind::renewal, 1, true},
        {ChargeKind::purchase, 1, true},      {ChargeKind::reactivation, 1, true},
        {ChargeKind::card_test, 0, true},     {ChargeKind::card_test, 1, true},
    };
    for (const auto& row : rows) {
        CAPTURE(code_of(row.kind));
        CAPTURE(row.minor);
        const duesday::Money amount{row.minor, *duesday::Currency::parse("EUR")};
        CHECK(asks_provider(row.kind, amount) == row.expected);
    }
}

TEST_CASE("SUB-049 SUB-052 SUB-103 SUB-109: the four kinds of charge have one word each")
{
    for (const auto kind : {ChargeKind::renewal, ChargeKind::purchase, ChargeKind::reactivation,
                            ChargeKind::card_test})
        CHECK(parse_charge_kind(code_of(kind)) == kind);
    CHECK(std::string{code_of(ChargeKind::card_test)} == "card_test");
    CHECK_FALSE(parse_charge_kind("refund")); // SUB-038: there is none
}
