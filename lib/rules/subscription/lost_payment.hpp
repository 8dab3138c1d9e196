// What a payment that was lost with a copy of the book may have paid for (DESIGN 2).
#pragma once

#include "base/money.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// What is known of a payment that no charge explains.
struct LostPaymentFacts {
    Money amount; ///< with VAT
    /// The expiry month of the renewals that its key stands for; nothing where that was something
    /// bought, or bought again after its end.
    std::optional<std::string> month;
};

/// One service that is to be charged.
struct ServiceToCharge {
    Money net;
    /// The month of its expiry where it is renewed; nothing where it is bought, or bought again.
    std::optional<std::string> month;
    /// Who made the payment has a role at its installation, or is nobody whom the copy knows.
    bool payer_may_be_there = false;
    /// The payment's provider keeps that it was for this service, and for no other.
    bool is_what_was_paid = false;
};

/// The service may be paid already: charged once more it could be paid twice. Without VAT it costs
/// least, since it may have been taxed otherwise; the rest may have been for others with it. What
/// costs 0.00 nobody pays, neither once nor twice.
///
/// A payment that is too small may have been for it all the same, at a price which an import that
/// was lost too had lowered: where its payer may be at the installation. Elsewhere it holds
/// nothing, else the least payment would hold the month of a whole firm. The smallest amount of all
/// is the test of a card (SUB-049). A payment that is large enough holds it wherever: that its
/// payer has no role there says nothing, since the role may have been lost as well.
///
/// A purchase that is given again does not take the payment, as an activation does. The key of an
/// activation names its subscription; that of a purchase names a number which the copy never gave,
/// and nothing of what was bought. The same amount is no proof: the service that was paid may run
/// in the cloud, and another one of its price would run for nothing beside it.
bool may_have_paid(const LostPaymentFacts& payment, const ServiceToCharge& service);

/// What was paid, or is to be, and for what.
struct PaidFor {
    Money amount; ///< with VAT
    /// Of the subscriptions and their periods, as the provider keeps it; empty where that is not
    /// known.
    std::string_view digest;
};

/// The reasons of a charge that is unknown for good, and that a person has to settle: its payment
/// is not what its lines cost, or was for others than they are.
namespace misfit {
inline constexpr std::string_view amount_differs = "amount_differs";
inline constexpr std::string_view pays_for_other = "pays_for_other";
} // namespace misfit
bool is_misfit(std::string_view reason);
/// Why a payment is not that of a charge; empty where it is.
std::string_view misfit_of(const PaidFor& payment, const PaidFor& charge);
/// The same as the end of a sentence; empty of another reason.
std::string explain_misfit(std::string_view reason);

} // namespace duesday::rules
