// The guard before every import: a full card number is refused wherever it stands (SUB-061).
#pragma once

#include "intake/row.hpp"

namespace duesday::intake {

bool holds_card_number(const Cell& cell);

} // namespace duesday::intake
