#include "runtime/report.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "runtime/progress.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace duesday::runtime {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t flush_bytes = 32 * 1024;
constexpr std::size_t rows_to_align = 500; ///< after these the columns keep their width

Json json_of(const Fields& fields);

Json json_of(const FieldValue& value)
{
    struct Visitor {
        Json operator()(std::nullptr_t) const { return nullptr; }
        Json operator()(bool v) const { return v; }
        Json operator()(std::int64_t v) const { return v; }
        Json operator()(const std::string& v) const { return v; }
        Json operator()(const Money& v) const
        {
            return Json{{"amount", v.text()}, {"currency", std::string{v.currency().code()}}};
        }
        Json operator()(const Date& v) const { return v.iso(); }
        Json operator()(const std::vector<std::string>& v) const { return Json(v); }
        Json operator()(const std::vector<Fields>& v) const
        {
            auto list = Json::array();
            for (const auto& fields : v)
                list.push_back(json_of(fields));
            return list;
        }
    };
    return std::visit(Visitor{}, value);
}

Json json_of(const Fields& fields)
{
    auto object = Json::object();
    for (const auto& [key, value] : fields.values())
        object[key] = json_of(value);
    return object;
}

std::string text_of(const FieldValue& value)
{
    struct Visitor {
        std::string operator()(std::nullptr_t) const { return ""; }
        std::string operator()(bool v) const { return v ? "yes" : "no"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(const std::string& v) const { return v; }
        std::string operator()(const Money& v) const
        {
            return fmt::format("{} {}", v.currency().code(), v.text());
        }
        std::string operator()(const Date& v) const { return v.iso(); }
        std::string operator()(const std::vector<std::string>& v) const
        {
            return fmt::format("{}", fmt::join(v, ", "));
        }
        std::string operator()(const std::vector<Fields>& v) const
        {
            std::string text;
            for (const auto& fields : v) {
                text += "\n   ";
                for (const auto& [key, field] : fields.values())
                    text += fmt::format(" {}", text_of(field));
            }
            return text;
        }
    };
    return std::visit(Visitor{}, value);
}

/// One line: control characters in data must not reach a terminal as they are.
std::string printable(std::string text)
{
    for (char& c : text)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f)
            c = ' ';
    return text;
}

std::vector<std::string> keys_of(const Fields& fields)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : fields.values())
        keys.push_back(key);
    return keys;
}

/// Wide enough for a column: what people read is counted in characters, not bytes.
std::string padded(std::string cell, std::size_t width)
{
    const auto taken = text::characters(cell);
    if (taken < width)
        cell.append(width - taken, ' ');
    return cell;
}

/// Lines of a plan that say the same things, under what they say.
std::vector<std::string> table_of(const std::vector<Fields>& lines)
{
    std::vector<std::vector<std::string>> table{keys_of(lines.front())};
    for (const auto& fields : lines) {
        auto& cells = table.emplace_back();
        for (const auto& [key, value] : fields.values())
            cells.push_back(printable(text_of(value)));
    }
    std::vector<std::size_t> widths(table.front().size());
    for (const auto& cells : table)
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], text::characters(cells[i]));
    std::vector<std::string> texts;
    for (const auto& cells : table) {
        auto& text = texts.emplace_back();
        for (std::size_t i = 0; i < cells.size(); ++i)
            text += "  " + padded(cells[i], widths[i]);
        text.erase(text.find_last_not_of(' ') + 1);
    }
    return texts;
}

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

std::string dumped(const Json& object)
{
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

Fields& Fields::put(std::string_view key, FieldValue value)
{
    values_.emplace_back(std::string{key}, std::move(value));
    return *this;
}

Fields& Fields::add(std::string_view key, std::vector<Fields> value)
{
    return put(key, std::move(value));
}

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
                        "the work is recorded in the book; run the command again for a report"};
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
        auto object = Json::object();
        object["event"] = event.event;
        object["subject"] = event.subject;
        object["outcome"] = name_of(event.outcome);
        if (!event.reason.empty())
            object["reason"] = event.reason;
        if (!event.text.empty())
            object["text"] = event.text;
        for (const auto& [key, value] : fields.values())
            object[key] = json_of(value);
        line(dumped(object));
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
    if (style_.json) {
        auto object = Json::object();
        object["event"] = "row";
        for (const auto& [key, value] : fields.values())
            object[key] = json_of(value);
        line(dumped(object));
        return;
    }
    if (!header_printed_ && held_rows_.empty()) {
        std::vector<std::string> header;
        for (const auto& [key, value] : fields.values())
            header.push_back(key);
        held_rows_.push_back(header);
        widths_.assign(header.size(), 0);
    }
    std::vector<std::string> cells;
    for (const auto& [key, value] : fields.values())
        cells.push_back(printable(text_of(value)));
    held_rows_.push_back(std::move(cells));
    if (held_rows_.size() > rows_to_align)
        flush_rows();
}

void Report::flush_rows()
{
    for (const auto& cells : held_rows_)
        for (std::size_t i = 0; i < cells.size() && i < widths_.size(); ++i)
            widths_[i] = std::max(widths_[i], text::characters(cells[i]));
    for (const auto& cells : held_rows_) {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const bool is_followed = i + 1 < cells.size() && i < widths_.size();
            text += is_followed ? padded(cells[i], widths_[i] + 2) : cells[i];
        }
        while (!text.empty() && text.back() == ' ')
            text.pop_back();
        line(text);
    }
    header_printed_ = header_printed_ || !held_rows_.empty();
    held_rows_.clear();
}

void Report::object(std::string_view event, const Fields& fields)
{
    if (style_.json) {
        auto object = Json::object();
        object["event"] = event;
        for (const auto& [key, value] : fields.values())
            object[key] = json_of(value);
        line(dumped(object));
        return;
    }
    flush_rows();
    std::size_t width = 0;
    for (const auto& [key, value] : fields.values())
        width = std::max(width, key.size());
    for (const auto& [key, value] : fields.values())
        line(printable(fmt::format("{:<{}}  {}", key, width, text_of(value))));
}

void Report::plan(std::string_view digest, const Plan& plan)
{
    if (style_.json) {
        auto object = Json::object();
        object["event"] = "plan";
        object["digest"] = digest;
        object["lines"] = json_of(FieldValue{plan.lines});
        object["total"] = plan.total ? json_of(FieldValue{*plan.total}) : Json(nullptr);
        for (const auto& [key, value] : plan.facts.values())
            object[key] = json_of(value);
        line(dumped(object));
        return;
    }
    line("This would happen:");
    for (std::size_t from = 0; from < plan.lines.size();) {
        auto to = from + 1;
        while (to < plan.lines.size() && keys_of(plan.lines[to]) == keys_of(plan.lines[from]))
            ++to;
        for (const auto& text : table_of({plan.lines.begin() + static_cast<std::ptrdiff_t>(from),
                                          plan.lines.begin() + static_cast<std::ptrdiff_t>(to)}))
            line(text);
        from = to;
    }
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
        auto object = Json::object();
        object["event"] = "summary";
        object["program"] = program;
        object["today"] = today.iso();
        object["done"] = done_;
        object["skipped"] = skipped_;
        object["attention"] = attention_;
        object["status"] = static_cast<int>(status());
        for (const auto& [key, value] : counters_)
            object[key] = value;
        for (const auto& [key, value] : extras_)
            object[key] = value;
        line(dumped(object));
    } else if (!style_.quiet && (done_ + skipped_ + attention_ > 0 || !counters_.empty())) {
        line(fmt::format("{} {}: {}", program, today.iso(), summary_text()));
    }
    flush();
}

void Report::fault(std::string_view program, const Fault& fault)
{
    try {
        flush_rows();
        if (style_.json) {
            auto object = Json::object();
            object["event"] = "error";
            object["status"] = static_cast<int>(exit_for(fault.kind()));
            object["kind"] = name_of(fault.kind());
            object["reason"] = fault.reason();
            object["text"] = fault.what();
            object["remedy"] = fault.remedy();
            line(dumped(object));
        }
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
