// The client of Mollie with a stand-in that keeps its own ledger, and one customer who has a card.
#pragma once

#include "partner/mollie.hpp"
#include "partner/mollie_json.hpp"
#include "runtime/clock.hpp"
#include "support/mollie_stand_in.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace duesday::test {

inline constexpr const char* mollie_book = "book-1";

inline partner::MollieSettings settings_for(const MollieStandIn& mollie)
{
    partner::MollieSettings settings;
    settings.url = mollie.url();
    settings.key = "test_standin";
    settings.book_id = mollie_book;
    settings.redirect_url = "https://firm.example/thanks";
    settings.total_ms = 150;
    settings.first_wait_ms = 10;
    settings.budget_ms = 3'000;
    settings.elapsed_ms = runtime::elapsed_ms;
    return settings;
}

struct MollieDesk {
    MollieDesk() { mollie.set_clock(partner::mollie::read_time("2026-11-30T10:00:00Z").value()); }

    MollieStandIn mollie;
    MollieStandIn::Known known = mollie.add_customer();
    std::unique_ptr<partner::CardGateway> cards = partner::make_mollie_cards(settings_for(mollie));

    partner::ChargeRequest request(const std::string& key, std::int64_t minor = 9'680) const
    {
        partner::ChargeRequest request;
        request.key = key;
        request.provider_customer = known.customer;
        request.mandate = known.mandate;
        request.amount = Money{minor, Currency::of("EUR")};
        request.description = "renewal 2026-12";
        request.sent_at = partner::mollie::read_time("2026-11-30T10:00:00Z");
        return request;
    }

    partner::ChargeAnswer charge(const partner::ChargeRequest& request)
    {
        partner::ChargeAnswer only;
        int answers = 0;
        cards->charge({&request, 1}, [&](std::size_t, const partner::ChargeAnswer& answer) {
            only = answer;
            ++answers;
        });
        CHECK(answers == 1);
        return only;
    }
    partner::ChargeAnswer look_up(const partner::ChargeRequest& request)
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

} // namespace duesday::test
