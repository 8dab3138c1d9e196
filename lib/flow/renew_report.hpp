// What renew says of a day: events and the counters of its summary (CLI.md "renew").
#pragma once

#include "flow/renewal_plan.hpp"
#include "runtime/context.hpp"

namespace duesday::flow {

class RenewReport {
public:
    /// Opens the summary's counters, so that each is there when nothing happened.
    explicit RenewReport(runtime::Context& context);

    /// Notices, ends, frozen groups and problems of a plan that was carried out.
    void done(const RenewalPlan& plan);
    /// What a plan would do (--dry-run); all of it counts as planned, each part as what it is.
    void planned(const RenewalPlan& plan);
    /// A charge that was answered.
    void charged(const ChargeCase& charge_case, const Settlement& settlement);

private:
    void announced(const RenewalPlan& plan);
    void ended(const Ending& ending);

    runtime::Context& context_;
};

} // namespace duesday::flow
