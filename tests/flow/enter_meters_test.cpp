// What a case cannot say of enter-meters: two submissions at the same moment.

#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <sqlite3.h>
#include <string>
#include <vector>

using namespace duesday;

namespace {

const std::filesystem::path bin = DUESDAY_BIN;

/// A sandbox book with one meter that was never read.
class Desk {
public:
    Desk()
    {
        std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_all);
        REQUIRE(test::run(command({"admin", "init", "--quiet"})).status == 0);
        sqlite3* database = nullptr;
        REQUIRE(sqlite3_open((folder_ / "book.db").c_str(), &database) == SQLITE_OK);
        const auto* sql = R"sql(
            INSERT INTO customer (id, customer, name, street, postcode, city, country, email,
                                  email_key, kind, language, acts)
            VALUES (1, 'C1', 'Firm', 'Street 1', '3000', 'Leuven', 'BE', 'c1@example.org',
                    'c1@example.org', 'company', 'en', 0);
            INSERT INTO contact (id, contact, customer, name) VALUES (1, 'K1', 1, 'Kim');
            INSERT INTO contract (id, contract, customer, contact, reporting_by, period_months)
            VALUES (1, 'V1', 1, 1, 'phone', 3);
            INSERT INTO machine (id, machine, contract, model) VALUES (1, 'M1', 1, 'Copier');
            INSERT INTO device (id, machine, ordinal, serial, noted_on)
            VALUES (1, 1, 1, 'X-1', '2026-01-01');
            INSERT INTO meter (id, meter, machine, name, digits, contract_relevant, kind)
            VALUES (1, 'T1', 1, 'total', 6, 1, 'total'))sql";
        char* problem = nullptr;
        CHECK_MESSAGE(sqlite3_exec(database, sql, nullptr, nullptr, &problem) == SQLITE_OK,
                      (problem != nullptr ? problem : ""));
        sqlite3_free(problem);
        sqlite3_close(database);
    }

    test::Command command(std::vector<std::string> words) const
    {
        words.front() = (bin / words.front()).string();
        return {std::move(words),
                test::private_environment(folder_.path(), bin),
                folder_.path(),
                "",
                {}};
    }

    /// The values of the meter in the order of their ids, with their states.
    std::string readings() const
    {
        sqlite3* database = nullptr;
        REQUIRE(sqlite3_open((folder_ / "book.db").c_str(), &database) == SQLITE_OK);
        std::string all;
        sqlite3_exec(
            database, "SELECT value || ' ' || state FROM reading ORDER BY id",
            [](void* text, int, char** columns, char**) {
                *static_cast<std::string*>(text) += std::string{columns[0]} + "\n";
                return 0;
            },
            &all, nullptr);
        sqlite3_close(database);
        return all;
    }

private:
    test::TempFolder folder_;
};

} // namespace

TEST_CASE("MTR-020: of two submissions at the same moment the later one stands and both are kept")
{
    const Desk desk;
    constexpr int count = 4;
    std::vector<test::Running> running;
    for (int i = 1; i <= count; ++i)
        running.emplace_back(desk.command(
            {"enter-meters", "submit", "T1=" + std::to_string(1000 + i), "--source", "phone"}));
    for (auto& submission : running)
        CHECK(submission.wait().status == 0);
    const auto readings = desk.readings();
    std::size_t replaced = 0;
    for (auto at = readings.find("replaced"); at != readings.npos;
         at = readings.find("replaced", at + 1))
        ++replaced;
    CHECK(replaced == count - 1);
    for (int i = 1; i <= count; ++i)
        CHECK(readings.find(std::to_string(1000 + i)) != readings.npos);
    CHECK(readings.ends_with(" entered\n"));
    CHECK(readings.find("entered") == readings.size() - std::string{"entered\n"}.size());
}
