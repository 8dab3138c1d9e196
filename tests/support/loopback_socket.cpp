#include "support/loopback_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace duesday::test {

namespace {

constexpr int moment_ms = 20;

} // namespace

LoopbackSocket::LoopbackSocket() : descriptor_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (descriptor_ < 0 || ::bind(descriptor_, generic, length) != 0 ||
        ::listen(descriptor_, 64) != 0 || ::getsockname(descriptor_, generic, &length) != 0)
        throw std::runtime_error{"cannot listen on loopback"};
    port_ = ntohs(address.sin_port);
}

LoopbackSocket::~LoopbackSocket()
{
    ::close(descriptor_);
}

int LoopbackSocket::accept() const
{
    return is_ready(descriptor_) ? ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC) : -1;
}

bool is_ready(int descriptor)
{
    pollfd waiting{descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, moment_ms) > 0;
}

int closed_port()
{
    return LoopbackSocket{}.port();
}

} // namespace duesday::test
