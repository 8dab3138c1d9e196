// A file that appears whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace duesday::intake {

/// Written beside its place under another name, mode 0600, and moved there by publish. What is not
/// published leaves nothing behind. A device or a FIFO is written into as it goes and stays what it
/// is. Whether the place may be written over is for the caller to know (flow/output_place.hpp).
/// Fault(cannot_write) wherever writing fails.
class OutputFile {
public:
    explicit OutputFile(const std::string& file);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view text);
    void publish();

private:
    void flush();
    [[noreturn]] void fail() const;

    std::string file_;
    std::string temporary_; ///< empty where the place is written into
    int descriptor_ = -1;
    std::string buffer_;
};

} // namespace duesday::intake
