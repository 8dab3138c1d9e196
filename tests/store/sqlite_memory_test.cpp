#include "store/database.hpp"
#include "store/sqlite_memory.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace duesday;

namespace {

/// As programs do before they use SQLite for the first time: a test of this process that opens a
/// file without the store may run before these.
const bool is_memory_kept = (store::keep_memory_of_sqlite(), true);

/// Filled with `mark` to its last byte, as far as SQLite may use it.
void* taken(int bytes, int mark)
{
    void* memory = sqlite3_malloc(bytes);
    REQUIRE(memory != nullptr);
    std::memset(memory, mark, sqlite3_msize(memory));
    return memory;
}

bool holds(void* memory, std::size_t bytes, int mark)
{
    const std::string_view text{static_cast<const char*>(memory), bytes};
    return std::all_of(text.begin(), text.end(), [&](char c) { return c == mark; });
}

/// By this process so far, to files and whatever else.
long bytes_written()
{
    std::ifstream account{"/proc/self/io"};
    std::string name;
    long bytes = 0;
    while (account >> name >> bytes)
        if (name == "wchar:")
            return bytes;
    FAIL("the kernel keeps no account of what is written");
    return 0;
}

} // namespace

TEST_CASE("SQLite gets a block that it gave back before it gets a new one")
{
    REQUIRE(is_memory_kept);
    const test::TempFolder folder;
    const auto database = store::open_sqlite((folder / "a.db").string(), store::OpenMode::create);

    // Blocks come in steps of 64 bytes: what fits into the same step is the same block again.
    void* first = taken(1490, 1);
    CHECK(sqlite3_msize(first) == 1536);
    sqlite3_free(first);
    void* again = taken(1500, 2);
    CHECK(again == first);
    void* other = taken(1500, 3);
    CHECK(other != again);
    CHECK(holds(again, 1536, 2));
    sqlite3_free(other);
    sqlite3_free(again);
}

TEST_CASE("Memory of SQLite keeps what it holds when it grows and in another thread")
{
    const test::TempFolder folder;
    const auto database = store::open_sqlite((folder / "a.db").string(), store::OpenMode::create);

    for (const int bytes : {1, 64, 65, 1536, 1537, 100'000}) {
        CAPTURE(bytes);
        void* memory = taken(bytes, 7);
        const auto held = static_cast<std::size_t>(sqlite3_msize(memory));
        memory = sqlite3_realloc(memory, bytes * 3);
        REQUIRE(memory != nullptr);
        CHECK(sqlite3_msize(memory) >= static_cast<sqlite3_uint64>(bytes) * 3);
        CHECK(holds(memory, held, 7));
        bool held_there = false;
        std::thread{[&] {
            held_there = holds(memory, held, 7);
            sqlite3_free(memory); // and freed with that thread
        }}.join();
        CHECK(held_there);
    }
}

TEST_CASE("What a statement would put back stands in no file")
{
    const test::TempFolder folder;
    const auto database = store::open_sqlite((folder / "a.db").string(), store::OpenMode::create);
    database->script("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE) STRICT;"
                     "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n"
                     "                         WHERE i < 20000)"
                     "INSERT INTO t SELECT i, 'a word of some length, the ' || i FROM n;");

    database->begin_write();
    database->script("UPDATE t SET word = word || '.'"); // changes far more than 64 KiB
    const auto before = bytes_written();
    for (int i = 0; i < 500; ++i)
        database->run(R"sql(INSERT INTO t (word) VALUES (?1), (?2))sql", 2 * i, 2 * i + 1);
    CHECK(bytes_written() - before < 500'000);
    database->roll_back();
}
