#include "store/book.hpp"

#include "base/embedded.hpp"
#include "base/fault.hpp"
#include "store/secret_file.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <charconv>
#include <utility>

namespace duesday::store {

namespace {

constexpr std::int64_t our_application_id = 0x44554553; // "DUES"

std::int64_t number_of(const embedded::File& migration)
{
    // "0003_subscriptions.sql"
    std::int64_t version = 0;
    std::from_chars(migration.name.data(), migration.name.data() + 4, version);
    return version;
}

std::int64_t newest_version()
{
    return number_of(embedded::migrations().back());
}

std::string random_hex(std::size_t bytes)
{
    std::string raw(bytes, '\0');
    randombytes_buf(raw.data(), raw.size());
    std::string text(bytes * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                   raw.size());
    text.pop_back();
    return text;
}

void require_book(Database& database, const std::string& file)
{
    if (database.application_id() != our_application_id)
        throw Fault{FaultKind::bad_input, fmt::format("{} is not a Duesday book", file),
                    "name the right file with --book FILE", "foreign_book"};
}

int apply_migrations(Database& database)
{
    int applied = 0;
    const auto seen = database.schema_version();
    for (const auto& migration : embedded::migrations()) {
        if (number_of(migration) <= seen)
            continue;
        database.script(std::string{migration.text});
        ++applied;
    }
    database.set_identity(our_application_id, newest_version());
    return applied;
}

std::string secrets_file(const std::string& book)
{
    return book + ".secrets.key";
}

} // namespace

const char* name_of(Mode mode)
{
    return mode == Mode::live ? "live" : "sandbox";
}

Book::Book(std::string file, std::unique_ptr<Database> database)
    : file_{std::move(file)}, database_{std::move(database)}
{
}

Book Book::create(const std::string& file, Mode mode, Timestamp real)
{
    create_secret_file(secrets_file(file), random_hex(32));
    Book book{file, open_sqlite(file, OpenMode::create)};
    auto& database = *book.database_;
    database.begin_write();
    apply_migrations(database);
    database.run(R"sql(
        INSERT INTO book (id, book_id, mode, created_at) VALUES (1, ?1, ?2, ?3))sql",
                 random_hex(16), name_of(mode), real);
    database.commit();
    book.state_ = book.state();
    return book;
}

Book Book::open(const std::string& file)
{
    Book book{file, open_sqlite(file, OpenMode::existing)};
    auto& database = *book.database_;
    require_book(database, file);
    const auto version = database.schema_version();
    if (version < newest_version())
        throw Fault{FaultKind::bad_setup,
                    fmt::format("{} was made by an older version (schema {}, this is {})", file,
                                version, newest_version()),
                    "run admin migrate; it makes a backup first", "old_schema"};
    if (version > newest_version())
        throw Fault{FaultKind::bad_setup,
                    fmt::format("{} was made by a newer version (schema {}, this is {})", file,
                                version, newest_version()),
                    "install that version of Duesday", "new_schema"};
    book.state_ = book.state();
    return book;
}

Book Book::beside() const
{
    Book other{file_, open_sqlite(file_, OpenMode::beside)};
    other.state_ = state_;
    return other;
}

BookVersion Book::version_of(const std::string& file)
{
    const auto database = open_sqlite(file, OpenMode::existing);
    require_book(*database, file);
    BookVersion version;
    version.mode = database->integer(R"sql(SELECT count(*) FROM book WHERE mode = 'live')sql") > 0
                       ? Mode::live
                       : Mode::sandbox;
    for (const auto& migration : embedded::migrations())
        version.pending_migrations += number_of(migration) > database->schema_version() ? 1 : 0;
    return version;
}

int Book::migrate(const std::string& file)
{
    const auto database = open_sqlite(file, OpenMode::existing);
    require_book(*database, file);
    database->begin_write();
    const int applied = apply_migrations(*database);
    database->commit();
    return applied;
}

BookState Book::state()
{
    auto rows = database_->query(R"sql(
        SELECT book_id, mode, reconcile_from, last_business_date, first_run FROM book)sql");
    if (!rows.next())
        throw Fault{FaultKind::bad_input, fmt::format("{} does not say whose book it is", file_),
                    "restore a backup with admin restore", "corrupt_book"};
    BookState state;
    state.book_id = rows.text(0);
    state.mode = rows.view(1) == "live" ? Mode::live : Mode::sandbox;
    if (!rows.is_null(2))
        state.reconcile_from = Timestamp::parse(rows.view(2));
    state.last_business_date = rows.optional_date(3);
    state.first_run = rows.boolean(4);
    return state;
}

const std::string& Book::secret_key()
{
    if (secret_key_.empty())
        secret_key_ = read_secret_file(secrets_file(file_));
    return secret_key_;
}

Write::Write(Book& book, const Stamp& stamp) : book_{book}, stamp_{stamp}, chain_{book.id(), stamp}
{
    book_.database().begin_write();
}

Write::~Write()
{
    if (open_)
        book_.database().roll_back();
}

void Write::commit()
{
    book_.database().commit();
    open_ = false;
}

void Write::audit(std::string_view subject, std::string_view what, std::string_view before,
                  std::string_view after)
{
    chain_.append(database(), subject, what, before, after);
}

void Write::audit(std::string_view subject, std::string_view what, const Changes& changes)
{
    const auto keyed = [&](const std::string& value) -> std::string {
        if (value.empty())
            return value;
        const auto& key = book_.secret_key();
        std::array<unsigned char, 16> hash{};
        crypto_generichash(hash.data(), hash.size(),
                           reinterpret_cast<const unsigned char*>(value.data()), value.size(),
                           reinterpret_cast<const unsigned char*>(key.data()), key.size());
        std::array<char, 33> text{};
        sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
        return std::string{"#"} + text.data();
    };
    std::string before;
    std::string after;
    for (const auto& field : changes.fields_) {
        const auto separator = before.empty() && after.empty() ? "" : "\n";
        before += fmt::format("{}{}={}", separator, field.name,
                              field.is_personal ? keyed(field.before) : field.before);
        after += fmt::format("{}{}={}", separator, field.name,
                             field.is_personal ? keyed(field.after) : field.after);
    }
    const auto id = chain_.append(database(), subject, what, before, after);
    for (const auto& field : changes.fields_)
        if (field.is_personal)
            database().run(R"sql(
                INSERT INTO personal_history (audit, field, before, after)
                VALUES (?1, ?2, ?3, ?4))sql",
                           id, field.name, field.before, field.after);
}

void set_reconcile_from(Write& write, std::optional<Timestamp> from)
{
    write.database().run(R"sql(UPDATE book SET reconcile_from = ?1)sql", from);
}

void set_first_run(Write& write, bool first_run)
{
    write.database().run(R"sql(UPDATE book SET first_run = ?1)sql", first_run);
}

void note_business_date(Write& write, Date day)
{
    write.database().run(R"sql(
        UPDATE book SET last_business_date = ?1
        WHERE last_business_date IS NULL OR last_business_date < ?1)sql",
                         day);
}

} // namespace duesday::store
