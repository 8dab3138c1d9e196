// What Mollie says of payments that were made: of one charge, and of all since a moment
// (PARTNERS 1).

#include "partner/mollie_desk.hpp"
#include "support/faults.hpp"

#include <fmt/format.h>

#include <vector>

using namespace duesday;
using partner::Answer;
using partner::ChargeAnswer;
using partner::ChargeRequest;
using test::mollie_book;
using test::MollieDesk;

TEST_CASE("a charge is found by our attempt through all pages")
{
    MollieDesk desk;
    std::vector<ChargeRequest> requests;
    for (int i = 0; i < 600; ++i)
        requests.push_back(desk.request(fmt::format("k{}", i)));
    desk.cards->charge(requests, [](std::size_t, const ChargeAnswer& answer) {
        CHECK(answer.answer == Answer::done);
    });
    CHECK(desk.look_up(desk.request("k0")).answer == Answer::done);
    CHECK(desk.look_up(desk.request("k599")).answer == Answer::done);
    CHECK(desk.look_up(desk.request("never")).answer == Answer::not_found);
    // A page that cannot be had leaves the question open.
    desk.mollie.fail_next("GET /v2/customers", "none", 1);
    desk.mollie.fail_next("GET /v2/customers", "502", 9);
    const auto answer = desk.look_up(desk.request("never"));
    CHECK(answer.answer == Answer::unknown);
    CHECK(answer.reason == "status_502");
}

TEST_CASE("a charge of a customer who was deleted there is found among all payments")
{
    MollieDesk desk;
    CHECK(desk.charge(desk.request("k1")).answer == Answer::done);
    desk.mollie.delete_customer(desk.known.customer);
    CHECK(desk.look_up(desk.request("k1")).answer == Answer::done);
    CHECK(desk.look_up(desk.request("k2")).answer == Answer::not_found);
}

TEST_CASE("a payment that Mollie has named is asked about by its number whoever pays now")
{
    MollieDesk desk;
    const auto taken = desk.charge(desk.request("k1"));
    // Registered again after a book was put back, the payer is another customer there.
    auto request = desk.request("k1");
    request.provider_customer = desk.mollie.add_customer().customer;
    CHECK(desk.look_up(request).answer == Answer::not_found);
    request.reference = taken.reference;
    CHECK(desk.look_up(request).answer == Answer::done);
    CHECK(desk.look_up(request).reference == taken.reference);
    // One question is enough; what it does not answer leaves all open.
    CHECK(desk.mollie.requests().back() == "GET /v2/payments/" + taken.reference);
    desk.mollie.fail_next("GET /v2/payments/tr_", "500", 9);
    CHECK(desk.look_up(request).answer == Answer::unknown);
    desk.mollie.heal();
    // A number that is of something else, or of nothing, is passed over.
    request.key = "k2";
    CHECK(desk.look_up(request).answer == Answer::not_found);
    request.reference = "tr_none";
    CHECK(desk.look_up(request).answer == Answer::not_found);
}

TEST_CASE("a payment of that amount without our metadata may be ours")
{
    MollieDesk desk;
    CHECK(desk.charge(desk.request("k1")).answer == Answer::done);
    desk.mollie.forget_metadata(desk.mollie.payments()[0].id);
    CHECK(desk.look_up(desk.request("k2", 1'000)).answer == Answer::not_found);
    const auto answer = desk.look_up(desk.request("k2"));
    CHECK(answer.answer == Answer::unknown);
    CHECK(answer.reason == "unmarked_payment");
}

TEST_CASE("a payment that is not final yet is asked about")
{
    MollieDesk desk;
    desk.mollie.set_outcome(desk.known.mandate, "pending:2");
    CHECK(desk.charge(desk.request("k1")).answer == Answer::pending);
    CHECK(desk.look_up(desk.request("k1")).answer == Answer::pending);
    CHECK(desk.look_up(desk.request("k1")).answer == Answer::done);
    desk.mollie.set_outcome(desk.known.mandate, "pending-failed:1");
    CHECK(desk.charge(desk.request("k2")).answer == Answer::pending);
    const auto answer = desk.look_up(desk.request("k2"));
    CHECK(answer.answer == Answer::declined);
    CHECK(answer.reason == "card_declined");
}

TEST_CASE("after a restore all payments are told oldest first")
{
    MollieDesk desk;
    const auto start = partner::mollie::read_time("2026-11-30T10:00:00Z").value();
    for (int i = 0; i < 300; ++i) {
        desk.mollie.set_clock(start.plus_seconds(i * 60));
        desk.charge(desk.request(fmt::format("k{}", i)));
    }
    std::vector<std::string> keys;
    const auto since = start.plus_seconds(100 * 60);
    desk.cards->each_payment_since(since, [&](const partner::ProviderPayment& payment) {
        keys.push_back(payment.key);
        CHECK(payment.book == mollie_book);
        CHECK(payment.answer.answer == Answer::done);
    });
    // An hour more, for clocks that differ.
    REQUIRE(keys.size() == 260);
    CHECK(keys.front() == "k40");
    CHECK(keys.back() == "k299");
    desk.mollie.fail_next("GET /v2/payments", "500", 9);
    CHECK_FAULT(FaultKind::unavailable,
                (desk.cards->each_payment_since(since, [](const auto&) {}), 0));
}

TEST_CASE("money that went back is told with the charge that it was paid with")
{
    using Kind = partner::ProviderReversal::Kind;
    MollieDesk desk;
    desk.charge(desk.request("k1"));
    desk.charge(desk.request("k2"));
    desk.charge(desk.request("k3"));
    const auto payments = desk.mollie.payments();
    const auto back = desk.mollie.charge_back(payments[0].id, 9'680);
    const auto refund = desk.mollie.refund(payments[1].id, 1'000);
    desk.mollie.refund(payments[2].id, 500, "failed");
    std::vector<partner::ProviderReversal> found;
    const auto ask = [&](const std::string& known) {
        found.clear();
        desk.cards->each_reversal_since(
            Timestamp{}, [&](std::string_view id, bool) { return id == known; },
            [&](const partner::ProviderReversal& reversal) {
                found.push_back(reversal);
                return true;
            });
    };
    ask("");
    REQUIRE(found.size() == 2);
    CHECK(found[0].kind == Kind::chargeback);
    CHECK(found[0].id == back);
    CHECK(found[0].key == "k1");
    CHECK(found[0].book == mollie_book);
    CHECK(found[0].amount.text() == "96.80");
    CHECK(found[1].kind == Kind::refund);
    CHECK(found[1].key == "k2");
    CHECK(found[1].amount.text() == "10.00");
    ask(back);
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == refund);
    desk.mollie.fail_next("GET /v2/refunds", "500", 9);
    CHECK_FAULT(FaultKind::unavailable, (ask(""), 0));
}
