#include "runtime/stop_signal.hpp"

#include <csignal>

namespace duesday::runtime {

namespace {

// A signal handler can reach nothing but a static flag.
volatile std::sig_atomic_t stop_requested = 0;

void on_signal(int signal)
{
    stop_requested = 1;
    std::signal(signal, SIG_DFL);
}

} // namespace

void StopSignal::install()
{
    std::signal(SIGTERM, on_signal);
    std::signal(SIGINT, on_signal);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

bool StopSignal::requested()
{
    return stop_requested != 0;
}

} // namespace duesday::runtime
