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

} // namespace

OutputFile::OutputFile(const std::string& file) : file_{file}, temporary_{file + ".part"}
{
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
    if (fsync(descriptor_) != 0)
        fail();
    rename_file(temporary_, file_);
    close(descriptor_);
    descriptor_ = -1;
    const auto folder = std::filesystem::path{file_}.parent_path().string();
    sync_folder(folder.empty() ? "." : folder);
}

} // namespace duesday::intake
