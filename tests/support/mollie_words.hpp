// Mollie's words: what the stand-in's resources and answers are put together from.
#pragma once

#include "base/money.hpp"
#include "support/mollie_books.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace duesday::test::mollie {

using Json = nlohmann::ordered_json;

MollieReply refused(int status, const std::string& detail, const std::string& field = {});
MollieReply said(int status, const Json& json);

/// A member that is a text, or an empty one.
std::string text(const Json& json, const char* name);
/// Exactly as Mollie wants it: a text with the currency's decimals.
std::optional<Money> amount_of(const Json& body);
Json amount_json(std::int64_t minor, const std::string& currency);
std::int64_t minor_of(const Json& payment);

/// "pending:3" is {"pending", 3}.
std::pair<std::string, std::string> divided(const std::string& outcome);

} // namespace duesday::test::mollie
