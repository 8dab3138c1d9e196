// Throws away what a program in process says, where that is not the matter.
#pragma once

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace duesday::test {

/// Standard output leads nowhere while it lives.
class Silence {
public:
    Silence() : kept_{::dup(STDOUT_FILENO)}
    {
        std::fflush(stdout);
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::close(nowhere);
    }
    ~Silence()
    {
        std::fflush(stdout);
        ::dup2(kept_, STDOUT_FILENO);
        ::close(kept_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    int kept_;
};

} // namespace duesday::test
