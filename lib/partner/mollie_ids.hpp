// Which of Mollie's words may be used as an id or as an address: whatever answers in its place may
// say anything.
#pragma once

#include <string_view>

namespace duesday::partner::mollie {

/// An id of Mollie's that may stand in an address as it is: letters, digits, _ and -, at least one
/// and at most 100. Their lengths vary, and nothing is read out of them (PARTNERS 1.1).
bool is_token(std::string_view id);

/// Printable ASCII without a blank and without what may not stand in an address unescaped; at most
/// 2,000 bytes.
bool is_plain_address(std::string_view text);

/// A page that a customer may be sent to: https, or http on this machine (a stand-in's), and no
/// login in it.
bool is_page_address(std::string_view text);

} // namespace duesday::partner::mollie
