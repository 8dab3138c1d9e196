// What payments that were lost with a copy of the book may have paid for: the one place where
// renew, what follows an answer, and a person's command ask before they charge or end anything.
#pragma once

#include "runtime/context.hpp"
#include "store/charges.hpp"
#include "store/subscriptions.hpp"
#include "store/unexplained_payments.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

/// Payments that no charge explains: purchases, repurchases and hand-overs, also hand-overs that
/// their payer's own renewals have taken for themselves (rules::is_misfit). Their keys say who
/// paid and for which month, not for which subscriptions: none that one may have paid for is
/// charged to others, and none ends.
class LostPayments {
public:
    explicit LostPayments(const runtime::Context& context);

    /// The first that may have paid the coming renewal, on its terms, else null.
    const store::UnexplainedPayment* that_may_have_paid(const store::Subscription& renewed,
                                                        const store::AnnouncedTerms& terms);
    /// The same of those that another than `payer` made: its own are taken in place of a charge.
    const store::UnexplainedPayment* of_another(const store::Subscription& renewed,
                                                const store::AnnouncedTerms& terms,
                                                std::int64_t payer);
    /// The same of those that `payer` made.
    const store::UnexplainedPayment* made_by(const store::Subscription& renewed,
                                             const store::AnnouncedTerms& terms,
                                             std::int64_t payer);
    /// `payment`, which is of that month, may have paid the coming renewal.
    bool may_have_paid(const store::UnexplainedPayment& payment, const store::Subscription& renewed,
                       const store::AnnouncedTerms& terms);
    /// One held the charge of the renewal to its last day, and was settled as refunded since.
    bool held_to_the_end(const store::Subscription& renewed, const store::AnnouncedTerms& terms);
    /// The first with which a service of an installation may have been bought.
    const store::UnexplainedPayment* that_may_have_bought(std::int64_t installation, Money net);
    /// The first with which the subscription may have been bought again after its end.
    const store::UnexplainedPayment* that_may_have_reopened(const store::Subscription& ended,
                                                            const store::AnnouncedTerms& terms);
    /// The first with which `payer` bought something, or bought it again.
    const store::UnexplainedPayment* purchase_of(std::int64_t payer);

    /// The one that the charge, once it is planned, takes in place of being made; else null.
    const store::UnexplainedPayment* taken_by(const store::Charge& charge) const;

private:
    using Payments = std::vector<store::UnexplainedPayment>;

    using IsWanted = std::function<bool(const store::UnexplainedPayment&)>;

    /// What is to be charged or would end.
    struct Service {
        std::int64_t installation = 0;
        Money net;
        std::optional<std::string> month; ///< of its expiry, of what is renewed
        std::string digest;               ///< that a payment for it alone bears
    };
    static Service renewal_of(const store::Subscription& renewed,
                              const store::AnnouncedTerms& terms);

    const store::UnexplainedPayment* find(const store::Subscription& renewed,
                                          const store::AnnouncedTerms& terms,
                                          const IsWanted& is_wanted);
    const store::UnexplainedPayment* purchase_of_service(const Service& service);
    const store::UnexplainedPayment* purchase(const IsWanted& is_wanted);
    /// Both are of one month, or both are no renewals.
    bool may_be_for(const store::UnexplainedPayment& payment, const Service& service);
    bool payer_may_be_at(std::int64_t installation, const store::UnexplainedPayment& payment);
    const Payments& of_month(const std::string& month);
    const Payments& of_purchases();
    bool is_of_month(const store::UnexplainedPayment& payment, const std::string& month) const;

    store::Database& database_;
    std::string book_id_;
    Payments payments_; ///< that may have taken money
    Payments refunded_;
    std::map<std::string, Payments, std::less<>> by_month_;
    std::map<std::string, std::vector<std::int64_t>, std::less<>> makers_; ///< by key
    std::optional<Payments> of_purchases_;
};

/// What a person can do about one that may have paid for a renewal that waits because of it.
std::string may_have_paid(store::Database& database, const store::UnexplainedPayment& payment);
/// The same of one with which something may have been bought that is to be bought now.
std::string may_have_bought(store::Database& database, const store::UnexplainedPayment& payment);

} // namespace duesday::flow
