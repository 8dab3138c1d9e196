// What follows a failed charge (D6, SUB-089..092).
#pragma once

#include "base/date.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace duesday::rules {

/// What kind of answer a failed charge needs.
enum class FailureClass {
    soft,     ///< may work another day: tried again at each slot
    new_card, ///< tried again only with another card
    person,   ///< suspected fraud: no letter, a person looks
};

const char* code_of(FailureClass failure_class);

/// The class of the partner's word. A word that is not known is soft (D6).
FailureClass classify(std::string_view reason);

/// What the one whose card was declined can do, as the end of a sentence.
std::string_view remedy_of(FailureClass failure_class);

/// The days, counted back from the expiry, on which a soft failure is tried again: falling.
using RetrySlots = std::vector<int>;
/// E-14, E-7, E-3, E-1 and E itself (D6).
RetrySlots default_retry_slots();

/// The first slot after `last_attempt`; nothing once the last has passed. Slots that were missed
/// count once: an attempt made late takes all of them with it.
std::optional<Date> next_slot(Date expires_on, Date last_attempt, const RetrySlots& slots);

/// Why a `payment-failed` letter goes out.
/// The later one stands where lines of one letter differ.
enum class FailureLetter {
    none,
    first_failure, ///< of a subscription, whatever its payer was told about others
    class_changed, ///< another kind of remedy is needed than the last letter said
    last_warning,  ///< once, from E-3 on
};

const char* code_of(FailureLetter letter);

inline constexpr int last_warning_days = 3;

/// What the payer has been told about this expiry.
struct FailureLetterSent {
    Date day; ///< of the last letter
    FailureClass failure_class = FailureClass::soft;
};

/// Whether a letter is due while the charge for `expires_on` stands failed with `failure_class`.
/// `sent` is the last one that named this subscription.
/// A letter of any reason sent on E-3 or later is the last warning.
FailureLetter decide_failure_letter(FailureClass failure_class,
                                    const std::optional<FailureLetterSent>& sent, Date expires_on,
                                    Date today);

/// A subscription whose renewal stands failed.
struct FailedLine {
    FailureClass failure_class = FailureClass::soft;
    bool is_tried_now = false; ///< else it failed before, and nothing new is known of it
    std::optional<FailureLetterSent> sent; ///< the last letter that named it
    Date expires_on;
};

/// The one letter about all failing lines of a payer's group (SUB-091): due where it is due for one
/// of them. What failed for the first time on a day on which the group had its letter already waits
/// for the next day, unless that is too late.
FailureLetter decide_group_letter(std::span<const FailedLine> lines,
                                  const std::optional<Date>& last_letter_on, Date today);

/// Whether the failure of what a person ordered is told by letter: unless the command that finds it
/// is theirs and tells it itself (`is_heard`), whichever program that is and whatever was known of
/// the charge before. Suspected fraud is told by nobody (D6).
bool tells_failure_by_letter(bool is_heard, FailureClass failure_class);

} // namespace duesday::rules
