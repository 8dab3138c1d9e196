// The bytes of an import file as a stream: a window of them at a time, and the hash of them all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::intake {

class Input {
public:
    /// "-" is standard input. Fault(no_input) where it is not there, is a folder or cannot be read.
    explicit Input(const std::string& file);
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
