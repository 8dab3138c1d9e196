// A firm with a live book, its programs as people run them and a stand-in for Mollie.
#pragma once

#include "support/database.hpp"
#include "support/mollie_stand_in.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace duesday::test {

class LiveFirm {
public:
    explicit LiveFirm(const std::string& key = "live_standin", const std::string& mode = "live")
        : mode_{mode}
    {
        write_file(folder_ / "key", key + "\n");
        ::chmod((folder_ / "key").c_str(), 0600);
        configure(true);
    }

    /// `more` stands under [cards].
    void configure(bool has_cards, const std::string& more = {})
    {
        write_file(folder_ / "duesday.toml",
                   fmt::format("mode = \"{}\"\n[seller]\nname = \"Firm\"\nstreet = \"S 1\"\n"
                               "postcode = \"3000\"\ncity = \"Leuven\"\ncountry = \"BE\"\n"
                               "vat_number = \"BE0403170701\"\n[vat]\nstandard = \"21\"\n[mail]\n"
                               "from = \"billing@firm.example\"\n[actors]\n"
                               "may_act_for_customers = [\"tester\", \"root\"]\n",
                               mode_) +
                       (has_cards ? fmt::format("[cards]\nprovider = \"mollie\"\nurl = \"{}\"\n"
                                                "key_file = \"{}\"\n"
                                                "redirect_url = \"https://firm.example/thanks\"\n",
                                                mollie.url(), (folder_ / "key").string()) +
                                        more
                                  : ""));
    }

    Finished run(std::vector<std::string> words)
    {
        Command command;
        command.words = std::move(words);
        command.words.front() = (std::filesystem::path{DUESDAY_BIN} / command.words.front());
        command.environment = private_environment(folder_.path(), DUESDAY_BIN);
        command.environment["DUESDAY_CONFIG"] = (folder_ / "duesday.toml").string();
        command.folder = folder_.path();
        return test::run(command);
    }

    /// A customer with an installation, and what may be bought for it.
    void set_up()
    {
        REQUIRE(run(mode_ == "live" ? std::vector<std::string>{"admin", "init", "--live"}
                                    : std::vector<std::string>{"admin", "init"})
                    .status == 0);
        change("INSERT INTO customer (id, customer, name, street, postcode, city, country, email,"
               " email_key, kind, language, vat_number, acts) VALUES (1, 'C1', 'Domotix BV', 'B 1',"
               " '3000', 'Leuven', 'BE', 'si1@example.org', 'si1@example.org', 'company', 'nl',"
               " 'BE0403170701', 1);"
               "INSERT INTO installation VALUES (1, 'I1', 'Villa', 1, '3.7.3', 1, 1, 0);"
               "INSERT INTO installation_role (installation, customer, role) VALUES (1, 1, 'si');"
               "INSERT INTO product VALUES (1, 'TSF16101', 'atmos', 'ATMOS', 1, 5000, 'EUR', 0,"
               " NULL)");
    }

    /// C1 enters a card and buys a subscription with it: 60.50, invoiced as 2026-000001 this year.
    MolliePayment paid_purchase()
    {
        run({"subscribe", "card", "C1"});
        mollie.visit(page(), "paid");
        run({"poll-confirmations", "cards"});
        run({"subscribe", "buy", "I1:TSF16101", "--actor", "si1@example.org", "--yes"});
        return mollie.payments().at(1);
    }

    void change(const std::string& sql) { execute(open_database(file()), sql); }
    std::vector<std::string> rows(const std::string& sql) const
    {
        return select(open_database(file()), sql);
    }
    std::string file() const { return (folder_ / "book.db").string(); }

    std::string page() const { return rows("SELECT provider_reference FROM card_entry").back(); }

    MollieStandIn mollie{"live_standin"};

private:
    TempFolder folder_;
    std::string mode_;
};

/// On either stream.
inline bool has(const Finished& run, const std::string& text)
{
    return (run.out + run.err).find(text) != std::string::npos;
}

} // namespace duesday::test
