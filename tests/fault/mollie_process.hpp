// Mollie as a process of its own beside a folder: a kill of ours does not reach it, and its ledger
// in the folder is the witness of the money that it took.
#pragma once

#include "support/process.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace duesday::fault {

class MollieProcess {
public:
    /// Goes on from the ledger of the folder, where there is one.
    explicit MollieProcess(std::filesystem::path folder);

    const std::filesystem::path& folder() const { return folder_; }
    /// What a program needs to know of it.
    std::map<std::string, std::string> settings() const;
    /// POST /control/`what` of the stand-in. Throws std::runtime_error where that is refused.
    void control(const std::string& what, const std::string& words) const;

private:
    std::filesystem::path folder_;
    test::Running running_;
    std::string address_; ///< "http://127.0.0.1:4711"
};

/// "key|status|amount|sequence|customer|mandate" of each payment in the ledger of a folder, in
/// order; nothing without a ledger.
std::vector<std::string> mollie_ledger(const std::filesystem::path& folder);
/// The customers that were made there.
std::vector<std::string> mollie_customers(const std::filesystem::path& folder);

} // namespace duesday::fault
