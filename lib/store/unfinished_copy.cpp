#include "store/unfinished_copy.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view suffix = ".duesday-making";
constexpr std::size_t book_digits = 8; ///< of the book's id, enough to tell books apart

bool is_hex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_number(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// TARGET.BOOK-PROCESS.duesday-making
bool is_unfinished_name(std::string_view file)
{
    if (!ends_like_an_unfinished_copy(file))
        return false;
    file.remove_suffix(suffix.size());
    const auto dash = file.rfind('-');
    if (dash == file.npos || dash < book_digits + 2 || !is_number(file.substr(dash + 1)))
        return false;
    const auto book_at = dash - book_digits;
    return file[book_at - 1] == '.' && file[book_at - 2] != '/' &&
           is_hex(file.substr(book_at, book_digits));
}

/// Locked; -1 where the file is no file of ours, or somebody has the lock.
int lock_file(const std::string& file, int flags)
{
    const int descriptor =
        open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | flags, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return -1;
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
        flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

/// Nobody has removed it between its opening and the lock.
bool is_still_at(int descriptor, const std::string& file)
{
    struct stat held {};
    struct stat named {};
    return fstat(descriptor, &held) == 0 && lstat(file.c_str(), &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

/// False where somebody is writing it.
bool remove_unless_locked(const std::string& file)
{
    const int descriptor = lock_file(file, 0);
    if (descriptor < 0)
        return false;
    const bool is_there = is_still_at(descriptor, file);
    if (is_there)
        remove_book_files(file);
    close(descriptor);
    return is_there;
}

} // namespace

void remove_book_files(const std::string& book)
{
    for (const char* beside : {"", "-wal", "-shm", "-journal", ".secrets.key"})
        unlink((book + beside).c_str());
}

std::string unfinished_name_of(const std::string& target, std::string_view book_id)
{
    return fmt::format("{}.{}-{}{}", target, book_id.substr(0, book_digits), getpid(), suffix);
}

bool ends_like_an_unfinished_copy(std::string_view file)
{
    return file.ends_with(suffix);
}

UnfinishedCopy::UnfinishedCopy(const std::string& target, std::string_view book_id)
    : file_{unfinished_name_of(target, book_id)}
{
    remove_unless_locked(file_);
    descriptor_ = lock_file(file_, O_CREAT | O_EXCL);
    if (descriptor_ >= 0 && is_still_at(descriptor_, file_))
        return;
    const int reason = errno;
    if (descriptor_ >= 0)
        close(descriptor_);
    if (descriptor_ >= 0 || reason == EEXIST || reason == EWOULDBLOCK)
        throw Fault{FaultKind::try_later,
                    fmt::format("{} is there: another program is writing it", file_),
                    "wait for it to end, then try again", "locked"};
    throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", file_, std::strerror(reason)),
                "make room or mend the permissions of the folder"};
}

UnfinishedCopy::~UnfinishedCopy()
{
    remove_book_files(file_);
    close(descriptor_);
}

std::vector<std::string> remove_unfinished_copies(const std::string& folder,
                                                  const std::string& book)
{
    std::vector<std::string> removed;
    std::error_code error;
    for (fs::directory_iterator it{folder, error}; !error && it != fs::directory_iterator{};
         it.increment(error)) {
        const auto file = it->path().string();
        std::error_code none;
        if (is_unfinished_name(file) && !fs::equivalent(file, book, none) &&
            remove_unless_locked(file))
            removed.push_back(file);
    }
    std::sort(removed.begin(), removed.end());
    return removed;
}

} // namespace duesday::store
