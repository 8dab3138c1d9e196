// What becomes of a charge at Mollie, whatever the line does (PARTNERS 1, RELIABILITY F7).

#include "partner/card_entry.hpp"
#include "partner/mollie_desk.hpp"
#include "support/faults.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

using namespace duesday;
using partner::Answer;
using partner::ChargeAnswer;
using partner::ChargeRequest;
using test::mollie_book;
using test::MollieDesk;
using test::settings_for;

TEST_CASE("SUB-060: a charge is paid and carries our attempt and book")
{
    MollieDesk desk;
    const auto answer = desk.charge(desk.request("k1"));
    CHECK(answer.answer == Answer::done);
    REQUIRE(desk.mollie.payments().size() == 1);
    const auto payment = desk.mollie.payments()[0];
    CHECK(answer.reference == payment.id);
    CHECK(payment.amount == 9'680);
    CHECK(payment.attempt == "k1");
    CHECK(payment.book == mollie_book);
    CHECK(payment.mandate == desk.known.mandate);
    CHECK(payment.sequence == "recurring");
}

TEST_CASE("the body of a charge is the same bytes each time")
{
    const MollieDesk desk;
    CHECK(partner::mollie::recurring_body(desk.request("k1"), mollie_book) ==
          fmt::format(R"({{"amount":{{"currency":"EUR","value":"96.80"}},)"
                      R"("description":"renewal 2026-12","redirectUrl":null,"customerId":"{}",)"
                      R"("mandateId":"{}","sequenceType":"recurring",)"
                      R"("metadata":{{"attempt":"k1","book":"book-1"}}}})",
                      desk.known.customer, desk.known.mandate));
}

TEST_CASE("D6: each failure reason of PARTNERS 1.7 is the provider's word")
{
    MollieDesk desk;
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
                                                      Row{"page:302", 1, Answer::done, 1},
                                                      Row{"page:302", 9, Answer::unknown, 1},
                                                      Row{"page:404", 9, Answer::unknown, 1},
                                                      Row{"page:408", 1, Answer::done, 1},
                                                      Row{"page:408", 9, Answer::unknown, 1},
                                                      Row{"page:422", 9, Answer::unknown, 1},
                                                      Row{"slow:250", 1, Answer::done, 1},
                                                      Row{"slow:250", 9, Answer::unknown, 1},
                                                      Row{"twice", 1, Answer::done, 1}}) {
        MollieDesk desk;
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
        MollieDesk desk;
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
    settings.elapsed_ms = runtime::elapsed_ms;
    const auto nobody = partner::make_mollie_cards(settings);
    const MollieDesk desk;
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
    MollieDesk desk;
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

TEST_CASE("who answers nobody is asked no more")
{
    MollieDesk desk;
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

TEST_CASE("SUB-089: a mandate that is gone is the customer's matter and other words are ours")
{
    MollieDesk desk;
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
    CHECK(answer.reason == "status_422");
    CHECK(answer.field == "description");
    // Who cannot tell says yes.
    for (const char* fault : {"500", "page:404", "page:410"}) {
        desk.mollie.fail_next("GET /v2/customers", fault, 9);
        CHECK(desk.cards->accepts(desk.known.customer, desk.known.mandate));
        desk.mollie.heal();
    }
}

TEST_CASE("the first 401 or 403 ends all calls and none of them is repeated")
{
    for (const char* fault : {"401", "403"}) {
        MollieDesk desk;
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
    MollieDesk desk;
    auto settings = settings_for(desk.mollie);
    settings.side_by_side = 4;
    settings.stop_requested = [&] { return !desk.mollie.payments().empty(); };
    desk.cards = partner::make_mollie_cards(settings);
    std::vector<partner::ChargeRequest> requests;
    for (int i = 0; i < 200; ++i)
        requests.push_back(desk.request("k" + std::to_string(i)));
    std::map<Answer, int> answers;
    desk.cards->charge(requests, [&](std::size_t, const partner::ChargeAnswer& answer) {
        ++answers[answer.answer];
    });
    CHECK(answers[Answer::done] == static_cast<int>(desk.mollie.payments().size()));
    CHECK(answers[Answer::done] >= 4);
    CHECK(answers[Answer::done] <= 12);
    CHECK(answers[Answer::done] + answers[Answer::not_sent] == 200);
    CHECK(desk.cards->look_up(requests.back(), partner::Asker::charging_program).answer ==
          Answer::not_found); // a question is still asked
}

TEST_CASE("an answer is not kept back until the next one comes")
{
    MollieDesk desk;
    auto settings = settings_for(desk.mollie);
    settings.total_ms = 5'000;
    desk.cards = partner::make_mollie_cards(settings);
    desk.mollie.fail_next("POST /v2/payments", "slow:1500");
    const std::vector<ChargeRequest> requests{desk.request("k1"), desk.request("k2")};
    std::vector<std::int64_t> heard_ms;
    const auto begin = runtime::elapsed_ms();
    desk.cards->charge(requests, [&](std::size_t, const ChargeAnswer& answer) {
        CHECK(answer.answer == Answer::done);
        heard_ms.push_back(runtime::elapsed_ms() - begin);
    });
    REQUIRE(heard_ms.size() == 2);
    CHECK(heard_ms[0] < 1'200);
    CHECK(heard_ms[1] >= 1'500);
}

TEST_CASE("the last answers do not ask for more charges one by one")
{
    MollieDesk desk;
    desk.mollie.set_latency_ms(50);
    auto settings = settings_for(desk.mollie);
    settings.side_by_side = 32;
    settings.total_ms = 5'000;
    desk.cards = partner::make_mollie_cards(settings);
    std::vector<ChargeRequest> requests;
    for (int i = 0; i < 32; ++i)
        requests.push_back(desk.request(fmt::format("k{}", i)));
    int asked = 0;
    int answers = 0;
    desk.cards->charge_each(
        [&] {
            ++asked;
            return std::exchange(requests, {});
        },
        [&](std::size_t, const ChargeAnswer&) { ++answers; });
    CHECK(answers == 32);
    CHECK(asked <= 8);
}

TEST_CASE("many charges go side by side and each has its own answer")
{
    MollieDesk desk;
    desk.mollie.set_latency_ms(50);
    auto settings = settings_for(desk.mollie);
    settings.side_by_side = 32;
    settings.total_ms = 5'000;
    desk.cards = partner::make_mollie_cards(settings);
    std::vector<ChargeRequest> requests;
    for (int i = 0; i < 320; ++i)
        requests.push_back(desk.request(fmt::format("k{}", i), 1'000 + i));
    std::vector<int> answers(requests.size());
    const auto begin = runtime::elapsed_ms();
    desk.cards->charge(requests, [&](std::size_t i, const ChargeAnswer& answer) {
        CHECK(answer.answer == Answer::done);
        ++answers[i];
    });
    MESSAGE("320 calls of 50 ms, 32 side by side: " << runtime::elapsed_ms() - begin << " ms");
    CHECK(runtime::elapsed_ms() - begin < 4'000);
    for (const int count : answers)
        CHECK(count == 1);
    CHECK(desk.taken() == requests.size());
}

TEST_CASE("a payment of another mode book or customer is not taken for ours")
{
    for (const char* lie :
         {R"(but:{"mode":"live"})", R"(but:{"customerId":"cst_other"})",
          R"(but:{"metadata":{"book":"book-2"}})", R"(but:{"amount":{"value":"1.00"}})"}) {
        CAPTURE(std::string{lie});
        MollieDesk desk;
        desk.mollie.fail_next("POST /v2/payments", lie);
        const auto answer = desk.charge(desk.request("k1"));
        CHECK(answer.answer == Answer::unknown);
        CHECK(answer.reason == (std::string_view{lie}.find("amount") == std::string_view::npos
                                    ? "not_our_payment"
                                    : "amount_differs"));
        // Asked again, it says what is true.
        CHECK(desk.look_up(desk.request("k1")).answer == Answer::done);
        CHECK(desk.taken() == 1);
    }
}

TEST_CASE("a trace shows no key and no person that an answer says back")
{
    MollieDesk desk;
    std::string seen;
    auto settings = settings_for(desk.mollie);
    settings.trace = [&](const std::string& line) { seen += line + "\n"; };
    desk.cards = partner::make_mollie_cards(settings);
    desk.mollie.fail_next(
        "POST /v2/payments",
        "but:"
        R"({"title":"for si1@example.org","Domotix BV si1@example.org":1,)"
        R"("test_standin":"","status":"paid to Domotix","failureReason":"si1@example.org",)"
        R"("value":"test_standin","field":"\u009b31m\u202eT\u007f"})");
    desk.charge(desk.request("k1"));
    CHECK(seen.find("\"method\":\"creditcard\"") != seen.npos);
    for (const char* secret :
         {"test_standin", "Domotix", "example.org", "\u009b", "\u202e", "\x7f"})
        CHECK(seen.find(secret) == seen.npos);
}

TEST_CASE("a trace shows neither the key nor a person")
{
    MollieDesk desk;
    std::string seen;
    auto settings = settings_for(desk.mollie);
    settings.trace = [&](const std::string& line) { seen += line + "\n"; };
    desk.cards = partner::make_mollie_cards(settings);
    desk.charge(desk.request("k1"));
    desk.cards->entry()->begin({"e1", "e1c", "", "Domotix BV", "si1@example.org", "C1",
                                Money{1, Currency::of("EUR")}, "card test"});
    desk.cards->accepts(desk.known.customer, desk.known.mandate);
    CHECK(seen.find("\"status\":\"paid\"") != seen.npos);
    CHECK(seen.find("96.80") != seen.npos);
    for (const char* secret : {"test_standin", "Domotix", "si1@example.org", "A. Holder", "4242"})
        CHECK(seen.find(secret) == seen.npos);
}
