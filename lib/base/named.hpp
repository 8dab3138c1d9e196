// Enum values by the words that stand for them in books, files and options.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace duesday {

/// The value whose word this is; `words` are in the order of the values, which count from 0.
template <class Enum, class Words>
std::optional<Enum> named(const Words& words, std::string_view word)
{
    for (std::size_t i = 0; i < words.size(); ++i)
        if (word == words[i])
            return static_cast<Enum>(i);
    return std::nullopt;
}

} // namespace duesday
