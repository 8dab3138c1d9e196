// Charges and their lines: what was asked of a payer's card, for which periods.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "base/timestamp.hpp"
#include "rules/invoice/charge.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct ChargeLine {
    std::int64_t subscription = 0;
    std::int64_t product = 0;
    int run = 1;
    Date starts_on; ///< the period that the line pays for
    Date ends_on;
    Money net;
    VatRate vat_rate;
};

struct UnexplainedPayment;

struct Charge {
    std::int64_t id = 0;
    std::string key; ///< idempotency key
    rules::ChargeKind kind = rules::ChargeKind::renewal;
    std::int64_t payer = 0;
    std::optional<std::int64_t> card; ///< none where 0.00 was due of a payer without one
    std::string group_key;            ///< what the attempts of one group share
    int attempt = 1;
    Money amount; ///< with VAT
    /// rules::code_of(VatTreatment), frozen with the lines' rates (D21); empty for a card test.
    std::string vat_treatment;
    rules::ChargeState state = rules::ChargeState::planned;
    std::string reason; ///< of a refusal, the partner's word
    std::string provider;
    std::string provider_reference; ///< the provider's own number of the payment, once it told
    Date business_date;
    std::optional<Timestamp> sent_at; ///< real time of the first call with this key
};

/// The idempotency key of an attempt: derived from book, kind, payer, group, currency and attempt,
/// so that the same intention has the same key whenever it is made.
std::string charge_key(std::string_view book_id, const Charge& charge);
/// What a charge pays for, as its provider keeps it: of the numbers of its subscriptions and the
/// first days of their periods, in whatever order they are read. Empty of nothing.
std::string digest_of_lines(std::vector<std::string> lines);
/// The payer that a key begins with; nothing where it is no key of ours.
std::optional<std::int64_t> payer_of_key(std::string_view key);

/// No group had more: an attempt an hour for the longest month, and some.
inline constexpr int most_attempts = 1000;
/// The attempts of the charge's group whose key `is_known`, in their order: what a provider knows
/// of a group has gaps where an attempt was void or rejected.
std::vector<int> attempts_known(std::string_view book_id, Charge charge,
                                const std::function<bool(const std::string&)>& is_known);

/// The number that the group's next attempt has, by its payer, kind, key and currency.
int next_attempt(Database& database, const Charge& charge);

/// The charge, under the attempt that it has, is the payment: unknown until poll-confirmations has
/// asked about it, or for good where its reason says that it does not fit (rules::is_misfit).
void take_payment(Write& write, Charge& charge, const UnexplainedPayment& payment,
                  const std::vector<ChargeLine>& lines);

/// Keeps what the payment of a charge whose lines it does not fit was for, as a digest.
void keep_digest(Write& write, std::int64_t charge, std::string_view pays_for);
/// A person said what such a payment was for: other lines, and the charge is unknown again.
void explain_charge(Write& write, std::int64_t charge, std::string_view vat_treatment,
                    const std::vector<ChargeLine>& lines);

/// Stores a charge under the attempt that it has: an intention (flow/charge_intention), or one that
/// the provider knows and this book has lost. Fills in id and key.
void adopt_charge(Write& write, Charge& charge, const std::vector<ChargeLine>& lines);

/// Marks that the call may leave now.
void mark_charge_sent(Write& write, std::int64_t charge);
/// An intention of a copy, which the lost book may have carried out since: it is unknown, and asked
/// about from then on.
void mark_charge_maybe_sent(Write& write, std::int64_t charge, Timestamp since);
/// Nothing left this machine: the intention stays, same key later.
void mark_charge_not_sent(Write& write, std::int64_t charge);
/// Records the answer; a final refusal lets go of the periods of the lines.
void settle_charge(Write& write, std::int64_t charge, rules::ChargeState state,
                   std::string_view reason, std::string_view provider_reference);

std::optional<Charge> find_charge(Database& database, std::int64_t id);
std::optional<Charge> find_charge_by_key(Database& database, std::string_view key);
std::vector<ChargeLine> lines_of_charge(Database& database, std::int64_t charge);

/// The charges in a state that is not final, by id; a page at a time, so that `visit` may write.
/// Until it says false, which is then the answer.
bool each_open_charge(Database& database, rules::ChargeState state,
                      const std::function<bool(const Charge&)>& visit);

/// All renewal attempts of a payer's group (rules::renewal_group), oldest first.
std::vector<Charge> attempts_of_group(Database& database, std::int64_t payer,
                                      std::string_view group, Currency currency);

/// A paid renewal of the group, or one that is open, began inside a month: its expiry was imported
/// from a system that knew no month ends (D23).
bool month_has_legacy_expiry(Database& database, std::int64_t payer, std::string_view month,
                             Currency currency);

/// A subscription that a payment-failed letter about a payer's group named.
struct DunnedLine {
    std::int64_t subscription = 0;
    Date sent_on;
    std::string failure_class;
};
/// Of all letters of the group, oldest first.
std::vector<DunnedLine> dunned_lines(Database& database, std::int64_t payer, std::string_view month,
                                     Currency currency);
/// Records a letter that names these; gives its ordinal within the group.
int add_dunning_letter(Write& write, std::int64_t payer, std::string_view month, Currency currency,
                       std::string_view failure_class, std::span<const std::int64_t> subscriptions);

} // namespace duesday::store
