// Cards that customers enter on Mollie's page.
#pragma once

#include "partner/card_entry.hpp"
#include "partner/mollie_calls.hpp"
#include "partner/mollie_json.hpp"

namespace duesday::partner::mollie {

/// An id of Mollie's that may stand in an address as it is.
bool is_token(std::string_view id);

class MollieEntry final : public CardEntry {
public:
    explicit MollieEntry(Calls& calls) : calls_{calls} {}

    CardEntryBegun begin(const CardEntryRequest& request) override;
    EnteredCard look_up(const std::string& provider_customer,
                        const std::string& reference) override;
    EnteredCard cancel(const std::string& provider_customer, const std::string& reference) override;
    bool forget(const std::string& provider_customer, const std::string& mandate) override;

private:
    /// `suffix` makes keys of their own where the request's have been used already.
    CardEntryBegun begin_as_new(const CardEntryRequest& request, const std::string& suffix);
    Result pay(const CardEntryRequest& request, const std::string& customer,
               const std::string& suffix);
    EnteredCard card_of(const std::string& customer, const Payment& payment);
    std::optional<Mandate> left_by(const std::string& customer, const Payment& payment);

    Calls& calls_;
};

} // namespace duesday::partner::mollie
