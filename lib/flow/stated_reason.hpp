// Why a person does something that only a person decides: it stands in the audit.
#pragma once

#include <string>
#include <string_view>

namespace duesday::flow {

/// The reason without blanks around it. Fault(usage) where `what` has none or it is not one line of
/// text, since documents that never change print it; Fault(bad_input) where it holds what looks
/// like a card number.
std::string stated_reason(std::string_view reason, std::string_view what);

} // namespace duesday::flow
