#include "store/backups.hpp"

#include "base/fault.hpp"

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

std::string secrets_beside(const std::string& book)
{
    return book + ".secrets.key";
}

void remove_book_files(const std::string& book)
{
    for (const char* suffix : {"", "-wal", "-shm", "-journal", ".secrets.key"})
        unlink((book + suffix).c_str());
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

} // namespace

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
    }
    // The key first: a book without its key would be worse than a key without a book. One that is
    // there already may seal something and stays.
    link_new(secrets_beside(making), secrets_beside(file));
    const bool is_new = link_new(making, file);
    remove_book_files(making);
    sync_folder_of(file);
    if (!is_new)
        throw Fault{FaultKind::bad_input, fmt::format("there is a book at {} already", file),
                    "use it, or name another place with --book FILE", "book_exists"};
}

} // namespace duesday::store
