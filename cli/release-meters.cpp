// release-meters: checks the readings that came in once more, and releases them for billing. The
// rules are in rules/metering, the manual in man/duesday-release-meters.1.

#include "flow/release_meters.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;
    using runtime::Context;

    runtime::Program program{"release-meters", "Release readings of meters for billing.",
                             flow::check_seller};
    auto& root = program.root();

    flow::ReleaseOptions release;
    root.argument("CONTRACT", release.contracts, "Only these contracts", false)
        .choice("--source", release.source,
                {"portal", "phone", "technician", "mail", "device", "all"},
                "Only what came this way; else as meters.release_sources says")
        .flag("--whole-contract", release.whole_contract,
              "Release none of a contract where one of its readings fails")
        .flag("--estimate-missing", release.estimate_missing,
              "Estimate what was due and is not read; the next reading puts it right")
        .example("release-meters", "each night: what is plausible is released, the rest is held")
        .example("release-meters V1 --estimate-missing", "so that the contract can be billed")
        .lock("meters")
        .action(Access::write, [&](Context& context) { flow::release_meters(context, release); });

    flow::ForceOptions force;
    root.subcommand("force", "Release a reading that is held, on your word")
        .argument("METER", force.meter, "The meter's key")
        .option("--reason", force.reason, "Why; it stands in the book for good")
        .option("--serial", force.serial, "The device, where readings of two wait")
        .confirms()
        .example("release-meters force T1 --reason 'moved house, customer confirmed'",
                 "shows what is billed then; --yes or --confirm DIGEST does it")
        .lock("meters")
        .action(Access::write,
                [&](Context& context) { flow::release_meters_force(context, force); });

    std::optional<std::string> run;
    root.subcommand("protocol", "What was implausible, and who released it all the same")
        .option("--run", run, "Only of this run")
        .action(Access::read,
                [&](Context& context) { flow::release_meters_protocol(context, run); });

    flow::VolumeOptions volumes;
    root.subcommand("volumes", "What is billed of meters")
        .argument("CONTRACT", volumes.contracts, "Only these contracts", false)
        .option("--from", volumes.from, "Volumes whose last day is this one or later")
        .option("--to", volumes.to, "Volumes whose last day is this one or earlier")
        .option("--released-from", volumes.released_from, "Released on this day or later")
        .option("--released-to", volumes.released_to, "Released on this day or earlier")
        .example(
            "release-meters volumes --released-from 2027-04-01 --released-to 2027-04-30 --json",
            "for a monthly invoice run: each volume comes once, whatever days it is for")
        .action(Access::read,
                [&](Context& context) { flow::release_meters_volumes(context, volumes); });

    return program.run(argc, argv);
}
