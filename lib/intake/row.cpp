#include "intake/row.hpp"

#include "base/text.hpp"
#include "rules/customer/card_number.hpp"

namespace duesday::intake {

std::string shown(std::string_view text)
{
    constexpr std::size_t longest = 60;
    constexpr std::size_t longest_masked = 4096; // what is cut off must not hide a card's begin
    auto masked = rules::mask_card_numbers(text.substr(0, longest_masked));
    if (masked.size() > longest) {
        auto end = longest;
        while (end > 0 && (static_cast<unsigned char>(masked[end]) & 0xc0) == 0x80)
            --end; // not inside a character
        masked.resize(end);
        masked += "...";
    }
    return '"' + text::without_control_characters(masked) + '"';
}

} // namespace duesday::intake
