// Who holds the link of a letter about meters, by its token (MTR-012).
#pragma once

#include "runtime/context.hpp"

#include <optional>
#include <string>

namespace duesday::flow {

struct LinkHolder {
    std::string email_key; ///< who was written to
    std::string period;    ///< YYYY-MM, of the letter
};

/// The token is the first line of `token_file`, "-" for standard input; it is never an argument,
/// and never shown. Refused: `unknown_link` with 77, in the same words for a wrong, a cut and a
/// revoked one; `link_used_up`. Fault(no_input) where the file cannot be read.
std::optional<LinkHolder> link_holder(runtime::Context& context, const std::string& token_file);

} // namespace duesday::flow
