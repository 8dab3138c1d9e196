// A firm with more renewals on a day than one turn of renew takes.
#pragma once

#include "flow/renew.hpp"
#include "partner/card_gateway.hpp"
#include "support/database.hpp"
#include "support/firm.hpp"
#include "support/subscribers.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace duesday::test {

/// The payers 10 to 409, each with the renewal S-<payer> to be charged on `charge_day`.
struct CrowdedFirm : Firm {
    static inline const Date charge_day{2026, 2, 28};
    static constexpr int first_payer = 10;
    /// The first turn takes 50, the brake's sample.
    static constexpr int payers = 400;

    CrowdedFirm()
    {
        std::string rows = "BEGIN;";
        for (int payer = first_payer; payer < first_payer + payers; ++payer)
            rows += payer_rows(payer) +
                    card_rows({payer, "sandbox", "pc", "ok", "2040-12", {2025, 1, 1}}) +
                    subscription_rows({payer, payer, {2026, 3, 31}, {2026, 1, 31}});
        change(rows + "COMMIT;");
    }

    runtime::Exit renew(partner::CardGateway& cards)
    {
        return run("tester", charge_day,
                   [&](runtime::Context& context) { flow::renew(context, cards, {}); });
    }

    std::int64_t count(const std::string& what) const
    {
        return std::stoll(rows("SELECT count(*) FROM " + what).front());
    }

    /// As another program sees the book, or changes it, now.
    std::vector<std::string> rows(const std::string& sql) const
    {
        return select(open_database(file()), sql);
    }
    void change_from_outside(const std::string& sql) const { execute(open_database(file()), sql); }
};

} // namespace duesday::test
