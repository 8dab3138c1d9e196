// enter-meters: what counters show comes in, is judged at once, and waits for its release. The
// rules are in rules/metering, the manual in man/duesday-enter-meters.1.

#include "flow/enter_meters.hpp"
#include "flow/seller_check.hpp"
#include "runtime/program.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;
    using runtime::Context;

    runtime::Program program{"enter-meters", "Enter and correct readings of meters.",
                             flow::check_seller};
    auto& root = program.root();

    std::optional<std::string> token_file;
    root.subcommand("overview", "The meters of the holder of a link, and their state")
        .option("--token-file", token_file, "File with the token of the link; - is standard input")
        .example("enter-meters overview --token-file token.txt", "what is still to be read")
        .action(Access::read, [&](Context& context) {
            flow::enter_meters_overview(context, token_file.value_or(""));
        });

    flow::SubmitOptions submit;
    root.subcommand("submit", "Enter what counters show")
        .argument("METER=VALUE", submit.values, "Meter and the digits that it shows")
        .option("--token-file", submit.token_file,
                "File with the token of the link of who enters; - is standard input")
        .choice("--source", submit.source, {"phone", "technician", "mail", "device"},
                "How an operator was told")
        .option("--read-on", submit.read_on, "Day at whose end it was shown; else today")
        .option("--serial", submit.serial, "The device that was read, where it was changed")
        .option("--reason", submit.reason,
                "Why an operator insists: an implausible value is held, for a forced release")
        .example("enter-meters submit T1=12345 T2=678 --token-file -", "by the link of a letter")
        .example("enter-meters submit T1=12345 --source phone --actor anna", "for a customer")
        .action(Access::write,
                [&](Context& context) { flow::enter_meters_submit(context, submit); });

    flow::CorrectOptions correct;
    root.subcommand("correct", "Put a released reading right by a counter-reading")
        .argument("METER=VALUE", correct.value, "Meter and the digits that it showed then")
        .option("--reason", correct.reason, "Why; it stands in the book for good")
        .option("--read-on", correct.read_on, "The day of the reading; else the last one")
        .option("--serial", correct.serial, "The device, where it was changed since")
        .confirms()
        .example("enter-meters correct T1=12435 --reason 'typed wrongly, customer called'",
                 "shows what is billed then; --yes or --confirm DIGEST does it")
        .action(Access::write,
                [&](Context& context) { flow::enter_meters_correct(context, correct); });

    return program.run(argc, argv);
}
