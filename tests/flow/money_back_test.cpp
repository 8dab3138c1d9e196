// Money that went back of what a live book took (SUB-110): recorded once, told once, and waiting
// for a person where one has to decide.

#include "support/live_firm.hpp"

using namespace duesday;
using test::has;
using test::LiveFirm;

TEST_CASE("a refund after the credit note settles it and asks nobody")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase().id;
    const auto number = firm.rows("SELECT number FROM invoice").front();
    REQUIRE(firm.run({"invoices", "credit", number, "--reason", "not used", "--yes"}).status == 0);
    firm.mollie.refund(payment, 6'050);
    const auto back = firm.run({"poll-confirmations", "--json"});
    CHECK(back.status == 0);
    CHECK(has(back, "nothing is left to do"));
    CHECK_FALSE(has(back, "invoices credit"));
    CHECK(firm.rows("SELECT count(*) FROM outbox WHERE letter = 'payment-reversed' AND"
                    " facts LIKE '%\"credited\":true%'") == std::vector<std::string>{"1"});
    CHECK(has(firm.run({"invoices", "show", number, "--json"}), "\"open\":{\"amount\":\"0.00\""));
    CHECK(firm.run({"admin", "check"}).status == 0);
    CHECK(firm.run({"deliver"}).status == 0);
}

TEST_CASE("a refund and a chargeback of one payment are not owed twice")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase().id;
    firm.mollie.refund(payment, 6'050);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 1);
    firm.mollie.charge_back(payment, 6'050);
    const auto back = firm.run({"poll-confirmations", "--json"});
    CHECK(back.status == 1);
    CHECK(has(back, "contest the chargeback"));
    CHECK(has(firm.run({"invoices", "list", "--unpaid", "--json"}),
              "\"open\":{\"amount\":\"60.50\""));
    CHECK(firm.rows("SELECT count(*) FROM outbox WHERE letter = 'payment-reversed'") ==
          std::vector<std::string>{"1"});
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("a refund of more than was paid gives the invoice back as a whole")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase().id;
    firm.mollie.refund(payment, 8'550); // with 25.00 for the trouble
    const auto back = firm.run({"poll-confirmations", "--json"});
    CHECK(back.status == 1);
    CHECK(has(back, "EUR 85.50 went back (refund) of invoice"));
    CHECK(has(back, "makes the credit note"));
    CHECK(firm.rows("SELECT count(*) FROM outbox WHERE letter = 'payment-reversed'") ==
          std::vector<std::string>{"1"});
    CHECK(has(firm.run({"invoices", "list", "--unpaid", "--json"}),
              "\"open\":{\"amount\":\"60.50\""));
    CHECK(firm.run({"admin", "check"}).status == 0);
    const auto number = firm.rows("SELECT number FROM invoice").front();
    REQUIRE(firm.run({"invoices", "credit", number, "--reason", "sent back", "--yes"}).status == 0);
    CHECK(has(firm.run({"invoices", "show", number, "--json"}), "\"open\":{\"amount\":\"0.00\""));

    firm.mollie.refund(payment, 1'000);
    const auto more = firm.run({"poll-confirmations", "--json"});
    CHECK(more.status == 1);
    CHECK(has(more, "why more went back than was paid"));
    CHECK_FALSE(has(more, "contest"));
    CHECK(firm.rows("SELECT count(*) FROM outbox WHERE letter = 'payment-reversed'") ==
          std::vector<std::string>{"1"});
    CHECK(firm.run({"admin", "check"}).status == 0);
    CHECK(firm.run({"deliver"}).status == 0);
}

TEST_CASE("a reversal of what is none of the book's is asked about once")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase().id;
    firm.mollie.forget_metadata(payment); // as of a payment that another shop made
    firm.mollie.refund(payment, 6'050);
    const auto asked = [&] {
        const auto requests = firm.mollie.requests();
        return std::count(requests.begin(), requests.end(), "GET /v2/payments/" + payment);
    };
    const auto before = asked();
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
    CHECK(asked() == before + 1);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
    CHECK(asked() == before + 1);
    CHECK(firm.rows("SELECT count(*) FROM reversal") == std::vector<std::string>{"0"});
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("a refund of a part is told with its amount and suggests no credit of the whole")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();

    firm.mollie.refund(payment.id, 1'000);
    const auto back = firm.run({"poll-confirmations", "--json"});
    CHECK(back.status == 1);
    CHECK(has(back, "\"reason\":\"partial_refund\""));
    CHECK(has(back, "EUR 10.00 went back (refund) of the EUR 60.50"));
    CHECK_FALSE(has(back, "invoices credit"));
    CHECK(firm.rows("SELECT count(*) FROM outbox WHERE letter = 'payment-reversed' AND"
                    " facts LIKE '%\"partial\":true%'") == std::vector<std::string>{"1"});
    const auto status = firm.run({"admin", "status"});
    CHECK(has(status, "a part of what was paid"));
    CHECK_FALSE(has(status, "invoices credit"));
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0); // told once there
    CHECK(firm.run({"admin", "check"}).status == 0);
    CHECK(firm.run({"deliver"}).status == 0);

    // A person says what it was for, and is asked no more.
    const auto refund = firm.rows("SELECT provider_reference FROM reversal").front();
    CHECK(has(status, "subscribe settle " + refund + " --as refunded"));
    const std::vector<std::string> settle{"subscribe", "settle",       refund,  "--as",  "refunded",
                                          "--reason",  "a lost month", "--yes", "--json"};
    const auto settled = firm.run(settle);
    CHECK(settled.status == 0);
    CHECK(has(settled, "\"result\":\"refunded\""));
    CHECK(has(firm.run(settle), "\"reason\":\"already_settled\""));
    // The invoice stands, and nobody owes what was given back of it.
    CHECK_FALSE(has(firm.run({"invoices", "list", "--unpaid", "--json"}), "2026-000001"));
    CHECK(has(firm.run({"invoices", "list", "--json"}), "\"state\":\"paid\""));
    CHECK(firm.rows("SELECT reason FROM refund_settlement") ==
          std::vector<std::string>{"a lost month"});
    CHECK(firm.rows("SELECT count(*) FROM audit WHERE what = 'refund_settled'") ==
          std::vector<std::string>{"1"});
    CHECK_FALSE(has(firm.run({"admin", "status"}), "went back"));

    // The rest as well: now the invoice is given back as a whole.
    firm.mollie.refund(payment.id, 5'050);
    CHECK(has(firm.run({"poll-confirmations", "--json"}), "\"reason\":\"refund\""));
    const auto waits = firm.run({"admin", "status"});
    CHECK(has(waits, "invoices credit"));
    CHECK_FALSE(has(waits, "10.00")); // that part is settled
    CHECK(has(firm.run({"invoices", "list", "--unpaid", "--json"}),
              "\"open\":{\"amount\":\"60.50\""));
    const auto rest = firm.rows("SELECT provider_reference FROM reversal ORDER BY id").back();
    const auto whole =
        firm.run({"subscribe", "settle", rest, "--as", "refunded", "--reason", "x", "--yes"});
    CHECK(whole.status == 65);
    CHECK(has(whole, "invoices credit"));
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("a chargeback that was won pays its invoice again")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    const auto chargeback = firm.mollie.charge_back(payment.id, 6'050);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 1);
    CHECK(has(firm.run({"invoices", "list", "--unpaid", "--json"}), "60.50"));

    firm.mollie.win(chargeback);
    const auto won = firm.run({"poll-confirmations", "--json"});
    CHECK(won.status == 0);
    CHECK(has(won, "\"reason\":\"chargeback_won\""));
    CHECK_FALSE(has(firm.run({"invoices", "list", "--unpaid", "--json"}), "60.50"));
    CHECK_FALSE(has(firm.run({"admin", "status"}), "went back"));
    CHECK(firm.rows("SELECT what FROM audit WHERE subject LIKE 'invoice/%' ORDER BY id") ==
          std::vector<std::string>{"issued", "reopened", "paid_again"});
    CHECK(firm.rows("SELECT ordinal, facts LIKE '%\"won\":true%' FROM outbox"
                    " WHERE letter = 'payment-reversed' ORDER BY id") ==
          std::vector<std::string>{"1|0", "2|1"});
    CHECK(firm.run({"deliver"}).status == 0);
    CHECK_FALSE(has(firm.run({"poll-confirmations", "--json"}), "reversal\"")); // told once
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("of a chargeback in parts one that was won pays nothing yet")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    const auto first = firm.mollie.charge_back(payment.id, 3'000);
    const auto second = firm.mollie.charge_back(payment.id, 3'050);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 1);

    firm.mollie.win(first);
    const auto won = firm.run({"poll-confirmations", "--json"});
    CHECK(won.status == 1);
    CHECK(has(won, "\"reason\":\"chargeback_won\""));
    CHECK(has(won, "EUR 30.50 of invoice"));
    CHECK_FALSE(has(won, "paid again"));
    CHECK(has(firm.run({"invoices", "list", "--unpaid", "--json"}), "30.50"));
    CHECK(firm.rows("SELECT count(*) FROM outbox WHERE facts LIKE '%\"won\":true%'") ==
          std::vector<std::string>{"0"});
    CHECK(firm.run({"admin", "check"}).status == 0);

    firm.mollie.win(second);
    const auto all = firm.run({"poll-confirmations", "--json"});
    CHECK(all.status == 0);
    CHECK(has(all, "is paid again"));
    CHECK_FALSE(has(firm.run({"invoices", "list", "--unpaid", "--json"}), "30.50"));
    CHECK(firm.rows("SELECT count(*) FROM outbox WHERE facts LIKE '%\"won\":true%'") ==
          std::vector<std::string>{"1"});
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("a chargeback that was won of what was refunded waits for its credit note")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    firm.mollie.refund(payment.id, 6'050);
    const auto chargeback = firm.mollie.charge_back(payment.id, 6'050);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 1);
    firm.mollie.win(chargeback);
    const auto won = firm.run({"poll-confirmations", "--json"});
    CHECK(won.status == 1);
    CHECK(has(won, "invoices credit 20"));
    CHECK_FALSE(has(won, "paid again"));
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("a chargeback that was won years later is still heard of")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    const auto now = Timestamp::parse(firm.rows("SELECT asked_at FROM reversal_watch").front());
    REQUIRE(now);
    firm.mollie.set_clock(now->plus_seconds(std::int64_t{-700} * 86'400));
    const auto chargeback = firm.mollie.charge_back(payment.id, 6'050);
    firm.change("UPDATE reversal_watch SET asked_at = '2020-01-01T00:00:00.000Z'");
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 1);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
    firm.mollie.win(chargeback);
    CHECK(has(firm.run({"poll-confirmations", "--json"}), "\"reason\":\"chargeback_won\""));
}

TEST_CASE("SUB-049: what goes back of a card's test is told and asks nothing")
{
    LiveFirm firm;
    firm.set_up();
    firm.paid_purchase();
    firm.mollie.charge_back(firm.mollie.payments().at(0).id, 1);
    const auto back = firm.run({"poll-confirmations", "--json"});
    CHECK(back.status == 0);
    CHECK(has(back, "EUR 0.01 went back (chargeback) of a card's test"));
    CHECK(firm.rows("SELECT r.amount, r.invoice IS NULL, h.kind FROM reversal AS r"
                    " JOIN charge AS h ON h.id = r.charge") ==
          std::vector<std::string>{"1|1|card_test"});
    CHECK_FALSE(has(firm.run({"poll-confirmations", "--json"}), "reversal\""));
    CHECK(firm.run({"admin", "check"}).status == 0);

    // Of a card that was not taken nothing stands in the book.
    firm.run({"subscribe", "card", "C1", "--replace"});
    firm.run({"subscribe", "card", "C1"});
    firm.mollie.visit(firm.page(), "paid", {"American Express", "0005", "2031-06-30"});
    firm.run({"poll-confirmations", "cards"});
    firm.mollie.refund(firm.mollie.payments().back().id, 1);
    const auto other = firm.run({"poll-confirmations", "--json"});
    CHECK(other.status == 0);
    CHECK(has(other, "the test of a card that was not taken"));
    CHECK_FALSE(has(firm.run({"poll-confirmations", "--json"}), "reversal\""));
}

TEST_CASE("a refund that stood queued for a season is recorded when it is made")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    const auto now = Timestamp::parse(firm.rows("SELECT asked_at FROM reversal_watch").front());
    REQUIRE(now);
    firm.mollie.set_clock(now->plus_seconds(std::int64_t{-100} * 86'400));
    const auto refund = firm.mollie.refund(payment.id, 6'050, "queued");
    // A look that sees it wait, and another one long after: it stays in sight.
    firm.change("UPDATE reversal_watch SET asked_at = '2020-01-01T00:00:00.000Z'");
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
    firm.mollie.carry_out(refund);
    const auto made = firm.run({"poll-confirmations", "--json"});
    CHECK(made.status == 1);
    CHECK(has(made, "\"reason\":\"refund\""));
    CHECK(firm.rows("SELECT count(*) FROM reversal") == std::vector<std::string>{"1"});
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("what went back of a payment that nobody explains stays in sight until somebody does")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    const auto now = Timestamp::parse(firm.rows("SELECT asked_at FROM reversal_watch").front());
    REQUIRE(now);
    // As after a restore: the provider knows a payment that the book does not know as paid.
    firm.change("CREATE TEMP TABLE x (y); DROP TABLE x;"
                "UPDATE charge SET key = 'away-' || key WHERE kind <> 'card_test'");
    firm.mollie.set_clock(now->plus_seconds(std::int64_t{-100} * 86'400));
    firm.mollie.charge_back(payment.id, 6'050);
    firm.change("UPDATE reversal_watch SET asked_at = '2020-01-01T00:00:00.000Z'");
    for (int look = 0; look < 2; ++look)
        CHECK(has(firm.run({"poll-confirmations", "--json"}), "unexplained_reversal"));
    firm.change("UPDATE charge SET key = substr(key, 6) WHERE kind <> 'card_test'");
    CHECK(has(firm.run({"poll-confirmations", "--json"}), "\"reason\":\"chargeback\""));
    CHECK(has(firm.run({"invoices", "list", "--unpaid", "--json"}), "60.50"));
}

TEST_CASE("a chargeback that cannot be of its payment is for a person")
{
    for (const char* amount :
         {R"({"value":"-60.50","currency":"USD"})", R"({"value":"0.00","currency":"EUR"})"}) {
        CAPTURE(std::string{amount});
        LiveFirm firm;
        firm.set_up();
        const auto payment = firm.paid_purchase();
        firm.mollie.fail_next(
            "GET /v2/chargebacks",
            fmt::format(R"(say:{{"_embedded":{{"chargebacks":[{{"resource":"chargeback",)"
                        R"("id":"chb_9","paymentId":"{}","createdAt":"2099-01-01T00:00:00Z",)"
                        R"("amount":{}}}]}},"_links":{{"next":null}}}})",
                        payment.id, amount));
        const auto back = firm.run({"poll-confirmations", "--json"});
        CHECK(back.status == 1);
        CHECK(has(back, "\"reason\":\"unexplained_reversal\""));
        CHECK(has(back, "of a payment of EUR 60.50, which cannot be"));
        CHECK(firm.rows("SELECT count(*) FROM reversal") == std::vector<std::string>{"0"});
        CHECK(firm.run({"admin", "check"}).status == 0);
    }
}

TEST_CASE("what a provider does not tell keeps nothing back that it told")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    firm.mollie.charge_back(payment.id, 6'050);
    firm.mollie.fail_next("GET /v2/refunds", "502", 9);
    const auto asked = firm.rows("SELECT asked_at FROM reversal_watch");
    const auto back = firm.run({"poll-confirmations", "--json"});
    CHECK(back.status == 69);
    CHECK(has(back, "\"reason\":\"chargeback\""));
    CHECK(has(back, "did not list all that went back: status_502"));
    CHECK(firm.rows("SELECT asked_at FROM reversal_watch") == asked);
    firm.mollie.heal();
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
    CHECK(firm.rows("SELECT count(*) FROM reversal") == std::vector<std::string>{"1"});
}

TEST_CASE("a dry run names who would be asked what went back and asks nobody")
{
    LiveFirm firm;
    firm.set_up();
    const auto payment = firm.paid_purchase();
    firm.mollie.charge_back(payment.id, 6'050);
    const auto asked = firm.mollie.requests().size();
    const auto planned = firm.run({"poll-confirmations", "--dry-run", "--json"});
    CHECK(planned.status == 0);
    CHECK(has(planned, "would be asked what went back"));
    CHECK(firm.mollie.requests().size() == asked);
}
