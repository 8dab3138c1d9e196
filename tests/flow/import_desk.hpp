// A book that takes rows of import files, and tables of rows with what is said of them.
#pragma once

#include "flow/import_kind.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duesday::test {

inline constexpr std::array<std::string_view, 4> kinds_of_metering{"contracts", "machines",
                                                                   "meters", "readings"};

using Cells = std::vector<std::pair<std::string, std::string>>;
/// A row of each kind that is taken.
using GoodRows = std::map<std::string, Cells>;

/// A row as a reader gives it, looked at by the schema.
inline intake::Row checked_row(const intake::Schema& schema, const Cells& cells)
{
    intake::Row row;
    row.cells.resize(schema.columns().size());
    for (const auto& [column, text] : cells)
        row.cells[schema.find(column).value()] = {intake::Cell::Form::text, text};
    schema.check(row);
    return row;
}

/// Into a Write that the caller commits.
inline void load_row(store::Write& write, const std::string& kind, const Cells& cells)
{
    const intake::Schema schema{intake::schema_text(kind)};
    const runtime::Config config;
    const flow::ImportScope scope{write,
                                  schema,
                                  config,
                                  store::Mode::sandbox,
                                  write.stamp().business_date,
                                  [](const flow::Place&, const intake::Problem&) {}};
    const auto loader = flow::make_kind_import(scope);
    auto row = checked_row(schema, cells);
    REQUIRE(row.problems.empty());
    loader->take(row, {}, row.problems);
    REQUIRE(row.problems.empty());
    loader->finish([](auto&&...) {});
}

class ImportDesk {
public:
    ImportDesk(store::Mode mode, Date today, const std::string& script)
        : today_{today}, book_{store::Book::create((folder_ / "book.db").string(), mode, {})}
    {
        book_.database().script(script);
    }

    /// Reasons and warnings for the rows, in order, "ok" where there are none. Nothing is kept.
    std::string take(const std::string& kind, const std::vector<Cells>& rows)
    {
        store::Write write{book_, {{}, {}, today_, "tester", "tester", "import-data", 1}};
        const intake::Schema schema{intake::schema_text(kind)};
        const runtime::Config config;
        std::string told;
        const auto tell = [&](const std::string& reason) {
            told += (told.empty() ? "" : " ") + reason;
        };
        const auto warn = [&](const flow::Place&, const intake::Problem& problem) {
            tell(problem.reason);
        };
        const flow::ImportScope scope{write, schema, config, book_.mode(), today_, warn};
        const auto loader = flow::make_kind_import(scope);
        for (const auto& cells : rows) {
            auto row = checked_row(schema, cells);
            if (row.problems.empty())
                loader->take(row, {}, row.problems);
            for (const auto& problem : row.problems)
                tell(problem.reason);
        }
        loader->finish([&](const flow::Place&, const intake::Row&, flow::Loaded,
                           const std::vector<intake::Problem>& problems) {
            for (const auto& problem : problems)
                tell(problem.reason);
        });
        return told.empty() ? "ok" : told;
    }

    store::Book& book() { return book_; }

private:
    TempFolder folder_;
    Date today_;
    store::Book book_;
};

/// The kind's good row with "column=value;column=value" put over it.
inline Cells row_of(const GoodRows& good_rows, const std::string& kind, std::string_view changes)
{
    auto cells = good_rows.at(kind);
    while (!changes.empty()) {
        const auto end = std::min(changes.find(';'), changes.size());
        const auto change = changes.substr(0, end);
        changes.remove_prefix(std::min(end + 1, changes.size()));
        const auto equals = change.find('=');
        const std::string column{change.substr(0, equals)};
        const std::string value{change.substr(equals + 1)};
        bool found = false;
        for (auto& [name, text] : cells)
            if (name == column) {
                text = value;
                found = true;
            }
        if (!found)
            cells.emplace_back(column, value);
    }
    return cells;
}

struct ImportCase {
    const char* kind;
    std::vector<const char*> rows; ///< what each changes in the good row
    const char* told;
};

inline void check_cases(ImportDesk& desk, const GoodRows& good_rows,
                        std::span<const ImportCase> cases)
{
    for (const auto& [kind, rows, told] : cases) {
        std::vector<Cells> cells;
        std::string said = kind;
        for (const char* changes : rows) {
            cells.push_back(row_of(good_rows, kind, changes));
            said += std::string{" | "} + changes;
        }
        INFO(said);
        CHECK(desk.take(kind, cells) == told);
    }
}

/// Every rule of the schemas of these kinds has a case, or is tried elsewhere; every reason that a
/// case expects stands in its schema.
inline void check_rules_have_cases(const GoodRows& good_rows, std::span<const ImportCase> cases,
                                   const std::map<std::string, std::string>& tried_elsewhere = {})
{
    for (const auto& [kind, cells] : good_rows) {
        const intake::Schema schema{intake::schema_text(kind)};
        const auto elsewhere = tried_elsewhere.find(kind);
        auto tried = elsewhere == tried_elsewhere.end() ? " " : " " + elsewhere->second + " ";
        for (const auto& [of_kind, rows, told] : cases)
            if (of_kind == kind)
                tried += std::string{told} + " ";
        for (const auto& rule : schema.rules()) {
            INFO(kind << ": " << rule.reason);
            CHECK(tried.find(" " + rule.reason + " ") != std::string::npos);
        }
        for (const auto& [of_kind, rows, told] : cases) {
            if (of_kind != kind)
                continue;
            std::string_view left = told;
            while (!left.empty()) {
                const auto word = left.substr(0, left.find(' '));
                left.remove_prefix(std::min(word.size() + 1, left.size()));
                const bool known =
                    word == "ok" ||
                    std::any_of(schema.rules().begin(), schema.rules().end(),
                                [&](const intake::Rule& rule) { return rule.reason == word; });
                INFO(kind << ": " << word);
                CHECK(known);
            }
        }
    }
}

} // namespace duesday::test
