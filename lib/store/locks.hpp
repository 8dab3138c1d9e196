// Run locks: named by the data they guard, taken with flock beside the book, freed by the kernel
// when the program ends however it ends (DESIGN 4).
#pragma once

#include <string>
#include <string_view>

namespace duesday::store {

/// Holds `<book>.<name>.lock` until destroyed.
class RunLock {
public:
    /// Waits up to `wait_seconds`, or until `gives_up` says so, then Fault(try_later). Any other
    /// failure is Fault(cannot_write): it must not be taken for another run.
    RunLock(const std::string& book, std::string_view name, int wait_seconds,
            bool (*gives_up)() = nullptr);
    ~RunLock();
    /// Lets go for a moment, so that whoever waits gets a turn, and takes it again.
    void hand_over(int wait_seconds);
    RunLock(RunLock&& other) noexcept;
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;
    RunLock& operator=(RunLock&&) = delete;

private:
    void take(int wait_seconds);

    std::string name_;
    bool (*gives_up_)();
    int descriptor_;
};

} // namespace duesday::store
