// What a subscription is on a given day, and what people read about it.
#pragma once

#include "base/date.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// What the book stores about a subscription's life; the rest follows from dates (D17).
enum class Standing {
    ordered, ///< bought, the payment is not known yet (D25)
    running, ///< paid, and its end not recorded
    lapsed,  ///< its end is recorded
    void_,   ///< bought, never paid: kept for the audit, never listed
};

const char* code_of(Standing standing); ///< "ordered", "running", "lapsed", "void"
std::optional<Standing> parse_standing(std::string_view text);

/// SUB-063, SUB-072, M1.
enum class ServiceState { not_yet_activated, active, expired };

const char* code_of(ServiceState state);
std::optional<ServiceState> parse_service_state(std::string_view text);

/// The expiry day is a day of service; the day after it is not (D3, SUB-037, SUB-068).
/// `payment_open`: the coming period's charge is planned, sent, pending or unknown; the service
/// then stays active past its date (D18).
ServiceState state_on(Standing standing, Date expires_on, Date today, bool payment_open = false);

/// "not yet activated", "renews at 31/12/2027", "expires at 31/12/2027", "expires at 31/12/2027,
/// payment being checked" (D18), "payment being checked" (D25), "expired at 31/12/2027", "void".
/// `payment_open` as for state_on; of an ordered subscription it is the purchase's own payment.
std::string label(Standing standing, bool renewal, Date expires_on, Date today, bool payment_open);

/// "dd/mm/yyyy", as people read days (SUB-064); machines read Date::iso.
std::string day_text(Date day);

/// On E the entitlement in the cloud is extended by `grace_days` while a payment is open, and again
/// each time that has passed (D18): the last day to send on `today`, never before `expires_on`.
Date entitled_until(Date expires_on, Date today, int grace_days);

} // namespace duesday::rules
