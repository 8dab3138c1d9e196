// How what a case expects is compared with what came.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace duesday::test {

/// `*` stands for any text, `\*` for a star, all else for itself.
bool line_matches(std::string_view pattern, std::string_view line);

/// Line by line; a pattern of only `...` stands for any number of lines.
bool lines_match(const std::vector<std::string>& patterns, const std::vector<std::string>& lines);

/// Every key of the pattern is there and matches; arrays have the same length; texts may hold `*`;
/// null also matches what is not there.
bool json_matches(const nlohmann::json& pattern, const nlohmann::json& value);

/// Lines with "- " expected and missing, "+ " come and not expected, "  " as expected.
std::string difference(const std::vector<std::string>& expected,
                       const std::vector<std::string>& actual);

} // namespace duesday::test
