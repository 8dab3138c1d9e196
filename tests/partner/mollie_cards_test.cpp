// The client of Mollie against a stand-in that keeps its own ledger (PARTNERS 1, RELIABILITY F7).

#include "partner/card_entry.hpp"
#include "partner/mollie.hpp"
#include "partner/mollie_json.hpp"
#include "support/faults.hpp"
#include "support/mollie_stand_in.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <map>

using namespace duesday;
using partner::Answer;
using partner::ChargeAnswer;
using partner::ChargeRequest;
using test::MollieStandIn;

namespace {

constexpr const char* book = "book-1";

std::int64_t elapsed_ms()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

partner::MollieSettings settings_for(const MollieStandIn& mollie)
{
    partner::MollieSettings settings;
    settings.url = mollie.url();
    settings.key = "test_standin";
    settings.book_id = book;
    settings.redirect_url = "https://firm.example/thanks";
    settings.total_ms = 150;
    settings.first_wait_ms = 10;
    settings.budget_ms = 3'000;
    settings.elapsed_ms = elapsed_ms;
    return settings;
}

struct Desk {
    Desk() { mollie.set_clock(partner::mollie::read_time("2026-11-30T10:00:00Z").value()); }

    MollieStandIn mollie;
    MollieStandIn::Known known = mollie.add_customer();
    std::unique_ptr<partner::CardGateway> cards = partner::make_mollie_cards(settings_for(mollie));

    ChargeRequest request(const std::string& key, std::int64_t minor = 9'680) const
    {
        ChargeRequest request;
        request.key = key;
        request.provider_customer = known.customer;
        request.mandate = known.mandate;
        request.amount = Money{minor, Currency::of("EUR")};
        request.description = "renewal 2026-12";
        request.sent_at = partner::mollie::read_time("2026-11-30T10:00:00Z");
        return request;
    }

    ChargeAnswer charge(const ChargeRequest& request)
    {
        ChargeAnswer only;
        int answers = 0;
        cards->charge({&request, 1}, [&](std::size_t, const ChargeAnswer& answer) {
            only = answer;
            ++answers;
        });
        CHECK(answers == 1);
        return only;
    }
    ChargeAnswer look_up(const ChargeRequest& request)
    {
        return cards->look_up(request, partner::Asker::poll_confirmations);
    }
    std::size_t taken() const
    {
        std::size_t paid = 0;
        for (const auto& payment : mollie.payments())
            paid += payment.status == "paid" ? 1 : 0;
        return paid;
    }
};

/// A page for a card; `customer` is empty for one whom Mollie does not know.
partner::CardEntryRequest entry_request(const std::string& key, const std::string& customer = {})
{
    return {key,
            key + "c",
            customer,
            "Domotix BV",
            "si1@example.org",
            "C1",
            Money{1, Currency::of("EUR")},
            "card test"};
}

} // namespace

TEST_CASE("SUB-060: a charge is paid and carries our attempt and book")
{
    Desk desk;
    const auto answer = desk.charge(desk.request("k1"));
    CHECK(answer.answer == Answer::done);
    REQUIRE(desk.mollie.payments().size() == 1);
    const auto payment = desk.mollie.payments()[0];
    CHECK(answer.reference == payment.id);
    CHECK(payment.amount == 9'680);
    CHECK(payment.attempt == "k1");
    CHECK(payment.book == book);
    CHECK(payment.mandate == desk.known.mandate);
    CHECK(payment.sequence == "recurring");
}

TEST_CASE("the body of a charge is the same bytes each time")
{
    const Desk desk;
    CHECK(partner::mollie::recurring_body(desk.request("k1"), book) ==
          fmt::format(R"({{"amount":{{"currency":"EUR","value":"96.80"}},)"
                      R"("description":"renewal 2026-12","redirectUrl":null,"customerId":"{}",)"
                      R"("mandateId":"{}","sequenceType":"recurring",)"
                      R"("metadata":{{"attempt":"k1","book":"book-1"}}}})",
                      desk.known.customer, desk.known.mandate));
}

TEST_CASE("D6: each failure reason of PARTNERS 1.7 is the provider's word")
{
    Desk desk;
    for (const auto& [minor, reason] : test::mollie_magic_amounts()) {
        const auto answer = desk.charge(desk.request(reason, minor));
        CHECK(answer.answer == Answer::declined);
        CHECK(answer.reason == reason);
    }
}

TEST_CASE("each status is one of our answers and a word that is new is not final")
{
    struct Row {
        const char* status;
        Answer answer;
        const char* reason;
    };
    for (const auto& [status, answer, reason] :
         {Row{"paid", Answer::done, ""}, Row{"open", Answer::pending, ""},
          Row{"pending", Answer::pending, ""}, Row{"authorized", Answer::pending, "authorized"},
          Row{"on_the_moon", Answer::pending, "on_the_moon"},
          Row{"failed", Answer::declined, "unknown_reason"},
          Row{"canceled", Answer::declined, "payment_canceled"},
          Row{"expired", Answer::declined, "payment_expired"}}) {
        partner::mollie::Payment payment;
        payment.status = status;
        const auto read = partner::mollie::answer_of(payment);
        CAPTURE(status);
        CHECK(read.answer == answer);
        CHECK(read.reason == reason);
    }
}

TEST_CASE("F7: whatever happens to the line one charge takes the money once at most")
{
    struct Row {
        const char* fault;
        int times;
        Answer answer;
        std::size_t taken;
    };
    // Tries are three; what an answer does not come to stays unknown, never declined or void.
    for (const auto& [fault, times, answer, taken] : {Row{"lost", 1, Answer::done, 1},
                                                      Row{"lost", 9, Answer::unknown, 1},
                                                      Row{"reset", 1, Answer::done, 1},
                                                      Row{"reset", 9, Answer::unknown, 1},
                                                      Row{"reset-before", 9, Answer::unknown, 0},
                                                      Row{"cut", 1, Answer::done, 1},
                                                      Row{"garbage", 1, Answer::unknown, 1},
                                                      Row{"500", 1, Answer::done, 1},
                                                      Row{"500", 9, Answer::unknown, 0},
                                                      Row{"500-after", 1, Answer::done, 1},
                                                      Row{"502", 9, Answer::unknown, 0},
                                                      Row{"409", 1, Answer::done, 1},
                                                      Row{"409", 9, Answer::unknown, 0},
                                                      Row{"429:1", 1, Answer::done, 1},
                                                      Row{"429:9", 1, Answer::not_sent, 0},
                                                      Row{"503:1", 1, Answer::done, 1},
                                                      Row{"503:9", 1, Answer::unknown, 0},
                                                      Row{"slow:250", 1, Answer::done, 1},
                                                      Row{"slow:250", 9, Answer::unknown, 1},
                                                      Row{"twice", 1, Answer::done, 1}}) {
        Desk desk;
        desk.mollie.fail_next("POST /v2/payments", fault, times);
        const std::string named = fault;
        CAPTURE(named);
        CAPTURE(times);
        const auto got = desk.charge(desk.request("k1"));
        CHECK(got.answer == answer);
        CHECK(desk.taken() <= 1);
        if (std::string_view{fault} != "slow:250")
            CHECK(desk.taken() == taken);
        // Asked later, nothing is doubled either.
        desk.mollie.heal();
        auto again = desk.request("k1");
        again.is_repeat = true;
        CHECK(desk.charge(again).answer == Answer::done);
        CHECK(desk.taken() == 1);
    }
}

TEST_CASE("a repetition that nobody answers says nothing about the first call")
{
    struct Row {
        const char* fault;
        Answer answer;
    };
    for (const auto& [fault, answer] : {Row{"429:9", Answer::unknown}, Row{"500", Answer::unknown},
                                        Row{"409", Answer::unknown}}) {
        Desk desk;
        desk.mollie.fail_next("POST /v2/payments", fault, 9);
        auto request = desk.request("k1");
        request.is_repeat = true;
        const std::string named = fault;
        CAPTURE(named);
        CHECK(desk.charge(request).answer == answer);
    }
    // Where nobody is at all, a first call was not sent; one of a dead run may have been.
    auto settings = partner::MollieSettings{};
    settings.url = "http://127.0.0.1:1/v2";
    settings.key = "test_x";
    settings.elapsed_ms = elapsed_ms;
    const auto nobody = partner::make_mollie_cards(settings);
    const Desk desk;
    std::vector<ChargeRequest> requests(3, desk.request("k1"));
    requests[1].is_repeat = true;
    std::vector<ChargeAnswer> answers(3);
    nobody->charge(requests, [&](std::size_t i, const ChargeAnswer& a) { answers[i] = a; });
    CHECK(answers[0].answer == Answer::not_sent);
    CHECK(answers[1].answer == Answer::unknown);
    CHECK(answers[2].answer == Answer::not_sent);
}

TEST_CASE("the same key with other bytes is refused and after an hour it is a new request")
{
    Desk desk;
    const auto start = partner::mollie::read_time("2026-11-30T10:00:00Z").value();
    desk.mollie.set_clock(start);
    CHECK(desk.charge(desk.request("k1")).answer == Answer::done);
    const auto other = desk.charge(desk.request("k1", 5'000));
    CHECK(other.answer == Answer::rejected);
    CHECK(other.reason == "status_400");
    CHECK(desk.charge(desk.request("k1")).answer == Answer::done);
    CHECK(desk.taken() == 1);
    // This is what repeat_seconds guards against.
    CHECK(desk.cards->repeat_seconds() == 3'000);
    desk.mollie.set_clock(start.plus_seconds(3'601));
    CHECK(desk.charge(desk.request("k1")).answer == Answer::done);
    CHECK(desk.taken() == 2);
}

TEST_CASE("a charge is found by our attempt through all pages")
{
    Desk desk;
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
    Desk desk;
    CHECK(desk.charge(desk.request("k1")).answer == Answer::done);
    desk.mollie.delete_customer(desk.known.customer);
    CHECK(desk.look_up(desk.request("k1")).answer == Answer::done);
    CHECK(desk.look_up(desk.request("k2")).answer == Answer::not_found);
}

TEST_CASE("a payment that Mollie has named is asked about by its number whoever pays now")
{
    Desk desk;
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

TEST_CASE("who answers nobody is asked no more")
{
    Desk desk;
    desk.mollie.fail_next("POST /v2/payments", "500", 1'000);
    std::vector<ChargeRequest> requests;
    for (int i = 0; i < 100; ++i)
        requests.push_back(desk.request("k" + std::to_string(i)));
    int unknown = 0;
    int not_sent = 0;
    desk.cards->charge(requests, [&](std::size_t, const ChargeAnswer& answer) {
        unknown += answer.answer == Answer::unknown ? 1 : 0;
        not_sent += answer.answer == Answer::not_sent ? 1 : 0;
    });
    CHECK(unknown + not_sent == 100);
    CHECK(unknown <= 30); // what was in flight, and the eight that told
    // One that is answered between them shows that somebody is there.
    desk.mollie.heal();
    CHECK(desk.charge(requests.front()).answer == Answer::done);
}

TEST_CASE("a payment of that amount without our metadata may be ours")
{
    Desk desk;
    CHECK(desk.charge(desk.request("k1")).answer == Answer::done);
    desk.mollie.forget_metadata(desk.mollie.payments()[0].id);
    CHECK(desk.look_up(desk.request("k2", 1'000)).answer == Answer::not_found);
    const auto answer = desk.look_up(desk.request("k2"));
    CHECK(answer.answer == Answer::unknown);
    CHECK(answer.reason == "unmarked_payment");
}

TEST_CASE("a payment that is not final yet is asked about")
{
    Desk desk;
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

TEST_CASE("SUB-089: a mandate that is gone is the customer's matter and other words are ours")
{
    Desk desk;
    CHECK(desk.cards->accepts(desk.known.customer, desk.known.mandate));
    for (const bool says_gone : {false, true}) {
        desk.mollie.say_gone(says_gone);
        desk.mollie.set_mandate(desk.known.mandate, "gone");
        CHECK_FALSE(desk.cards->accepts(desk.known.customer, desk.known.mandate));
        const auto answer = desk.charge(desk.request(says_gone ? "k1" : "k2"));
        CHECK(answer.answer == Answer::declined);
        CHECK(answer.reason == "invalid_mandate");
    }
    desk.mollie.set_mandate(desk.known.mandate, "invalid");
    CHECK_FALSE(desk.cards->accepts(desk.known.customer, desk.known.mandate));
    desk.mollie.set_mandate(desk.known.mandate, "valid");
    auto wrong = desk.request("k3");
    wrong.description.clear();
    const auto answer = desk.charge(wrong);
    CHECK(answer.answer == Answer::rejected);
    CHECK(answer.reason == "status_422_description");
    // Who cannot tell says yes.
    desk.mollie.fail_next("GET /v2/customers", "500", 9);
    CHECK(desk.cards->accepts(desk.known.customer, desk.known.mandate));
}

TEST_CASE("the first 401 or 403 ends all calls and none of them is repeated")
{
    for (const char* fault : {"401", "403"}) {
        Desk desk;
        auto settings = settings_for(desk.mollie);
        settings.side_by_side = 1;
        desk.cards = partner::make_mollie_cards(settings);
        desk.mollie.fail_next("POST", fault, 1);
        std::vector<ChargeRequest> requests{desk.request("k1"), desk.request("k2"),
                                            desk.request("k3")};
        requests[2].is_repeat = true;
        std::vector<ChargeAnswer> answers(3);
        CHECK_FAULT(
            FaultKind::bad_setup,
            (desk.cards->charge(
                 requests, [&](std::size_t i, const ChargeAnswer& answer) { answers[i] = answer; }),
             0));
        CHECK(answers[0].answer == Answer::rejected);
        CHECK(answers[1].answer == Answer::not_sent);
        CHECK(answers[2].answer == Answer::unknown);
        CHECK(desk.mollie.requests().size() == 1);
        CHECK_FAULT(FaultKind::bad_setup, desk.look_up(requests[0]).answer);
        CHECK(desk.mollie.requests().size() == 1);
    }
}

TEST_CASE("after a stop no charge is begun and those in flight are answered")
{
    Desk desk;
    auto settings = settings_for(desk.mollie);
    settings.side_by_side = 4;
    int answered = 0;
    settings.stop_requested = [&] { return answered > 0; };
    desk.cards = partner::make_mollie_cards(settings);
    std::vector<partner::ChargeRequest> requests;
    for (int i = 0; i < 200; ++i)
        requests.push_back(desk.request("k" + std::to_string(i)));
    std::map<Answer, int> answers;
    desk.cards->charge(requests, [&](std::size_t, const partner::ChargeAnswer& answer) {
        ++answered;
        ++answers[answer.answer];
    });
    CHECK(answers[Answer::done] == static_cast<int>(desk.mollie.payments().size()));
    CHECK(answers[Answer::done] >= 4);
    CHECK(answers[Answer::done] <= 12);
    CHECK(answers[Answer::done] + answers[Answer::not_sent] == 200);
    CHECK(desk.cards->look_up(requests.back(), partner::Asker::charging_program).answer ==
          Answer::not_found); // a question is still asked
}

TEST_CASE("many charges go side by side and each has its own answer")
{
    Desk desk;
    desk.mollie.set_latency_ms(50);
    auto settings = settings_for(desk.mollie);
    settings.side_by_side = 32;
    settings.total_ms = 5'000;
    desk.cards = partner::make_mollie_cards(settings);
    std::vector<ChargeRequest> requests;
    for (int i = 0; i < 320; ++i)
        requests.push_back(desk.request(fmt::format("k{}", i), 1'000 + i));
    std::vector<int> answers(requests.size());
    const auto begin = elapsed_ms();
    desk.cards->charge(requests, [&](std::size_t i, const ChargeAnswer& answer) {
        CHECK(answer.answer == Answer::done);
        ++answers[i];
    });
    MESSAGE("320 calls of 50 ms, 32 side by side: " << elapsed_ms() - begin << " ms");
    CHECK(elapsed_ms() - begin < 4'000);
    for (const int count : answers)
        CHECK(count == 1);
    CHECK(desk.taken() == requests.size());
}

TEST_CASE("after a restore all payments are told oldest first")
{
    Desk desk;
    const auto start = partner::mollie::read_time("2026-11-30T10:00:00Z").value();
    for (int i = 0; i < 300; ++i) {
        desk.mollie.set_clock(start.plus_seconds(i * 60));
        desk.charge(desk.request(fmt::format("k{}", i)));
    }
    std::vector<std::string> keys;
    const auto since = start.plus_seconds(100 * 60);
    desk.cards->each_payment_since(since, [&](const partner::ProviderPayment& payment) {
        keys.push_back(payment.key);
        CHECK(payment.book == book);
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
    Desk desk;
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
    CHECK(found[0].book == book);
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

TEST_CASE("SUB-049: a card is entered on the provider's page")
{
    Desk desk;
    auto& entry = *desk.cards->entry();
    auto request = entry_request("e1");
    const auto begun = entry.begin(request);
    REQUIRE(begun.answer == Answer::done);
    CHECK(begun.checkout_url.starts_with("https://"));
    CHECK(entry.begin(request).reference == begun.reference); // the same page
    CHECK(entry.look_up(begun.provider_customer, begun.reference).answer == Answer::pending);
    desk.mollie.visit(begun.reference, "paid", {"Mastercard", "4444", "2031-06-30"});
    const auto card = entry.look_up(begun.provider_customer, begun.reference);
    CHECK(card.answer == Answer::done);
    CHECK(card.brand == "Mastercard");
    CHECK(card.last4 == "4444");
    CHECK(card.expires == "2031-06");
    CHECK(desk.cards->accepts(begun.provider_customer, card.mandate));
    CHECK(entry.forget(begun.provider_customer, card.mandate));
    CHECK_FALSE(desk.cards->accepts(begun.provider_customer, card.mandate));
    // Another card of a customer whom Mollie knows: no second record.
    request.key = "e2";
    request.provider_customer = begun.provider_customer;
    request.amount = Money{0, Currency::of("EUR")};
    const auto second = entry.begin(request);
    CHECK(second.answer == Answer::done);
    CHECK(second.provider_customer == begun.provider_customer);
    desk.mollie.visit(second.reference, "expired");
    CHECK(entry.look_up(second.provider_customer, second.reference).reason == "payment_expired");
}

TEST_CASE("a page is cancelled only while nobody has entered a card there")
{
    struct Row {
        const char* visited; ///< what the customer did there
        const char* fault;   ///< what becomes of the DELETE
        Answer answer;
        const char* reason;
        bool is_asked_to_end;
    };
    for (const auto& [visited, fault, answer, reason, is_asked_to_end] :
         {Row{"", "", Answer::declined, "payment_canceled", true},
          Row{"", "500-after", Answer::declined, "payment_canceled", true},
          Row{"", "422", Answer::pending, "", true}, Row{"paid", "", Answer::done, "", false},
          Row{"pending", "", Answer::pending, "", false},
          Row{"expired", "", Answer::declined, "payment_expired", false}}) {
        CAPTURE(visited);
        CAPTURE(fault);
        Desk desk;
        auto& entry = *desk.cards->entry();
        const auto begun = entry.begin(entry_request("e1"));
        if (*visited != '\0')
            desk.mollie.visit(begun.reference, visited);
        if (*fault != '\0')
            desk.mollie.fail_next("DELETE /v2/payments", fault, 1);
        const auto card = entry.cancel(begun.provider_customer, begun.reference);
        CHECK(card.answer == answer);
        CHECK(card.reason == reason);
        CHECK(card.mandate.empty() == (answer != Answer::done));
        const auto requests = desk.mollie.requests();
        CHECK(is_asked_to_end ==
              std::any_of(requests.begin(), requests.end(), [](const std::string& request) {
                  return request.starts_with("DELETE");
              }));
    }
}

TEST_CASE("a card that its payment does not name is the newest since")
{
    Desk desk;
    auto& entry = *desk.cards->entry();
    const auto request = entry_request("e1", desk.known.customer);
    desk.mollie.set_clock(partner::mollie::read_time("2026-11-30T11:00:00Z").value());
    const auto begun = entry.begin(request);
    desk.mollie.set_clock(partner::mollie::read_time("2026-11-30T22:55:00Z").value());
    desk.mollie.visit(begun.reference, "paid", {"Mastercard", "4444", "2031-06-30"});
    desk.mollie.forget_mandate(begun.reference);
    const auto card = entry.look_up(begun.provider_customer, begun.reference);
    CHECK(card.answer == Answer::done);
    CHECK(card.last4 == "4444"); // not the card that the customer had before
    CHECK(card.entered_at == partner::mollie::read_time("2026-11-30T22:55:00Z"));
}

TEST_CASE("a customer who was deleted there enters a card as a new one")
{
    Desk desk;
    auto& entry = *desk.cards->entry();
    const auto request = entry_request("e1", desk.known.customer);
    desk.mollie.delete_customer(desk.known.customer);
    const auto begun = entry.begin(request);
    REQUIRE(begun.answer == Answer::done);
    CHECK(begun.provider_customer != desk.known.customer);
    CHECK(entry.begin(request).reference == begun.reference); // the same page, of the same record
    // The record is told even where the page is not.
    desk.mollie.fail_next("POST /v2/payments", "500", 20);
    const auto failed = entry.begin(entry_request("e2"));
    CHECK(failed.answer == Answer::unknown);
    CHECK(failed.provider_customer.starts_with("cst_"));
}

TEST_CASE("a trace shows neither the key nor a person")
{
    Desk desk;
    std::string seen;
    auto settings = settings_for(desk.mollie);
    settings.trace = [&](const std::string& line) { seen += line + "\n"; };
    desk.cards = partner::make_mollie_cards(settings);
    desk.charge(desk.request("k1"));
    desk.cards->entry()->begin(entry_request("e1"));
    desk.cards->accepts(desk.known.customer, desk.known.mandate);
    CHECK(seen.find("\"status\":\"paid\"") != seen.npos);
    CHECK(seen.find("96.80") != seen.npos);
    for (const char* secret : {"test_standin", "Domotix", "si1@example.org", "A. Holder", "4242"})
        CHECK(seen.find(secret) == seen.npos);
}

TEST_CASE("moments of Mollie are read with their offset")
{
    using partner::mollie::read_time;
    CHECK(read_time("2024-03-20T09:13:37+00:00")->iso() == "2024-03-20T09:13:37.000Z");
    CHECK(read_time("2024-03-20T09:13:37Z")->iso() == "2024-03-20T09:13:37.000Z");
    CHECK(read_time("2024-03-20T01:13:37+02:00")->iso() == "2024-03-19T23:13:37.000Z");
    CHECK(read_time("2024-03-20T09:13:37.5Z")->iso() == "2024-03-20T09:13:37.000Z");
    for (const char* wrong : {"", "2024-03-20", "2024-13-20T09:13:37Z", "2024-03-20T09:13:37",
                              "2024-03-20T09:13:37+0000"})
        CHECK_FALSE(read_time(wrong));
}
