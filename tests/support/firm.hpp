// The small firm of tests/cli/firm.setup in a book of its own, for tests that call flows directly.
#pragma once

#include "runtime/context.hpp"
#include "store/book.hpp"
#include "support/database.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <functional>
#include <optional>
#include <string>

namespace duesday::test {

/// A book with the firm's customers, cards, installations and products.
class Firm {
public:
    explicit Firm(store::Mode mode = store::Mode::sandbox)
        : book_{store::Book::create(file(), mode, Timestamp{})}
    {
        const auto set_up = read_file(std::string{DUESDAY_SOURCE} + "/tests/cli/firm.setup");
        book_.database().script(writable_subscriptions);
        book_.database().script(set_up.substr(set_up.find("\ngiven\n") + 7));
        runtime::add_sandbox_defaults(config_.config);
    }

    std::string file() const { return (folder_ / "book.db").string(); }
    /// What the played card provider has written of its own.
    std::string ledger_file() const { return (folder_ / "sandbox.db").string(); }
    store::Book& book() { return book_; }
    store::Database& database() { return book_.database(); }
    void change(const std::string& sql) { book_.database().script(sql); }

    store::Stamp stamp(Date today) const
    {
        return {Timestamp{}, Timestamp{}, today, "tester", "tester", "test", 1};
    }

    /// The clock of all runs from now on.
    void set_real(std::function<Timestamp()> real) { real_ = std::move(real); }
    runtime::Clock clock(Date today) const { return {"UTC", today, real_}; }

    runtime::Config& config() { return config_.config; }

    /// A run of a person's confirmed command. Hand it the report to keep what it says.
    template <class Body>
    runtime::Exit run(const std::string& actor, Date today, const Body& body)
    {
        runtime::Report report{{.json = false, .quiet = true, .verbose = false}};
        const auto now = clock(today);
        runtime::Context context{book_,      config_,     now,     report, {actor, "tester", true},
                                 {true, {}}, "subscribe", ++runs_, false};
        body(context);
        return report.status();
    }

private:
    TempFolder folder_;
    store::Book book_;
    runtime::LoadedConfig config_;
    std::function<Timestamp()> real_;
    std::int64_t runs_ = 0;
};

} // namespace duesday::test
