// The number of a bank account that money is to go to (ISO 13616).
#pragma once

#include <string_view>

namespace duesday::rules {

/// Two letters, two check digits and the account, as long as the country's are where that is known,
/// with a remainder of 1 (ISO 7064, mod 97-10). Blanks between the groups and small letters are let
/// pass.
bool is_iban(std::string_view text);

} // namespace duesday::rules
