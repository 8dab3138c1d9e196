// What runs of programs print with --json, kept for a test of its form (tests/tree/output.py).
#pragma once

#include "support/process.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace duesday::test {

/// Adds {"case", "words", "status", "lines"} as one line to `file`, where the words of a run ask
/// for --json.
void keep_json_output(const std::filesystem::path& file, const std::string& of_case,
                      const std::vector<std::string>& words, const Finished& run);

} // namespace duesday::test
