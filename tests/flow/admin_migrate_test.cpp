#include "base/embedded.hpp"
#include "flow/admin.hpp"
#include "store/secret_file.hpp"
#include "support/database.hpp"
#include "support/faults.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

using namespace duesday;

namespace {

constexpr std::int64_t our_application_id = 0x44554553;

/// A book as a version that knew only the first migration left it.
void make_old_book(const std::string& file)
{
    const auto database = store::open_sqlite(file, store::OpenMode::create);
    database->script(std::string{embedded::migrations().front().text});
    database->script("INSERT INTO book (id, book_id, mode, created_at) "
                     "VALUES (1, 'old', 'sandbox', 'x')");
    database->set_identity(our_application_id, 1);
    store::create_secret_file(file + ".secrets.key", std::string(64, 'a'));
}

} // namespace

TEST_CASE("an older book is backed up and then migrated")
{
    const test::TempFolder folder;
    const auto file = (folder / "book.db").string();
    make_old_book(file);
    CHECK_THROWS_WITH_AS(store::Book::open(file), doctest::Contains("was made by an older version"),
                         Fault);

    runtime::Report report{{.json = false, .quiet = true, .verbose = false}};
    const runtime::Clock clock{"UTC", Date{2026, 11, 30}};
    const auto clock_of = [&](store::Mode) { return clock; };
    const runtime::Paths paths{file, 0, {"a", "a", false}, {}, "admin", false, clock_of};
    auto planned = paths;
    planned.dry_run = true;
    flow::admin_migrate(planned, {}, report);
    CHECK_FALSE(std::filesystem::exists(file + ".before-migration-1-1"));
    CHECK_THROWS_AS(store::Book::open(file), Fault);

    flow::admin_migrate(paths, {}, report);

    auto book = store::Book::open(file);
    CHECK(book.id() == "old");
    CHECK_FALSE(store::verify_audit_chain(book.database(), book.id()));
    CHECK(store::open_sqlite(file + ".before-migration-1-1", store::OpenMode::existing)
              ->schema_version() == 1);
    CHECK(store::read_secret_file(file + ".before-migration-1-1.secrets.key") ==
          std::string(64, 'a'));
    flow::admin_migrate(paths, {}, report); // nothing to do, and no second backup
    CHECK_FALSE(std::filesystem::exists(file + ".before-migration-1-2"));
}
