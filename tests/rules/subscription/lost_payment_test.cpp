#include "rules/subscription/lost_payment.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using rules::may_have_paid;

TEST_CASE("F13: why a payment is not that of a charge")
{
    const auto euro = [](std::int64_t minor) { return Money{minor, Currency::of("EUR")}; };
    struct Row {
        const char* what;
        rules::PaidFor payment, charge;
        std::string_view expected;
    };
    const Row rows[] = {
        {"the very one", {euro(6'050), "a"}, {euro(6'050), "a"}, ""},
        {"what for is not known", {euro(6'050), ""}, {euro(6'050), "a"}, ""},
        {"for others", {euro(6'050), "b"}, {euro(6'050), "a"}, rules::misfit::pays_for_other},
        {"for nothing that is named",
         {euro(6'050), "b"},
         {euro(6'050), ""},
         rules::misfit::pays_for_other},
        {"another amount", {euro(4'840), ""}, {euro(6'050), "a"}, rules::misfit::amount_differs},
        {"at another price", {euro(4'840), "a"}, {euro(6'050), "a"}, rules::misfit::amount_differs},
        {"another amount for others",
         {euro(4'840), "b"},
         {euro(6'050), "a"},
         rules::misfit::amount_differs},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto reason = misfit_of(row.payment, row.charge);
        CHECK(reason == row.expected);
        CHECK(rules::is_misfit(reason) == !reason.empty());
        CHECK(rules::explain_misfit(reason).empty() == reason.empty());
    }
}

TEST_CASE("F13: what a lost payment may have paid for")
{
    const auto euro = [](std::int64_t minor) { return Money{minor, Currency::of("EUR")}; };
    struct Row {
        const char* what;
        rules::LostPaymentFacts payment;
        rules::ServiceToCharge service;
        bool expected;
    };
    const Row rows[] = {
        {"a renewal of its month", {euro(6'050), "2026-03"}, {euro(5'000), "2026-03"}, true},
        {"taxed at 0 %", {euro(5'000), "2026-03"}, {euro(5'000), "2026-03"}, true},
        {"too small", {euro(4'999), "2026-03"}, {euro(5'000), "2026-03"}, false},
        {"too small, at a price that was lowered",
         {euro(4'840), "2026-03"},
         {euro(5'000), "2026-03", true},
         true},
        {"so too of another month",
         {euro(4'840), "2026-03"},
         {euro(5'000), "2026-04", true},
         false},
        {"so too, and free", {euro(4'840), "2026-03"}, {euro(0), "2026-03", true}, false},
        {"too small, and the very one",
         {euro(4'840), "2026-03"},
         {euro(5'000), "2026-03", false, true},
         true},
        {"the very one, and free now",
         {euro(4'840), "2026-03"},
         {euro(0), "2026-03", false, true},
         false},
        {"another month", {euro(6'050), "2026-03"}, {euro(5'000), "2026-04"}, false},
        {"another currency",
         {euro(6'050), "2026-03"},
         {Money{5'000, Currency::of("CHF")}, "2026-03"},
         false},
        {"what costs nothing", {euro(6'050), "2026-03"}, {euro(0), "2026-03"}, false},
        {"a purchase", {euro(6'050), {}}, {euro(5'000), {}}, true},
        {"one of several", {euro(12'100), {}}, {euro(5'000), {}}, true},
        {"a purchase for nothing", {euro(6'050), {}}, {euro(0), {}}, false},
        {"a purchase that is too small", {euro(4'000), {}}, {euro(5'000), {}}, false},
        {"a purchase at a price that was lowered",
         {euro(4'000), {}},
         {euro(5'000), {}, true},
         true},
        {"the test of a card", {euro(1), {}}, {euro(5'000), {}, true}, false},
        {"bought with a renewal's payment", {euro(6'050), "2026-03"}, {euro(5'000), {}}, false},
        {"renewed with a purchase's payment", {euro(6'050), {}}, {euro(5'000), "2026-03"}, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(may_have_paid(row.payment, row.service) == row.expected);
    }
}
