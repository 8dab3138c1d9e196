// sandbox.db beside the book: what the played payment provider knows. One row a key; nothing else
// is logged, so that two histories can be compared (CLI.md "Sandbox").
#pragma once

#include "base/timestamp.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::partner {

struct LedgerRow {
    std::string key;
    std::string book;
    std::int64_t amount = 0; ///< minor units
    std::string currency;
    std::string mandate; ///< at the first call
    int attempt = 1;
    std::string first_answer; ///< "paid", "declined:<reason>", "unknown" or "pending"
    std::string final_answer; ///< "paid" or "declined:<reason>"
    int polls = 0;
    Timestamp made_at; ///< real time
};

class SandboxLedger {
public:
    explicit SandboxLedger(const std::string& file);
    ~SandboxLedger();
    SandboxLedger(const SandboxLedger&) = delete;
    SandboxLedger& operator=(const SandboxLedger&) = delete;

    /// Runs `body` as one durable step.
    void together(const std::function<void()>& body);

    /// The row is as good as money taken. Nothing happens where the key is there already.
    bool add(const LedgerRow& row);
    std::optional<LedgerRow> find(std::string_view key);
    void count_poll(std::string_view key);
    void each_since(Timestamp since, const std::function<void(const LedgerRow&)>& row);

private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

} // namespace duesday::partner
