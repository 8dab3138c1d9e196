// Full card numbers, which must stand nowhere in our data, our logs or our reports (SUB-061,
// RELIABILITY 3).
#pragma once

#include <string>
#include <string_view>

namespace duesday::rules {

/// True where `text` holds 13 to 19 digits that pass the Luhn check. Blanks and dashes may stand
/// between groups of digits; any row of whole groups counts, so that a house number before the
/// card number does not hide it.
bool contains_card_number(std::string_view text);

/// `text` with every digit of each card number but its last four replaced by '*'.
std::string mask_card_numbers(std::string_view text);

/// The Luhn check over ASCII digits alone.
bool passes_luhn(std::string_view digits);

} // namespace duesday::rules
