// The source tree as tests read it.
#pragma once

#include <cstddef>
#include <functional>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::tree {

struct SourceFile {
    std::string path; ///< from the top of the tree, e.g. lib/base/date.cpp
    std::string text;
};

struct Literal {
    std::size_t line;
    std::string text; ///< as written, without the quotes
};

/// C++ taken apart: `code` has the lines of the file with comments and the insides of literals
/// blanked out.
struct Cpp {
    std::string code;
    std::vector<Literal> strings;
};

Cpp take_apart(std::string_view text);

/// All files below a folder of the tree ("lib", "cli", ... or "" for the top's own files), in
/// order of their paths. Fails the program where the folder is empty, unless `may_be_missing`.
std::vector<SourceFile> files_below(const std::string& folder, bool may_be_missing = false);
std::vector<SourceFile> cpp_files_below(const std::string& folder, bool may_be_missing = false);

/// The files named in #include "..." and <...>, with the quotes or brackets.
std::vector<std::string> includes_of(const SourceFile& file);

/// What the pattern's first group has taken, match by match, and without repetition.
std::vector<std::string> first_groups(const std::string& text, const std::regex& pattern);
using Names = std::set<std::string>;
Names all_matches(const std::string& text, const std::string& pattern);

/// "path:line: what" for each line that `check` complains about (an empty answer is none).
using LineCheck = std::function<std::string(std::string_view line)>;
std::vector<std::string> complaints(const std::string& path, std::string_view text,
                                    const LineCheck& check);

/// Entries of a list such as "admin,renew".
std::vector<std::string> split_list(std::string_view list);
std::string join(const std::vector<std::string>& lines);

} // namespace duesday::tree
