#include "rules/invoice/payment_owner.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace duesday::rules;

TEST_CASE("F13: a payment is of whom its provider took it and not of whoever has its row now")
{
    struct Row {
        const char* what;
        bool is_told;
        std::vector<std::int64_t> owners;
        PaymentOwner expected;
        bool may_be_adopted, may_be_taken;
    };
    const Row rows[] = {
        {"the provider does not say", false, {}, PaymentOwner::not_told, true, true},
        {"the payer's", true, {7}, PaymentOwner::payer, true, true},
        {"of two who are one there", true, {3, 7}, PaymentOwner::payer, true, true},
        {"another's", true, {3}, PaymentOwner::another, false, false},
        {"of one whom the book lost", true, {}, PaymentOwner::unknown, false, true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto owner = owner_of_payment(row.is_told, row.owners, 7);
        CHECK(owner == row.expected);
        CHECK(may_be_adopted(owner) == row.may_be_adopted);
        CHECK(may_be_taken(owner) == row.may_be_taken);
    }
}
