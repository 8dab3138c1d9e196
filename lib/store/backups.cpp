#include "store/backups.hpp"

#include "base/fault.hpp"
#include "store/secret_file.hpp"
#include "store/unfinished_copy.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace duesday::store {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse_write(const std::string& file, int reason)
{
    throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", file, std::strerror(reason)),
                "make room or mend the permissions of the folder"};
}

std::string folder_of(const std::string& file)
{
    const auto folder = fs::path{file}.parent_path();
    return folder.empty() ? "." : folder.string();
}

/// A new name in a folder lasts through a power cut only once the folder is synced.
void sync_folder_of(const std::string& file)
{
    const auto folder = folder_of(file);
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || fsync(descriptor) != 0) {
        const int reason = errno;
        if (descriptor >= 0)
            close(descriptor);
        refuse_write(folder, reason);
    }
    close(descriptor);
}

/// False where `to` is there already; it stays as it is.
bool link_new(const std::string& from, const std::string& to)
{
    if (link(from.c_str(), to.c_str()) == 0)
        return true;
    if (errno != EEXIST)
        refuse_write(to, errno);
    return false;
}

bool exists(const std::string& file)
{
    return access(file.c_str(), F_OK) == 0;
}

void rename_over(const std::string& from, const std::string& to)
{
    if (rename(from.c_str(), to.c_str()) != 0)
        refuse_write(to, errno);
}

/// The first of name-1, name-2 ... that is free.
std::string free_name(const std::string& name)
{
    for (int number = 1;; ++number)
        if (auto numbered = fmt::format("{}-{}", name, number); !exists(numbered))
            return numbered;
}

/// Puts a complete copy and its key under their names; nothing that is there is replaced.
void link_copy(const std::string& made, const std::string& target)
{
    const bool is_new = link_new(key_file_of(made), key_file_of(target)) && link_new(made, target);
    sync_folder_of(target);
    if (!is_new)
        throw Fault{FaultKind::bad_input, fmt::format("{} or its key is there already", target),
                    "name a file that does not exist yet", "file_exists"};
}

/// Takes the old book out of use without losing a byte of it. Its write-ahead log must not stay:
/// SQLite would play it into the book that takes its place.
std::string retire(const std::string& file)
{
    try {
        // Leaving the log needs the book for itself: it fails while another program has it open.
        open_sqlite(file, OpenMode::existing)->script("PRAGMA journal_mode = DELETE");
    } catch (const Fault& fault) {
        if (fault.kind() == FaultKind::try_later)
            throw Fault{FaultKind::try_later, fmt::format("another program has {} open", file),
                        "wait for it to end, then restore again", "busy"};
        // A damaged book, perhaps the reason to restore: it is kept as it is, log and all.
    }
    const auto kept = free_name(file + ".before-restore");
    if (!link_new(file, kept))
        refuse_write(kept, EEXIST);
    if (exists(key_file_of(file)))
        link_new(key_file_of(file), key_file_of(kept));
    for (const char* suffix : {"-wal", "-journal"})
        if (exists(file + suffix))
            rename_over(file + suffix, kept + suffix);
    unlink((file + "-shm").c_str());
    return kept;
}

/// A name under which SQLite, a lock or the ledger of this book would take the copy for its own.
bool is_beside(const std::string& book, const std::string& target)
{
    std::error_code error;
    const fs::path place = fs::weakly_canonical(fs::absolute(target), error);
    const fs::path whose = fs::weakly_canonical(fs::absolute(book), error);
    if (place.parent_path() != whose.parent_path())
        return false;
    const auto name = place.filename().string();
    const auto stem = whose.filename().string();
    for (const char* suffix : {"-wal", "-shm", "-journal", ".secrets.key"})
        if (name == stem + suffix)
            return true;
    return (name.starts_with(stem + ".") && name.ends_with(".lock")) ||
           name.starts_with("sandbox.db");
}

/// What a copy is written to first is removed before: it must not be anybody's book.
void require_scratch(const std::string& making, const std::string& book)
{
    std::error_code error;
    if (fs::equivalent(making, book, error))
        throw Fault{FaultKind::bad_input,
                    fmt::format("{} is needed for the copy, and is the book", making),
                    "name another file", "file_exists"};
}

Timestamp last_change(Database& database, Timestamp otherwise)
{
    // Of a book without an audit nothing is known since it was made.
    auto rows = database.query(R"sql(
        SELECT coalesce((SELECT at FROM audit ORDER BY id DESC LIMIT 1), created_at)
        FROM book)sql");
    return rows.next() ? Timestamp::parse(rows.view(0)).value_or(otherwise) : otherwise;
}

void mark_copied(Write& write, Timestamp since)
{
    set_reconcile_from(write, since);
    write.database().run(R"sql(UPDATE book SET restored_at = ?1)sql", write.stamp().real);
}

/// Marks the copy: it does not charge before the partners were asked (DESIGN 2).
Timestamp mark_restored(Book& copy, const std::string& from, const Stamp& stamp,
                        const std::function<void(Write&)>& mark)
{
    const auto since = unknown_since(copy, stamp.real);
    Write write{copy, stamp};
    mark_copied(write, since);
    // The run that took the backup could not see its own end.
    copy.database().run(R"sql(
        UPDATE run SET finished_at = ?1, status = 0, summary = 'took the backup that was restored'
        WHERE finished_at IS NULL AND program = 'admin' AND id = (SELECT max(id) FROM run))sql",
                        stamp.real);
    write.audit("book", "restored",
                Changes{}.field("from", "", from).field("reconcile_from", "", since.iso()));
    if (mark)
        mark(write);
    write.commit();
    return since;
}

std::string id_of(Database& database)
{
    auto rows = database.query(R"sql(SELECT book_id FROM book)sql");
    return rows.next() ? rows.text(0) : std::string{};
}

std::string key_for(const std::string& from, const std::string& file)
{
    if (exists(key_file_of(from)))
        return read_secret_file(key_file_of(from));
    if (exists(key_file_of(file)))
        return read_secret_file(key_file_of(file));
    throw Fault{FaultKind::bad_setup,
                fmt::format("the backup's key is not there: {}", key_file_of(from)),
                "bring it from where the backup was made; it stands beside each backup"};
}

} // namespace

std::string key_file_of(const std::string& file)
{
    return file + ".secrets.key";
}

void create_parent_folder(const std::string& file)
{
    std::error_code error;
    fs::create_directories(folder_of(file), error); // 0700 by the frame's umask
    if (error)
        refuse_write(folder_of(file), error.value());
}

void create_book(const std::string& file, Mode mode, const Stamp& stamp)
{
    const auto making = file + ".making";
    remove_book_files(making); // of a run that was killed
    {
        auto book = Book::create(making, mode, stamp.real);
        Write write{book, stamp};
        write.audit("book", "made", Changes{}.field("mode", "", name_of(mode)));
        write.commit();
        book.database().checkpoint();
    }
    // The key first: a book without its key would be worse than a key without a book. One that is
    // there already may seal something and stays.
    link_new(key_file_of(making), key_file_of(file));
    const bool is_new = link_new(making, file);
    remove_book_files(making);
    sync_folder_of(file);
    if (!is_new)
        throw Fault{FaultKind::bad_input, fmt::format("there is a book at {} already", file),
                    "use it, or name another place with --book FILE", "book_exists"};
}

void back_up(Book& book, const std::string& target, const std::function<void(Book&)>& check,
             const std::function<void(std::int64_t, std::int64_t)>& copied)
{
    if (exists(target) || exists(key_file_of(target)))
        throw Fault{FaultKind::bad_input, fmt::format("{} or its key is there already", target),
                    "name a file that does not exist yet", "file_exists"};
    if (is_beside(book.file(), target))
        throw Fault{FaultKind::bad_input,
                    fmt::format("{} is a name that the book needs for itself", target),
                    "name another file, in a folder of its own", "file_exists"};
    if (ends_like_an_unfinished_copy(target))
        throw Fault{FaultKind::usage,
                    fmt::format("{} is named like a copy that was cut off", target),
                    "name another file: one of that name would be removed", "not_an_output"};
    const UnfinishedCopy making{target, book.id()};
    copy_sqlite(book.database(), making.file(), copied);
    {
        auto copy = Book::open(making.file());
        check(copy);
    }
    create_secret_file(key_file_of(making.file()), book.secret_key());
    link_copy(making.file(), target);
}

std::string back_up_before_migration(const std::string& file)
{
    const auto database = open_sqlite(file, OpenMode::existing);
    const auto target =
        free_name(fmt::format("{}.before-migration-{}", file, database->schema_version()));
    const UnfinishedCopy making{target, id_of(*database)};
    copy_sqlite(*database, making.file());
    if (const auto problem = open_sqlite(making.file(), OpenMode::existing)->integrity_problem();
        !problem.empty())
        throw Fault{FaultKind::bad_input, fmt::format("{}: {}", file, problem),
                    "restore a sound backup first, with the version that made it", "corrupt_book"};
    create_secret_file(key_file_of(making.file()), read_secret_file(key_file_of(file)));
    link_copy(making.file(), target);
    return target;
}

std::optional<Restored> restore(const std::string& from, const std::string& file,
                                const Stamp& stamp, const std::function<bool(Book&)>& check,
                                const std::function<void(Write&)>& mark)
{
    const auto making = file + ".restoring";
    require_scratch(making, from);
    remove_book_files(making);
    copy_sqlite(*open_sqlite(from, OpenMode::existing), making);
    Restored restored;
    bool is_sound = false;
    {
        auto copy = Book::open(making);
        is_sound = check(copy);
        if (is_sound)
            restored.reconcile_from = mark_restored(copy, from, stamp, mark);
        copy.database().script("PRAGMA journal_mode = WAL");
    }
    if (!is_sound) {
        remove_book_files(making);
        return std::nullopt;
    }
    create_secret_file(key_file_of(making), key_for(from, file));
    if (exists(file))
        restored.kept_as = retire(file);
    rename_over(key_file_of(making), key_file_of(file));
    rename_over(making, file);
    sync_folder_of(file);
    return restored;
}

Timestamp unknown_since(Book& copy, Timestamp otherwise)
{
    const auto since = last_change(copy.database(), otherwise);
    const auto pending = copy.state().reconcile_from;
    return pending && *pending < since ? *pending : since;
}

std::optional<Date> last_day_known(Book& copy)
{
    auto rows = copy.database().query(R"sql(
        SELECT a.business_date FROM audit a
        JOIN book b ON b.reconcile_from IS NULL OR a.at <= b.reconcile_from
        ORDER BY a.id DESC LIMIT 1)sql");
    return rows.next() ? rows.optional_date(0) : std::nullopt;
}

std::optional<Timestamp> restored_at(Book& copy)
{
    auto rows = copy.database().query(R"sql(
        SELECT COALESCE(restored_at, reconcile_from) FROM book
        WHERE reconcile_from IS NOT NULL)sql");
    return rows.next() ? Timestamp::parse(rows.view(0)) : std::nullopt;
}

void adopt(Book& copy, Timestamp since, const Stamp& stamp, const std::function<void(Write&)>& mark)
{
    Write write{copy, stamp};
    mark_copied(write, since);
    write.audit("book", "adopted", "", "reconcile_from=" + since.iso());
    if (mark)
        mark(write);
    write.commit();
}

} // namespace duesday::store
