// Dates, amounts and rates as people of a language write them. Pure.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"

#include <string>
#include <string_view>

namespace duesday::document {

/// The languages of letters and invoices.
enum class Language { en, nl, de, fr, pt };

/// "nl", "nl-BE" or "NL_be"; English for a language without texts.
Language language_of(std::string_view code);
const char* code_of(Language language);

/// "31/12/2026"; German "31.12.2026" (SUB-064).
std::string localised(Date date, Language language);
/// With the currency's sign where Europe has one ("€", "£", "$"), else its code. The blanks inside
/// an amount do not break: en "€1,234.56", nl "€ 1.234,56", de and pt "1.234,56 €",
/// fr "1 234,56 €".
std::string localised(Money amount, Language language);
/// "21%", "5.5%"; nl and pt "5,5%", de and fr "5,5 %".
std::string localised(VatRate rate, Language language);
/// "2026-12" as "12/2026"; text that is no year and month stays.
std::string localised_month(std::string_view year_month);

} // namespace duesday::document
