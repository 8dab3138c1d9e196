#include "support/database.hpp"

#include <sqlite3.h>
#include <stdexcept>

namespace duesday::test {

Database open_database(const std::filesystem::path& file)
{
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    Database database{opened, sqlite3_close};
    if (code != SQLITE_OK)
        throw std::runtime_error{"cannot open " + file.filename().string()};
    sqlite3_busy_timeout(opened, 5000);
    return database;
}

const char* const writable_subscriptions = R"(
    CREATE TRIGGER IF NOT EXISTS subscription_added INSTEAD OF INSERT ON subscription
    BEGIN
        INSERT INTO subscription_record
        VALUES (NEW.id, NEW.number, NEW.installation, NEW.service, NEW.product, NEW.bought_on,
                coalesce(NEW.run, 1), NEW.starts_on, NEW.imported_until, NEW.imported_product,
                NEW.standing, coalesce(NEW.slot, 0), NEW.origin);
        INSERT INTO subscription_term
        SELECT id, NEW.purchaser, NEW.renewal, NEW.expires_on, NEW.due_on
        FROM subscription_record WHERE number = NEW.number;
    END;
    CREATE TRIGGER IF NOT EXISTS subscription_changed INSTEAD OF UPDATE ON subscription
    BEGIN
        UPDATE subscription_record
        SET number = NEW.number, installation = NEW.installation, service = NEW.service,
            product = NEW.product, bought_on = NEW.bought_on, run = NEW.run,
            starts_on = NEW.starts_on, imported_until = NEW.imported_until,
            imported_product = NEW.imported_product, standing = NEW.standing, slot = NEW.slot,
            origin = NEW.origin
        WHERE id = OLD.id;
        UPDATE subscription_term
        SET purchaser = NEW.purchaser, renewal = NEW.renewal, expires_on = NEW.expires_on,
            due_on = NEW.due_on
        WHERE subscription = OLD.id;
    END)";

namespace {

bool writes_subscriptions(const Database& database, const std::string& sql)
{
    return (sql.find("INTO subscription ") != sql.npos ||
            sql.find("UPDATE subscription\n") != sql.npos ||
            sql.find("UPDATE subscription ") != sql.npos) &&
           !select(database, "SELECT 1 FROM sqlite_schema WHERE type = 'view' "
                             "AND name = 'subscription'")
                .empty();
}

void run_script(const Database& database, const char* sql)
{
    if (sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error{sqlite3_errmsg(database.get())};
}

} // namespace

void execute(const Database& database, const std::string& sql)
{
    if (writes_subscriptions(database, sql))
        run_script(database, writable_subscriptions);
    run_script(database, sql.c_str());
}

std::vector<std::string> select(const Database& database, const std::string& sql)
{
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &prepared, nullptr);
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement{prepared, sqlite3_finalize};
    if (code != SQLITE_OK)
        throw std::runtime_error{sqlite3_errmsg(database.get())};
    std::vector<std::string> rows;
    while (sqlite3_step(prepared) == SQLITE_ROW) {
        std::string row;
        for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, i));
            row += (i > 0 ? "|" : "") + std::string{text == nullptr ? "NULL" : text};
        }
        rows.push_back(row);
    }
    return rows;
}

} // namespace duesday::test
