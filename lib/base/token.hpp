// The shape of the tokens in our links (store/portal_links): a word of that shape is repeated by no
// message.
#pragma once

#include <algorithm>
#include <string_view>

namespace duesday {

/// 256 bits in base64url without padding.
inline bool looks_like_token(std::string_view word)
{
    return word.size() == 43 && std::all_of(word.begin(), word.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '-' || c == '_';
           });
}

} // namespace duesday
