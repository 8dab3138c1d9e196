// The SQLite driver of store/database.hpp.

#include "base/fault.hpp"
#include "store/database.hpp"
#include "store/sqlite_memory.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>

namespace duesday::store {

namespace {

// Measured: with many purchasers in a transaction a large cache and a long checkpoint interval
// halve the time of a big renew. Memory is used only as pages are.
constexpr int cache_kib = 64 * 1024;
// Each Write of the other connection empties it.
constexpr int cache_beside_kib = 8 * 1024;
constexpr int checkpoint_pages = 8'192; // 64 MiB
// Twice the default: half as many reads and writes for the same rows. A day's renewals touch most
// pages of a book, so that larger ones do not carry along what did not change.
constexpr int page_bytes = 8'192;
// A Write of many subjects takes seconds; the last program that closes a book empties its log into
// it, and shuts out for that moment even who only reads.
constexpr int busy_ms = 10'000;

[[noreturn]] void raise(int code, const char* message, const std::string& file)
{
    const std::string text = fmt::format("{}: {}", file, message);
    switch (code & 0xff) { // the primary code of an extended one
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Fault{FaultKind::try_later, fmt::format("{}: another program is writing", file),
                    "run the command again once it has ended", "busy"};
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        throw Fault{FaultKind::cannot_write, text,
                    "make room or mend the permissions, then run the command again"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        throw Fault{FaultKind::bad_input, text,
                    "this is not a sound book: restore a backup with admin restore",
                    "corrupt_book"};
    case SQLITE_CONSTRAINT:
        // What we write fits with what we have read, unless rows of that subject were changed from
        // outside: the others' may be sound.
        throw Fault{FaultKind::bad_input,
                    fmt::format("{}; a row that belongs to it is gone or was changed", text),
                    "admin check names what is broken; report it where it finds nothing",
                    "broken_rows"};
    default:
        // Our statements are proved against the schema: the book has lost what they name.
        if (std::string_view{message}.starts_with("no such table"))
            throw Fault{FaultKind::bad_input, text, "restore a backup with admin restore",
                        "corrupt_book"};
        throw Fault{FaultKind::bug, text};
    }
}

/// Steps the raw statement: SQLiteCpp's own checks each column index and copies each text, which
/// a renewal of 100,000 subscriptions pays for in seconds.
class SqliteCursor final : public Cursor {
public:
    SqliteCursor(sqlite3* connection, std::string_view sql, const std::string& file) : file_{file}
    {
        sqlite3_stmt* statement = nullptr;
        const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK)
            raise(code, sqlite3_errmsg(connection), file_);
        statement_.reset(statement);
        parameters = sqlite3_bind_parameter_count(statement);
        lasting_.resize(static_cast<std::size_t>(parameters) + 1);
    }

    void bind(int parameter, std::int64_t value) override
    {
        forget(parameter);
        check(sqlite3_bind_int64(raw(), parameter, value));
    }
    void bind(int parameter, std::string_view value) override
    {
        forget(parameter);
        // An empty view may have no address, which SQLite would take for NULL.
        const char* bytes = value.data() == nullptr ? "" : value.data();
        check(sqlite3_bind_text(raw(), parameter, bytes, static_cast<int>(value.size()),
                                SQLITE_TRANSIENT));
    }
    void bind_lasting(int parameter, std::string_view value) override
    {
        // What lies at the same place is bound already, whatever it says by now.
        auto& bound = lasting_[static_cast<std::size_t>(parameter)];
        if (bound.data() != nullptr && bound.data() == value.data() && bound.size() == value.size())
            return;
        const char* bytes = value.data() == nullptr ? "" : value.data();
        check(sqlite3_bind_text(raw(), parameter, bytes, static_cast<int>(value.size()),
                                SQLITE_STATIC));
        bound = value;
    }
    void bind_null(int parameter) override
    {
        forget(parameter);
        check(sqlite3_bind_null(raw(), parameter));
    }
    bool step() override
    {
        const int code = sqlite3_step(raw());
        if (code == SQLITE_ROW)
            return true;
        if (code != SQLITE_DONE)
            check(code);
        return false;
    }
    void reset() override { sqlite3_reset(raw()); }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(raw(), column); }
    std::string_view text(int column) const override
    {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(raw(), column));
        if (bytes == nullptr)
            return {};
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(raw(), column))};
    }
    bool is_null(int column) const override
    {
        return sqlite3_column_type(raw(), column) == SQLITE_NULL;
    }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    sqlite3_stmt* raw() const { return statement_.get(); }
    void forget(int parameter) { lasting_[static_cast<std::size_t>(parameter)] = {}; }
    void check(int code) const
    {
        if (code == SQLITE_OK)
            return;
        sqlite3* connection = raw() == nullptr ? nullptr : sqlite3_db_handle(raw());
        raise(code, connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection),
              file_);
    }

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    std::vector<std::string_view> lasting_; ///< by parameter: what bind_lasting bound last
    const std::string& file_;
};

[[noreturn]] void raise(const SQLite::Exception& error, const std::string& file)
{
    raise(error.getErrorCode(), error.what(), file);
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(const std::string& file, int flags)
        : file_{file}, database_{file, flags, busy_ms}
    {
    }

    void script(const std::string& sql) override
    {
        guarded([&] { database_.exec(sql); });
    }
    void begin_write() override
    {
        guarded([&] { database_.exec("BEGIN IMMEDIATE"); });
    }
    void begin_read() override
    {
        guarded([&] { database_.exec("BEGIN"); });
    }
    void commit() override
    {
        guarded([&] { database_.exec("COMMIT"); });
    }
    void roll_back() noexcept override
    {
        // A failing statement may already have ended the transaction: nothing left to do then.
        database_.tryExec("ROLLBACK");
    }
    void checkpoint() override
    {
        // Closing would do it too, but would say nothing where it fails.
        if (pragma("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            raise(SQLITE_BUSY, "", file_);
    }

    std::int64_t version_by_others() override { return pragma("PRAGMA data_version"); }
    std::int64_t application_id() override { return pragma("PRAGMA application_id"); }
    std::int64_t schema_version() override { return pragma("PRAGMA user_version"); }
    void set_identity(std::int64_t application_id, std::int64_t schema_version) override
    {
        script(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id,
                           schema_version));
    }
    std::string integrity_problem() override
    {
        std::string problem;
        guarded([&] {
            problem = database_.execAndGet("PRAGMA integrity_check(1)").getString();
            if (problem == "ok")
                problem.clear();
            SQLite::Statement orphans{database_, "PRAGMA foreign_key_check"};
            if (problem.empty() && orphans.executeStep())
                problem =
                    fmt::format("a row of {} refers to a row of {} that is not there",
                                orphans.getColumn(0).getString(), orphans.getColumn(2).getString());
        });
        return problem;
    }

    std::string integrity_problem(std::string_view table) override
    {
        std::string problem;
        guarded([&] {
            const auto pragma = fmt::format("PRAGMA quick_check({})", table);
            problem = database_.execAndGet(pragma).getString();
        });
        return problem == "ok" ? "" : problem;
    }

    SQLite::Database& raw() { return database_; }
    const std::string& file() const { return file_; }

protected:
    Cursor& prepared(std::string_view sql) override
    {
        auto& cursor = cursors_[sql.data()];
        if (!cursor)
            cursor = std::make_unique<SqliteCursor>(database_.getHandle(), sql, file_);
        if (cursor->in_use)
            throw Fault{FaultKind::bug, fmt::format("a query is used inside itself: {}", sql)};
        return *cursor;
    }
    Cursor& prepared_insert(std::string_view sql) override
    {
        // SQLite knows the new row's id by itself; RETURNING would cost a temporary table a row.
        constexpr std::string_view returning = "RETURNING id";
        return prepared(sql.ends_with(returning) ? sql.substr(0, sql.size() - returning.size())
                                                 : sql);
    }
    std::int64_t changes() const override { return database_.getChanges(); }
    std::int64_t inserted_id() const override { return database_.getLastInsertRowid(); }

private:
    template <class Action>
    void guarded(const Action& action)
    {
        try {
            action();
        } catch (const SQLite::Exception& error) {
            raise(error, file_);
        }
    }

    std::int64_t pragma(const char* sql)
    {
        std::int64_t value = 0;
        guarded([&] { value = database_.execAndGet(sql).getInt64(); });
        return value;
    }

    std::string file_;
    SQLite::Database database_;
    // Keyed by the literal's address: looking it up costs no hashing of the text.
    std::unordered_map<const char*, std::unique_ptr<SqliteCursor>> cursors_;
};

void require_file(const std::string& file)
{
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            throw Fault{FaultKind::no_input, fmt::format("there is no book at {}", file),
                        "make one with admin init, or name it with --book FILE"};
        throw Fault{FaultKind::no_input, fmt::format("{}: {}", file, std::strerror(errno)),
                    "mend the path or the permissions of its folders, or name the book with "
                    "--book FILE"};
    }
    if (!S_ISREG(status.st_mode))
        throw Fault{FaultKind::no_input, fmt::format("{} is not a file", file),
                    "name the book with --book FILE"};
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw Fault{FaultKind::bad_setup, fmt::format("{} may be written by others", file),
                    fmt::format("chmod 600 {}", file)};
}

} // namespace

std::unique_ptr<Database> open_sqlite(const std::string& file, OpenMode mode)
{
    // One connection belongs to one thread: no mutex to take for each call, and nobody reads the
    // statistics of SQLite's memory. Refused once SQLite runs, which is as good.
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    keep_memory_of_sqlite();
    int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
    if (mode == OpenMode::create)
        flags |= SQLite::OPEN_CREATE;
    else
        require_file(file);
    try {
        auto database = std::make_unique<SqliteDatabase>(file, flags);
        auto& raw = database->raw();
        sqlite3_db_config(raw.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(raw.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        if (mode == OpenMode::create)
            raw.exec(fmt::format("PRAGMA page_size = {}; PRAGMA journal_mode = WAL", page_bytes));
        raw.exec(fmt::format("PRAGMA synchronous = FULL;"
                             "PRAGMA foreign_keys = ON;"
                             "PRAGMA cache_size = -{};"
                             "PRAGMA wal_autocheckpoint = {};",
                             mode == OpenMode::beside ? cache_beside_kib : cache_kib,
                             checkpoint_pages));
        if (mode == OpenMode::beside)
            raw.exec("PRAGMA query_only = ON");
        return database;
    } catch (const SQLite::Exception& error) {
        raise(error, file);
    }
}

namespace {

/// Tells how far a copy has come, while SQLite writes it in one statement.
class CopyWatch {
public:
    using Copied = std::function<void(std::int64_t, std::int64_t)>;

    CopyWatch(SQLite::Database& source, const std::string& target, const Copied& copied)
        : source_{source}, target_{target}, copied_{copied}
    {
        constexpr int steps_between_looks = 50'000;
        if (!copied_)
            return;
        total_ = source.execAndGet("PRAGMA page_count").getInt64() *
                 source.execAndGet("PRAGMA page_size").getInt64();
        sqlite3_progress_handler(source.getHandle(), steps_between_looks, look, this);
    }
    ~CopyWatch() { sqlite3_progress_handler(source_.getHandle(), 0, nullptr, nullptr); }
    CopyWatch(const CopyWatch&) = delete;
    CopyWatch& operator=(const CopyWatch&) = delete;

private:
    static int look(void* watch)
    {
        const auto& self = *static_cast<CopyWatch*>(watch);
        struct stat status {};
        if (stat(self.target_.c_str(), &status) == 0)
            self.copied_(status.st_size, self.total_);
        return 0;
    }

    SQLite::Database& source_;
    const std::string& target_;
    const Copied& copied_;
    std::int64_t total_ = 0;
};

} // namespace

void copy_sqlite(Database& source, const std::string& target,
                 const std::function<void(std::int64_t, std::int64_t)>& copied)
{
    auto& sqlite = dynamic_cast<SqliteDatabase&>(source);
    try {
        const CopyWatch watch{sqlite.raw(), target, copied};
        SQLite::Statement copy{sqlite.raw(), "VACUUM INTO ?1"};
        copy.bind(1, target);
        copy.executeStep();
    } catch (const SQLite::Exception& error) {
        throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", target, error.what()),
                    "name a file that does not exist yet, in a folder with room"};
    }
    const int descriptor = open(target.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fchmod(descriptor, S_IRUSR | S_IWUSR) != 0 || fsync(descriptor) != 0) {
        const int reason = errno;
        if (descriptor >= 0)
            close(descriptor);
        throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", target, std::strerror(reason))};
    }
    close(descriptor);
}

} // namespace duesday::store
