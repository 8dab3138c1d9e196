// What an intention to charge does where the provider holds a payment that was lost with a copy.

#include "flow/charge_intention.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/unexplained_payments.hpp"
#include "support/firm.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace duesday;
using namespace duesday::store;
using rules::ChargeState;

namespace {

const Date today{2026, 3, 2};
const auto euro = Currency::of("EUR");

struct LossyFirm : test::Firm {
    Charge renewal()
    {
        Charge charge;
        charge.payer = 1;
        charge.card = 1;
        charge.group_key = "2026-03";
        charge.amount = Money{6050, euro};
        charge.vat_treatment = "domestic";
        charge.state = ChargeState::sent;
        charge.provider = "sandbox";
        return charge;
    }

    void lose(int attempt, ChargeState state, std::int64_t minor = 6050)
    {
        auto charge = renewal();
        charge.attempt = attempt;
        Write write{book(), stamp(today)};
        remember_unexplained_payment(write, {charge_key(book().id(), charge),
                                             "sandbox",
                                             "reference",
                                             Money{minor, euro},
                                             state,
                                             Timestamp{1'000},
                                             {},
                                             std::nullopt});
        write.commit();
    }

    /// A renewal that is planned now.
    Charge plan()
    {
        auto charge = renewal();
        Write write{book(), stamp(today)};
        flow::plan_charge(write, charge, {}, {});
        write.commit();
        return charge;
    }
};

} // namespace

TEST_CASE("F13: a charge takes the lost payment of its group whatever its number")
{
    LossyFirm firm;
    firm.lose(1, ChargeState::declined);
    firm.lose(3, ChargeState::paid);
    const auto charge = firm.plan();
    CHECK(charge.attempt == 3);
    CHECK(charge.state == ChargeState::unknown);
    CHECK(charge.reason.empty());
    const auto stored = find_charge(firm.database(), charge.id);
    CHECK(stored->key == charge.key);
    CHECK(stored->state == ChargeState::unknown);
    CHECK(stored->sent_at == Timestamp{1'000});
    // The refusal is left, and is in nobody's way.
    REQUIRE(unexplained_payments(firm.database()).size() == 1);
    CHECK(unexplained_payments(firm.database()).front().state == ChargeState::declined);
}

TEST_CASE("F13: a lost payment of another amount is for a person to settle")
{
    LossyFirm firm;
    firm.lose(1, ChargeState::pending, 9900);
    const auto charge = firm.plan();
    CHECK(charge.attempt == 1);
    CHECK(charge.amount == Money{9900, euro});
    CHECK(find_charge(firm.database(), charge.id)->reason == rules::misfit::amount_differs);
}

TEST_CASE("F13: the number of a lost refusal is not given again")
{
    LossyFirm firm;
    firm.lose(1, ChargeState::declined);
    firm.lose(2, ChargeState::declined);
    const auto charge = firm.plan();
    CHECK(charge.attempt == 3);
    CHECK(charge.state == ChargeState::sent);
}

TEST_CASE("F13: what was refunded is charged again under a number of its own")
{
    LossyFirm firm;
    firm.lose(1, ChargeState::paid);
    {
        Write write{firm.book(), firm.stamp(today)};
        refund_unexplained_payment(write, unexplained_payments(firm.database()).front());
        write.commit();
    }
    firm.lose(1, ChargeState::paid); // another reconciliation finds it again
    CHECK_FALSE(unexplained_payments(firm.database()).front().is_open());
    const auto charge = firm.plan();
    CHECK(charge.attempt == 2);
    CHECK(charge.state == ChargeState::sent);
}

TEST_CASE("F13: lost payments of others are left alone")
{
    LossyFirm firm;
    firm.lose(1, ChargeState::paid);
    auto other = firm.renewal();
    other.group_key = "2026-04";
    Write write{firm.book(), firm.stamp(today)};
    flow::plan_charge(write, other, {}, {});
    write.commit();
    CHECK(other.attempt == 1);
    CHECK(other.state == ChargeState::sent);
    CHECK(unexplained_payments(firm.database()).size() == 1);
}
