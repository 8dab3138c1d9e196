#include "base/fault.hpp"
#include "flow/enter_meters.hpp"
#include "flow/link_holder.hpp"
#include "flow/meter_words.hpp"
#include "flow/subject_faults.hpp"
#include "store/meters.hpp"
#include "store/readings.hpp"

namespace duesday::flow {

namespace {

/// What a customer sees of a meter.
struct Shown {
    std::optional<std::int64_t> last_value, entered_value;
    const char* state = "none";
};

bool counts(const store::WantedReading& wanted, const rules::Reading& reading)
{
    return wanted.term && rules::counts_for(*wanted.term, reading.read_on);
}

Shown shown_of(store::Database& database, const store::MeterRow& meter, const LinkHolder& holder)
{
    constexpr int looked_at = 8; // several sources may say the same of a day
    const auto released = store::last_released(database, meter.id, looked_at);
    const auto wanted = store::wanted_reading(database, meter, holder.period);
    Shown shown;
    if (!released.empty())
        shown.last_value = released.front().reading.value;
    if (const auto current = store::current_readings(database, meter.id); !current.empty()) {
        shown.entered_value = current.back().reading.value;
        shown.state = current.back().state == "held" ? "held" : "plausible";
        return shown;
    }
    if (!released.empty() && (wanted.is_closed || counts(wanted, released.front().reading))) {
        shown.entered_value = shown.last_value;
        shown.last_value.reset();
        for (const auto& earlier : released)
            if (!shown.last_value && earlier.reading.read_on < released.front().reading.read_on)
                shown.last_value = earlier.reading.value;
        shown.state = "released";
        return shown;
    }
    const auto rejected = store::open_rejection(database, meter.id);
    if (rejected && (!wanted.term || counts(wanted, rejected->reading))) {
        shown.entered_value = rejected->reading.value;
        shown.state = "implausible";
    }
    return shown;
}

runtime::Fields row_of(const store::MeterRow& meter, const Shown& shown)
{
    return runtime::Fields{}
        .add("customer", meter.customer_key)
        .add("machine", meter.machine_key)
        .add("meter", meter.meter)
        .add("last_value", shown.last_value)
        .add("entered_value", shown.entered_value)
        .add("state", shown.state)
        .add("reading_help_url", meter.reading_help_url);
}

} // namespace

void enter_meters_overview(runtime::Context& context, const std::string& token_file)
{
    if (token_file.empty())
        throw Fault{FaultKind::usage, "nobody says whose meters are meant",
                    "name the file with the token of the link with --token-file FILE"};
    const auto holder = link_holder(context, token_file);
    if (!holder)
        return;
    auto& database = context.book.database();
    const store::Reading reading{context.book};
    for (const auto& key : store::meters_of_address(database, holder->email_key))
        on_one_subject(
            [&] {
                if (const auto meter = store::find_meter(database, key))
                    context.report.row(row_of(*meter, shown_of(database, *meter, *holder)));
            },
            [&](const Fault& fault) { report_broken_meter(context, key, fault); });
}

} // namespace duesday::flow
