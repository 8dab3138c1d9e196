#include "flow/lost_payments.hpp"

#include "base/money_text.hpp"
#include "flow/charge_settlement.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/dates.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/installations.hpp"
#include "store/payers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace duesday::flow {

namespace {

/// The expiry months that a payment may be for which was found on a day: it was made since the
/// copy, and a backup is no older than a year. What is of none of them counts as a purchase.
constexpr int months_before = 13;
constexpr int months_after = 2;

/// A charge of the payment's payer and currency, whose keys may be the payment's.
store::Charge charge_like(const store::UnexplainedPayment& payment, std::int64_t payer)
{
    store::Charge charge;
    charge.payer = payer;
    charge.amount = payment.amount;
    return charge;
}

std::string who_paid(store::Database& database, const store::UnexplainedPayment& payment)
{
    return fmt::format("{} that {} paid was lost with a copy, and may be for it",
                       money_text(payment.amount), payer_text(database, payment));
}

} // namespace

LostPayments::LostPayments(const runtime::Context& context)
    : database_{context.book.database()}, book_id_{context.book.id()},
      payments_{store::unexplained_payments(database_)}
{
    std::copy_if(payments_.begin(), payments_.end(), std::back_inserter(refunded_),
                 [](const auto& payment) { return payment.refunded_on.has_value(); });
    std::erase_if(payments_,
                  [](const store::UnexplainedPayment& payment) { return !payment.is_open(); });
    auto taken = store::misfit_payments(database_);
    std::move(taken.begin(), taken.end(), std::back_inserter(payments_));
}

LostPayments::Service LostPayments::renewal_of(const store::Subscription& renewed,
                                               const store::AnnouncedTerms& terms)
{
    store::ChargeLine line;
    line.starts_on = rules::renewal_period(renewed.expires_on, terms.term_years).first;
    return {renewed.installation, terms.price, rules::group_month(renewed.expires_on),
            digest_of(rules::ChargeKind::renewal, {{line, renewed}})};
}

const store::UnexplainedPayment*
LostPayments::that_may_have_paid(const store::Subscription& renewed,
                                 const store::AnnouncedTerms& terms)
{
    return find(renewed, terms, [](const auto&) { return true; });
}

const store::UnexplainedPayment* LostPayments::of_another(const store::Subscription& renewed,
                                                          const store::AnnouncedTerms& terms,
                                                          std::int64_t payer)
{
    return find(renewed, terms,
                [&](const auto& payment) { return store::payer_of_key(payment.key) != payer; });
}

const store::UnexplainedPayment* LostPayments::made_by(const store::Subscription& renewed,
                                                       const store::AnnouncedTerms& terms,
                                                       std::int64_t payer)
{
    return find(renewed, terms,
                [&](const auto& payment) { return store::payer_of_key(payment.key) == payer; });
}

const store::UnexplainedPayment* LostPayments::find(const store::Subscription& renewed,
                                                    const store::AnnouncedTerms& terms,
                                                    const IsWanted& is_wanted)
{
    if (payments_.empty())
        return nullptr;
    const auto& payments = of_month(rules::group_month(renewed.expires_on));
    const auto found =
        std::find_if(payments.begin(), payments.end(), [&](const store::UnexplainedPayment& one) {
            return is_wanted(one) && may_have_paid(one, renewed, terms);
        });
    return found == payments.end() ? nullptr : &*found;
}

bool LostPayments::may_have_paid(const store::UnexplainedPayment& payment,
                                 const store::Subscription& renewed,
                                 const store::AnnouncedTerms& terms)
{
    return may_be_for(payment, renewal_of(renewed, terms));
}

bool LostPayments::may_be_for(const store::UnexplainedPayment& payment, const Service& service)
{
    return rules::may_have_paid({payment.amount, service.month},
                                {service.net, service.month,
                                 payer_may_be_at(service.installation, payment),
                                 !payment.pays_for.empty() && payment.pays_for == service.digest});
}

bool LostPayments::payer_may_be_at(std::int64_t installation,
                                   const store::UnexplainedPayment& payment)
{
    const auto [known, is_new] = makers_.try_emplace(payment.key);
    if (is_new)
        known->second = store::makers_of(database_, payment);
    const auto& makers = known->second;
    return makers.empty() || std::any_of(makers.begin(), makers.end(), [&](std::int64_t maker) {
               return store::has_role(database_, installation, maker);
           });
}

bool LostPayments::held_to_the_end(const store::Subscription& renewed,
                                   const store::AnnouncedTerms& terms)
{
    return std::any_of(refunded_.begin(), refunded_.end(),
                       [&](const store::UnexplainedPayment& one) {
                           return *one.refunded_on >= renewed.expires_on &&
                                  is_of_month(one, rules::group_month(renewed.expires_on)) &&
                                  may_have_paid(one, renewed, terms);
                       });
}

const store::UnexplainedPayment* LostPayments::that_may_have_bought(std::int64_t installation,
                                                                    Money net)
{
    return purchase_of_service({installation, net, std::nullopt, {}});
}

const store::UnexplainedPayment*
LostPayments::that_may_have_reopened(const store::Subscription& ended,
                                     const store::AnnouncedTerms& terms)
{
    return purchase_of_service({ended.installation, terms.price, std::nullopt,
                                digest_of(rules::ChargeKind::reactivation, {{{}, ended}})});
}

const store::UnexplainedPayment* LostPayments::purchase_of_service(const Service& service)
{
    return purchase([&](const auto& payment) { return may_be_for(payment, service); });
}

const store::UnexplainedPayment* LostPayments::purchase_of(std::int64_t payer)
{
    return purchase([&](const auto& payment) {
        const auto owners = store::owners_of(database_, payment);
        return owners.empty() ? store::payer_of_key(payment.key) == payer
                              : std::find(owners.begin(), owners.end(), payer) != owners.end();
    });
}

const store::UnexplainedPayment* LostPayments::purchase(const IsWanted& is_wanted)
{
    if (payments_.empty())
        return nullptr;
    const auto& payments = of_purchases();
    const auto found = std::find_if(payments.begin(), payments.end(), is_wanted);
    return found == payments.end() ? nullptr : &*found;
}

const store::UnexplainedPayment* LostPayments::taken_by(const store::Charge& charge) const
{
    const auto found =
        std::find_if(payments_.begin(), payments_.end(), [&](const store::UnexplainedPayment& one) {
            const auto is_it = [&](const std::string& key) { return key == one.key; };
            const bool is_free = charge.amount.is_zero() && !one.amount.is_zero();
            return !is_free && store::payer_of_key(one.key) == charge.payer &&
                   !store::attempts_known(book_id_, charge, is_it).empty() &&
                   rules::may_be_taken(store::owner_of(database_, one, charge.payer)) &&
                   !store::find_charge_by_key(database_, one.key);
        });
    return found == payments_.end() ? nullptr : &*found;
}

const LostPayments::Payments& LostPayments::of_month(const std::string& month)
{
    const auto known = by_month_.find(month);
    if (known != by_month_.end())
        return known->second;
    Payments payments;
    std::copy_if(payments_.begin(), payments_.end(), std::back_inserter(payments),
                 [&](const auto& payment) { return is_of_month(payment, month); });
    return by_month_.emplace(month, std::move(payments)).first->second;
}

const LostPayments::Payments& LostPayments::of_purchases()
{
    if (!of_purchases_) {
        of_purchases_ = payments_;
        std::erase_if(*of_purchases_, [&](const store::UnexplainedPayment& payment) {
            for (int months = -months_before; months <= months_after; ++months)
                if (is_of_month(payment, payment.found_on.plus_months(months).year_month()))
                    return true;
            return false;
        });
    }
    return *of_purchases_;
}

bool LostPayments::is_of_month(const store::UnexplainedPayment& payment,
                               const std::string& month) const
{
    const auto payer = store::payer_of_key(payment.key);
    if (!payer)
        return false;
    auto charge = charge_like(payment, *payer);
    charge.group_key = month;
    return !store::attempts_known(book_id_, charge, [&](const std::string& key) {
                return key == payment.key;
            }).empty();
}

std::string may_have_paid(store::Database& database, const store::UnexplainedPayment& payment)
{
    return fmt::format("{}; subscribe activate, given again for {}, takes that payment; "
                       "else {}",
                       who_paid(database, payment), payer_text(database, payment),
                       how_to_settle(payment.key));
}

std::string may_have_bought(store::Database& database, const store::UnexplainedPayment& payment)
{
    return fmt::format("{}: {}", who_paid(database, payment), how_to_settle(payment.key));
}

} // namespace duesday::flow
