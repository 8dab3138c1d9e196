// What `renew` does with one subscription on one day.
#pragma once

#include "base/date.hpp"
#include "rules/subscription/dates.hpp"
#include "rules/subscription/dunning.hpp"
#include "rules/subscription/subscription.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// The last charge of the coming period that this payer's card or account declined. Attempts that
/// were rejected for a fault of ours, or never sent, are none (DESIGN 3).
struct AttemptFacts {
    Date day;
    int attempt = 1; ///< within the group of the month, from 1
    FailureClass failure_class = FailureClass::soft;
    std::string reason; ///< the partner's word
};

/// A payment that was lost with a copy of the book, and that may have paid the coming period.
enum class LostPayment {
    none,
    of_payer,   ///< the payer's own: it is taken in place of a charge
    of_another, ///< a charge could pay the period a second time
};

/// One subscription as it stands. "Coming period" is the one that begins the day after expires_on.
struct RenewalFacts {
    Standing standing = Standing::running;
    bool renewal = true;
    Date expires_on;
    bool announced = false;   ///< to this payer, for this expiry
    bool period_open = false; ///< the coming period's charge is planned, sent, pending or unknown
    bool period_paid = false; ///< paid, and expires_on about to move in the same Write
    bool group_open = false;  ///< a charge of its group that may be without it has no answer (D7)
    /// It costs 0.00 (SUB-131): what became of charges and cards, its own or of others, is nothing
    /// to it.
    bool is_free = false;
    bool reversed = false; ///< a payment for it went back, and nobody has settled that
    LostPayment lost_payment = LostPayment::none;
    /// One that a person settled on or after E, as refunded: it had held the charge until then.
    bool lost_payment_refunded = false;
    bool rejected = false; ///< past E: for a fault of ours, so that no attempt counts (DESIGN 3)
    std::optional<AttemptFacts> last_attempt;
    std::optional<FailureLetterSent> letter; ///< the last payment-failed that named this expiry
    bool new_card_since_last_attempt = false;
    bool card_works = true;                 ///< the payer has a card, and its month is not over
    std::optional<Date> card_registered_on; ///< of the payer's present card, business day
    /// The same of one whose test has no answer yet, or the day on which the payer's page for a
    /// card was begun: what happened there is not known yet.
    std::optional<Date> card_in_test_on;
};

struct RenewalPolicy {
    MonthRule month_rule = MonthRule::clamp;
    RetrySlots retry_slots = default_retry_slots();
    bool retries = true;    ///< off: no slots and no last warning; a new card is tried all the same
    int card_test_days = 7; ///< past E, that a card's test is waited for
};

/// Ordered by precedence: where two fit, the later one stands.
enum class RenewalStep {
    none,
    announce, ///< tell the payer (SUB-080)
    warn,     ///< a letter about what failed, without a charge on that day (D6)
    charge,
    lapse,  ///< record the end: event, letter, cloud (D17)
    frozen, ///< something has no answer yet: nothing is done, and nothing is stopped (D18)
};

/// What a frozen renewal waits for.
enum class Wait {
    none,
    answer,       ///< to its own charge (D18)
    group,        ///< to the charge of its group, after which it can be tried (D7)
    card_test,    ///< of a card that was, or may have been, entered in time (D20)
    lost_payment, ///< a person explains a payment that may have paid it
    reversal,     ///< a person settles a payment that went back: nothing more is charged
};

const char* code_of(Wait wait);

const char* code_of(RenewalStep step);

/// Why a subscription ends.
enum class LapseReason {
    none,
    renewal_off,
    payment_failed,
    never_attempted,  ///< past E without any attempt: an outage, a cut-over (D24)
    charge_rejected,  ///< the same, though `renew` ran: each attempt was void by a fault of ours
    payment_reversed, ///< a payment for it went back, and nobody settled that by E
    /// A lost payment held it, and was settled as refunded too late for another attempt.
    payment_refunded,
};

const char* code_of(LapseReason reason);
/// A person has to look why it came to that.
bool needs_attention(LapseReason reason);
/// One sentence, with the way back.
std::string explain(LapseReason reason, std::string_view subscription, Date expires_on);

struct RenewalDecision {
    RenewalStep step = RenewalStep::none;
    /// The notice is due, alone (step announce) or on the day of the charge; it goes first.
    bool announce = false;
    /// The notice leaves the payer less than a month before the charge (SUB-084): said, not
    /// alarmed.
    bool short_notice = false;
    LapseReason lapse = LapseReason::none;
    Wait wait = Wait::none; ///< of step frozen

    friend bool operator==(const RenewalDecision&, const RenewalDecision&) = default;
};

/// From E on: a card that was entered in time is being tested, so that the service goes on until
/// the answer is there (SUB-112, D20), though not for ever. On E only the cloud has to know.
bool waits_for_card_test(const RenewalFacts& facts, Date today, const RenewalPolicy& policy);

/// The attempt that dunning follows: null where none failed, or nothing is to be paid (SUB-131).
const AttemptFacts* failed_attempt(const RenewalFacts& facts);

/// A card that came after the failed attempt, in time, and works (D20).
bool has_untried_card(const RenewalFacts& facts);

/// Not running: nothing. Coming period open: frozen. Past E: lapse, but for one attempt with a card
/// that was registered on or before E after another had failed (D20); frozen while that card is
/// being tested. Renewal off: nothing until E.
/// Else the charge from E-1 month on: at once, then at each slot (soft) or new card; and the notice
/// from E-2 months on, once, while nothing has been attempted.
/// A payment that went back: neither notice nor charge until that is settled, and the end after E.
/// A lost payment, of whomever: no end; of another: no charge either.
/// What costs 0.00 is put on record in place of a charge from E-1 month to E, whatever failed or
/// waits.
RenewalDecision decide_renewal(const RenewalFacts& facts, Date today, const RenewalPolicy& policy);

/// Past E, and `renew` would not end it: it is tried once more (D20), or an answer, a card or a
/// person is waited for (D18). The service goes on until that is known.
bool goes_on_after_expiry(const RenewalFacts& facts, Date today, const RenewalPolicy& policy);

/// Past E, and `renew` would neither end it nor waits for the answer to its own charge: it is still
/// to be tried (D20), which a deactivation stops.
bool is_tried_after_expiry(const RenewalFacts& facts, Date today, const RenewalPolicy& policy);

/// Past E, and there is nothing left to try or to wait for: `renew` records the end. From here on
/// renewal and payer say how it came, not how it is to go on.
bool is_end_due(const RenewalFacts& facts, Date today, const RenewalPolicy& policy);

/// What comes after an attempt that was declined on `attempt`, while the renewal stays on: when it
/// is tried again, or what that takes (D6).
std::string explain_next_attempt(FailureClass failure, Date attempt, Date expires_on,
                                 const RenewalPolicy& policy);

/// D18: a frozen charge is shown to a person from a week before the expiry.
bool frozen_needs_attention(Date expires_on, Date today);

} // namespace duesday::rules
