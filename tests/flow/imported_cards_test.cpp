// Imported cards of a live book: their provider is asked about each of them once, before its first
// charge (CLI.md "import-data cards").

#include "support/live_firm.hpp"

#include <algorithm>

using namespace duesday;
using test::Finished;
using test::has;
using test::LiveFirm;
using test::MollieStandIn;

namespace {

const std::vector<std::string> renew{"renew", "--no-brake", "--json"};

Finished import_cards(LiveFirm& firm, const MollieStandIn::Known& known)
{
    const auto file = firm.file() + ".cards.csv";
    test::write_file(file, "customer,provider,provider_customer,mandate,brand,last4,expires\nC1,"
                           "mollie," +
                               known.customer + "," + known.mandate + ",visa,4242,2040-12\n");
    return firm.run({"import-data", "cards", file});
}

/// Imports the card of C1, whose subscription is to be renewed today.
MollieStandIn::Known import_card(LiveFirm& firm)
{
    firm.set_up();
    firm.change("INSERT INTO subscription (number, installation, service, product, purchaser,"
                " bought_on, starts_on, expires_on, imported_until, renewal, standing, origin,"
                " due_on) VALUES ('S-1', 1, 'atmos', 1, 1, '2020-01-01', '2020-01-01',"
                " date('now', '+20 days'), date('now', '+20 days'), 1, 'running', 'import',"
                " date('now', '-3 days'))");
    const auto known = firm.mollie.add_customer();
    const auto imported = import_cards(firm, known);
    CAPTURE(imported.err);
    REQUIRE(imported.status == 0);
    return known;
}

std::size_t asked(const LiveFirm& firm, const std::string& what)
{
    const auto requests = firm.mollie.requests();
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [&](const std::string& request) {
            return request.find(what) != std::string::npos;
        }));
}

std::vector<std::string> card(const LiveFirm& firm)
{
    return firm.rows("SELECT state, is_confirmed FROM card");
}

} // namespace

TEST_CASE("a live mandate is asked about once before its first charge")
{
    LiveFirm firm;
    const auto known = import_card(firm);
    CHECK(card(firm) == std::vector<std::string>{"ready|0"});
    CHECK(has(firm.run(renew), "\"result\":\"paid\""));
    const auto requests = firm.mollie.requests();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0] == "GET /v2/customers/" + known.customer + "/mandates/" + known.mandate);
    CHECK(requests[1] == "POST /v2/payments");
    CHECK(card(firm) == std::vector<std::string>{"ready|1"});
    CHECK(firm.rows("SELECT what FROM audit WHERE subject = 'card/C1' ORDER BY id").back() ==
          "confirmed");
    firm.run({"poll-confirmations", "cards"});
    CHECK(asked(firm, "/mandates/") == 1);
}

TEST_CASE("D6: an imported card that its provider does not take is declined without a charge")
{
    for (const char* status : {"invalid", "gone"}) {
        CAPTURE(status);
        LiveFirm firm;
        const auto known = import_card(firm);
        firm.mollie.set_mandate(known.mandate, status);
        const auto renewed = firm.run(renew);
        CHECK(has(renewed, "\"result\":\"declined\""));
        CHECK(has(renewed, "\"reason\":\"invalid_mandate\""));
        CHECK(asked(firm, "POST") == 0);
        CHECK(card(firm) == std::vector<std::string>{"refused|0"});
        CHECK(firm.rows("SELECT count(*) FROM outbox WHERE letter = 'payment-failed' AND"
                        " facts LIKE '%\"class\":\"new_card\"%'") == std::vector<std::string>{"1"});
        firm.run(renew);
        CHECK(firm.rows("SELECT state, attempt FROM charge") ==
              std::vector<std::string>{"declined|1"});
        CHECK(firm.run({"admin", "check"}).status == 0);
    }
}

TEST_CASE("a question about an imported card that nobody answers is no fact")
{
    LiveFirm firm;
    import_card(firm);
    firm.mollie.fail_next("GET /v2/customers", "500", 99);
    const auto kept = firm.run(renew);
    CHECK(kept.status == 69);
    CHECK(has(kept, "\"result\":\"not_sent\""));
    CHECK(has(kept, "\"reason\":\"card_not_confirmed\""));
    CHECK(asked(firm, "POST") == 0);
    CHECK(card(firm) == std::vector<std::string>{"ready|0"});
    CHECK(firm.run({"poll-confirmations", "cards", "--json"}).status == 0);
    CHECK(card(firm) == std::vector<std::string>{"ready|0"});
    firm.mollie.heal();
    CHECK(has(firm.run(renew), "\"result\":\"paid\""));
    CHECK(firm.mollie.payments().size() == 1);
    CHECK(firm.rows("SELECT state, attempt FROM charge") == std::vector<std::string>{"paid|1"});
}

TEST_CASE("poll-confirmations asks about imported cards before they are needed")
{
    LiveFirm firm;
    const auto known = import_card(firm);
    CHECK(has(firm.run({"poll-confirmations", "cards", "--dry-run"}), "would be asked about"));
    CHECK(card(firm) == std::vector<std::string>{"ready|0"});
    SUBCASE("good")
    {
        const auto polled = firm.run({"poll-confirmations", "cards", "--json"});
        CHECK(polled.status == 0);
        CHECK(has(polled, "\"cards_confirmed\":1"));
        CHECK(card(firm) == std::vector<std::string>{"ready|1"});
    }
    SUBCASE("lost")
    {
        firm.mollie.set_mandate(known.mandate, "invalid");
        const auto polled = firm.run({"poll-confirmations", "cards", "--json"});
        CHECK(polled.status == 1);
        CHECK(has(polled, "\"reason\":\"invalid_mandate\""));
        CHECK(has(polled, "subscribe card C1"));
        CHECK(firm.run({"poll-confirmations", "cards", "--json"}).status == 0); // told once
        firm.run(renew);
        CHECK(firm.rows("SELECT letter FROM outbox WHERE letter = 'payment-failed'").size() == 1);
        CHECK(asked(firm, "POST") == 0);
    }
}

TEST_CASE("a refused key leaves what waits for an imported card unsent")
{
    LiveFirm firm{"live_wrong"};
    import_card(firm);
    CHECK(firm.run(renew).status == 78);
    CHECK(firm.rows("SELECT state FROM charge") == std::vector<std::string>{"planned"});
    CHECK(card(firm) == std::vector<std::string>{"ready|0"});
}

TEST_CASE("a sandbox book takes the cards of its test key and none of a live one")
{
    struct Row {
        const char* key;
        bool is_set_up;
        int status;
        const char* told;
    };
    for (const auto& [key, is_set_up, status, told] :
         {Row{"test_x", true, 0, "1 new"}, Row{"live_x", true, 78, "cards.key is a live key"},
          Row{"test_x", false, 65, "sandbox_provider"}}) {
        CAPTURE(told);
        LiveFirm firm{key, "sandbox"};
        firm.configure(is_set_up);
        firm.set_up();
        const auto imported = import_cards(firm, {"cst_1", "mdt_1"});
        CHECK(imported.status == status);
        CHECK(has(imported, told));
        CHECK(card(firm) ==
              (status == 0 ? std::vector<std::string>{"ready|0"} : std::vector<std::string>{}));
        CHECK(firm.run({"admin", "check"}).status == 0);
    }
}
