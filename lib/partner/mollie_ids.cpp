#include "partner/mollie_ids.hpp"

#include <algorithm>
#include <array>

namespace duesday::partner::mollie {

namespace {

constexpr std::size_t longest_id = 100;
constexpr std::size_t longest_address = 2'000;

} // namespace

bool is_token(std::string_view id)
{
    return !id.empty() && id.size() <= longest_id && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

bool is_plain_address(std::string_view text)
{
    constexpr std::string_view unsafe = "\"<>\\^`{|}";
    return text.size() <= longest_address && std::all_of(text.begin(), text.end(), [&](char c) {
               return c > 0x20 && c < 0x7f && unsafe.find(c) == unsafe.npos;
           });
}

bool is_page_address(std::string_view text)
{
    const bool is_secure = text.starts_with("https://");
    if (!is_plain_address(text) || !(is_secure || text.starts_with("http://")))
        return false;
    const auto rest = text.substr(text.find("//") + 2);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.empty() || authority.find('@') != authority.npos)
        return false;
    constexpr std::array<std::string_view, 3> here{"127.0.0.1", "localhost", "[::1]"};
    return is_secure || std::any_of(here.begin(), here.end(), [&](std::string_view host) {
               return authority.starts_with(host) &&
                      (authority.size() == host.size() || authority[host.size()] == ':');
           });
}

} // namespace duesday::partner::mollie
