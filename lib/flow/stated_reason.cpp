#include "flow/stated_reason.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "rules/customer/card_number.hpp"

#include <fmt/format.h>

namespace duesday::flow {

std::string stated_reason(std::string_view reason, std::string_view what)
{
    if (text::trim(reason).empty())
        throw Fault{FaultKind::usage, fmt::format("{} needs a reason", what),
                    "say why with --reason TEXT"};
    if (!text::is_utf8(reason) || text::has_control_character(reason) ||
        text::has_line_break(reason))
        throw Fault{FaultKind::usage, "the reason holds a line break or a control character",
                    "say it in one line of plain text: it is printed and sent as it stands",
                    "wrong_form"};
    if (rules::contains_card_number(reason))
        throw Fault{FaultKind::bad_input, "the reason holds what looks like a full card number",
                    "leave it out: card numbers stand nowhere", "card_number"};
    return std::string{text::trim(reason)};
}

} // namespace duesday::flow
