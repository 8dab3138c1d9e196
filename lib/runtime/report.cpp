#include "runtime/report.hpp"

#include "base/fault.hpp"
#include "runtime/progress.hpp"
#include "runtime/report_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace duesday::runtime {

namespace {

constexpr std::size_t flush_bytes = 32 * 1024;

/// Where even standard error takes nothing, nobody is left to tell.
void tell(const std::string& line)
{
    std::size_t at = 0;
    while (at < line.size()) {
        const auto written = ::write(STDERR_FILENO, line.data() + at, line.size() - at);
        if (written < 0 && errno != EINTR)
            return;
        at += written < 0 ? 0 : static_cast<std::size_t>(written);
    }
}

} // namespace

Report::~Report()
{
    // What a fault interrupted still belongs to the report; its own end reports trouble.
    if (!buffer_.empty())
        std::fwrite(buffer_.data(), 1, buffer_.size(), stdout);
}

void Report::line(std::string_view text)
{
    buffer_ += text;
    buffer_ += '\n';
    if (buffer_.size() >= flush_bytes)
        flush();
}

void Report::clear_progress() const
{
    if (progress_ != nullptr)
        progress_->clear();
}

void Report::flush()
{
    clear_progress(); // standard output may be the same terminal
    const char* at = buffer_.data();
    std::size_t left = buffer_.size();
    while (left > 0) {
        const auto written = ::write(STDOUT_FILENO, at, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            const int reason = errno;
            buffer_.clear();
            throw Fault{FaultKind::cannot_write,
                        fmt::format("standard output: {}", std::strerror(reason)),
                        "run the command again for a report; work that was done is recorded in the "
                        "book"};
        }
        at += written;
        left -= static_cast<std::size_t>(written);
    }
    buffer_.clear();
}

void Report::subject(const Event& event, const Fields& fields)
{
    switch (event.outcome) {
    case Outcome::done:
        ++done_;
        break;
    case Outcome::skipped:
        ++skipped_;
        break;
    case Outcome::attention:
        ++attention_;
        break;
    }
    if (style_.quiet && event.outcome != Outcome::attention)
        return;
    if (style_.json) {
        Fields head;
        head.add("event", event.event)
            .add("subject", event.subject)
            .add("outcome", name_of(event.outcome));
        if (!event.reason.empty())
            head.add("reason", event.reason);
        if (!event.text.empty())
            head.add("text", event.text);
        line(json_line(head, fields));
        return;
    }
    if (event.outcome == Outcome::skipped && !style_.verbose)
        return;
    flush_rows(); // what was listed before stands before
    auto text = fmt::format("{:<9}  {:<8}  {}", name_of(event.outcome), event.event, event.subject);
    if (!event.text.empty())
        text += fmt::format("  {}", event.text);
    if (!event.reason.empty())
        text += fmt::format(" [{}]", event.reason);
    line(printable(text));
}

void Report::refuse(const Event& event, const Fields& fields, Exit status)
{
    auto refused = event;
    refused.outcome = Outcome::attention;
    subject(refused, fields);
    set_status(status);
}

void Report::row(const Fields& fields)
{
    if (style_.json)
        return line(json_line(Fields{}.add("event", "row"), fields));
    listing_.add(fields);
    if (listing_.is_full())
        flush_rows();
}

void Report::flush_rows()
{
    for (const auto& text : listing_.take_lines())
        line(text);
}

void Report::object(std::string_view event, const Fields& fields)
{
    if (style_.json)
        return line(json_line(Fields{}.add("event", event), fields));
    flush_rows();
    std::size_t width = 0;
    for (const auto& [key, value] : fields.values())
        width = std::max(width, key.size());
    for (const auto& [key, value] : fields.values())
        line(printable(fmt::format("{:<{}}  {}", key, width, text_of(value))));
}

void Report::plan(std::string_view digest, const Plan& plan)
{
    if (style_.json)
        return line(json_line(Fields{}
                                  .add("event", "plan")
                                  .add("digest", digest)
                                  .add("lines", plan.lines)
                                  .add("total", plan.total),
                              plan.facts));
    line("This would happen:");
    for (const auto& text : tables_of(plan.lines))
        line(text);
    for (const auto& [key, value] : plan.facts.values())
        line(printable(fmt::format("  {} {}", key, text_of(value))));
    if (plan.total)
        line(fmt::format("  total {} {}", plan.total->currency().code(), plan.total->text()));
    line(fmt::format("  digest {}", digest));
}

void Report::say(std::string_view text)
{
    if (style_.json || style_.quiet)
        return;
    flush_rows();
    line(printable(std::string{text}));
}

void Report::raw(std::string_view text)
{
    flush_rows();
    buffer_ += text;
    if (buffer_.size() >= flush_bytes)
        flush();
}

void Report::warn(std::string_view text)
{
    clear_progress();
    tell(fmt::format("warning: {}\n", text));
}

void Report::trace(std::string_view line)
{
    clear_progress();
    tell(fmt::format("{}\n", line));
}

void Report::count(std::string_view key, std::int64_t number)
{
    for (auto& [name, value] : counters_)
        if (name == key) {
            value += number;
            return;
        }
    counters_.emplace_back(std::string{key}, number);
}

void Report::summary_field(std::string_view key, std::string_view value)
{
    extras_.emplace_back(std::string{key}, std::string{value});
}

void Report::set_status(Exit status)
{
    if (!status_ || *status_ == Exit::attention)
        status_ = status;
}

Exit Report::status() const
{
    if (status_)
        return *status_;
    return attention_ > 0 ? Exit::attention : Exit::done;
}

std::string Report::summary_text() const
{
    auto text = fmt::format("done {}, skipped {}, attention {}", done_, skipped_, attention_);
    for (const auto& [key, value] : counters_)
        text += fmt::format(", {} {}", key, value);
    return text;
}

void Report::finish(std::string_view program, Date today)
{
    flush_rows();
    if (style_.json) {
        Fields fields;
        fields.add("event", "summary")
            .add("program", program)
            .add("today", today)
            .add("done", done_)
            .add("skipped", skipped_)
            .add("attention", attention_)
            .add("status", static_cast<int>(status()));
        for (const auto& [key, value] : counters_)
            fields.add(key, value);
        for (const auto& [key, value] : extras_)
            fields.add(key, value);
        line(json_line(fields));
    } else if (!style_.quiet && (done_ + skipped_ + attention_ > 0 || !counters_.empty())) {
        line(fmt::format("{} {}: {}", program, today.iso(), summary_text()));
    }
    flush();
}

void Report::fault(std::string_view program, const Fault& fault)
{
    try {
        flush_rows();
        if (style_.json)
            line(json_line(Fields{}
                               .add("event", "error")
                               .add("status", static_cast<int>(exit_for(fault.kind())))
                               .add("kind", name_of(fault.kind()))
                               .add("reason", fault.reason())
                               .add("text", std::string_view{fault.what()})
                               .add("remedy", fault.remedy())));
        flush();
    } catch (const Fault&) {
        // Standard output is gone; standard error still tells.
    }
    clear_progress();
    tell(fmt::format("{}: {}\n", program, fault.what()));
    if (!fault.remedy().empty())
        tell(fmt::format("{}: what to do: {}\n", program, fault.remedy()));
}

} // namespace duesday::runtime
