// A live book from its beginning to a payment that was taken back, with the programs as people run
// them and a stand-in for Mollie (SUB-048, 049, 057, 060, 061, 089, 093, 110).

#include "support/live_firm.hpp"

#include <algorithm>

using namespace duesday;
using test::has;
using test::LiveFirm;

TEST_CASE("SUB-049: a live book registers a card sells and sees money go back")
{
    LiveFirm firm;
    firm.set_up();
    CHECK(firm.run({"admin", "config", "--quiet"}).status == 0);

    const auto asked = firm.run({"subscribe", "card", "C1", "--json"});
    CHECK(asked.status == 1);
    CHECK(has(asked, "\"result\":\"open\""));
    CHECK(has(asked, "\"checkout_url\":\"https://www.mollie.com/checkout/tr_"));
    // Asked again it is the same page, and no second test.
    CHECK(firm.run({"subscribe", "card", "C1", "--json"}).out == asked.out);
    CHECK(firm.mollie.payments().size() == 1);
    CHECK(firm.run({"poll-confirmations", "cards", "--quiet"}).status == 0);

    firm.mollie.visit(firm.page(), "paid", {"Mastercard", "4444", "2031-06-30"});
    const auto polled = firm.run({"poll-confirmations", "cards", "--json"});
    CHECK(polled.status == 0);
    CHECK(has(polled, "\"result\":\"registered\""));
    CHECK(firm.rows("SELECT provider, brand, last4, expires, state, is_current FROM card") ==
          std::vector<std::string>{"mollie|mastercard|4444|2031-06|ready|1"});
    CHECK(firm.rows("SELECT kind, group_key, amount, state FROM charge") ==
          std::vector<std::string>{"card_test|entry-1|1|paid"});
    CHECK(firm.rows("SELECT letter, addressee FROM outbox") ==
          std::vector<std::string>{"card-registered|C1"});
    CHECK(firm.run({"poll-confirmations", "cards", "--json"}).status == 0);
    CHECK(firm.rows("SELECT count(*) FROM card") == std::vector<std::string>{"1"});

    const auto bought =
        firm.run({"subscribe", "buy", "I1:TSF16101", "--actor", "si1@example.org", "--yes"});
    CHECK(bought.status == 0);
    REQUIRE(firm.mollie.payments().size() == 2);
    const auto payment = firm.mollie.payments()[1];
    CHECK(payment.amount == 6'050);
    CHECK(payment.status == "paid");
    CHECK(firm.run({"admin", "check"}).status == 0);

    // The bank takes it back.
    firm.mollie.charge_back(payment.id, 6'050);
    const auto back = firm.run({"poll-confirmations", "--json"});
    CHECK(back.status == 1);
    CHECK(has(back, "\"event\":\"reversal\""));
    CHECK(has(back, "\"reason\":\"chargeback\""));
    const auto number = firm.rows("SELECT number FROM invoice").front();
    CHECK(has(firm.run({"invoices", "list", "--unpaid", "--json"}),
              "\"open\":{\"amount\":\"60.50\""));
    CHECK(firm.rows("SELECT subject, facts FROM outbox WHERE letter = 'payment-reversed'") ==
          std::vector<std::string>{number + "|{\"refund\":false,\"invoice\":\"" + number +
                                   "\",\"amount\":{\"amount\":\"60.50\",\"currency\":\"EUR\"}}"});
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0); // told once
    CHECK(has(firm.run({"admin", "status"}), "went back (chargeback)"));
    CHECK(firm.run({"admin", "check"}).status == 0);
    CHECK(firm.run({"deliver"}).status == 0);

    // A person decides: the invoice is given up.
    CHECK(firm.run({"invoices", "credit", number, "--reason", "charged back", "--yes"}).status ==
          0);
    CHECK_FALSE(has(firm.run({"admin", "status"}), "went back"));
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("F13: a lost purchase that was paid back is settled by a person and told no more")
{
    LiveFirm firm;
    firm.set_up();
    firm.run({"subscribe", "card", "C1"});
    firm.mollie.visit(firm.page(), "paid", {"Mastercard", "4444", "2031-06-30"});
    REQUIRE(firm.run({"poll-confirmations", "cards", "--quiet"}).status == 0);
    const auto copy = firm.file() + ".copy";
    REQUIRE(firm.run({"admin", "backup", copy}).status == 0);
    const std::vector<std::string> buy{"subscribe",       "buy",  "I1:TSF16101", "--actor",
                                       "si1@example.org", "--yes"};
    REQUIRE(firm.run(buy).status == 0);
    REQUIRE(firm.run({"admin", "restore", copy, "--yes"}).status == 0);
    const auto early = firm.run({"poll-confirmations", "--reconcile"});
    CHECK(early.status == 75); // Mollie may not list the last of it yet
    CHECK(has(early, "run poll-confirmations --reconcile again from "));
    const auto told_early = firm.run({"poll-confirmations", "--reconcile", "--json"});
    CHECK(told_early.status == 75);
    CHECK(has(told_early, "\"event\":\"reconcile\""));
    CHECK(has(told_early, "\"reason\":\"list_not_whole\""));
    const auto restored = Timestamp::parse(firm.rows("SELECT restored_at FROM book").front());
    CHECK(
        has(told_early, "\"not_before\":\"" + restored.value().plus_seconds(65 * 60).iso() + "\""));
    CHECK(has(told_early, "\"next_invoice\":"));
    firm.change("UPDATE book SET restored_at = '2020-01-01T00:00:00.000Z'");
    CHECK(firm.run({"poll-confirmations", "--reconcile"}).status == 1);
    const auto payment = firm.mollie.payments()[1];
    firm.mollie.refund(payment.id, 6'050);
    const auto told = firm.run({"poll-confirmations", "--json"});
    CHECK(has(told, "\"reason\":\"unexplained_payment\""));
    CHECK(has(told, "\"reason\":\"unexplained_reversal\""));
    // By the number that Mollie shows.
    CHECK(firm.run({"subscribe", "settle", payment.id, "--as", "refunded", "--reason",
                    "paid back on the phone", "--yes"})
              .status == 0);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
    CHECK(firm.run({"admin", "status"}).status == 0);
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("SUB-057: another brand and a page that nobody used register no card")
{
    LiveFirm firm;
    firm.set_up();
    firm.run({"subscribe", "card", "C1"});
    firm.mollie.visit(firm.page(), "paid", {"American Express", "0005", "2031-06-30"});
    const auto polled = firm.run({"poll-confirmations", "cards", "--json"});
    CHECK(polled.status == 1);
    CHECK(has(polled, "\"reason\":\"brand_not_accepted\""));
    CHECK(firm.rows("SELECT count(*) FROM card") == std::vector<std::string>{"0"});
    // The customer, whom the page told that all is well, hears otherwise.
    CHECK(firm.rows("SELECT letter, subject, addressee FROM outbox") ==
          std::vector<std::string>{"card-refused|card/C1|C1"});
    CHECK(firm.run({"deliver"}).status == 0);
    CHECK(has(firm.run({"customers", "show", "C1", "--json"}),
              R"("brand":"american express","last4":"0005","expires":"2031-06")"));
    CHECK(has(firm.run({"customers", "show", "C1", "--json"}),
              R"("state":"refused","reason":"brand_not_accepted")"));
    CHECK(firm.mollie.requests().back().starts_with("GET")); // reversals, after the DELETE
    firm.run({"subscribe", "card", "C1"});
    firm.mollie.visit(firm.page(), "expired");
    CHECK(has(firm.run({"poll-confirmations", "cards", "--json"}), "\"payment_expired\""));
    CHECK(firm.rows("SELECT state, reason FROM card_entry ORDER BY id") ==
          std::vector<std::string>{"failed|brand_not_accepted", "failed|payment_expired"});
    // Where the command that finds it is theirs, that says it.
    firm.run({"subscribe", "card", "C1"});
    firm.mollie.visit(firm.page(), "paid", {"Maestro", "0006", "2031-06-30"});
    CHECK(
        has(firm.run({"subscribe", "card", "C1", "--json"}), "\"reason\":\"brand_not_accepted\""));
    CHECK(firm.rows("SELECT count(*) FROM outbox") == std::vector<std::string>{"1"});
    CHECK(firm.rows("SELECT refused_brand, refused_last4 FROM card_entry WHERE refused_on <> ''") ==
          std::vector<std::string>{"american express|0005", "maestro|0006"});
}

TEST_CASE("D20: a card counts from the day on which it was entered")
{
    LiveFirm firm;
    firm.set_up();
    firm.run({"subscribe", "card", "C1"});
    const auto entered = Timestamp::parse("2026-11-20T22:59:00.000Z").value(); // 23:59 in Brussels
    firm.mollie.set_clock(entered);
    firm.mollie.visit(firm.page(), "paid", {"Visa", "4242", "2031-06-30"});
    CHECK(firm.run({"poll-confirmations", "cards"}).status == 0);
    CHECK(firm.rows("SELECT registered_on FROM card") == std::vector<std::string>{"2026-11-20"});
}

TEST_CASE("a card for the provider's page is not named on the command line")
{
    LiveFirm firm;
    firm.set_up();
    const auto refused = firm.run({"subscribe", "card", "C1", "--last4", "4242"});
    CHECK(refused.status == 64);
    CHECK(has(refused, "are the sandbox's"));
    CHECK(firm.mollie.requests().empty());
}

TEST_CASE("a page whose answer was lost is asked for with the same key")
{
    LiveFirm firm;
    firm.set_up();
    firm.mollie.fail_next("POST /v2/payments", "500-after", 9);
    CHECK(firm.run({"subscribe", "card", "C1", "--json"}).status == 1);
    CHECK(firm.rows("SELECT state FROM card_entry") == std::vector<std::string>{"planned"});
    firm.mollie.heal();
    CHECK(has(firm.run({"subscribe", "card", "C1", "--json"}), "\"result\":\"open\""));
    CHECK(firm.mollie.payments().size() == 1);
    CHECK(firm.rows("SELECT ordinal, state FROM card_entry") == std::vector<std::string>{"1|open"});
}

TEST_CASE("a page in the place of Mollie's answer takes no money twice")
{
    for (const char* page : {"page:302", "page:404", "page:408", "page:422"}) {
        CAPTURE(std::string{page});
        LiveFirm firm;
        firm.set_up();
        firm.run({"subscribe", "card", "C1"});
        firm.mollie.visit(firm.page(), "paid");
        firm.run({"poll-confirmations", "cards"});
        firm.mollie.fail_next("POST /v2/payments", page, 9);
        const std::vector<std::string> buy{"subscribe",       "buy",   "I1:TSF16101", "--actor",
                                           "si1@example.org", "--yes", "--json"};
        const auto bought = firm.run(buy);
        CHECK(bought.status == 1);
        CHECK_FALSE(has(bought, "rejected"));
        firm.mollie.heal();
        firm.run(buy);
        CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
        CHECK(firm.mollie.payments().size() == 2); // the card's test and this
        CHECK(firm.rows("SELECT state FROM charge WHERE kind <> 'card_test'") ==
              std::vector<std::string>{"paid"});
        CHECK(firm.rows("SELECT count(*) FROM invoice") == std::vector<std::string>{"1"});
        CHECK(firm.run({"admin", "check"}).status == 0);
    }
}

TEST_CASE("live money moves only in a live book with a live key")
{
    struct Row {
        const char *key, *mode;
        int status;
    };
    for (const auto& [key, mode, status] :
         {Row{"test_x", "live", 78}, Row{"live_x", "sandbox", 78}, Row{"access_x", "live", 78}}) {
        const std::string named = key;
        CAPTURE(named);
        LiveFirm firm{key, mode};
        firm.set_up();
        for (const char* program : {"renew", "poll-confirmations"})
            CHECK(firm.run({program}).status == status);
        CHECK(firm.run({"subscribe", "card", "C1"}).status == status);
        CHECK(firm.mollie.requests().empty());
    }
    LiveFirm without;
    without.set_up();
    without.configure(false);
    const auto refused = without.run({"renew"});
    CHECK(refused.status == 78);
    CHECK(has(refused, "cards.provider"));
}

TEST_CASE("a refused key ends with 78 and nobody is charged or dunned")
{
    LiveFirm firm{"live_wrong"};
    firm.set_up();
    const auto known = firm.mollie.add_customer();
    firm.change(fmt::format(
        "INSERT INTO card (id, customer, provider, provider_customer, mandate, brand, last4,"
        " expires, registered_on, state, is_current) VALUES (1, 1, 'mollie', '{}', '{}', 'visa',"
        " '4242', '2040-12', '2020-01-01', 'ready', 1)",
        known.customer, known.mandate));
    CHECK(firm.run({"subscribe", "buy", "I1:TSF16101", "--actor", "si1@example.org", "--yes"})
              .status == 78);
    CHECK(firm.rows("SELECT count(*) FROM invoice") == std::vector<std::string>{"0"});
    CHECK(firm.rows("SELECT count(*) FROM outbox") == std::vector<std::string>{"0"});
    CHECK(firm.rows("SELECT state FROM charge") == std::vector<std::string>{"rejected"});
    CHECK(firm.run({"admin", "check"}).status == 0);
}
