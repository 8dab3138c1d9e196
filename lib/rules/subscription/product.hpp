// The catalogue's products: references, terms and what they renew as.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// "TSF" and exactly five digits (SUB-013).
bool is_product_reference(std::string_view text);
/// "TDS" and exactly five digits: the old form, taken as an alias only (SUB-014).
bool is_legacy_alias(std::string_view text);

/// The product that `text` names: itself, or what `aliases` (alias -> reference) says; nothing
/// where it is neither a reference nor a known alias.
std::optional<std::string> canonical_reference(std::string_view text,
                                               const std::map<std::string, std::string>& aliases);

inline constexpr int longest_term_years = 10;

/// Whole years, 1 to 10 (SUB-015: 1, 3, 5 and 10 are sold).
bool is_term(int years);

/// What the next period is bought as: `renew_as` where the catalogue names it, else the same
/// product (SUB-027, D8). One step only: the product it leads to says what follows that one.
std::string renewal_reference(std::string_view reference,
                              const std::optional<std::string>& renew_as);

/// SUB-033: ATMOS (TSF16101 and its longer terms) needs the installation's .nbt file sent first.
bool needs_nbt_sent(std::string_view reference, std::string_view service);

/// SUB-011: a central sends authenticated mail only with Remote Services (TSF16100).
bool carries_authenticated_mail(std::string_view reference, std::string_view service);

} // namespace duesday::rules
