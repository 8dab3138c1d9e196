// What a person may have meant by a value that cannot be right.
#pragma once

#include "rules/metering/plausibility.hpp"

#include <cstdint>
#include <vector>

namespace duesday::rules {

/// `value` with each pair of neighbouring digits that differ changed over.
std::vector<std::int64_t> with_digits_transposed(std::int64_t value);

/// `value` with each digit left out.
std::vector<std::int64_t> with_a_digit_less(std::int64_t value);

/// `value` with each digit put in at each place; nothing where no counter has so many digits.
std::vector<std::int64_t> with_a_digit_more(std::int64_t value);

/// The slip of a finger that makes `value` of `meant`; none where it is no single one.
Suspicion slip_between(std::int64_t value, std::int64_t meant);

} // namespace duesday::rules
