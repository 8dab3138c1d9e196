#include "rules/subscription/product.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace duesday::rules {

namespace {

bool is_prefix_and_five_digits(std::string_view text, std::string_view prefix)
{
    constexpr std::size_t digits = 5;
    return text.starts_with(prefix) && text.size() == prefix.size() + digits &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(prefix.size()), text.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool is_product_reference(std::string_view text)
{
    return is_prefix_and_five_digits(text, "TSF");
}

bool is_legacy_alias(std::string_view text)
{
    return is_prefix_and_five_digits(text, "TDS");
}

std::optional<std::string> canonical_reference(std::string_view text,
                                               const std::map<std::string, std::string>& aliases)
{
    const auto alias = aliases.find(std::string{text});
    if (alias != aliases.end())
        return alias->second;
    if (is_product_reference(text))
        return std::string{text};
    return std::nullopt;
}

bool is_term(int years)
{
    return years >= 1 && years <= longest_term_years;
}

std::string renewal_reference(std::string_view reference,
                              const std::optional<std::string>& renew_as)
{
    return renew_as && !renew_as->empty() ? *renew_as : std::string{reference};
}

bool needs_nbt_sent(std::string_view reference, std::string_view service)
{
    return reference == "TSF16101" || text::lower(text::trim(service)) == "atmos";
}

bool carries_authenticated_mail(std::string_view reference, std::string_view service)
{
    return reference == "TSF16100" || text::lower(service).starts_with("remote");
}

} // namespace duesday::rules
