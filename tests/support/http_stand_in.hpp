// An HTTP partner on loopback that does what a test tells it, wrong things above all.
#pragma once

#include "support/loopback_socket.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace duesday::test {

struct TakenRequest {
    std::string method, path, body;
    std::map<std::string, std::string> headers; ///< names in lower case
};

/// Answers by the path:
///
///     /status/<n>      that status with {"status":n}; 429 comes with Retry-After: 120, 503
///                      with a date in 2099
///     /html/<n>        that status with a page
///     /garbage         200 that says JSON and is none
///     /redirect        302 to /status/200 of this server
///     /slow            no answer within 5 s
///     /drip            an endless chunked answer, a byte at a time
///     /huge            a chunked answer of 64 MiB
///     /cut             200 with half of what it promises
///     /delay/<ms>      200 after that time
///     anything else    204
class HttpStandIn {
public:
    /// With `certificate_folder` (cert.pem, key.pem) it speaks TLS.
    explicit HttpStandIn(const std::filesystem::path& certificate_folder = {});
    ~HttpStandIn();
    HttpStandIn(const HttpStandIn&) = delete;
    HttpStandIn& operator=(const HttpStandIn&) = delete;

    std::string url(const std::string& path) const;
    std::vector<TakenRequest> requests() const;
    /// From now on every path is answered as this one; empty: as its own.
    void answer_all_as(const std::string& path);

private:
    struct Server;
    std::unique_ptr<Server> server_;
};

/// A server that answers `answered` requests of a connection with 204, and then ends it: by a reset
/// without a word once the next request is there.
class ResettingServer {
public:
    explicit ResettingServer(int answered);
    ~ResettingServer();
    ResettingServer(const ResettingServer&) = delete;
    ResettingServer& operator=(const ResettingServer&) = delete;

    std::string url() const;
    /// Requests that came, answered or not.
    int requests() const { return requests_; }

private:
    void serve();

    int answered_;
    LoopbackSocket socket_;
    std::atomic<int> requests_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace duesday::test
