// SUB-094: which invoice letters break the promise of 24 hours.

#include "store/book.hpp"
#include "store/outbox.hpp"
#include "store/status.hpp"
#include "support/database.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace duesday;

TEST_CASE("SUB-094: an invoice letter is late once a day has passed and it has not arrived")
{
    struct Row {
        const char* letter;
        const char* state;
        const char* created_at;
        bool is_late;
    };
    // Asked on 30 November at noon.
    const Row rows[] = {
        {"invoice", "waiting", "2026-11-29T12:00:00.001Z", false},
        {"invoice", "waiting", "2026-11-29T12:00:00.000Z", false}, // within 24 hours, just
        {"invoice", "waiting", "2026-11-29T11:59:59.999Z", true},
        {"invoice", "held", "2026-11-29T11:59:59.999Z", true},
        {"invoice", "bounced", "2026-11-29T11:59:59.999Z", true},
        {"invoice", "sent", "2026-11-01T12:00:00.000Z", false},
        {"renewal-notice", "waiting", "2026-11-01T12:00:00.000Z", false},
    };
    const auto noon = *Timestamp::parse("2026-11-30T12:00:00.000Z");
    for (const auto& row : rows) {
        CAPTURE(row.letter);
        CAPTURE(row.state);
        CAPTURE(row.created_at);
        const test::TempFolder folder;
        const auto file = (folder / "book.db").string();
        auto book = store::Book::create(file, store::Mode::sandbox, noon);
        test::execute(
            test::open_database(folder / "book.db"),
            fmt::format("INSERT INTO outbox (channel, repeatable, letter, subject, period,"
                        " ordinal, addressee, facts, state, created_on, created_at,"
                        " next_attempt_at) VALUES ('mail', 1, '{}', '2026-000001', '', 1,"
                        " 'C1', '{{}}', '{}', '2026-11-29', '{}', '')",
                        row.letter, row.state, row.created_at));
        const auto late =
            store::late_invoice_letters(book.database(), noon.plus_seconds(-24 * 3600));
        CHECK(late.letters == (row.is_late ? 1 : 0));
        CHECK(late.oldest == (row.is_late ? "2026-000001" : ""));
    }
}

TEST_CASE("a message to the cloud that waits comes along with a newer one that is due")
{
    const test::TempFolder folder;
    const auto now = *Timestamp::parse("2026-11-30T12:00:00.000Z");
    auto book = store::Book::create((folder / "book.db").string(), store::Mode::sandbox, now);
    const auto add = [&](const char* channel, const char* subject, const char* next) {
        test::execute(
            test::open_database(folder / "book.db"),
            fmt::format("INSERT INTO outbox (channel, repeatable, letter, subject, period,"
                        " ordinal, addressee, facts, created_on, created_at,"
                        " next_attempt_at) VALUES ('{}', 1, 'x', '{}', '', 1, 'cloud',"
                        " '{{}}', '2026-11-30', '', '{}')",
                        channel, subject, next));
    };
    const auto due = [&] {
        std::string ids;
        for (const auto& row : store::waiting_messages(book.database(), now, std::nullopt, 0, 100))
            ids += std::to_string(row.id);
        return ids;
    };
    add("cloud", "1", "2026-11-30T18:00:00.000Z");
    add("mail", "2", "2026-11-30T18:00:00.000Z");
    CHECK(due().empty());
    add("mail", "3", "2026-11-30T12:00:00.000Z");
    CHECK(due() == "3");
    add("cloud", "4", "2026-11-30T12:00:00.000Z");
    CHECK(due() == "134"); // a stop must not come after the activation that undoes it
    add("cloud", "5", "2026-11-30T18:00:00.000Z");
    CHECK(due() == "134");
}

TEST_CASE("SUB-095: the last letter to an address is found without reading all of them")
{
    const test::TempFolder folder;
    const auto now = *Timestamp::parse("2026-11-30T12:00:00.000Z");
    auto book = store::Book::create((folder / "book.db").string(), store::Mode::sandbox, now);
    const auto add = [&](const char* channel, const char* state, const char* to, int ordinal) {
        test::execute(
            test::open_database(folder / "book.db"),
            fmt::format("INSERT INTO outbox (channel, repeatable, letter, subject, period,"
                        " ordinal, addressee, facts, state, created_on, created_at,"
                        " next_attempt_at, sent_to) VALUES ('{}', 1, 'invoice', 'x', '',"
                        " {}, 'C1', '{{}}', '{}', '2026-11-30', '', '', '{}')",
                        channel, ordinal, state, to));
    };
    add("mail", "sent", "Ann@Example.org", 1);
    add("mail", "sent", "bob@example.org", 2);
    add("mail", "bounced", "ann@example.org", 3);
    add("cloud", "sent", "ann@example.org", 4);
    CHECK(store::last_sent_to(book.database(), "aNN@example.org") == 1);
    CHECK_FALSE(store::last_sent_to(book.database(), "eve@example.org"));
    auto plan =
        book.database().query("EXPLAIN QUERY PLAN SELECT max(id) FROM outbox WHERE state ="
                              " 'sent' AND lower(sent_to) = lower('a') AND channel = 'mail'");
    REQUIRE(plan.next());
    CHECK(plan.text(3).find("outbox_sent_to") != std::string::npos);
}
