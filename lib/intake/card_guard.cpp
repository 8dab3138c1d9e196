#include "intake/card_guard.hpp"

#include "rules/customer/card_number.hpp"

namespace duesday::intake {

bool holds_card_number(const Cell& cell)
{
    constexpr std::size_t shortest_card = 13; // most cells are shorter: no need to look
    return cell.text.size() >= shortest_card && rules::contains_card_number(cell.text);
}

} // namespace duesday::intake
