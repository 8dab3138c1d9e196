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
        return desk.cards->each_reversal_since(
            {}, [&](std::string_view id, bool) { return id == known; },
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
    CHECK(ask("").problem == "status_500");
    CHECK(found.size() == 1); // what was told counts
}

TEST_CASE("one reversal that cannot be read keeps none of the others back")
{
    MollieDesk desk;
    for (const char* key : {"k1", "k2", "k3"})
        desk.charge(desk.request(key));
    const auto payments = desk.mollie.payments();
    for (const auto& payment : payments)
        desk.mollie.charge_back(payment.id, 9'680);
    std::vector<std::string> keys;
    const auto ask = [&](const std::string& lie) {
        keys.clear();
        desk.mollie.fail_next("GET /v2/payments/" + payments[1].id, lie);
        const auto told = desk.cards->each_reversal_since(
            {}, [](std::string_view, bool) { return false; },
            [&](const partner::ProviderReversal& reversal) {
                keys.push_back(reversal.key);
                return true;
            });
        return told.problem;
    };
    using Keys = std::vector<std::string>;
    // Another shop's, in a currency that we do not know: told as nobody's.
    CHECK(ask(R"(but:{"amount":{"currency":"XXC"},"metadata":null})").empty());
    CHECK(keys == Keys{"k3", "", "k1"});
    CHECK(ask(R"(but:{"amount":{"currency":"XXC"},"metadata":{"book":"book-2"}})").empty());
    CHECK(keys == Keys{"k3", "", "k1"});
    // Ours: it has to be asked about again.
    CHECK(ask(R"(but:{"amount":{"currency":"XXC"}})") == "unreadable_answer");
    CHECK(keys == Keys{"k3", "k1"});
    CHECK(ask("500") == "");
    desk.mollie.fail_next("GET /v2/payments/" + payments[1].id, "500", 9);
    CHECK(ask("500") == "status_500");
    CHECK(keys == Keys{"k3", "k1"});
}

TEST_CASE("a refund that is not made yet says since when it waits")
{
    MollieDesk desk;
    desk.charge(desk.request("k1"));
    desk.mollie.set_clock(*partner::mollie::read_time("2026-12-05T10:00:00Z"));
    desk.mollie.refund(desk.mollie.payments()[0].id, 100, "queued");
    desk.mollie.set_clock(*partner::mollie::read_time("2026-12-06T10:00:00Z"));
    desk.mollie.refund(desk.mollie.payments()[0].id, 200, "failed");
    desk.mollie.refund(desk.mollie.payments()[0].id, 300, "processing");
    int found = 0;
    const auto told = desk.cards->each_reversal_since(
        {}, [](std::string_view, bool) { return false; },
        [&](const partner::ProviderReversal&) { return ++found > 0; });
    CHECK(found == 0);
    CHECK(told.undecided_since == partner::mollie::read_time("2026-12-05T10:00:00Z"));
}

TEST_CASE("a list that leads in circles or elsewhere breaks off")
{
    MollieDesk desk;
    const auto next = [](const std::string& address) {
        return R"(say:{"count":0,"_embedded":{"payments":[]},"_links":{"next":{"href":")" +
               address + R"("}}})";
    };
    const auto list = desk.mollie.url() + "/customers/" + desk.known.customer + "/payments?from=";
    for (const auto& [first, second] :
         {std::pair{list + "tr_a", list + "tr_b"}, std::pair{list + "tr_a", list + "tr_a"}}) {
        desk.mollie.heal();
        desk.mollie.fail_next("GET", next(first));
        desk.mollie.fail_next("GET", next(second));
        desk.mollie.fail_next("GET", next(first), 99);
        const auto answer = desk.look_up(desk.request("k1"));
        CHECK(answer.answer == Answer::unknown);
        CHECK(answer.reason == "unknown_next_page");
    }
    for (const auto& address :
         {desk.mollie.url() + "/../../admin", desk.mollie.url() + "/x\\r\\nX: 1",
          desk.mollie.url() + "x/payments", std::string{"https://login.example/"}}) {
        CAPTURE(address);
        desk.mollie.heal();
        desk.mollie.fail_next("GET", next(address));
        const auto answer = desk.look_up(desk.request("k1"));
        CHECK(answer.reason == "unknown_next_page");
    }
}

TEST_CASE("between two pages a list heeds a stop")
{
    MollieDesk desk;
    auto settings = settings_for(desk.mollie);
    settings.stop_requested = [] { return true; };
    desk.cards = partner::make_mollie_cards(settings);
    desk.mollie.fail_next("GET", R"(say:{"_embedded":{"payments":[]},"_links":{"next":{"href":")" +
                                     desk.mollie.url() + R"(/payments?from=tr_a"}}})");
    CHECK_FAULT(FaultKind::try_later,
                (desk.cards->each_payment_since({}, [](const partner::ProviderPayment&) {}), 0));
    CHECK(desk.mollie.requests().size() == 1);
}
