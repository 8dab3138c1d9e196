// The thin face of the database: prepare once, bind ?1..?n, step. SQL stands as raw literals
// R"sql(...)sql" in the files of this folder, in the subset that SQLite and PostgreSQL share.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "base/timestamp.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

/// A prepared statement of a driver. Numbered from 1 for parameters and from 0 for columns.
class Cursor {
public:
    virtual ~Cursor() = default;
    virtual void bind(int parameter, std::int64_t value) = 0;
    virtual void bind(int parameter, std::string_view value) = 0;
    /// As bind, for text that outlives the statement's run: it need not be copied.
    virtual void bind_lasting(int parameter, std::string_view value) = 0;
    virtual void bind_null(int parameter) = 0;
    /// True where a row stands ready.
    virtual bool step() = 0;
    virtual void reset() = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string_view text(int column) const = 0; ///< valid until the next step
    virtual bool is_null(int column) const = 0;

    /// Each run binds every parameter anew: fewer values than that are a bug, not old ones.
    void expect(int values) const
    {
        if (values != parameters)
            raise_unbound(values);
    }

    bool in_use = false;
    int parameters = 0; ///< how many the statement has

private:
    [[noreturn]] void raise_unbound(int values) const;
};

/// Rows of a running query. Ends when destroyed; the statement stays prepared.
class Rows {
public:
    explicit Rows(Cursor& cursor) : cursor_{&cursor} { cursor.in_use = true; }
    Rows(Rows&& other) noexcept : cursor_{other.cursor_} { other.cursor_ = nullptr; }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next() { return cursor_->step(); }

    std::int64_t integer(int column) const { return cursor_->integer(column); }
    bool boolean(int column) const { return cursor_->integer(column) != 0; }
    std::string text(int column) const { return std::string{cursor_->text(column)}; }
    std::string_view view(int column) const { return cursor_->text(column); }
    bool is_null(int column) const { return cursor_->is_null(column); }
    Date date(int column) const { return Date::from_iso(cursor_->text(column)); }
    Money money(int minor, int currency) const;
    std::optional<std::string> optional_text(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;
    std::optional<Date> optional_date(int column) const;

private:
    Cursor* cursor_;
};

/// A connection. Not thread-safe: one thread, one connection.
class Database {
public:
    virtual ~Database() = default;

    /// Starts a query; step with Rows::next. `sql` must be a literal (it is the cache's key).
    template <class... Values>
    Rows query(std::string_view sql, const Values&... values)
    {
        Cursor& cursor = prepared(sql);
        int parameter = 0;
        (bind_value(cursor, ++parameter, values), ...);
        cursor.expect(parameter);
        return Rows{cursor};
    }

    /// Runs a statement to its end; the number of rows it changed.
    template <class... Values>
    std::int64_t run(std::string_view sql, const Values&... values)
    {
        run_to_end(prepared(sql), values...);
        return changes();
    }

    /// Runs an INSERT ... RETURNING id and gives that id.
    template <class... Values>
    std::int64_t insert(std::string_view sql, const Values&... values)
    {
        return run_to_end(prepared_insert(sql), values...);
    }

    /// The single integer of a query such as SELECT count(*).
    template <class... Values>
    std::int64_t integer(std::string_view sql, const Values&... values)
    {
        auto rows = query(sql, values...);
        return rows.next() && !rows.is_null(0) ? rows.integer(0) : 0;
    }

    /// Several statements without parameters: migrations, pragmas of the driver.
    virtual void script(const std::string& sql) = 0;
    virtual void begin_write() = 0; ///< Fault(try_later) where another writer keeps the book busy
    /// Until roll_back, all queries see the book of one moment, whatever is written meanwhile.
    virtual void begin_read() = 0;
    virtual void commit() = 0;
    virtual void roll_back() noexcept = 0;
    /// Another number than before once another connection has committed to the file. Inside a
    /// Write it stays what it is.
    virtual std::int64_t version_by_others() = 0;
    /// Brings all that is committed into the one file, so that it can be moved or linked alone.
    /// Fault(cannot_write) where there is no room, Fault(try_later) while others read or write.
    virtual void checkpoint() = 0;

    /// Whose file this is and which migrations it has seen; 0 and 0 in a new one.
    virtual std::int64_t application_id() = 0;
    virtual std::int64_t schema_version() = 0;
    virtual void set_identity(std::int64_t application_id, std::int64_t schema_version) = 0;
    /// What the engine itself finds wrong with the file; empty when it is sound.
    virtual std::string integrity_problem() = 0;
    /// The same of one table, without its foreign keys and indexes: quick.
    virtual std::string integrity_problem(std::string_view table) = 0;

protected:
    virtual Cursor& prepared(std::string_view sql) = 0;
    /// As prepared, for a statement that ends in RETURNING id and is run by insert.
    virtual Cursor& prepared_insert(std::string_view sql) = 0;
    virtual std::int64_t changes() const = 0;
    virtual std::int64_t inserted_id() const = 0;

private:
    // What is bound while a statement runs to its end lives as long as the call: only dates and
    // moments need a text of their own.
    static const std::string& held(const std::string& v) { return v; }
    static std::string held(Date v) { return v.iso(); }
    static std::string held(Timestamp v) { return v.iso(); }
    template <class T>
    static const T& held(const T& v)
    {
        return v;
    }
    static std::optional<std::string> held(const std::optional<Date>& v)
    {
        return v ? std::optional{v->iso()} : std::nullopt;
    }
    static std::optional<std::string> held(const std::optional<Timestamp>& v)
    {
        return v ? std::optional{v->iso()} : std::nullopt;
    }

    template <class... Values>
    std::int64_t run_to_end(Cursor& cursor, const Values&... values)
    {
        return run_held(cursor, held(values)...);
    }
    template <class... Held>
    std::int64_t run_held(Cursor& cursor, const Held&... values)
    {
        int parameter = 0;
        (bind_held(cursor, ++parameter, values), ...);
        cursor.expect(parameter);
        Rows rows{cursor};
        std::int64_t first = 0;
        if (rows.next()) {
            first = rows.integer(0);
            while (rows.next()) {
            }
            return first;
        }
        return inserted_id();
    }
    static void bind_held(Cursor& c, int p, const std::string& v) { c.bind_lasting(p, v); }
    static void bind_held(Cursor& c, int p, std::string_view v) { c.bind_lasting(p, v); }
    static void bind_held(Cursor& c, int p, const char* v) { c.bind_lasting(p, v); }
    static void bind_held(Cursor& c, int p, const std::optional<std::string>& v)
    {
        if (v)
            c.bind_lasting(p, *v);
        else
            c.bind_null(p);
    }
    template <class T>
    static void bind_held(Cursor& c, int p, const T& v)
    {
        bind_value(c, p, v);
    }

    static void bind_value(Cursor& c, int p, std::int64_t v) { c.bind(p, v); }
    static void bind_value(Cursor& c, int p, int v) { c.bind(p, std::int64_t{v}); }
    static void bind_value(Cursor& c, int p, bool v) { c.bind(p, std::int64_t{v ? 1 : 0}); }
    static void bind_value(Cursor& c, int p, std::string_view v) { c.bind(p, v); }
    static void bind_value(Cursor& c, int p, const std::string& v)
    {
        c.bind(p, std::string_view{v});
    }
    static void bind_value(Cursor& c, int p, const char* v) { c.bind(p, std::string_view{v}); }
    static void bind_value(Cursor& c, int p, Date v) { c.bind(p, std::string_view{v.iso()}); }
    static void bind_value(Cursor& c, int p, Timestamp v) { c.bind(p, std::string_view{v.iso()}); }
    static void bind_value(Cursor& c, int p, std::nullopt_t) { c.bind_null(p); }
    template <class T>
    static void bind_value(Cursor& c, int p, const std::optional<T>& v)
    {
        if (v)
            bind_value(c, p, *v);
        else
            c.bind_null(p);
    }
};

/// How a file is opened.
enum class OpenMode {
    existing, ///< Fault(no_input) where it is not there
    beside,   ///< as existing, beside a connection of the same program: reads only, small cache
    create,   ///< Fault(cannot_write) where it is there already
};

/// Opens an SQLite file: WAL, synchronous=FULL, foreign keys, defensive.
/// Another program's Write, or the moment in which it closes the file, is waited for, by readers
/// too; Fault(try_later) after ten seconds.
std::unique_ptr<Database> open_sqlite(const std::string& file, OpenMode mode);

/// A complete, consistent copy of `file` in `target` (mode 0600, synced), taken while others may
/// write. Fault(cannot_write) where the target exists or cannot be written. `copied` is told now
/// and then how many of about how many bytes are there.
void copy_sqlite(Database& source, const std::string& target,
                 const std::function<void(std::int64_t, std::int64_t)>& copied = {});

} // namespace duesday::store
