// The link that goes out in a letter, from a new token to the letter that has left (MTR-012).
#pragma once

#include "document/letter.hpp"
#include "runtime/context.hpp"
#include "store/outbox.hpp"

#include <string>
#include <string_view>

namespace duesday::flow {

/// Makes a link for the address and the period; its token, sealed for the facts of a letter.
std::string make_sealed_link(store::Write& write, std::string_view email_key,
                             std::string_view period);

struct OpenedLink {
    std::string url;
    std::optional<document::LetterProblem> problem; ///< then the letter cannot leave
};
/// Of a letter that is about to be written.
OpenedLink open_link(const runtime::Context& context, const store::OutboxRow& row);
/// The same with the token left out, for who only looks.
std::string hidden_link(const runtime::Context& context);

} // namespace duesday::flow
