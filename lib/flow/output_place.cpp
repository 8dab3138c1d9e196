#include "flow/output_place.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::flow {

namespace {

namespace fs = std::filesystem;

std::optional<struct stat> status_of(const std::string& file)
{
    struct stat status {};
    return stat(file.c_str(), &status) == 0 ? std::optional{status} : std::nullopt;
}

/// Without links in it; the file itself need not be there.
std::string without_links(const std::string& file)
{
    std::error_code error;
    const auto path = fs::weakly_canonical(fs::absolute(file), error);
    return error ? file : path.string();
}

std::string folder_of(const std::string& file)
{
    return fs::path{file}.parent_path().string();
}

std::string name_of(const std::string& file)
{
    return fs::path{file}.filename().string();
}

bool same_folder(const std::string& one, const std::string& other)
{
    std::error_code error;
    return one == other || fs::equivalent(one, other, error);
}

/// Whoever names a book, a backup or a ledger as an output did not mean to.
bool is_database(const std::string& file)
{
    constexpr std::string_view mark = "SQLite format 3";
    std::array<char, mark.size()> begin{};
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    const auto count = read(descriptor, begin.data(), begin.size());
    close(descriptor);
    return count == static_cast<ssize_t>(mark.size()) &&
           std::string_view{begin.data(), begin.size()} == mark;
}

[[noreturn]] void refuse(const std::string& option, const std::string& file,
                         const std::string& text)
{
    throw Fault{FaultKind::usage, fmt::format("{} {}: {}", option, file, text),
                "nothing was done; name a file of its own for it", "not_an_output"};
}

} // namespace

OutputPlaces::OutputPlaces(const std::string& book)
{
    const auto file = without_links(book);
    book_folder_ = folder_of(file);
    book_name_ = name_of(file);
    if (const auto status = status_of(file))
        protected_.emplace_back(status->st_dev, status->st_ino);
}

void OutputPlaces::protect_input(const std::string& file)
{
    if (file == "-")
        protect(STDIN_FILENO);
    else if (const auto status = status_of(file))
        protected_.emplace_back(status->st_dev, status->st_ino);
}

void OutputPlaces::protect(int descriptor)
{
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
        protected_.emplace_back(status.st_dev, status.st_ino);
}

bool OutputPlaces::belongs_to_book(const std::string& file) const
{
    if (!same_folder(folder_of(file), book_folder_))
        return false;
    const auto name = name_of(file);
    const auto begins = [&](const std::string& with) { return name.starts_with(with); };
    return name == book_name_ || begins(book_name_ + ".") || begins(book_name_ + "-") ||
           begins("sandbox.db");
}

std::string OutputPlaces::find(const std::string& file, const std::string& option,
                               Stream stream) const
{
    if (file.empty())
        refuse(option, "''", "that is no file");
    if (file == "-")
        refuse(option, file, "standard output is the report's");
    auto place = file;
    if (const auto status = status_of(file)) {
        if (stream == Stream::into && (S_ISFIFO(status->st_mode) || S_ISCHR(status->st_mode)))
            return file; // written into, never replaced
        if (fs::is_symlink(fs::symlink_status(file)))
            refuse(option, file, "that is a link: what it leads to is not replaced");
        if (!S_ISREG(status->st_mode))
            refuse(option, file,
                   S_ISDIR(status->st_mode) ? "that is a folder" : "that is no ordinary file");
        place = without_links(file);
        if (std::count(protected_.begin(), protected_.end(),
                       Identity{status->st_dev, status->st_ino}) > 0)
            refuse(option, file, "that is the book, or a file that this command reads or writes");
        if (is_database(place) || place.ends_with(".secrets.key"))
            refuse(option, file, "that is a book, or the key of one");
    } else if (fs::is_symlink(fs::symlink_status(file))) {
        refuse(option, file, "that is a link which leads nowhere");
    } else {
        place = without_links(file);
    }
    if (belongs_to_book(place))
        refuse(option, file, "names that begin like the book's belong to the book");
    return place;
}

} // namespace duesday::flow
