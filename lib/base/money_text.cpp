#include "base/money_text.hpp"

#include <fmt/format.h>

namespace duesday {

std::string money_text(const Money& money)
{
    return fmt::format("{} {}", money.currency().code(), money.text());
}

} // namespace duesday
