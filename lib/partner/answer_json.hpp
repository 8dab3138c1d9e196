// What partners answer, read as JSON with the doubt that RELIABILITY 1.10 asks for.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string_view>

namespace duesday::partner {

/// The object that `body` is; nothing where it is no JSON, none of an object, nested deeper than
/// 32, or where an object says something twice: of two statuses nobody knows which one counts.
/// Numbers with a fraction are kept as the text that they were written in, so that none is rounded.
std::optional<nlohmann::ordered_json> read_answer(std::string_view body);

} // namespace duesday::partner
