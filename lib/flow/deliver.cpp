#include "flow/deliver.hpp"

#include "flow/cloud_messages.hpp"
#include "flow/delivery_backoff.hpp"
#include "flow/outgoing_mail.hpp"
#include "store/outbox.hpp"
#include "store/renderings.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

/// Sent together, recorded together: so many are sent again, alike, after a kill.
constexpr int batch_size = 100;

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
    std::optional<NewPage> new_page;
    Fate fate = Fate::unsent;
    std::string code; ///< why it did not leave
    std::string text;
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
        std::int64_t after = 0;
        while (true) {
            auto rows = store::waiting_messages(database, now, options.only, after, batch_size);
            if (rows.empty())
                break;
            if (context_.stop_requested()) {
                context_.report.set_status(runtime::Exit::try_later);
                break;
            }
            after = rows.back().id;
            deliver_batch(std::move(rows));
        }
        if (later_ > 0 && sent_ == 0)
            context_.report.set_status(runtime::Exit::unavailable);
    }

private:
    void deliver_batch(std::vector<store::OutboxRow> rows)
    {
        std::vector<Item> items;
        for (auto& row : rows)
            items.push_back(prepared(std::move(row)));
        if (context_.dry_run) {
            for (const auto& item : items)
                report(item);
            return;
        }
        keep_new_pages(items);
#if DUESDAY_PLANTED_BUG == 2
        for (auto& item : items)
            item.fate = item.fate == Fate::unsent ? Fate::sent : item.fate;
        record(items);
        send_mail(items);
        send_cloud(items);
#else
        send_mail(items);
        send_cloud(items);
        record(items);
#endif
        for (const auto& item : items)
            report(item);
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
        item.new_page = std::move(mail.new_page);
        if (mail.letter.problem) {
            item.fate = Fate::held;
            item.code = mail.letter.problem->code;
            item.text = mail.letter.problem->text;
        }
        return item;
    }

    /// What goes out in a letter is what every later export gives (SUB-096).
    void keep_new_pages(const std::vector<Item>& items)
    {
        std::optional<store::Write> write;
        for (const auto& item : items)
            if (item.new_page && item.fate == Fate::unsent) {
                if (!write)
                    write.emplace(context_.book, context_.stamp());
                store::keep_rendering(*write, item.new_page->invoice, "html",
                                      item.new_page->content);
            }
        if (write)
            write->commit();
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
        if (!envelopes.empty())
            means_.mail.send(envelopes, [&](std::size_t i, const partner::DeliveryAnswer& answer) {
                judge(*owners[i], answer);
            });
    }

    void send_cloud(std::vector<Item>& items)
    {
        std::vector<partner::CloudMessage> messages;
        std::vector<Item*> owners;
        for (auto& item : items)
            if (item.row.channel == "cloud") {
                messages.push_back(
                    {item.row.letter, cloud_facts(context_.book.database(), item.row)});
                owners.push_back(&item);
            }
        if (!messages.empty())
            means_.cloud.send(messages, [&](std::size_t i, const partner::DeliveryAnswer& answer) {
                judge(*owners[i], answer);
            });
    }

    static void judge(Item& item, const partner::DeliveryAnswer& answer)
    {
        item.text = answer.text;
        item.code = partner::name_of(answer.answer);
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

    void record(std::vector<Item>& items)
    {
        store::Write write{context_.book, context_.stamp()};
        for (auto& item : items) {
            const auto subject = fmt::format("outbox/{}", item.row.id);
            if (item.fate == Fate::later) {
                const auto next =
                    next_delivery(item.row.attempts + 1, item.row.created_at, write.stamp().now);
                if (next) {
                    store::mark_failed(write, item.row.id, item.text, *next);
                    write.audit(subject, "failed", "", "reason=" + item.code);
                } else {
                    item.fate = Fate::held;
                }
            }
            if (item.fate == Fate::sent) {
                store::mark_sent(write, item.row.id, item.to);
                write.audit(subject, "sent", "state=waiting", "state=sent");
            } else if (item.fate == Fate::held) {
                store::mark_held(write, item.row.id, item.text);
                write.audit(subject, "held", "state=waiting", "state=held\nreason=" + item.code);
            }
        }
        write.commit();
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
        sent_ += item.fate == Fate::sent ? 1 : 0;
        later_ += item.fate == Fate::later ? 1 : 0;
        if (item.fate == Fate::held)
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
    std::int64_t sent_ = 0;
    std::int64_t later_ = 0;
};

std::string beside_book(const runtime::Context& context, const char* name)
{
    const auto& book = context.book.file();
    const auto slash = book.find_last_of('/');
    return slash == book.npos ? name : book.substr(0, slash + 1) + name;
}

} // namespace

std::string mail_folder(const runtime::Context& context)
{
    const auto& configured = context.config().mail_folder;
    return configured.empty() ? beside_book(context, "mail") : configured;
}

std::string cloud_folder(const runtime::Context& context)
{
    const auto& configured = context.config().cloud_folder;
    return configured.empty() ? beside_book(context, "cloud") : configured;
}

document::LetterSender letter_sender(const runtime::Context& context)
{
    const auto& seller = context.config().seller;
    return {seller.name, context.config().mail_from, seller.is_demonstration};
}

void deliver(runtime::Context& context, const DeliveryMeans& means, const DeliverOptions& options)
{
    Delivery{context, means}.run(options);
}

} // namespace duesday::flow
