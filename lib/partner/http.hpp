// The one HTTP client of all partners (RELIABILITY 1.9 and 3): verified TLS, no redirects, bounded
// time and size, no proxy but the configured one, nothing of the environment.
#pragma once

#include "partner/answer.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace duesday::partner {

struct HttpSettings {
    std::string ca_file;                  ///< empty: whom the system trusts
    std::string proxy;                    ///< empty: none
    int connect_ms = 5'000;               ///< to a connection that may be used, with TLS; above 0
    int total_ms = 30'000;                ///< for one request, with its connection; above 0
    std::size_t largest_answer = 1 << 20; ///< bytes of the body; a larger one is `unknown`
    int side_by_side = 16;                ///< requests in flight, and connections kept; from 1 on
};

struct HttpRequest {
    std::string method;               ///< "GET", "POST", "DELETE"
    std::string url;                  ///< https; http only to this machine
    std::vector<std::string> headers; ///< "Name: value"
    std::string body;
    /// False: on a connection of its own. libcurl repeats by itself what it sent on a kept one that
    /// turned out dead, and only a request with an idempotency key, or one that reads, bears that.
    bool is_repeatable = true;
};

/// done: 2xx, the whole answer is here. rejected: 3xx and 4xx but 429. not_sent: nothing left this
/// machine, or 429. unknown: sent, but 5xx, or no whole answer. Never declined or pending: what
/// the words of an answer mean is the client's to say.
struct HttpReply {
    Answer answer = Answer::unknown;
    int status = 0; ///< 0: there was no answer
    std::string body;
    std::string content_type;
    int retry_after_seconds = 0; ///< where the partner asked for it; at most a day
    bool is_unreachable = false; ///< with not_sent: there was no server
    std::string
        bad_ca_file;  ///< with not_sent: why HttpSettings::ca_file cannot be used; else empty
    std::string text; ///< for a person where it is not done; holds no secret
};

/// What goes out next where there is room for another request.
struct HttpNext {
    std::optional<HttpRequest> request;
    std::size_t index = 0; ///< given back with its answer
    int wait_ms = 0;       ///< without a request: ask again after this long, or after an answer
};

class HttpClient {
public:
    virtual ~HttpClient() = default;

    /// Every request gets exactly one answer, from the calling thread, in any order.
    /// Fault(bad_setup) before anything is sent where a URL is not allowed or a header holds a
    /// control character.
    virtual void send(std::span<const HttpRequest> requests,
                      const std::function<void(std::size_t, HttpReply)>& answered) = 0;

    /// As send, with requests made when there is room for them: an answer may change what follows,
    /// or let the same be asked again. Ends when there is neither a request nor a wait, and nothing
    /// in flight. A Fault of a request leaves those in flight without an answer. `meanwhile` is
    /// called whenever the places that answers left are taken again: what takes a while belongs
    /// there, since the partner works beside it. It gives back for how many ms it may be left
    /// alone, unless an answer comes.
    virtual void send_each(const std::function<HttpNext()>& next,
                           const std::function<void(std::size_t, HttpReply)>& answered,
                           const std::function<int()>& meanwhile) = 0;

    /// One request and its answer; Faults as above.
    HttpReply send(const HttpRequest& request)
    {
        HttpReply only;
        send(std::span{&request, 1},
             [&](std::size_t, HttpReply reply) { only = std::move(reply); });
        return only;
    }
};

/// Connections are kept from request to request. Fault(bug) where libcurl does not start.
std::unique_ptr<HttpClient> make_http_client(const HttpSettings& settings);

} // namespace duesday::partner
