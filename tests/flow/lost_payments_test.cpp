// What a book that was put back does with payments that Mollie holds and the copy does not know
// (DESIGN 2, PARTNERS 5): nobody pays twice, and nobody pays for another.

#include "flow/poll_confirmations.hpp"
#include "flow/renew.hpp"
#include "flow/subscribe.hpp"
#include "partner/mollie.hpp"
#include "partner/mollie_json.hpp"
#include "store/charges.hpp"
#include "store/unexplained_payments.hpp"
#include "support/database.hpp"
#include "support/firm.hpp"
#include "support/mollie_stand_in.hpp"
#include "support/silence.hpp"
#include "support/subscribers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace duesday;
using test::MollieStandIn;

namespace {

const Date today{2026, 11, 30};
const Date expiry{2026, 12, 31};

class RestoredFirm {
public:
    RestoredFirm()
    {
        tick(0);
        firm_.set_real([this] { return now_; });
    }

    void tick(int minutes)
    {
        now_ = now_.plus_seconds(std::int64_t{minutes} * 60);
        mollie.set_clock(now_);
    }

    void add_payer(int id) { firm_.change(test::payer_rows(id)); }
    void give_card(int payer, const MollieStandIn::Known& known)
    {
        firm_.change(
            test::card_rows({payer, "mollie", known.customer, known.mandate, "2040-12", today}));
    }
    /// A subscription of its own installation that expires this month.
    void sell(int number, int payer)
    {
        firm_.change(test::subscription_rows({number, payer, expiry, today}));
    }

    /// What the copy says of the charge for subscription `number`, which its payer makes.
    void add_charge(int number, int payer, const std::string& state)
    {
        const bool is_sent = state != "planned";
        firm_.change(fmt::format(
            "INSERT INTO charge (key, kind, payer, card, group_key, attempt, currency, amount,"
            " vat_treatment, state, provider, business_date, sent_at) VALUES ('{}', 'renewal', {},"
            " (SELECT id FROM card WHERE customer = {} AND is_current = 1), '{}', 1, 'EUR', 6050,"
            " 'domestic', '{}', 'mollie', '{}', {});"
            "INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net,"
            " vat_rate, held) SELECT (SELECT max(id) FROM charge), id, product, run, '2027-01-01',"
            " '2027-12-31', 5000, 2100, 1 FROM subscription WHERE number = 'S-{}'",
            key_of(payer), payer, payer, expiry.iso().substr(0, 7), state, today.iso(),
            is_sent ? "'" + now_.iso() + "'" : "NULL", number));
    }
    std::string key_of(int payer)
    {
        return store::charge_key(firm_.book().id(), renewal_of(payer));
    }

    /// What the lost book charged for `payer`'s month, before it was lost.
    void lose_payment(int payer, const MollieStandIn::Known& known, std::int64_t minor,
                      const std::string& pays_for = {})
    {
        partner::ChargeRequest request;
        request.key = key_of(payer);
        request.provider_customer = known.customer;
        request.mandate = known.mandate;
        request.amount = Money{minor, Currency::of("EUR")};
        request.description = "renewal";
        request.pays_for = pays_for;
        cards_->charge({&request, 1}, [](std::size_t, const partner::ChargeAnswer& answer) {
            CHECK(answer.answer == partner::Answer::done);
        });
    }
    void put_back()
    {
        firm_.change(fmt::format("UPDATE book SET reconcile_from = '{}', restored_at = '{}'",
                                 now_.plus_seconds(-3 * 3600).iso(), now_.iso()));
    }

    runtime::Exit poll(bool reconcile = false)
    {
        return run([&](auto& context) {
            flow::poll_confirmations(context, *cards_, {{}, reconcile});
        });
    }
    runtime::Exit renew()
    {
        return run([&](auto& context) { flow::renew(context, *cards_, {{}, {}, true, 4}); });
    }
    runtime::Exit settle(const std::string& key, const std::string& subscription)
    {
        return run([&](auto& context) {
            flow::subscribe_settle(context, *cards_,
                                   {key, "explained", {subscription}, "seen at Mollie"});
        });
    }
    /// A day of the hourly jobs.
    void live()
    {
        for (int hour = 0; hour < 6; ++hour) {
            tick(70);
            poll();
            renew();
        }
    }

    std::vector<std::string> book(const std::string& sql) const
    {
        return test::select(test::open_database(firm_.file()), sql);
    }
    void change(const std::string& sql) { firm_.change(sql); }
    bool waits_for_its_partners() { return firm_.book().state().reconcile_from.has_value(); }
    std::size_t taken_of(const std::string& customer) const
    {
        std::size_t taken = 0;
        for (const auto& payment : mollie.payments())
            taken += payment.customer == customer && payment.status == "paid" ? 1 : 0;
        return taken;
    }

    MollieStandIn mollie;

private:
    static store::Charge renewal_of(int payer)
    {
        store::Charge charge;
        charge.payer = payer;
        charge.group_key = expiry.iso().substr(0, 7);
        charge.amount = Money{6'050, Currency::of("EUR")};
        return charge;
    }

    template <class Body>
    runtime::Exit run(const Body& body)
    {
        const test::Silence silence;
        return firm_.run("tester", today, body);
    }

    static partner::MollieSettings settings(const MollieStandIn& mollie, const std::string& book)
    {
        partner::MollieSettings settings;
        settings.url = mollie.url();
        settings.key = "test_standin";
        settings.book_id = book;
        settings.elapsed_ms = runtime::elapsed_ms;
        settings.budget_ms = 300;
        settings.first_wait_ms = 1;
        return settings;
    }

    test::Firm firm_;
    Timestamp now_ = partner::mollie::read_time("2026-11-30T09:00:00Z").value();
    std::unique_ptr<partner::CardGateway> cards_ =
        partner::make_mollie_cards(settings(mollie, firm_.book().id()));
};

} // namespace

TEST_CASE("F13: a payer who registers again after a restore is not charged again")
{
    RestoredFirm firm;
    firm.add_payer(10);
    firm.sell(1, 10);
    const auto lost = firm.mollie.add_customer();
    firm.lose_payment(10, lost, 6'050);
    firm.tick(5);
    firm.put_back(); // the copy is older than the card
    firm.tick(70);
    firm.poll(true);
    CHECK(firm.book("SELECT state FROM unexplained_payment") == std::vector<std::string>{"paid"});
    // The book has lost whom Mollie knows the payer as: it makes a customer anew.
    firm.give_card(10, firm.mollie.add_customer());
    firm.live();
    CHECK(firm.mollie.payments().size() == 1);
    CHECK(firm.book("SELECT state, amount, attempt FROM charge") ==
          std::vector<std::string>{"paid|6050|1"});
    CHECK(firm.book("SELECT total FROM invoice") == std::vector<std::string>{"6050"});
    CHECK(firm.book("SELECT count(*) FROM unexplained_payment") == std::vector<std::string>{"0"});
}

TEST_CASE("F13: a payment is adopted only for the renewals that it was for")
{
    struct Row {
        const char* paid;
        const char* adopted; ///< by --reconcile
        const char* after;   ///< a day of renew
    };
    const Row rows[] = {{"S-1 2027-01-01", "1", "paid|"},
                        {"S-2 2027-01-01", "0", "unknown|pays_for_other"}};
    for (const auto& row : rows) {
        CAPTURE(row.paid);
        RestoredFirm firm;
        firm.add_payer(10);
        const auto card = firm.mollie.add_customer();
        firm.give_card(10, card);
        firm.sell(1, 10);
        firm.lose_payment(10, card, 6'050, store::digest_of_lines({row.paid}));
        firm.put_back();
        firm.tick(70);
        firm.poll(true);
        CHECK(firm.book("SELECT count(*) FROM charge") == std::vector<std::string>{row.adopted});
        firm.live();
        CHECK(firm.mollie.payments().size() == 1);
        CHECK(firm.book("SELECT state, coalesce(reason, '') FROM charge") ==
              std::vector<std::string>{row.after});
    }
}

TEST_CASE("SUB-131 F13: a payment is adopted without what was free of its month")
{
    RestoredFirm firm;
    firm.add_payer(10);
    const auto card = firm.mollie.add_customer();
    firm.give_card(10, card);
    firm.sell(1, 10);
    firm.sell(2, 10);
    firm.change("INSERT INTO product (reference, service, name, term_years, price, currency,"
                " needs_configuration) SELECT 'FREE', service, name, term_years, 0, currency, 0"
                " FROM product WHERE id = 1;"
                "UPDATE subscription SET product = (SELECT id FROM product WHERE price = 0)"
                " WHERE number = 'S-2'");
    firm.lose_payment(10, card, 6'050, store::digest_of_lines({"S-1 2027-01-01"}));
    firm.put_back();
    firm.tick(70);
    firm.poll(true);
    CHECK(firm.book("SELECT number FROM subscription WHERE expires_on > '2027-01-01'") ==
          std::vector<std::string>{"S-1"});
    firm.live();
    CHECK(firm.mollie.payments().size() == 1);
    CHECK(firm.book("SELECT amount, state, attempt FROM charge") ==
          std::vector<std::string>{"6050|paid|1", "0|paid|1"});
}

TEST_CASE("F13: a renewal that a payment was for is charged to nobody else whatever it cost")
{
    constexpr int taker = 10;
    constexpr int payer = 11;
    struct Row {
        const char* paid;
        std::size_t charged; ///< to the one who pays by the copy
    };
    const Row rows[] = {{"S-1 2027-01-01", 0}, {"S-2 2027-01-01", 1}};
    for (const auto& row : rows) {
        CAPTURE(row.paid);
        RestoredFirm firm;
        firm.add_payer(taker);
        firm.add_payer(payer);
        const auto card = firm.mollie.add_customer();
        const auto others_card = firm.mollie.add_customer();
        firm.give_card(taker, card);
        firm.give_card(payer, others_card);
        firm.sell(1, payer);
        firm.lose_payment(taker, card, 4'840, store::digest_of_lines({row.paid}));
        firm.put_back();
        firm.tick(70);
        firm.poll(true);
        firm.live();
        CHECK(firm.taken_of(others_card.customer) == row.charged);
    }
}

TEST_CASE("F13: a person settles a payment as what its provider keeps that it was for")
{
    constexpr int taker = 10;
    constexpr int payer = 11;
    RestoredFirm firm;
    firm.add_payer(taker);
    firm.add_payer(payer);
    const auto card = firm.mollie.add_customer();
    firm.give_card(taker, card);
    firm.give_card(payer, firm.mollie.add_customer());
    firm.sell(1, taker);
    firm.sell(2, payer);
    firm.lose_payment(taker, card, 6'050, store::digest_of_lines({"S-2 2027-01-01"}));
    firm.put_back();
    firm.tick(70);
    firm.poll(true);
    firm.live(); // the renewal of S-1 has the key of the payment
    CHECK(firm.book("SELECT state, reason FROM charge") ==
          std::vector<std::string>{"unknown|pays_for_other"});
    CHECK(firm.settle(firm.key_of(taker), "S-1") == runtime::Exit::bad_input);
    CHECK(firm.settle(firm.key_of(taker), "S-2") == runtime::Exit::done);
    firm.live();
    CHECK(firm.taken_of(card.customer) == 2);
    CHECK(firm.mollie.payments().size() == 2);
    CHECK(firm.book("SELECT expires_on FROM subscription") ==
          std::vector<std::string>{"2027-12-31", "2027-12-31"});
}

TEST_CASE("F13: a list that lags does not let a restored book charge")
{
    RestoredFirm firm;
    firm.add_payer(10);
    const auto card = firm.mollie.add_customer();
    firm.give_card(10, card);
    firm.sell(1, 10);
    firm.mollie.set_list_lag_seconds(30 * 60);
    firm.lose_payment(10, card, 6'050);
    firm.tick(5);
    firm.put_back();
    firm.tick(10);
    CHECK(firm.poll(true) == runtime::Exit::try_later); // nothing is listed yet
    CHECK(firm.waits_for_its_partners());
    firm.tick(54);
    CHECK(firm.poll(true) == runtime::Exit::try_later);
    firm.tick(1); // 65 minutes after the restore: of what was sent before, nothing is missing
    CHECK(firm.poll(true) == runtime::Exit::done);
    CHECK_FALSE(firm.waits_for_its_partners());
    firm.live();
    CHECK(firm.mollie.payments().size() == 1);
    CHECK(firm.book("SELECT state, attempt FROM charge") == std::vector<std::string>{"paid|1"});
}

TEST_CASE("F13: a payment is adopted by whom its provider took it of")
{
    // In the lost book the payer was 10; the copy is of before an import, which gave 10 to another.
    constexpr int payer = 11;
    constexpr int other = 10;
    RestoredFirm firm;
    firm.add_payer(other);
    firm.add_payer(payer);
    const auto card = firm.mollie.add_customer();
    const auto others_card = firm.mollie.add_customer();
    firm.give_card(payer, card);
    firm.give_card(other, others_card);
    firm.sell(1, payer);
    firm.sell(2, other);
    firm.lose_payment(other, card, 6'050);
    firm.put_back();
    firm.tick(70);
    firm.poll(true);
    CHECK(firm.book("SELECT count(*) FROM charge") == std::vector<std::string>{"0"});
    firm.live();
    // Neither does the other one renew with it, nor is its payer charged once more.
    CHECK(firm.taken_of(card.customer) == 1);
    CHECK(firm.taken_of(others_card.customer) == 1);
    CHECK(firm.book("SELECT payer, attempt, state FROM charge") ==
          std::vector<std::string>{"10|2|paid"});
    CHECK(firm.book("SELECT number FROM subscription WHERE expires_on > '2027-01-01'") ==
          std::vector<std::string>{"S-2"});
    CHECK(firm.book("SELECT count(*) FROM unexplained_payment") == std::vector<std::string>{"1"});
}

TEST_CASE("F13: a payment is nobody's who has another e-mail than its provider names")
{
    // As above, and the payer's card was entered after the copy too: only the e-mail tells.
    constexpr int payer = 11;
    constexpr int other = 10;
    RestoredFirm firm;
    firm.add_payer(other);
    firm.add_payer(payer);
    const auto others_card = firm.mollie.add_customer();
    firm.give_card(other, others_card);
    firm.sell(2, other);
    firm.lose_payment(other, firm.mollie.add_customer(), 6'050);
    firm.put_back();
    firm.tick(70);
    firm.poll(true);
    firm.change("UPDATE unexplained_payment SET payer_email = '11@X.org'");
    firm.live();
    CHECK(firm.book("SELECT count(*) FROM charge WHERE attempt = 1") ==
          std::vector<std::string>{"0"});
    CHECK(firm.book("SELECT count(*) FROM unexplained_payment") == std::vector<std::string>{"1"});
}

TEST_CASE("F13: what costs nothing neither takes a payment nor waits for one")
{
    RestoredFirm firm;
    firm.add_payer(10);
    const auto card = firm.mollie.add_customer();
    SUBCASE("its payer is known there")
    firm.give_card(10, card);
    SUBCASE("its payer registers again")
    firm.give_card(10, firm.mollie.add_customer());
    firm.sell(1, 10);
    firm.change("UPDATE product SET price = 0");
    firm.lose_payment(10, card, 6'050); // for what was imported after the copy
    firm.put_back();
    firm.tick(70);
    firm.poll(true);
    firm.live();
    CHECK(firm.book("SELECT state, amount, attempt FROM charge") ==
          std::vector<std::string>{"paid|0|1"});
    CHECK(firm.book("SELECT count(*) FROM unexplained_payment") == std::vector<std::string>{"1"});
}

TEST_CASE("F13: that a restored charge cannot be asked about changes nothing that is known of it")
{
    struct Row {
        const char* in_the_copy;
        const char* after;
    };
    // What was only intended may have been sent since; what was accepted is still accepted.
    const Row rows[] = {{"planned", "unknown|1"}, {"pending", "pending|1"}, {"sent", "sent|1"}};
    for (const auto& row : rows) {
        CAPTURE(row.in_the_copy);
        RestoredFirm firm;
        firm.add_payer(10);
        const auto card = firm.mollie.add_customer();
        firm.give_card(10, card);
        firm.sell(1, 10);
        firm.add_charge(1, 10, row.in_the_copy);
        firm.lose_payment(10, card, 6'050);
        firm.put_back();
        firm.tick(70);
        firm.mollie.fail_next("GET /v2/customers", "500", 99);
        firm.poll(true);
        CHECK_FALSE(firm.waits_for_its_partners());
        CHECK(firm.book("SELECT state, sent_at IS NOT NULL FROM charge") ==
              std::vector<std::string>{row.after});
        firm.mollie.heal();
        firm.live();
        CHECK(firm.mollie.payments().size() == 1);
        CHECK(firm.book("SELECT state FROM charge") == std::vector<std::string>{"paid"});
    }
}

TEST_CASE("DESIGN 3.4: a charge with broken rows does not stop the questions about the rest")
{
    RestoredFirm firm;
    for (const int payer : {10, 11}) {
        firm.add_payer(payer);
        const auto card = firm.mollie.add_customer();
        firm.give_card(payer, card);
        firm.sell(payer, payer);
        firm.lose_payment(payer, card, 6'050);
        firm.add_charge(payer, payer, "unknown");
    }
    firm.change("UPDATE subscription SET bought_on = 'long ago' WHERE number = 'S-10'");
    for (const bool reconcile : {false, true}) {
        if (reconcile)
            firm.put_back();
        firm.tick(70);
        CHECK(firm.poll(reconcile) == runtime::Exit::attention);
        CHECK(firm.book("SELECT payer, state FROM charge ORDER BY payer") ==
              std::vector<std::string>{"10|unknown", "11|paid"});
        CHECK_FALSE(firm.waits_for_its_partners());
    }
}
