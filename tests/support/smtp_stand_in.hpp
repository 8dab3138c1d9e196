// A mail server on loopback that does what a test tells it, wrong things above all.
#pragma once

#include "support/loopback_socket.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace duesday::test {

struct TakenLetter {
    std::string hello; ///< what the client called itself
    std::string from, to;
    std::string bytes; ///< dots unstuffed
};

/// What a client said and what it is answered, by the beginning of the line, the longest that fits:
/// {"RCPT TO:<bad@", "550 5.1.1 no such user"}. "CONNECT" is the greeting, "." the end of a letter.
/// Answers that are none: "DROP" ends the connection, "HANG" says nothing more. "ONCE 421 gone" is
/// said once; later the line is answered as if it were not there.
using SmtpScript = std::map<std::string, std::string>;

class SmtpStandIn {
public:
    explicit SmtpStandIn(SmtpScript script = {},
                         std::function<void(const TakenLetter&)> taken = nullptr);
    ~SmtpStandIn();
    SmtpStandIn(const SmtpStandIn&) = delete;
    SmtpStandIn& operator=(const SmtpStandIn&) = delete;

    int port() const { return socket_.port(); }
    void set_script(SmtpScript script);
    /// Those that were answered with 250 in the end, or dropped after their content had come.
    std::vector<TakenLetter> letters() const;
    int connections() const { return connections_; }
    /// Every line that clients said outside letters.
    std::vector<std::string> lines() const;

private:
    void accept_all();
    void talk(int peer);
    std::string answer_to(const std::string& line);

    LoopbackSocket socket_;
    mutable std::mutex mutex_;
    SmtpScript script_;
    std::function<void(const TakenLetter&)> taken_;
    std::vector<TakenLetter> letters_;
    std::vector<std::string> lines_;
    std::vector<std::thread> talks_;
    std::atomic<int> connections_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread acceptor_;
};

} // namespace duesday::test
