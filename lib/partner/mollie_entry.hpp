// Cards that customers enter on Mollie's page (SUB-049; PARTNERS 1.2, 1.3).
#pragma once

#include "partner/card_entry.hpp"
#include "partner/mollie_calls.hpp"
#include "partner/mollie_json.hpp"

namespace duesday::partner::mollie {

/// Each function ends with Fault(bad_setup) where Mollie refuses our key.
class MollieEntry final : public CardEntry {
public:
    /// `calls` must outlive it.
    explicit MollieEntry(Calls& calls) : calls_{calls} {}

    /// POST /customers where there is none, then a first payment of the amount, 0.01 or 0.00
    /// (PARTNERS 1.2). The reason of what did not come through is "unreachable", "no_answer",
    /// "unreadable_answer" or "status_<n>", with the field where Mollie names one.
    CardEntryBegun begin(const CardEntryRequest& request) override;
    /// GET the payment, and where it is paid its mandate: declined with "invalid_mandate" where
    /// that is no card for payments without the customer, pending while it is not there yet.
    EnteredCard look_up(const std::string& provider_customer,
                        const std::string& reference) override;
    /// DELETE, only where Mollie calls the payment open and cancelable (PARTNERS 1.2).
    EnteredCard cancel(const std::string& provider_customer, const std::string& reference) override;
    /// DELETE the mandate; 404 and 410 are as good (PARTNERS 1.2).
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
