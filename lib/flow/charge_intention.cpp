#include "flow/charge_intention.hpp"

#include "base/money_text.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/unexplained_payments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace duesday::flow {

namespace {

/// A payment of the charge's group that no charge explains and that may have taken money; the
/// charge then has its attempt. Of refusals, of what was refunded and of what is another's, or
/// where nothing is to be paid, only the numbers are passed over.
std::optional<store::UnexplainedPayment> unexplained_of_group(store::Write& write,
                                                              store::Charge& charge)
{
    std::map<std::string, store::UnexplainedPayment, std::less<>> unexplained;
    for (auto& payment : store::unexplained_payments(write.database()))
        unexplained.emplace(payment.key, std::move(payment));
    if (unexplained.empty())
        return std::nullopt;
    const auto& book_id = write.book().id();
    auto of_attempt = charge;
    for (const auto attempt : store::attempts_known(
             book_id, charge, [&](const std::string& key) { return unexplained.contains(key); })) {
        of_attempt.attempt = attempt;
        auto& payment = unexplained.at(store::charge_key(book_id, of_attempt));
        const bool is_free = charge.amount.is_zero() && !payment.amount.is_zero();
        if (payment.is_open() && !is_free &&
            rules::may_be_taken(store::owner_of(write.database(), payment, charge.payer))) {
            charge.attempt = attempt;
            return std::move(payment);
        }
        charge.attempt = std::max(charge.attempt, attempt + 1);
    }
    return std::nullopt;
}

} // namespace

void plan_charge(store::Write& write, store::Charge& charge,
                 const std::vector<store::ChargeLine>& lines, const std::string& pays_for)
{
#if DUESDAY_PLANTED_BUG == 3
    // Test builds only: a number that was made durable outside this Write.
    charge.attempt = static_cast<int>(write.stamp().run);
#else
    charge.attempt = store::next_attempt(write.database(), charge);
#endif
    if (const auto payment = unexplained_of_group(write, charge)) {
        charge.reason =
            rules::misfit_of({payment->amount, payment->pays_for}, {charge.amount, pays_for});
        store::take_payment(write, charge, *payment, lines);
    } else
        store::adopt_charge(write, charge, lines);
}

void record_intention(store::Write& write, ChargeCase& charge_case)
{
    std::vector<store::ChargeLine> lines;
    lines.reserve(charge_case.lines.size());
    for (const auto& charged : charge_case.lines)
        lines.push_back(charged.line);
    auto& charge = charge_case.charge;
    plan_charge(write, charge, lines, digest_of(charge.kind, charge_case.lines));
    write.audit("charge/" + charge.key, "intended", "",
                fmt::format("payer={}\namount={}\nattempt={}", charge_case.payer.customer,
                            money_text(charge.amount), charge.attempt));
}

} // namespace duesday::flow
