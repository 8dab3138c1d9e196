#include "flow/copied_outbox.hpp"

#include "store/outbox.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

constexpr const char* why = "the book that this copy was made of may have sent it: deliver show, "
                            "then deliver retry where it has to go";

void hold(runtime::Context& context, const char* channel, const char* what)
{
    store::Write write{context.book, context.stamp()};
    const auto held = store::hold_waiting(write, channel, why);
    if (held.empty())
        return;
    for (const auto id : held)
        write.audit(fmt::format("outbox/{}", id), "held", "state=waiting",
                    "state=held\nreason=may_have_left");
    write.commit();
    context.report.subject({"held", "outbox", Outcome::attention, "may_have_left",
                            fmt::format("{} {} waited in the copy and may have left before: "
                                        "deliver list shows them, deliver retry lets them go",
                                        held.size(), what)},
                           runtime::Fields{}
                               .add("kind", channel)
                               .add("number", static_cast<std::int64_t>(held.size())));
}

} // namespace

void hold_what_may_have_left(runtime::Context& context)
{
    if (runtime::has_smtp(context.config()))
        hold(context, "mail", "letters");
    if (runtime::has_cloud_endpoint(context.config()))
        hold(context, "cloud", "messages to the cloud");
}

} // namespace duesday::flow
