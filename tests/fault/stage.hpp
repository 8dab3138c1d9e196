// Where a scenario plays: a prepared folder, copies of it, and what is looked at afterwards.
#pragma once

#include "support/process.hpp"
#include "support/smtp_stand_in.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fault/mollie_process.hpp"
#include "fault/scenario.hpp"

namespace duesday::fault {

/// Where the programs under test are.
struct Programs {
    std::filesystem::path bin;
    /// Names that stand for another executable: a variant with a planted bug.
    std::map<std::string, std::filesystem::path> replaced;

    std::filesystem::path find(const std::string& name) const;
};

/// Name -> lines: the book's canonical dump, the provider's ledger, the Maildir and what the links
/// in its letters open, the cloud folder.
using Witnesses = std::map<std::string, std::vector<std::string>>;

/// What a point was and what came of it, as the kill driver tells.
struct Disturbed {
    std::string point; ///< "12 pwrite64 book.db-wal"; empty where the run ended before it
    std::size_t points = 0;
    std::vector<std::size_t> sends{}; ///< those of all points, where they are counted
    int status = 0;
    std::string err;
};

class Stage {
public:
    /// Sets the scenario up and runs it once without a fault. Throws std::runtime_error where a
    /// step ends as it should not.
    Stage(Programs programs, Scenario scenario);

    const Scenario& scenario() const { return scenario_; }
    /// The prepared folder, before the command.
    const std::filesystem::path& prepared() const { return prepared_.path(); }
    void copy_into(const std::filesystem::path& folder) const;

    test::Command command(const Words& words, const std::filesystem::path& folder) const;
    /// The command under the kill driver: {"count"}, {"kill", "3"}, {"fail", "3", "EIO"} ...
    Disturbed disturb(const Words& how, const std::filesystem::path& folder) const;

    /// Runs what is run after a fault: what differs then from the undisturbed run, or empty.
    std::string converge(const std::filesystem::path& folder) const;
    /// After a disturbed run that says all is done: what is missing, or empty.
    std::string missing(const std::filesystem::path& folder) const;
    /// What differs from the prepared folder, or empty.
    std::string change(const std::filesystem::path& folder) const;
    /// Payments that the provider holds but the book has no intention for: a complaint, or empty.
    /// True at every moment, also between a kill and the next run.
    std::string unintended_payments(const std::filesystem::path& folder) const;

private:
    void take(const Step& step, const std::filesystem::path& folder) const;
    const MollieProcess& mollie(const std::filesystem::path& folder) const;
    std::string run_again(const std::filesystem::path& folder) const;
    Witnesses witnesses(const std::filesystem::path& folder) const;
    std::vector<std::string> what_links_open(const std::filesystem::path& folder) const;
    static std::string compare(const Witnesses& expected, const Witnesses& actual);

    Programs programs_;
    Scenario scenario_;
    std::unique_ptr<test::SmtpStandIn> mail_server_;
    mutable std::unique_ptr<MollieProcess> mollie_; ///< of the folder that is played in
    test::TempFolder prepared_;
    Witnesses before_;
    Witnesses after_;
};

bool is_one_of(int status, const Ends& ends);
std::string words_of(const Ends& ends);

} // namespace duesday::fault
