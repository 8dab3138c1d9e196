// Numbers as they stand in texts: decimal digits and nothing else.
#pragma once

#include <charconv>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>

namespace duesday {

/// Nothing for a sign, a blank, an empty text, or a number that `Number` does not hold.
template <class Number = int>
std::optional<Number> read_digits(std::string_view text)
{
    // Unsigned, because a signed number may begin with a minus.
    using Unsigned = std::make_unsigned_t<Number>;
    Unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() ||
        value > static_cast<Unsigned>(std::numeric_limits<Number>::max()))
        return std::nullopt;
    return static_cast<Number>(value);
}

} // namespace duesday
