// What was released, and what was not: for who bills, and who looks after it.

#include "base/fault.hpp"
#include "flow/portal_readiness.hpp"
#include "flow/release_meters.hpp"
#include "store/meter_volumes.hpp"
#include "store/release_findings.hpp"

#include <fmt/format.h>

#include <charconv>

namespace duesday::flow {

namespace {

std::optional<std::int64_t> run_number(const std::optional<std::string>& text)
{
    if (!text)
        return std::nullopt;
    std::int64_t run = 0;
    const auto* end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, run);
    if (error != std::errc{} || stop != end || run < 1)
        throw Fault{FaultKind::usage,
                    fmt::format("--run takes the number of a run, not '{}'", *text),
                    "release-meters protocol lists them; admin audit names them, too"};
    return run;
}

} // namespace

void release_meters_protocol(runtime::Context& context, const std::optional<std::string>& run)
{
    const store::Reading reading{context.book};
    store::each_release_finding(context.book.database(), run_number(run),
                                [&](const store::ReleaseFinding& finding) {
                                    context.report.row(runtime::Fields{}
                                                           .add("run", finding.run)
                                                           .add("time", finding.found_at)
                                                           .add("contract", finding.contract)
                                                           .add("meter", finding.meter)
                                                           .add("read_on", finding.read_on)
                                                           .add("source", finding.source)
                                                           .add("rule", finding.rule)
                                                           .add("lowest", finding.lowest)
                                                           .add("highest", finding.highest)
                                                           .add("value", finding.value)
                                                           .add("suspicion", finding.suspicion)
                                                           .add("proposal", finding.proposal)
                                                           .add("state", finding.state)
                                                           .add("forced_by", finding.forced_by)
                                                           .add("reason", finding.reason));
                                });
}

void release_meters_volumes(runtime::Context& context, const VolumeOptions& options)
{
    const auto contracts = named_contracts(context, options.contracts);
    if (!contracts)
        return;
    store::WantedVolumes wanted;
    wanted.from = options.from;
    wanted.to = options.to;
    wanted.released_from = options.released_from;
    wanted.released_to = options.released_to;
    const auto row = [&](const store::BilledRow& billed) {
        const auto kind = rules::name_of(billed.volume.kind);
        context.report.row(runtime::Fields{}
                               .add("customer", billed.customer)
                               .add("contract", billed.contract)
                               .add("machine", billed.machine)
                               .add("meter", billed.meter)
                               .add("counts", billed.counts)
                               .add("from", billed.volume.from)
                               .add("to", billed.volume.to)
                               .add("volume", billed.volume.volume)
                               .add("kind", kind)
                               .add("value", billed.value)
                               .add("source", billed.source)
                               .add("released_on", billed.released_on));
    };
    const store::Reading reading{context.book};
    auto& database = context.book.database();
    if (options.contracts.empty())
        return store::each_billed_volume(database, wanted, row);
    for (const auto& contract : *contracts) {
        wanted.contract = contract.id;
        store::each_billed_volume(database, wanted, row);
    }
}

} // namespace duesday::flow
