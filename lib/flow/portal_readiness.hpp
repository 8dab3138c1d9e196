// Portal Ready of the contracts of an address (MTR-002 to MTR-006).
#pragma once

#include "flow/portal_findings.hpp"
#include "rules/metering/readiness.hpp"
#include "store/portal_rights.hpp"
#include "store/reading_requests.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace duesday::flow {

struct JudgedContract {
    store::AskedContract contract;
    rules::Readiness readiness = rules::Readiness::ready;
};

/// An address and who shares it.
class PortalAddress {
public:
    /// `address` may be empty: then nobody shares it.
    PortalAddress(runtime::Context& context, std::string address);

    const std::string& address() const { return address_; }
    /// Nothing where its rows are broken, which is a finding. `is_named`: a right that was revoked
    /// is given again.
    std::optional<JudgedContract> judge(std::int64_t contract, bool is_named,
                                        PortalFindings& findings) const;
    /// That the contract is not ready, and what to do.
    void report(const JudgedContract& judged, PortalFindings& findings) const;
    /// That contacts of several customers have it: information (MTR-004, MTR-027).
    void report_sharing(PortalFindings& findings) const;

private:
    std::string why(const JudgedContract& judged) const;

    runtime::Context& context_;
    std::string address_;
    std::vector<store::PortalContact> sharing_;
};

/// What is to be read of the contract; nothing where its rows are broken, which is a finding: the
/// others of its address go on.
std::optional<std::vector<store::AskedMeter>> meters_of(runtime::Context& context,
                                                        const store::AskedContract& contract,
                                                        PortalFindings& findings);

/// Gives the contact of the contract its right where it has none; true where it had none.
bool grant_right(store::Write* write, JudgedContract& judged, std::set<std::int64_t>& granted);

/// The contracts of these names, or nothing where one of them is none: that refuses the command.
std::optional<std::vector<store::AskedContract>>
named_contracts(runtime::Context& context, const std::vector<std::string>& names);

} // namespace duesday::flow
