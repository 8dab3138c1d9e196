// A pseudo terminal: what a program writes to it is what a person would see.
#pragma once

#include <string>

namespace duesday::test {

class Terminal {
public:
    explicit Terminal(int columns = 80);
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// The side that a program has as its terminal.
    int descriptor() const { return program_side_; }
    void resize(int columns);
    /// Everything written so far, control characters and all. Whoever wrote must have ended.
    std::string content();

private:
    int our_side_ = -1;
    int program_side_ = -1;
};

/// What stands in the line once all of `written` has reached a terminal: "\r" goes back to its
/// beginning, later characters cover earlier ones, colours take no room.
std::string line_seen(const std::string& written);

} // namespace duesday::test
