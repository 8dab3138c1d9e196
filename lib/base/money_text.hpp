// Money in a sentence.
#pragma once

#include "base/money.hpp"

#include <string>

namespace duesday {

/// "EUR 12.10"
std::string money_text(const Money& money);

} // namespace duesday
