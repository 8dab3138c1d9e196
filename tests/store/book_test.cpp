#include "store/book.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <sqlite3.h>
#include <thread>

using namespace duesday;

namespace {

/// Has the book for itself, as the last program that closes it has for a moment.
class Closing {
public:
    explicit Closing(const std::string& file)
    {
        sqlite3_open(file.c_str(), &connection_);
        sqlite3_exec(connection_, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT",
                     nullptr, nullptr, nullptr);
    }
    ~Closing() { end(); }
    Closing(const Closing&) = delete;
    Closing& operator=(const Closing&) = delete;

    void end()
    {
        sqlite3_close(connection_);
        connection_ = nullptr;
    }

private:
    sqlite3* connection_ = nullptr;
};

} // namespace

TEST_CASE("a reader waits for the program that is just closing the book")
{
    const test::TempFolder folder;
    const auto file = (folder / "book.db").string();
    store::Book::create(file, store::Mode::sandbox, Timestamp{});
    Closing closing{file};
    std::thread ends{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        closing.end();
    }};
    CHECK(store::Book::open(file).mode() == store::Mode::sandbox);
    ends.join();
}

TEST_CASE("a row of the audit bears a hash of 160 bits")
{
    const test::TempFolder folder;
    auto book = store::Book::create(folder / "a.db", store::Mode::sandbox, {});
    store::Write write{book, {}};
    write.audit("book", "made", "", "");
    const auto head = store::audit_chain_head(book.database());
    CHECK(head.hash.size() * 4 == 160);
    CHECK(head.hash.find_first_not_of("0123456789abcdef") == head.hash.npos);
}

TEST_CASE("a book and its copies have pages of 8 KiB and a log of 64 MiB")
{
    const test::TempFolder folder;
    auto book = store::Book::create(folder / "a.db", store::Mode::sandbox, {});
    store::copy_sqlite(book.database(), folder / "copy.db");

    for (const auto* file : {"a.db", "copy.db"}) {
        CAPTURE(file);
        auto opened = store::Book::open(folder / file);
        const auto page_bytes = opened.database().integer("PRAGMA page_size");
        CHECK(page_bytes == 8 * 1024);
        CHECK(opened.database().integer("PRAGMA wal_autocheckpoint") * page_bytes ==
              64 * 1024 * 1024);
    }
}
