#include "flow/meter_estimates.hpp"

#include "rules/metering/estimate.hpp"
#include "store/devices.hpp"
#include "store/meter_pasts.hpp"
#include "store/meter_volumes.hpp"
#include "store/releases.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

using rules::EstimateRefusal;

const char* why(EstimateRefusal refusal)
{
    switch (refusal) {
    case EstimateRefusal::never_read:
        return "the device that stands there was never read";
    case EstimateRefusal::device_changed:
        return "another device stands there, and the last value of the one before it is missing or "
               "too old";
    case EstimateRefusal::no_history:
        return "nothing was counted yet that would tell";
    case EstimateRefusal::billed_already:
        return "it is billed up to a later day";
    }
    return "";
}

/// A meter with what is known of it.
struct Missing {
    const store::MeterRow* meter = nullptr;
    std::int64_t device = 0;
    rules::Estimate estimate;
    std::optional<Date> billed_until;
};

class ContractEstimates {
public:
    ContractEstimates(runtime::Context& context, const EstimatedContract& contract, Date due_on)
        : context_{context}, contract_{contract}, due_on_{due_on}
    {
    }

    void make(const rules::ReadingTerm& term, store::Write* write, PortalFindings& findings) const
    {
        for (const auto& meter : contract_.meters)
            if (meter.is_relevant && is_missing(meter, term))
                estimate(missing(meter), write, findings);
    }

private:
    bool is_missing(const store::MeterRow& meter, const rules::ReadingTerm& term) const
    {
        const auto waits = [&](const WaitingReading& one) { return one.meter.id == meter.id; };
        if (std::any_of(contract_.waiting.begin(), contract_.waiting.end(), waits))
            return false;
        const auto until = store::released_until(context_.book.database(), meter.id);
        return !until || !rules::counts_for(term, *until);
    }

    Missing missing(const store::MeterRow& meter) const
    {
        auto& database = context_.book.database();
        Missing found;
        found.meter = &meter;
        const auto devices = store::devices_of(database, meter.machine);
        if (!devices.ids.empty())
            found.device = devices.ids.back();
        const auto past = store::meter_past(database, meter, {found.device}, contract_.limits);
        found.billed_until = store::billed_until(database, meter.id);
        rules::EstimateFacts facts;
        facts.past = &past;
        if (const auto last = store::last_released(database, meter.id, found.device))
            facts.standing = last->reading.value;
        facts.billed_until = found.billed_until;
        facts.due_on = due_on_;
        found.estimate = rules::estimate_of(facts);
        return found;
    }

    void estimate(const Missing& missing, store::Write* write, PortalFindings& findings) const
    {
        const auto& [refusal, volume, value] = missing.estimate;
        const auto& meter = *missing.meter;
        runtime::Fields fields;
        fields.add("contract", meter.contract_key).add("read_on", due_on_);
        if (refusal) {
            findings.add({"estimate", meter.meter, Outcome::attention, rules::name_of(*refusal),
                          fmt::format("its reading for {} is missing and cannot be estimated: {}",
                                      due_on_.iso(), why(*refusal)),
                          std::move(fields)});
            return;
        }
        if (write != nullptr)
            store(*write, missing);
        findings.count("estimated");
        findings.add({"estimate", meter.meter, Outcome::done, "",
                      fmt::format("estimated at {} for {}; {} is billed until it is read", value,
                                  due_on_.iso(), volume),
                      fields.add("value", value)
                          .add("volume", volume)
                          .add("result", write != nullptr ? "released" : "planned")});
    }

    void store(store::Write& write, const Missing& missing) const
    {
        const auto& [refusal, volume, value] = missing.estimate;
        const auto id =
            store::add_estimate(write, {missing.meter->id, missing.device, {due_on_, value}});
        store::add_meter_volume(
            write, {missing.meter->id,
                    id,
                    {rules::VolumeKind::estimate, *missing.billed_until, due_on_, volume}});
        write.audit("meter/" + missing.meter->meter, "estimated", "",
                    fmt::format("value={}\nread_on={}\nestimate={}", value, due_on_.iso(), volume));
    }

    runtime::Context& context_;
    const EstimatedContract& contract_;
    Date due_on_;
};

} // namespace

void estimate_missing(runtime::Context& context, const EstimatedContract& contract,
                      store::Write* write, PortalFindings& findings)
{
    if (contract.meters.empty())
        return;
    const auto& first = contract.meters.front();
    const auto term = store::reading_term(context.book.database(), first.contract);
    if (!term || term->due_on > context.today() ||
        (first.contract_ends_on && *first.contract_ends_on < term->due_on))
        return; // nobody was to read it yet, or any more
    ContractEstimates{context, contract, term->due_on}.make(*term, write, findings);
}

} // namespace duesday::flow
