// What random lives of a book have in common: chance from a seed, so that a life can be repeated
// exactly, the evening's look at the book, a backup that is put back, a bad line to the card
// provider.
#pragma once

#include "flow/admin.hpp"
#include "partner/card_gateway.hpp"
#include "support/database.hpp"
#include "support/firm.hpp"
#include "support/lossy_cards.hpp"
#include "support/silence.hpp"
#include "support/sound_book.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace duesday::test {

/// The usual run's seeds; the hunt takes more: 1 to $DUESDAY_SEEDS.
inline std::vector<unsigned> seeds_or(std::vector<unsigned> usual)
{
    if (const auto* wanted = std::getenv("DUESDAY_SEEDS")) {
        usual.resize(std::stoul(wanted));
        std::iota(usual.begin(), usual.end(), 1U);
    }
    return usual;
}

/// A life does its steps in a class of its own, on `firm_`.
class SeededLife {
public:
    std::vector<std::string> book(const std::string& sql) const
    {
        return select(open_database(firm_.file()), sql);
    }
    /// The charges that were paid, each with the total of its invoice.
    std::vector<std::string> invoiced() const
    {
        return book("SELECT c.key, i.total FROM charge c JOIN payment p ON p.charge = c.id"
                    " JOIN allocation a ON a.payment = p.id JOIN invoice i ON i.id = a.invoice"
                    " WHERE c.state = 'paid' ORDER BY c.key");
    }
    /// Periods that are paid twice, or overlap another one.
    std::vector<std::string> overlaps() const
    {
        return book("SELECT a.charge FROM charge_line a JOIN charge_line b ON b.charge <> a.charge"
                    " AND b.subscription = a.subscription AND b.starts_on <= a.ends_on"
                    " AND b.ends_on >= a.starts_on WHERE a.held = 1 AND b.held = 1");
    }

protected:
    explicit SeededLife(unsigned seed) : random_{seed} {}

    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
    bool chance(int percent) { return below(100) < percent; }

    void check(Date today)
    {
        CAPTURE(today.iso());
        check_soundness(firm_.book());
    }

    /// Puts a backup into the book's place, with the book closed as it is between programs.
    void restore(const std::string& backup, Date today)
    {
        firm_.book() = store::Book::create(backup + "-aside.db", store::Mode::sandbox, Timestamp{});
        runtime::LoadedConfig config;
        config.config = firm_.config();
        runtime::Report report{{.json = false, .quiet = true, .verbose = false}};
        {
            const Silence silence;
            flow::admin_restore({firm_.file(),
                                 0,
                                 {"tester", "tester", true},
                                 {true, {}},
                                 "admin",
                                 false,
                                 [&](store::Mode) { return firm_.clock(today); }},
                                config, report, {backup, {}});
        }
        CHECK(report.status() == runtime::Exit::done);
        firm_.book() = store::Book::open(firm_.file());
        REQUIRE(firm_.book().state().reconcile_from.has_value());
    }

private:
    std::mt19937 random_;

protected:
    Firm firm_;
};

/// A life with a bad line, `cards_`, to the sandbox's card provider.
class LossyLife : public SeededLife {
public:
    /// What the played card provider knows.
    std::vector<std::string> ledger(const std::string& sql) const
    {
        return select(open_database(firm_.ledger_file()), sql);
    }

protected:
    /// Of a hundred calls to the provider, whose clock is `now`, `arriving` go well, and one of the
    /// mishaps befalls each of the others.
    LossyLife(unsigned seed, int arriving, std::vector<LossyCards::Fate> mishaps,
              std::function<Timestamp()> now)
        : SeededLife{seed}, arriving_{arriving}, mishaps_{std::move(mishaps)},
          cards_{partner::make_sandbox_cards(firm_.file(), firm_.book().id(), std::move(now)),
                 [this] { return fate(); }}
    {
    }

    void mend_line() { line_is_bad_ = false; }

private:
    LossyCards::Fate fate()
    {
        if (!line_is_bad_ || chance(arriving_))
            return LossyCards::Fate::arrives;
        return mishaps_.at(static_cast<std::size_t>(below(static_cast<int>(mishaps_.size()))));
    }

    int arriving_;
    std::vector<LossyCards::Fate> mishaps_;
    bool line_is_bad_ = true;

protected:
    LossyCards cards_;
};

} // namespace duesday::test
