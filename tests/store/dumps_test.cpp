#include "store/book.hpp"
#include "store/dumps.hpp"
#include "support/database.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

using namespace duesday;
using namespace duesday::store;

TEST_CASE("the dump says every column of the schema or names it as volatile")
{
    const test::TempFolder folder;
    const auto file = (folder / "book.db").string();
    Book::create(file, Mode::sandbox, Timestamp{});
    const auto database = test::open_database(file);
    // How many runs it took is no part of the history; a subscription's two tables are dumped as
    // the one that its view makes of them.
    std::set<std::string> dumped{"run", "subscription_record", "subscription_term"};
    const auto seen = test::select(database, "SELECT name FROM pragma_table_info('subscription')");
    for (const auto& column :
         test::select(database, "SELECT name FROM pragma_table_info('subscription_record') UNION "
                                "SELECT name FROM pragma_table_info('subscription_term') "
                                "WHERE name <> 'subscription'"))
        CHECK_MESSAGE(std::find(seen.begin(), seen.end(), column) != seen.end(),
                      "the view subscription does not show " << column);
    for (const auto& table : dumped_tables()) {
        dumped.emplace(table.name);
        for (const auto& column : test::select(
                 database, fmt::format("SELECT name FROM pragma_table_info('{}')", table.name))) {
            const auto has = [](const auto& names, const std::string& name) {
                return std::find(names.begin(), names.end(), name) != names.end();
            };
            const bool is_known = has(table.volatile_columns, column) || has(table.columns, column);
            CHECK_MESSAGE(is_known, table.name << "." << column << " is not in the dump");
        }
    }
    for (const auto& table : test::select(database, "SELECT name FROM sqlite_schema WHERE "
                                                    "type = 'table' AND name NOT LIKE 'sqlite%'"))
        CHECK_MESSAGE(dumped.contains(table), table << " is not in the dump");
}

TEST_CASE("the dump of a history does not depend on the book's id and the clock")
{
    const test::TempFolder folder;
    const auto dump_of = [&](const char* name, const char* real, const char* actor) {
        const auto file = (folder / name).string();
        auto book = Book::create(file, Mode::sandbox, Timestamp{1});
        Write write{book,
                    {*Timestamp::parse(real), *Timestamp::parse("2026-11-30T12:00:00.000Z"),
                     Date{2026, 11, 30}, actor, "root", "test", 3}};
        const auto key = book.id() + "-C1-2026-12-1";
        write.audit("charge/" + key, "sent", "", "key=" + key);
        write.commit();
        std::string text;
        dump_book(book.database(), book.id(), [&](std::string_view line) {
            text += line;
            text += '\n';
        });
        return text;
    };
    const auto one = dump_of("1.db", "2026-11-30T03:17:00.000Z", "a|b");
    CHECK(one == dump_of("2.db", "2031-01-01T00:00:00.000Z", "a|b"));
    CHECK(one != dump_of("3.db", "2026-11-30T03:17:00.000Z", "c"));
    CHECK(one.find("audit|subject=charge/BOOK-C1-2026-12-1|n=1|business_date=2026-11-30|"
                   "actor=a\\|b|") != std::string::npos);
}
