// The book: one database that holds everything (DESIGN 2), and the Write through which alone it
// changes.
#pragma once

#include "store/audit.hpp"
#include "store/database.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace duesday::store {

enum class Mode {
    sandbox, ///< partners are played; every program runs without an account anywhere
    live,    ///< real money; only real partners
};

const char* name_of(Mode mode);

/// What is true of the book as a whole (table book).
struct BookState {
    std::string book_id; ///< random, made once; enters every idempotency key
    Mode mode = Mode::sandbox;
    std::optional<Timestamp> reconcile_from; ///< set by restore and adopt until partners were asked
    std::optional<Date> last_business_date;
    bool first_run = false; ///< an import happened since the last renew (D24)
};

/// What a book of any version says of itself.
struct BookVersion {
    Mode mode = Mode::sandbox;
    int pending_migrations = 0; ///< that it has not seen
};

/// An open book whose identity and schema are what this version expects.
class Book {
public:
    /// Makes `file` (0600, with its secrets.key beside it) with all migrations.
    /// Fault(cannot_write) where something is there already.
    static Book create(const std::string& file, Mode mode, Timestamp real);
    /// Fault(no_input) where it is not there, Fault(bad_input) where it is not a book,
    /// Fault(bad_setup) where its schema is older or newer than this version's.
    static Book open(const std::string& file);
    /// A second connection to this book, for a thread of its own that only reads.
    Book beside() const;
    /// Applies the migrations that `file` has not seen; how many that were.
    static int migrate(const std::string& file);
    /// Fault(bad_input) where it is not a book.
    static BookVersion version_of(const std::string& file);

    Database& database() { return *database_; }
    const std::string& file() const { return file_; }
    Mode mode() const { return state_.mode; }
    const std::string& id() const { return state_.book_id; }

    /// Read afresh: another program may have changed it.
    BookState state();
    /// 32 random bytes as hex from secrets.key beside the book: keys the hashes of personal
    /// fields and seals what waits in the outbox. Fault(bad_setup) where the file is gone.
    const std::string& secret_key();

private:
    Book(std::string file, std::unique_ptr<Database> database);

    std::string file_;
    std::unique_ptr<Database> database_;
    BookState state_;
    std::string secret_key_;
};

/// The one way to change a book: an immediate transaction that is undone unless committed. Never
/// held across a call to a partner. Functions that change rows take a Write&.
class Write {
public:
    /// Fault(try_later) where another writer keeps the book busy for longer than it waits.
    Write(Book& book, const Stamp& stamp);
    ~Write();
    Write(const Write&) = delete;
    Write& operator=(const Write&) = delete;

    /// Makes everything since the beginning durable, in one step.
    void commit();

    Book& book() { return book_; }
    Database& database() { return book_.database(); }
    const Stamp& stamp() const { return stamp_; }

    /// Ids of rows that never change, by what they hold: found or made in this Write, so that they
    /// are forgotten with it where it is undone.
    std::unordered_map<std::string, std::int64_t>& known_rows() { return known_rows_; }

    /// Where a number series stands, by its name and year, once this Write has taken from it.
    struct SeriesPosition {
        std::int64_t id = 0;
        std::int64_t last = 0;
        Date last_date;
    };
    std::unordered_map<std::string, SeriesPosition>& series() { return series_; }

    /// Appends to the audit chain. `subject` is "subscription/S-1" and the like, `what` a verb.
    void audit(std::string_view subject, std::string_view what, const Changes& changes);
    void audit(std::string_view subject, std::string_view what, std::string_view before,
               std::string_view after);

private:
    Book& book_;
    Stamp stamp_;
    AuditChain chain_;
    std::unordered_map<std::string, std::int64_t> known_rows_;
    std::unordered_map<std::string, SeriesPosition> series_;
    bool open_ = true;
};

/// One moment of the book for several queries: what is written meanwhile is not seen.
class Reading {
public:
    explicit Reading(Book& book) : database_{book.database()} { database_.begin_read(); }
    ~Reading() { database_.roll_back(); }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

private:
    Database& database_;
};

void set_reconcile_from(Write& write, std::optional<Timestamp> from);
void set_first_run(Write& write, bool first_run);
/// Remembers `day` unless a later one is known.
void note_business_date(Write& write, Date day);

} // namespace duesday::store
