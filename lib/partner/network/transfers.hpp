// Transfers of libcurl side by side, moved on by what the sockets say: the work of an answer does
// not grow with the number of those that are still waited for.
#pragma once

#include <cstddef>
#include <curl/curl.h>
#include <memory>
#include <optional>
#include <utility>

namespace duesday::partner {

class Transfers {
public:
    /// Fault(bug) where libcurl or the system has nothing left to wait with.
    explicit Transfers(int connections_kept);

    /// `handle` is set up, and stays where it is until it is removed.
    void add(CURL* handle);
    /// Its connection is kept for the next one.
    void remove(CURL* handle) noexcept;

    /// Begins what was added and ends what took too long. How many are on their way.
    int begin();
    /// Until a socket is ready, a transfer takes too long, or `most_ms` are over.
    void wait(int most_ms);
    /// Those that ended, each once; to be removed.
    std::optional<std::pair<CURL*, CURLcode>> take_ended();

private:
    struct Multi {
        void operator()(CURLM* multi) const;
    };
    class Poll {
    public:
        Poll();
        ~Poll();
        Poll(const Poll&) = delete;
        Poll& operator=(const Poll&) = delete;
        int number() const { return number_; }

    private:
        int number_;
    };

    static int watch(CURL* handle, curl_socket_t socket, int what, void* poll, void* noted);
    void act(curl_socket_t socket, int events);

    Poll poll_;
    std::unique_ptr<CURLM, Multi> multi_; ///< closes its sockets while poll_ is there
    int on_their_way_ = 0;
};

} // namespace duesday::partner
