// Full card numbers, which must stand nowhere in our data, our logs or our reports (SUB-061,
// RELIABILITY 3).
#pragma once

#include <string>
#include <string_view>

namespace duesday::rules {

/// True where `text` holds 13 to 19 decimal digits, of whatever script, that pass the Luhn check.
/// Between groups of digits may stand a few blanks, line breaks and dashes, or one other mark of
/// punctuation; characters without width count for nothing. Any row of whole groups counts, so that
/// a house number before the card number does not hide it.
bool contains_card_number(std::string_view text);

/// `text` with every digit of each card number but its last four replaced by '*'.
std::string mask_card_numbers(std::string_view text);

/// The Luhn check over ASCII digits alone.
bool passes_luhn(std::string_view digits);

} // namespace duesday::rules
