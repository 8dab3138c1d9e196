// Cards that customers entered after the copy was made that was put back (SUB-049, F13), and pages
// that a newer one replaces.

#include "base/text.hpp"
#include "support/live_firm.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace duesday;
using test::has;
using test::LiveFirm;

namespace {

const std::vector<std::string> ask_for_card{"subscribe", "card", "C1", "--json"};
const std::vector<std::string> reconcile{"poll-confirmations", "--reconcile", "--json"};

/// `lose` happens after the copy; then the copy is put back, long enough ago for Mollie's lists.
template <class Lose>
void put_back_after(LiveFirm& firm, const Lose& lose)
{
    const auto copy = firm.file() + ".copy";
    REQUIRE(firm.run({"admin", "backup", copy}).status == 0);
    lose();
    REQUIRE(firm.run({"admin", "restore", copy, "--yes"}).status == 0);
    firm.change("UPDATE book SET restored_at = '2020-01-01T00:00:00.000Z'");
}

void add_customer(LiveFirm& firm, int id, const std::string& key)
{
    const auto email = text::lower(key) + "@example.org";
    firm.change(
        fmt::format("INSERT INTO customer (id, customer, name, street, postcode, city, country,"
                    " email, email_key, kind, language, acts) VALUES ({}, '{}', 'New', 'B 1',"
                    " '3000', 'Leuven', 'BE', '{}', '{}', 'person', 'nl', 1)",
                    id, key, email, email));
}

std::vector<std::string> cards(const LiveFirm& firm)
{
    return firm.rows("SELECT last4, state, is_current FROM card ORDER BY id");
}

std::vector<std::string> entries(const LiveFirm& firm)
{
    return firm.rows("SELECT ordinal, state, reason FROM card_entry ORDER BY id");
}

} // namespace

TEST_CASE("F13: a card that was entered after the copy is registered again")
{
    LiveFirm firm;
    firm.set_up();
    std::string number;
    put_back_after(firm, [&] {
        for (const char* last4 : {"4444", "5555"}) {
            firm.run(ask_for_card);
            firm.mollie.visit(firm.page(), "paid", {"Visa", last4, "2031-06-30"});
            firm.run({"poll-confirmations", "cards"});
        }
        number = firm.rows("SELECT key FROM card_entry ORDER BY id").back();
    });
    CHECK(cards(firm).empty());
    const auto told = firm.run(reconcile);
    CHECK(told.status == 0);
    CHECK(has(told, "\"cards_registered\":2"));
    CHECK(cards(firm) == std::vector<std::string>{"4444|ready|0", "5555|ready|1"});
    CHECK(entries(firm) == std::vector<std::string>{"1|done|", "2|done|"});
    CHECK(firm.rows("SELECT key, state FROM charge ORDER BY id").back() == number + "|paid");
    CHECK(firm.rows("SELECT count(*) FROM audit WHERE what = 'entry_adopted'") ==
          std::vector<std::string>{"2"});
    CHECK(firm.mollie.payments().size() == 2); // tested once each
    CHECK(firm.run({"subscribe", "buy", "I1:TSF16101", "--actor", "si1@example.org", "--yes"})
              .status == 0);
    CHECK(firm.run({"admin", "check"}).status == 0);
}

TEST_CASE("F13: a page that was given after the copy still registers the card")
{
    LiveFirm firm;
    firm.set_up();
    put_back_after(firm, [&] { firm.run(ask_for_card); });
    CHECK(has(firm.run(reconcile), "\"result\":\"open\""));
    const auto asked = firm.run(ask_for_card);
    CHECK(has(asked, "\"checkout_url\":\"https://www.mollie.com/checkout/tr_"));
    CHECK(firm.mollie.payments().size() == 1);
    firm.mollie.visit(firm.page(), "paid");
    CHECK(has(firm.run({"poll-confirmations", "cards", "--json"}), "\"result\":\"registered\""));
    CHECK(cards(firm) == std::vector<std::string>{"4242|ready|1"});
}

TEST_CASE("F13: a lost page takes the place of the one that the copy knows")
{
    LiveFirm firm;
    firm.set_up();
    firm.run(ask_for_card);
    const auto older = firm.page();
    put_back_after(firm, [&] {
        firm.mollie.visit(older, "failed");
        firm.run({"poll-confirmations", "cards"});
        firm.run(ask_for_card);
    });
    CHECK(entries(firm) == std::vector<std::string>{"1|open|"});
    firm.run(reconcile);
    CHECK(entries(firm) == std::vector<std::string>{"1|failed|card_declined", "2|open|"});
}

TEST_CASE("F13: a card of a customer whom the copy does not know is told")
{
    LiveFirm firm;
    firm.set_up();
    put_back_after(firm, [&] {
        add_customer(firm, 2, "C2");
        firm.run({"subscribe", "card", "C2"});
        firm.mollie.visit(firm.page(), "paid");
        firm.run({"poll-confirmations", "cards"});
    });
    const auto told = firm.run(reconcile);
    CHECK(told.status == 1);
    CHECK(has(told, "\"reason\":\"unexplained_card\""));
    CHECK(has(told, "\"customer\":\"C2\""));
    CHECK(has(told, "New c2@example.org"));
    CHECK(has(told, "subscribe card"));
    CHECK(cards(firm).empty());
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
}

TEST_CASE("F13: a payment of a customer whom the copy does not know is told until it is settled")
{
    LiveFirm firm;
    firm.set_up();
    put_back_after(firm, [&] {
        add_customer(firm, 2, "C2");
        firm.change("INSERT INTO installation_role (installation, customer, role)"
                    " VALUES (1, 2, 'owner')");
        firm.run({"subscribe", "card", "C2"});
        firm.mollie.visit(firm.page(), "paid");
        firm.run({"poll-confirmations", "cards"});
        CHECK(firm.run({"subscribe", "buy", "I1:TSF16101", "--actor", "c2@example.org", "--yes"})
                  .status == 0);
    });
    const auto payment = firm.mollie.payments().back();
    const std::string who = "a customer whom this book does not know (New, c2@example.org, " +
                            payment.customer + " at mollie)";
    for (const auto& asked : {reconcile, std::vector<std::string>{"poll-confirmations", "--json"},
                              std::vector<std::string>{"admin", "status", "--json"}}) {
        const auto told = firm.run(asked);
        CHECK(told.status == 1);
        CHECK(has(told, "\"reason\":\"unexplained_payment\""));
        CHECK(has(told, "EUR 60.50"));
        CHECK(has(told, who));
    }
    // Another one in the row that the key names.
    add_customer(firm, 2, "C3");
    CHECK(has(firm.run({"poll-confirmations", "--json"}),
              "the customer C3 (New, c2@example.org, " + payment.customer + " at mollie)"));
    add_customer(firm, 3, "C2");
    CHECK(has(firm.run({"poll-confirmations", "--json"}), "asked the customer C2 for,"));
    CHECK(firm.run({"subscribe", "settle", payment.attempt, "--as", "refunded", "--reason", "back",
                    "--yes"})
              .status == 0);
    CHECK(firm.run({"poll-confirmations", "--json"}).status == 0);
}

TEST_CASE("D18: on the last day a page lets the service go on at once and after a restore")
{
    LiveFirm firm;
    firm.set_up();
    const auto last_day =
        "(SELECT max(substr(at, 1, 10)) FROM (SELECT business_date AS at FROM audit))";
    firm.change(fmt::format(
        "INSERT INTO subscription (number, installation, service, product, purchaser, bought_on,"
        " starts_on, expires_on, imported_until, renewal, standing, origin, due_on)"
        " SELECT 'S-1', 1, 'atmos', 1, 1, '2020-01-01', '2020-01-01', {0}, {0}, 1, 'running',"
        " 'import', '2020-01-01'",
        last_day));
    const auto extended = [&] {
        return firm.rows("SELECT count(*) FROM outbox WHERE channel = 'cloud'").front();
    };
    put_back_after(firm, [&] {
        firm.run(ask_for_card);
        CHECK(extended() == "1");
    });
    CHECK(extended() == "0");
    firm.run(reconcile);
    CHECK(extended() == "1");
}

TEST_CASE("a page that asks for another amount than is configured is replaced")
{
    struct Row {
        const char* visited;
        std::vector<std::string> entries, cards;
        const char* told;
    };
    const std::vector<Row> rows{
        {"", {"1|failed|payment_canceled", "2|open|"}, {}, "\"amount\":\"0.00\""},
        {"paid", {"1|done|"}, {"4242|ready|1"}, "\"result\":\"registered\""},
        {"pending", {"1|open|"}, {}, "\"amount\":\"0.01\""}, // may be paid
        {"failed", {"1|failed|card_declined", "2|open|"}, {}, "\"amount\":\"0.00\""}};
    for (const auto& row : rows) {
        CAPTURE(row.visited);
        LiveFirm firm;
        firm.set_up();
        firm.run(ask_for_card);
        if (*row.visited != '\0')
            firm.mollie.visit(firm.page(), row.visited);
        firm.configure(true, "test_amount = \"0.00\"\n");
        CHECK(has(firm.run(ask_for_card), row.told));
        CHECK(entries(firm) == row.entries);
        CHECK(cards(firm) == row.cards);
        CHECK(firm.run({"admin", "check"}).status == 0);
    }
}
