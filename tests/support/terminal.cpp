#include "support/terminal.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace duesday::test {

Terminal::Terminal(int columns)
{
    our_side_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (our_side_ < 0 || ::grantpt(our_side_) != 0 || ::unlockpt(our_side_) != 0)
        throw std::runtime_error{std::string{"no pseudo terminal: "} + std::strerror(errno)};
    program_side_ = ::open(::ptsname(our_side_), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (program_side_ < 0)
        throw std::runtime_error{std::string{"no pseudo terminal: "} + std::strerror(errno)};
    termios settings{};
    ::tcgetattr(program_side_, &settings);
    ::cfmakeraw(&settings); // "\n" stays what it is
    ::tcsetattr(program_side_, TCSANOW, &settings);
    ::fcntl(our_side_, F_SETFL, O_NONBLOCK);
    resize(columns);
}

Terminal::~Terminal()
{
    ::close(our_side_);
    ::close(program_side_);
}

void Terminal::resize(int columns)
{
    winsize size{};
    size.ws_col = static_cast<unsigned short>(columns);
    size.ws_row = 24;
    ::ioctl(program_side_, TIOCSWINSZ, &size);
}

std::string Terminal::content()
{
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const auto got = ::read(our_side_, part.data(), part.size());
        if (got <= 0)
            return text;
        text.append(part.data(), static_cast<std::size_t>(got));
    }
}

std::string line_seen(const std::string& written)
{
    std::string line;
    std::size_t column = 0;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] == '\x1b') {
            i = written.find('m', i);
            if (i == written.npos)
                break;
        } else if (written[i] == '\r') {
            column = 0;
        } else if (written[i] == '\n') {
            line.clear();
            column = 0;
        } else {
            if (line.size() <= column)
                line.resize(column + 1, ' ');
            line[column++] = written[i];
        }
    }
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

} // namespace duesday::test
