// Reading a .case file; the format is described in case_runner.cpp.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::test {

/// What is wrong with a case, with file and line in front.
class CaseError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A directive with what stands indented below it.
struct Step {
    std::filesystem::path file;
    std::size_t line = 0; ///< of the directive, from 1
    std::size_t end = 0;  ///< the line after its last one
    std::string word;
    std::string argument;
    std::vector<std::string> body;

    std::string place() const;
};

/// `setups` is where `include` looks for its files; their steps stand in place of the directive.
std::vector<Step> read_case(const std::filesystem::path& file, const std::filesystem::path& setups);

using Variables = std::map<std::string, std::string>;

/// Puts known variables in place of $NAME; what is not known stays. \$NAME stands for $NAME.
std::string expand(std::string_view text, const Variables& variables);

/// Splits as a shell would: blanks, '...', "...", $'...' with escapes, backslash. Variables are
/// put in outside '...'; an unknown one is a CaseError.
std::vector<std::string> split_words(std::string_view text, const Variables& variables);

/// \n \r \t \0 \\ \xNN in the text become those bytes.
std::string unescape(std::string_view text);

std::vector<std::string> split_lines(std::string_view text);
std::string join_lines(const std::vector<std::string>& lines);

} // namespace duesday::test
