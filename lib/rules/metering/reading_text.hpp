// What a person types for a reading: the digits that the counter shows, and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace duesday::rules {

enum class ReadingTextProblem {
    missing,      ///< nothing was typed
    sign,         ///< "-5", "+5"
    separators,   ///< "12.345", "12 345": of which language, nobody can tell
    decimals,     ///< "12345.6": a counter shows whole numbers
    too_long,     ///< more than 18 digits: no counter shows them
    not_a_number, ///< anything else
};

/// "separators" and so on, as reported.
const char* name_of(ReadingTextProblem problem);

struct ReadingText {
    std::optional<ReadingTextProblem> problem; ///< nothing: `value` is what was typed
    std::int64_t value = 0;
    std::optional<std::int64_t> meant; ///< with a problem: what was probably meant
};

/// Blanks around it say nothing; zeros before it neither. Never guesses: a value that is not
/// digits alone has a problem.
ReadingText read_reading_text(std::string_view typed);

} // namespace duesday::rules
