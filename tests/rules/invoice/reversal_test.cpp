#include "rules/invoice/reversal.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;
using Letter = ReversalLetter;
using Demand = ReversalDemand;

namespace {

MoneyBack back_of(std::int64_t refunded, std::int64_t charged_back, bool is_credited)
{
    const auto euro = Currency::of("EUR");
    return {Money{10'000, euro}, Money{refunded, euro}, Money{charged_back, euro}, is_credited};
}

} // namespace

TEST_CASE("money that went back: what is open and what waits and who is told")
{
    constexpr auto refund = ReversalKind::refund;
    constexpr auto chargeback = ReversalKind::chargeback;
    const struct {
        MoneyBack back;
        ReversalKind kind;
        std::int64_t open;
        bool is_frozen;
        ReversalOutcome outcome;
        std::int64_t amount = 1'000; // of the last one
    } rows[] = {
        {back_of(0, 10'000, false), chargeback, 10'000, true, {Letter::taken_back, Demand::settle}},
        {back_of(0, 4'000, false), chargeback, 4'000, true, {Letter::taken_back, Demand::settle}},
        {back_of(10'000, 0, false), refund, 10'000, true, {Letter::sent_back, Demand::credit}},
        {back_of(1'000, 0, false),
         refund,
         1'000,
         false,
         {Letter::sent_back_in_part, Demand::explain_part}},
        // In two parts it is all of it.
        {back_of(6'000, 4'000, false), refund, 10'000, true, {Letter::sent_back, Demand::credit}},
        // The usual order of book-keeping: the credit note first.
        {back_of(10'000, 0, true), refund, 0, false, {Letter::credited, Demand::none}},
        {back_of(1'000, 0, true), refund, -9'000, false, {Letter::credited, Demand::none}},
        {back_of(0, 10'000, true), chargeback, 0, false, {Letter::credited, Demand::none}},
        // Twice is not owed twice.
        {back_of(10'000, 10'000, false), chargeback, 10'000, true, {Letter::none, Demand::contest}},
        {back_of(1'000, 10'000, false), refund, 10'000, true, {Letter::none, Demand::contest}},
        {back_of(10'000, 10'000, true), chargeback, 0, false, {Letter::none, Demand::contest}},
        // More than was paid in one refund or two: all of it went back with the last or before.
        {back_of(12'500, 0, false),
         refund,
         10'000,
         true,
         {Letter::sent_back, Demand::credit},
         12'500},
        {back_of(12'000, 0, false),
         refund,
         10'000,
         true,
         {Letter::sent_back, Demand::credit},
         6'000},
        {back_of(12'500, 0, false), refund, 10'000, true, {Letter::none, Demand::surplus}, 2'500},
        {back_of(12'500, 0, true), refund, 0, false, {Letter::credited, Demand::none}, 12'500},
        {back_of(12'500, 0, true), refund, 0, false, {Letter::none, Demand::surplus}, 2'500},
        {back_of(0, 20'000, false),
         chargeback,
         10'000,
         true,
         {Letter::none, Demand::surplus},
         10'000},
    };
    for (const auto& row : rows) {
        CAPTURE(&row - rows);
        CHECK(open_after(row.back).minor() == row.open);
        CHECK(freezes_renewals(row.back) == row.is_frozen);
        CHECK(settle_reversal(row.back, row.kind, Money{row.amount, Currency::of("EUR")}) ==
              row.outcome);
    }
}

TEST_CASE("a chargeback that was won leaves what else went back")
{
    const struct {
        MoneyBack back;
        std::int64_t open;
        bool is_frozen;
        Letter letter;
        Demand demand;
    } rows[] = {
        {back_of(0, 0, false), 0, false, Letter::paid_again, Demand::none},
        {back_of(0, 0, true), -10'000, false, Letter::none, Demand::send_back},
        {back_of(1'000, 0, false), 1'000, false, Letter::paid_again, Demand::none},
        {back_of(10'000, 0, false), 10'000, true, Letter::none, Demand::credit},
        {back_of(10'000, 0, true), 0, false, Letter::none, Demand::none},
        {back_of(0, 3'050, false), 3'050, true, Letter::none, Demand::settle},
        {back_of(10'000, 3'050, false), 10'000, true, Letter::none, Demand::settle},
        {back_of(0, 3'050, true), -6'950, false, Letter::none, Demand::send_back},
    };
    for (const auto& row : rows) {
        CAPTURE(&row - rows);
        CHECK(open_after(row.back).minor() == row.open);
        CHECK(freezes_renewals(row.back) == row.is_frozen);
        CHECK(settle_won_chargeback(row.back) == ReversalOutcome{row.letter, row.demand});
    }
}
