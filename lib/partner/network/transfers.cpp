#include "partner/network/transfers.hpp"

#include "base/fault.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

namespace duesday::partner {

namespace {

constexpr int ready_at_once = 64;

/// What libcurl wants to hear of a socket.
std::uint32_t wanted(int what)
{
    std::uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
        events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
        events |= EPOLLOUT;
    return events;
}

int told(std::uint32_t events)
{
    const int in = (events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
    const int out = (events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
    const int error = (events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0;
    return in | out | error;
}

} // namespace

void Transfers::Multi::operator()(CURLM* multi) const
{
    curl_multi_cleanup(multi);
}

Transfers::Poll::Poll() : number_{epoll_create1(EPOLL_CLOEXEC)}
{
    if (number_ < 0)
        throw Fault{FaultKind::bug, "the system gives no file to wait for sockets with"};
}

Transfers::Poll::~Poll()
{
    close(number_);
}

Transfers::Transfers(int connections_kept) : multi_{curl_multi_init()}
{
    auto* multi = multi_.get();
    if (multi == nullptr ||
        curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(connections_kept)) !=
            CURLM_OK ||
        curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Transfers::watch) != CURLM_OK ||
        curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, &poll_) != CURLM_OK)
        throw Fault{FaultKind::bug, "libcurl does not start"};
}

/// libcurl says which sockets it waits for: mostly one that it let go of after the request before.
int Transfers::watch(CURL* /*handle*/, curl_socket_t socket, int what, void* poll, void* /*noted*/)
{
    const int number = static_cast<const Poll*>(poll)->number();
    epoll_event event{};
    event.events = wanted(what);
    event.data.fd = socket;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(number, EPOLL_CTL_DEL, socket, &event); // a closed one is gone already
        return 0;
    }
    const bool is_watched = epoll_ctl(number, EPOLL_CTL_ADD, socket, &event) == 0 ||
                            epoll_ctl(number, EPOLL_CTL_MOD, socket, &event) == 0;
    return is_watched ? 0 : -1;
}

void Transfers::add(CURL* handle)
{
    if (curl_multi_add_handle(multi_.get(), handle) != CURLM_OK)
        throw Fault{FaultKind::bug, "libcurl does not take a request"};
}

void Transfers::remove(CURL* handle) noexcept
{
    curl_multi_remove_handle(multi_.get(), handle);
}

void Transfers::act(curl_socket_t socket, int events)
{
    if (curl_multi_socket_action(multi_.get(), socket, events, &on_their_way_) != CURLM_OK)
        throw Fault{FaultKind::bug, "libcurl stops"};
}

int Transfers::begin()
{
    act(CURL_SOCKET_TIMEOUT, 0);
    return on_their_way_;
}

void Transfers::wait(int most_ms)
{
    long due_ms = -1; // nothing is due
    curl_multi_timeout(multi_.get(), &due_ms);
    const int wait_ms =
        due_ms < 0 ? most_ms : static_cast<int>(std::min(due_ms, static_cast<long>(most_ms)));
    std::array<epoll_event, ready_at_once> ready{};
    const int count = epoll_wait(poll_.number(), ready.data(), ready_at_once, wait_ms);
    if (count < 0 && errno != EINTR) // a signal is looked at by who asked for the transfers
        throw Fault{FaultKind::bug, "the system does not wait for sockets"};
    for (int i = 0; i < count; ++i)
        act(ready[i].data.fd, told(ready[i].events));
}

std::optional<std::pair<CURL*, CURLcode>> Transfers::take_ended()
{
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left))
        if (message->msg == CURLMSG_DONE)
            return std::pair{message->easy_handle, message->data.result};
    return std::nullopt;
}

} // namespace duesday::partner
