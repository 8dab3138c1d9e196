#include "partner/sandbox_ledger.hpp"

#include "base/fault.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

namespace duesday::partner {

namespace {

constexpr int busy_ms = 10'000;

[[noreturn]] void raise(const SQLite::Exception& error, const std::string& file)
{
    throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", file, error.what()),
                "the sandbox's ledger stands beside the book: make room or mend its permissions"};
}

LedgerRow row_of(SQLite::Statement& statement)
{
    LedgerRow row;
    row.key = statement.getColumn(0).getString();
    row.book = statement.getColumn(1).getString();
    row.amount = statement.getColumn(2).getInt64();
    row.currency = statement.getColumn(3).getString();
    row.mandate = statement.getColumn(4).getString();
    row.attempt = statement.getColumn(5).getInt();
    row.first_answer = statement.getColumn(6).getString();
    row.final_answer = statement.getColumn(7).getString();
    row.polls = statement.getColumn(8).getInt();
    row.made_at = Timestamp::parse(statement.getColumn(9).getString()).value_or(Timestamp{});
    return row;
}

} // namespace

class SandboxLedger::Connection {
public:
    explicit Connection(const std::string& name)
        : file{name}, database{open(name)}, insert{database, R"sql(
            INSERT INTO charge (key, book, amount, currency, mandate, attempt, first_answer,
                                final_answer, polls, made_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)
            ON CONFLICT (key) DO NOTHING)sql"},
          select{database, R"sql(
            SELECT key, book, amount, currency, mandate, attempt, first_answer, final_answer,
                   polls, made_at
            FROM charge WHERE key = ?1)sql"}
    {
    }

    std::string file;
    SQLite::Database database;
    SQLite::Statement insert;
    SQLite::Statement select;

private:
    static SQLite::Database open(const std::string& file)
    {
        SQLite::Database database{file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_ms};
        database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "CREATE TABLE IF NOT EXISTS charge ("
                      "key TEXT PRIMARY KEY, book TEXT NOT NULL, amount INTEGER NOT NULL,"
                      "currency TEXT NOT NULL, mandate TEXT NOT NULL, attempt INTEGER NOT NULL,"
                      "first_answer TEXT NOT NULL, final_answer TEXT NOT NULL,"
                      "polls INTEGER NOT NULL, made_at TEXT NOT NULL) STRICT, WITHOUT ROWID");
        return database;
    }
};

SandboxLedger::SandboxLedger(const std::string& file)
{
    try {
        connection_ = std::make_unique<Connection>(file);
    } catch (const SQLite::Exception& error) {
        raise(error, file);
    }
}

SandboxLedger::~SandboxLedger() = default;

void SandboxLedger::together(const std::function<void()>& body)
{
    try {
        SQLite::Transaction transaction{connection_->database,
                                        SQLite::TransactionBehavior::IMMEDIATE};
        body();
        transaction.commit();
    } catch (const SQLite::Exception& error) {
        raise(error, connection_->file);
    }
}

bool SandboxLedger::add(const LedgerRow& row)
{
    auto& insert = connection_->insert;
    insert.reset();
    insert.bind(1, row.key);
    insert.bind(2, row.book);
    insert.bind(3, row.amount);
    insert.bind(4, row.currency);
    insert.bind(5, row.mandate);
    insert.bind(6, row.attempt);
    insert.bind(7, row.first_answer);
    insert.bind(8, row.final_answer);
    insert.bind(9, row.made_at.iso());
    return insert.exec() == 1;
}

std::optional<LedgerRow> SandboxLedger::find(std::string_view key)
{
    auto& select = connection_->select;
    select.reset();
    select.bind(1, std::string{key});
    std::optional<LedgerRow> row;
    if (select.executeStep())
        row = row_of(select);
    select.reset();
    return row;
}

void SandboxLedger::count_poll(std::string_view key)
{
    SQLite::Statement update{connection_->database,
                             R"sql(UPDATE charge SET polls = polls + 1 WHERE key = ?1)sql"};
    update.bind(1, std::string{key});
    update.exec();
}

void SandboxLedger::each_since(Timestamp since, const std::function<void(const LedgerRow&)>& row)
{
    try {
        SQLite::Statement rows{connection_->database, R"sql(
            SELECT key, book, amount, currency, mandate, attempt, first_answer, final_answer,
                   polls, made_at
            FROM charge WHERE made_at >= ?1 ORDER BY made_at, key)sql"};
        rows.bind(1, since.iso());
        while (rows.executeStep())
            row(row_of(rows));
    } catch (const SQLite::Exception& error) {
        raise(error, connection_->file);
    }
}

} // namespace duesday::partner
