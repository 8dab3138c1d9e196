#include "rules/subscription/dunning.hpp"

#include <algorithm>
#include <array>

namespace duesday::rules {

const char* code_of(FailureClass failure_class)
{
    switch (failure_class) {
    case FailureClass::soft:
        return "soft";
    case FailureClass::new_card:
        return "new_card";
    case FailureClass::person:
        return "person";
    }
    return "";
}

FailureClass classify(std::string_view reason)
{
    if (reason == "possible_fraud")
        return FailureClass::person;
    if (reason == "card_expired" || reason == "inactive_card" || reason == "no_card" ||
        reason.starts_with("invalid_") || reason.starts_with("authentication_"))
        return FailureClass::new_card;
    return FailureClass::soft;
}

std::string_view remedy_of(FailureClass failure_class)
{
    switch (failure_class) {
    case FailureClass::soft:
        return "try again or register another card";
    case FailureClass::new_card:
        return "register another card, this one will not do";
    case FailureClass::person:
        return "register another card, or ask the bank that issued this one";
    }
    return {};
}

RetrySlots default_retry_slots()
{
    return {14, 7, 3, 1, 0};
}

std::optional<Date> next_slot(Date expires_on, Date last_attempt, const RetrySlots& slots)
{
    std::optional<Date> next;
    for (const int days : slots) {
        const auto slot = expires_on.plus_days(-days);
        if (slot > last_attempt && (!next || slot < *next))
            next = slot;
    }
    return next;
}

const char* code_of(FailureLetter letter)
{
    switch (letter) {
    case FailureLetter::none:
        return "none";
    case FailureLetter::first_failure:
        return "first_failure";
    case FailureLetter::class_changed:
        return "class_changed";
    case FailureLetter::last_warning:
        return "last_warning";
    }
    return "";
}

FailureLetter decide_failure_letter(FailureClass failure_class,
                                    const std::optional<FailureLetterSent>& sent, Date expires_on,
                                    Date today)
{
    if (failure_class == FailureClass::person || today > expires_on)
        return FailureLetter::none;
    if (!sent)
        return FailureLetter::first_failure;
    const auto warn_from = expires_on.plus_days(-last_warning_days);
    if (today >= warn_from && sent->day < warn_from)
        return FailureLetter::last_warning;
    return failure_class == sent->failure_class ? FailureLetter::none
                                                : FailureLetter::class_changed;
}

FailureLetter decide_group_letter(std::span<const FailedLine> lines,
                                  const std::optional<Date>& last_letter_on, Date today)
{
    auto due = FailureLetter::none;
    for (const auto& line : lines) {
        const auto letter =
            decide_failure_letter(line.failure_class, line.sent, line.expires_on, today);
        const bool may_wait = letter == FailureLetter::first_failure && last_letter_on == today &&
                              today < line.expires_on;
        const bool is_old = letter == FailureLetter::class_changed && !line.is_tried_now;
        if (!may_wait && !is_old)
            due = std::max(due, letter);
    }
    return due;
}

bool tells_failure_by_letter(bool is_heard, FailureClass failure_class)
{
    return !is_heard && failure_class != FailureClass::person;
}

} // namespace duesday::rules
