// import-data: files into the book, all or nothing.
#pragma once

#include "runtime/program.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

struct ImportOptions {
    std::string kind;
    std::vector<std::string> files; ///< "-" is standard input
    std::optional<std::string> format;
    std::optional<std::string> rejects;
    std::optional<std::string> report;
    bool skip_bad = false;
    bool show_template = false;
    bool show_schema = false;
    bool list_kinds = false;

    bool only_describes() const { return show_template || show_schema || list_kinds; }
};

/// Loads the files in one Write.
void import_data(runtime::Context& context, const ImportOptions& options);
/// --kinds, --template and --schema, which need no book.
void describe_import(runtime::Report& report, const runtime::Clock& clock,
                     const ImportOptions& options);

} // namespace duesday::flow
