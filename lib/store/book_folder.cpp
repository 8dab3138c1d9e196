#include "store/book_folder.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sys/stat.h>

namespace duesday::store {

void require_own_folder(const std::string& book)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const auto absolute = fs::absolute(book);
    for (const auto& file : {absolute, fs::weakly_canonical(absolute, error)}) {
        const auto folder = file.parent_path().string();
        struct stat status {};
        if (stat(folder.c_str(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
            throw Fault{
                FaultKind::bad_setup,
                fmt::format("{}, the folder of the book, may be written by others", folder),
                fmt::format("chmod 700 {}, or keep the book in a folder of its own", folder),
                "open_folder"};
    }
}

std::string book_named(const std::string& name)
{
    namespace fs = std::filesystem;
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(name, error)))
        return name;
    require_own_folder(name);
    const auto file = fs::canonical(name, error);
    if (error)
        throw Fault{FaultKind::no_input,
                    fmt::format("{}, a link to a book: {}", name, error.message()),
                    "mend the path or the permissions, or name the book itself with --book FILE"};
    return file.string();
}

} // namespace duesday::store
