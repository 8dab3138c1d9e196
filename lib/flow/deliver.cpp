#include "flow/deliver.hpp"

#include "base/fault.hpp"
#include "flow/cloud_messages.hpp"
#include "flow/delivery_backoff.hpp"
#include "flow/letter_meters.hpp"
#include "flow/outgoing_mail.hpp"
#include "runtime/progress.hpp"
#include "store/outbox.hpp"
#include "store/renderings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace duesday::flow {

namespace {

constexpr int batch_size = 100; ///< rows read at once

enum class Fate {
    unsent, ///< not tried: the transport said nothing
    sent,
    later, ///< tried again by itself
    held,  ///< a person has to look
};

struct Item {
    store::OutboxRow row;
    std::string to;
    std::string bytes; ///< of a letter
    std::vector<NewRendering> new_renderings;
    Fate fate = Fate::unsent;
    std::string code; ///< why it did not leave
    std::string text;
    int retry_after_seconds = 0;
    bool needs_person = false; ///< even where it is tried again by itself
};

class Delivery {
public:
    Delivery(runtime::Context& context, const DeliveryMeans& means)
        : context_{context}, means_{means}
    {
    }

    void run(const DeliverOptions& options)
    {
        auto& database = context_.book.database();
        const auto now = context_.clock.now();
        runtime::Progress progress{context_.report, {"delivering", "letters"}};
        if (progress.is_wanted())
            progress.expect_more(store::count_waiting(database, now, options.only));
        std::int64_t after = 0;
        close_until_reconciled();
        try {
            while (true) {
                auto rows = store::waiting_messages(database, now, options.only, after, batch_size);
                if (rows.empty())
                    break;
                after = rows.back().id;
                const auto batch = static_cast<std::int64_t>(rows.size());
                if (!deliver_batch(std::move(rows)))
                    break;
                progress.advance(batch);
            }
        } catch (...) {
            record_what_left();
            throw;
        }
        record_what_left();
        for (const auto& channel : {mail_, cloud_})
            if (channel.unreachable > 0 && channel.sent == 0)
                context_.report.set_status(runtime::Exit::unavailable);
        for (const auto& channel : {mail_, cloud_})
            if (channel.closed && channel.keeps_back)
                std::rethrow_exception(channel.closed);
    }

private:
    /// What goes one way.
    struct Channel {
        std::int64_t sent = 0;
        std::int64_t unreachable = 0;
        /// Why nothing more goes this way in this run; thrown at its end, so that it does not keep
        /// the other channel back.
        std::exception_ptr closed;
        bool keeps_back = false; ///< closed, and something waits
    };

    Channel& channel_of(const store::OutboxRow& row)
    {
        return row.channel == "cloud" ? cloud_ : mail_;
    }

    /// DESIGN 2: what a restored or copied book holds may have left before.
    void close_until_reconciled()
    {
        const auto from = context_.book.state().reconcile_from;
        if (!from || context_.dry_run)
            return;
        const auto closed = std::make_exception_ptr(Fault{
            FaultKind::bad_setup,
            fmt::format("this book was restored or copied: what it sent since {} is not known "
                        "to it, and nothing leaves for a server before the partners were "
                        "asked",
                        from->iso()),
            "run poll-confirmations --reconcile, then this again", "reconcile_first"});
        if (means_.mail_to_server)
            mail_.closed = closed;
        if (means_.cloud_to_server)
            cloud_.closed = closed;
    }

    /// False where the run was stopped. What is sent together is recorded together: so many are
    /// sent again, alike, after a kill.
    bool deliver_batch(std::vector<store::OutboxRow> rows)
    {
        const auto at_once = std::min(means_.mail.at_once(), means_.cloud.at_once());
        for (std::size_t i = 0; i < rows.size(); i += at_once) {
            if (context_.stop_requested()) {
                context_.report.set_status(runtime::Exit::try_later);
                return false;
            }
            std::vector<Item> items;
            for (auto j = i; j < std::min(i + at_once, rows.size()); ++j)
                if (auto& channel = channel_of(rows[j]); channel.closed)
                    channel.keeps_back = true;
                else
                    items.push_back(prepared(std::move(rows[j])));
            if (!items.empty())
                deliver_items(items);
        }
        return true;
    }

    void deliver_items(std::vector<Item>& items)
    {
        if (context_.dry_run) {
            for (const auto& item : items)
                report(item);
            return;
        }
#if DUESDAY_PLANTED_BUG == 2
        for (auto item : items) {
            item.fate = item.fate == Fate::unsent ? Fate::sent : item.fate;
            gone_.push_back(item);
        }
#endif
        keep_new_renderings(items);
        send_mail(items);
        send_cloud(items);
#if DUESDAY_PLANTED_BUG != 2
        gone_ = std::move(items);
#endif
    }

    Item prepared(store::OutboxRow row)
    {
        Item item;
        item.row = std::move(row);
        if (item.row.channel == "cloud") {
            item.to = item.row.addressee;
            return item;
        }
        auto mail = compose_mail(context_, means_.letters, means_.invoices, item.row);
        item.to = mail.to;
        item.bytes = std::move(mail.letter.bytes);
        item.new_renderings = std::move(mail.new_renderings);
        if (mail.letter.problem) {
            item.needs_person = true;
            item.fate = mail.letter.problem->is_of_setup ? Fate::later : Fate::held;
            item.code = mail.letter.problem->code;
            item.text = mail.letter.problem->text;
        }
        return item;
    }

    /// What goes out in a letter is what every later export gives (SUB-096): kept before it leaves,
    /// in the Write that records what left before. Nothing more is sent until that one stands, so
    /// that a kill leaves no more in doubt than what is sent at once.
    void keep_new_renderings(const std::vector<Item>& items)
    {
        const bool has_new = std::any_of(items.begin(), items.end(), [](const Item& item) {
            return item.fate == Fate::unsent && !item.new_renderings.empty();
        });
        if (gone_.empty() && !has_new)
            return;
        store::Write write{context_.book, context_.stamp()};
        record(write, gone_);
        for (const auto& item : items)
            for (const auto& rendering : item.new_renderings)
                if (item.fate == Fate::unsent)
                    store::keep_rendering(write, rendering.invoice, rendering.form,
                                          rendering.content);
        write.commit();
        for (const auto& item : gone_)
            if (item.fate != Fate::unsent)
                report(item);
        gone_.clear();
    }

    void record_what_left()
    {
        keep_new_renderings({});
    }

    void send_mail(std::vector<Item>& items)
    {
        std::vector<partner::Envelope> envelopes;
        std::vector<Item*> owners;
        for (auto& item : items)
            if (item.row.channel == "mail" && !item.bytes.empty()) {
                envelopes.push_back(
                    {message_key(item.row, context_.book.id()), item.to, std::move(item.bytes)});
                owners.push_back(&item);
            }
        send(mail_, [&] {
            if (!envelopes.empty())
                means_.mail.send(envelopes,
                                 [&](std::size_t i, const partner::DeliveryAnswer& answer) {
                                     judge(*owners[i], answer);
                                 });
        });
    }

    void send_cloud(std::vector<Item>& items)
    {
        std::vector<partner::CloudMessage> messages;
        std::vector<Item*> owners;
        for (auto& item : items)
            if (item.row.channel == "cloud") {
                messages.push_back({item.row.letter,
                                    cloud_facts(context_.book.database(), item.row),
                                    message_key(item.row, context_.book.id()), item.row.id});
                owners.push_back(&item);
            }
        send(cloud_, [&] {
            if (!messages.empty())
                means_.cloud.send(messages,
                                  [&](std::size_t i, const partner::DeliveryAnswer& answer) {
                                      judge(*owners[i], answer);
                                  });
        });
    }

    /// A fault closes the channel; what was answered before it is recorded all the same.
    template <class Sending>
    static void send(Channel& channel, Sending&& sending)
    {
        try {
            sending();
        } catch (const Fault&) {
            channel.closed = std::current_exception();
            channel.keeps_back = true;
        }
    }

    void judge(Item& item, const partner::DeliveryAnswer& answer)
    {
        auto& channel = channel_of(item.row);
        channel.sent += answer.answer == partner::Answer::done ? 1 : 0;
        channel.unreachable += answer.is_unreachable ? 1 : 0;
        item.text = answer.text;
        item.code = partner::name_of(answer.answer);
        item.retry_after_seconds = answer.retry_after_seconds;
        switch (answer.answer) {
        case partner::Answer::done:
            item.fate = Fate::sent;
            return;
        case partner::Answer::declined:
        case partner::Answer::rejected:
            item.fate = Fate::held;
            return;
        case partner::Answer::not_sent:
        case partner::Answer::pending:
        case partner::Answer::unknown:
        case partner::Answer::not_found:
            item.fate = Fate::later; // every kind of row is repeatable: the same bytes again
            return;
        }
    }

    static void record(store::Write& write, std::vector<Item>& items)
    {
        for (auto& item : items) {
            const auto subject = fmt::format("outbox/{}", item.row.id);
            if (item.fate == Fate::later) {
                const auto now = write.stamp().now;
                const auto next =
                    next_delivery(item.row.failures + 1, item.row.failing_since.value_or(now), now);
                if (next) {
                    const auto asked = now.plus_seconds(item.retry_after_seconds);
                    store::mark_failed(write, item.row.id, item.text, std::max(*next, asked));
                    write.audit(subject, "failed", "", "reason=" + item.code);
                } else {
                    item.fate = Fate::held;
                }
            }
            if (item.fate == Fate::sent) {
                store::mark_sent(write, item.row.id, item.to);
                if (document::is_meter_letter(item.row.letter))
                    store::replace_facts(write, item.row.id, with_sealed(item.row.facts, ""));
                write.audit(subject, "sent", "state=waiting", "state=sent");
            } else if (item.fate == Fate::held) {
                store::mark_held(write, item.row.id, item.text);
                write.audit(subject, "held", "state=waiting", "state=held\nreason=" + item.code);
            }
        }
    }

    void report(const Item& item)
    {
        const auto id = std::to_string(item.row.id);
        const auto what = fmt::format("{} {} to {}", item.row.letter, item.row.subject,
                                      item.to.empty() ? item.row.addressee : item.to);
        const char* result = context_.dry_run && item.fate == Fate::unsent ? "planned"
                             : item.fate == Fate::sent                     ? "sent"
                             : item.fate == Fate::held                     ? "held"
                                                                           : "later";
        auto fields = runtime::Fields{}
                          .add("kind", item.row.channel)
                          .add("letter", item.row.letter)
                          .add("to", item.to)
                          .add("about", item.row.subject)
                          .add("result", result);
        context_.report.count(result);
        if (item.fate == Fate::held || item.needs_person)
            context_.report.subject({"letter", id, Outcome::attention, item.code,
                                     fmt::format("{}: {}", what, item.text)},
                                    fields);
        else if (item.fate == Fate::later)
            context_.report.subject(
                {"letter", id, Outcome::skipped, item.code, fmt::format("{}: {}", what, item.text)},
                fields);
        else
            context_.report.subject({"letter", id, Outcome::done, {}, what}, fields);
    }

    runtime::Context& context_;
    DeliveryMeans means_;
    std::vector<Item> gone_; ///< answered, and not recorded yet
    Channel mail_;
    Channel cloud_;
};

} // namespace

void deliver(runtime::Context& context, const DeliveryMeans& means, const DeliverOptions& options)
{
    Delivery{context, means}.run(options);
}

} // namespace duesday::flow
