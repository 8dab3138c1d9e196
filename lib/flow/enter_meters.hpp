// What the program `enter-meters` does: readings come in, are judged at once, and wait for their
// release (MTR-014 to MTR-021).
#pragma once

#include "base/date.hpp"
#include "runtime/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// All meters that the holder of a link is entrusted with, with their state. Refuses as
/// flow/link_holder.hpp says. Fault(usage) where no file is named.
void enter_meters_overview(runtime::Context& context, const std::string& token_file);

struct SubmitOptions {
    std::vector<std::string> values;       ///< METER=VALUE
    std::optional<std::string> token_file; ///< the holder of a link; else an operator
    std::optional<Date> read_on;           ///< else today
    std::optional<std::string> source;     ///< an operator's
    std::optional<std::string> serial;     ///< of the device that was read, where it is not clear
    std::string reason;                    ///< of an operator who insists
};
/// One Write: where a word is no value or a meter cannot be entered, nothing of the submission is
/// stored. Else each value is entered, kept as a rejected attempt, or held (rules/metering/entry).
/// Refused: unknown_meter, already_released, contract_ended, unknown_serial, earlier_device, and
/// the words of rules::ReadingTextProblem.
void enter_meters_submit(runtime::Context& context, const SubmitOptions& options);

struct CorrectOptions {
    std::string value; ///< METER=VALUE
    std::string reason;
    std::optional<Date> read_on; ///< of the released reading; else the last one
    std::optional<std::string> serial;
};
/// A counter-reading to a released one (MTR-021), released at once; the difference is billed as a
/// correction, and so is what the next reading counts from it, where there is one. Refused:
/// unknown_meter, unknown_serial, nothing_released, is_estimate, too_many_digits, and the words of
/// rules::ReadingTextProblem.
void enter_meters_correct(runtime::Context& context, const CorrectOptions& options);

} // namespace duesday::flow
