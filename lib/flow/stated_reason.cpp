#include "flow/stated_reason.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "rules/customer/card_number.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace duesday::flow {

namespace {

constexpr std::size_t longest_reason = 200; ///< like the texts of a customer

[[noreturn]] void refuse(std::string what, std::string remedy)
{
    throw Fault{FaultKind::usage, std::move(what), std::move(remedy), "wrong_form"};
}

} // namespace

std::string stated_reason(std::string_view reason, std::string_view what)
{
    if (text::trim(reason).empty())
        throw Fault{FaultKind::usage, fmt::format("{} needs a reason", what),
                    "say why with --reason TEXT"};
    if (!text::is_utf8(reason))
        refuse("the reason is not UTF-8", "give it in UTF-8");
    if (text::has_control_character(reason))
        refuse("the reason holds a line break or a control character",
               "say it in one line of plain text: it is printed and sent as it stands");
    if (text::has_invisible_character(reason))
        refuse("the reason holds a no-break blank or another character that nobody sees",
               "say it in plain text: it is printed and sent as it stands");
    if (text::characters(reason) > longest_reason)
        refuse(fmt::format("the reason is longer than {} characters", longest_reason),
               "say it shortly: it is printed on documents");
    if (rules::contains_card_number(reason))
        throw Fault{FaultKind::bad_input, "the reason holds what looks like a full card number",
                    "leave it out: card numbers stand nowhere", "card_number"};
    return std::string{text::trim(reason)};
}

} // namespace duesday::flow
