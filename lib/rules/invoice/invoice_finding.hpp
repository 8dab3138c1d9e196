// What is wrong with an invoice.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace duesday::rules {

struct InvoiceFinding {
    std::string field;  ///< "buyer.vat_number", "lines[2].net"
    std::string reason; ///< stable code: "wrong_total"
    std::string text;   ///< a sentence with the field, what is wrong and what to do
};

inline InvoiceFinding invoice_finding(std::string field, std::string_view reason,
                                      std::string_view wrong, std::string_view remedy)
{
    auto text = fmt::format("{}: {}; {}", field, wrong, remedy);
    return {std::move(field), std::string{reason}, std::move(text)};
}

} // namespace duesday::rules
