// Sockets of 127.0.0.1 for partners that a test plays.
#pragma once

namespace duesday::test {

/// A listening socket at a free port. As long as nobody accepts from it, connections are made and
/// get no word.
class LoopbackSocket {
public:
    /// Throws std::runtime_error where there is none to be had.
    LoopbackSocket();
    ~LoopbackSocket();
    LoopbackSocket(const LoopbackSocket&) = delete;
    LoopbackSocket& operator=(const LoopbackSocket&) = delete;

    int port() const { return port_; }
    /// The next connection, or -1 where none comes within a moment: time to see whether to go on.
    int accept() const;

private:
    int descriptor_ = -1;
    int port_ = 0;
};

/// Whether there is something to read, or a connection to accept, within a moment.
bool is_ready(int descriptor);

/// A port at which nobody listens.
int closed_port();

} // namespace duesday::test
