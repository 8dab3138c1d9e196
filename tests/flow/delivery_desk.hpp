// A sandbox book with letters that wait, and what a transport makes of them.
#pragma once

#include "flow/deliver.hpp"
#include "store/outbox.hpp"
#include "support/database.hpp"
#include "support/temp_folder.hpp"

#include <functional>
#include <memory>
#include <string>

namespace duesday::test {

/// What a run of deliver sends with; without a cloud it is a folder.
struct Means {
    partner::MailTransport* mail = nullptr;
    partner::CloudTransport* cloud = nullptr;
    bool is_server = false; ///< the mail
};
using Transports = std::function<Means(runtime::Context&)>;

inline constexpr const char* customer = R"(
INSERT INTO customer (id, customer, name, street, postcode, city, country, email, email_key, kind,
                      language, acts)
VALUES (1, 'C1', 'Firm', 'Street 1', '9000', 'Ghent', 'BE', 'a@b.be', 'a@b.be', 'company', 'en', 1);
)";
inline constexpr const char* facts = R"({"lines":[{"subscription":"S-1","installation":"I-1",
    "installation_name":"Home","reference":"TSF16101","product":"Remote",
    "ended_on":"2026-12-31","reason":"renewal_off"}]})";

/// A sandbox book with letters to C1 that wait.
class DeliveryDesk {
public:
    explicit DeliveryDesk(int letters)
        : book_{store::Book::create((folder_ / "book.db").string(), store::Mode::sandbox,
                                    clock_.real())}
    {
        runtime::add_sandbox_defaults(config_.config);
        execute(open_database(folder_ / "book.db"), customer);
        store::Write write{book_, stamp()};
        for (int i = 1; i <= letters; ++i)
            store::enqueue(write, {"mail", "service-ended", std::to_string(i), "", 1, "C1", facts});
        write.commit();
    }

    runtime::Exit deliver(const Transports& transports)
    {
        runtime::Report report{{.json = false, .quiet = true, .verbose = false}};
        runtime::Context context{book_, config_, clock_, report, {"t", "t", true}, {}, "deliver"};
        const auto letters = document::make_letter_composer(flow::letter_sender(context), "");
        const auto pages = document::make_invoice_renderer("");
        const auto folder = partner::make_cloud_folder((folder_ / "cloud").string());
        const auto means = transports(context);
        flow::deliver(context,
                      {*letters, *pages, *means.mail, means.cloud ? *means.cloud : *folder,
                       means.is_server, means.cloud != nullptr},
                      {});
        return report.status();
    }

    /// Its settings may be changed before a run.
    runtime::Config& config() { return config_.config; }
    std::filesystem::path folder() const { return folder_.path(); }
    store::Database& database() { return book_.database(); }
    void change(const std::string& sql) { execute(open_database(folder_ / "book.db"), sql); }

    store::OutboxRow row(std::int64_t id) { return *store::find_message(book_.database(), id); }

    /// As if the letter had waited, and failed, for so long.
    void age(std::int64_t id, std::int64_t days)
    {
        const auto first = clock_.now().plus_seconds(-days * 86'400).iso();
        change("UPDATE outbox SET created_at = '" + first + "', next_attempt_at = '" + first +
               "', failures = 1, failing_since = '" + first + "' WHERE id = " + std::to_string(id));
    }

private:
    store::Stamp stamp() const
    {
        return {clock_.real(), clock_.now(), clock_.today(), "t", "t", "renew", 0};
    }

    TempFolder folder_;
    runtime::Clock clock_{"Europe/Brussels", std::nullopt};
    runtime::LoadedConfig config_;
    store::Book book_;
};

} // namespace duesday::test
