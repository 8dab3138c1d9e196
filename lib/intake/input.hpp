// The bytes of an import file as a stream: a window of them at a time, and the hash of them all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::intake {

/// How to take in what has no end yet: a pipe, a FIFO, a terminal.
struct Spool {
    std::string folder;         ///< with room for all of it; empty: read as it comes
    std::function<bool()> stop; ///< asked for while waiting
};

class Input {
public:
    /// "-" is standard input. Fault(no_input) where it is not there, is a folder or cannot be read.
    /// What is no ordinary file is read to its end first, into a file without a name in the
    /// spool's folder, so that nothing has to be held while somebody is waited for.
    /// Fault(try_later) where a stop was asked for, Fault(cannot_write) where there is no room.
    explicit Input(const std::string& file, const Spool& spool = {});
    ~Input();
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

    /// As named, or "-".
    const std::string& file() const { return file_; }

    /// What has been read and not consumed: at least `least` bytes unless the file ends before;
    /// empty at the end. Valid until the next call.
    std::string_view window(std::size_t least = 1);
    void consume(std::size_t bytes) { begin_ += bytes; }

    /// Of the whole file; nothing where it has no end yet (a pipe).
    std::optional<std::int64_t> size() const { return size_; }
    std::int64_t bytes_read() const { return bytes_read_; }

    /// BLAKE2b of the whole file as hex, once the window was empty.
    std::string hash();

private:
    struct Hash;

    bool read_more();
    void take_in(const Spool& spool);

    std::string file_;
    int descriptor_ = -1;
    bool owned_ = false;
    bool ended_ = false;
    std::optional<std::int64_t> size_;
    std::int64_t bytes_read_ = 0;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::unique_ptr<Hash> hash_;
};

} // namespace duesday::intake
