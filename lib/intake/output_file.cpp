#include "intake/output_file.hpp"

#include "base/durable_file.hpp"
#include "base/fault.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::intake {

namespace {

constexpr std::size_t flush_bytes = 64 * 1024;

/// Something that is written into: its place is not ours to fill with a file.
bool is_stream(const std::string& file)
{
    struct stat status {};
    return stat(file.c_str(), &status) == 0 &&
           (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
}

/// ".rejects.csv.duesday-part" beside "rejects.csv": a name that nobody has for anything else.
std::string name_while_writing(const std::string& file)
{
    const std::filesystem::path path{file};
    return (path.parent_path() / fmt::format(".{}.duesday-part", path.filename().string()))
        .string();
}

} // namespace

OutputFile::OutputFile(const std::string& file) : file_{file}
{
    if (is_stream(file)) {
        // Without waiting: nobody may ever come to read a FIFO.
        descriptor_ = open(file.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        if (descriptor_ < 0)
            fail();
        fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) & ~O_NONBLOCK);
        return;
    }
    temporary_ = name_while_writing(file);
    unlink(temporary_.c_str()); // what a killed run left behind
    descriptor_ =
        open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0)
        fail();
}

OutputFile::~OutputFile()
{
    if (descriptor_ < 0)
        return;
    close(descriptor_);
    if (!temporary_.empty())
        unlink(temporary_.c_str());
}

void OutputFile::fail() const
{
    throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", file_, std::strerror(errno)),
                "nothing was loaded; name a file in a folder that you may write, with room"};
}

void OutputFile::write(std::string_view text)
{
    buffer_ += text;
    if (buffer_.size() >= flush_bytes)
        flush();
}

void OutputFile::flush()
{
    std::string_view left = buffer_;
    while (!left.empty()) {
        const auto written = ::write(descriptor_, left.data(), left.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail();
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
}

void OutputFile::publish()
{
    flush();
    const bool replaces = !temporary_.empty();
    if (replaces) {
        if (fsync(descriptor_) != 0)
            fail();
        rename_file(temporary_, file_);
    }
    close(descriptor_);
    descriptor_ = -1;
    if (!replaces)
        return;
    const auto folder = std::filesystem::path{file_}.parent_path().string();
    sync_folder(folder.empty() ? "." : folder);
}

} // namespace duesday::intake
