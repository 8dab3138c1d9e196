// Cards that customers enter on Mollie's page (PARTNERS 1).

#include "partner/card_entry.hpp"
#include "partner/mollie_desk.hpp"

#include <algorithm>

using namespace duesday;
using partner::Answer;
using test::MollieDesk;

namespace {

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

TEST_CASE("SUB-049: a card is entered on the provider's page")
{
    MollieDesk desk;
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
        MollieDesk desk;
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
    MollieDesk desk;
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
    MollieDesk desk;
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
