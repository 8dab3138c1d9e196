#include "store/charges.hpp"

#include "base/fault.hpp"
#include "base/money_text.hpp"
#include "store/unexplained_payments.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace duesday::store {

namespace {

Charge charge_of(const Rows& rows)
{
    Charge charge;
    charge.id = rows.integer(0);
    charge.key = rows.text(1);
    charge.kind = rules::parse_charge_kind(rows.view(2)).value_or(rules::ChargeKind::renewal);
    charge.payer = rows.integer(3);
    if (!rows.is_null(4))
        charge.card = rows.integer(4);
    charge.group_key = rows.text(5);
    charge.attempt = static_cast<int>(rows.integer(6));
    charge.amount = rows.money(7, 8);
    charge.state = rules::parse_charge_state(rows.view(9)).value_or(rules::ChargeState::unknown);
    charge.reason = rows.text(10);
    charge.provider = rows.text(11);
    charge.business_date = rows.date(12);
    if (!rows.is_null(13))
        charge.sent_at = Timestamp::parse(rows.view(13));
    charge.vat_treatment = rows.text(14);
    charge.provider_reference = rows.text(15);
    return charge;
}

std::vector<Charge> charges_of(Database& database, Rows ids)
{
    std::vector<Charge> charges;
    while (ids.next())
        charges.push_back(find_charge(database, ids.integer(0)).value());
    return charges;
}

void add_lines(Write& write, std::int64_t charge, const std::vector<ChargeLine>& lines)
{
    for (const auto& line : lines)
        write.database().run(R"sql(
            INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net,
                                     vat_rate, held)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1))sql",
                             charge, line.subscription, line.product, line.run, line.starts_on,
                             line.ends_on, line.net.minor(), line.vat_rate.hundredths_of_percent);
}

std::string hashed(const std::string& source)
{
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(source.data()), source.size(),
                       nullptr, 0);
    std::array<char, 33> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return hex.data();
}

} // namespace

void take_payment(Write& write, Charge& charge, const UnexplainedPayment& payment,
                  const std::vector<ChargeLine>& lines)
{
    charge.amount = payment.amount;
    charge.state = rules::ChargeState::unknown;
    adopt_charge(write, charge, lines);
    write.database().run(R"sql(UPDATE charge SET sent_at = ?2 WHERE id = ?1)sql", charge.id,
                         payment.made_at);
    settle_charge(write, charge.id, charge.state, charge.reason, payment.reference);
    if (!charge.reason.empty())
        keep_digest(write, charge.id, payment.pays_for);
    forget_unexplained_payment(write, charge.key);
    write.audit("charge/" + charge.key, "adopted", "",
                fmt::format("amount={}", money_text(payment.amount)));
}

std::string charge_key(std::string_view book_id, const Charge& charge)
{
    // A UUID's shape, since card providers want one: the payer, then a digest. Those who are
    // charged together lie together in each index of keys, here and at the partner.
    const auto source =
        fmt::format("{}|{}|{}|{}|{}|{}", book_id, rules::code_of(charge.kind), charge.payer,
                    charge.group_key, charge.amount.currency().code(), charge.attempt);
    const auto hash = hashed(source);
    const auto digest = std::string_view{hash}.substr(0, 24);
    return fmt::format("{:08x}-{}-{}-{}-{}", static_cast<std::uint32_t>(charge.payer),
                       digest.substr(0, 4), digest.substr(4, 4), digest.substr(8, 4),
                       digest.substr(12, 12));
}

std::string digest_of_lines(std::vector<std::string> lines)
{
    if (lines.empty())
        return {};
    std::sort(lines.begin(), lines.end());
    return hashed(fmt::format("{}", fmt::join(lines, "\n")));
}

std::optional<std::int64_t> payer_of_key(std::string_view key)
{
    constexpr std::size_t digits = 8;
    std::uint32_t payer = 0;
    if (key.size() <= digits || key[digits] != '-')
        return std::nullopt;
    const auto* end = key.data() + digits;
    const auto read = std::from_chars(key.data(), end, payer, 16);
    if (read.ec != std::errc{} || read.ptr != end)
        return std::nullopt;
    return payer;
}

std::vector<int> attempts_known(std::string_view book_id, Charge charge,
                                const std::function<bool(const std::string&)>& is_known)
{
    std::vector<int> known;
    for (charge.attempt = 1; charge.attempt <= most_attempts; ++charge.attempt)
        if (is_known(charge_key(book_id, charge)))
            known.push_back(charge.attempt);
    return known;
}

int next_attempt(Database& database, const Charge& charge)
{
    return 1 + static_cast<int>(database.integer(
                   R"sql(
        SELECT max(attempt) FROM charge
        WHERE payer = ?1 AND kind = ?2 AND group_key = ?3 AND currency = ?4)sql",
                   charge.payer, rules::code_of(charge.kind), charge.group_key,
                   charge.amount.currency().code()));
}

void adopt_charge(Write& write, Charge& charge, const std::vector<ChargeLine>& lines)
{
    if (charge.vat_treatment.empty() && charge.kind != rules::ChargeKind::card_test)
        throw Fault{FaultKind::bug,
                    fmt::format("a charge of payer {} has no VAT treatment", charge.payer)};
    charge.key = charge_key(write.book().id(), charge);
    charge.business_date = write.stamp().business_date;
    if (charge.state == rules::ChargeState::sent)
        charge.sent_at = write.stamp().real;
    charge.id = write.database().insert(
        R"sql(
        INSERT INTO charge (key, kind, payer, card, group_key, attempt, currency, amount, state,
                            provider, business_date, sent_at, vat_treatment)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        RETURNING id)sql",
        charge.key, rules::code_of(charge.kind), charge.payer, charge.card, charge.group_key,
        charge.attempt, charge.amount.currency().code(), charge.amount.minor(),
        rules::code_of(charge.state), charge.provider, charge.business_date, charge.sent_at,
        charge.vat_treatment);
    add_lines(write, charge.id, lines);
}

void keep_digest(Write& write, std::int64_t charge, std::string_view pays_for)
{
    if (!pays_for.empty())
        write.database().run(R"sql(UPDATE charge SET pays_for = ?2 WHERE id = ?1)sql", charge,
                             pays_for);
}

void explain_charge(Write& write, std::int64_t charge, std::string_view vat_treatment,
                    const std::vector<ChargeLine>& lines)
{
    write.database().run(R"sql(DELETE FROM charge_line WHERE charge = ?1)sql", charge);
    add_lines(write, charge, lines);
    write.database().run(R"sql(
        UPDATE charge SET state = 'unknown', reason = NULL, vat_treatment = ?2, pays_for = NULL
        WHERE id = ?1)sql",
                         charge, vat_treatment);
}

void mark_charge_sent(Write& write, std::int64_t charge)
{
    write.database().run(R"sql(
        UPDATE charge SET state = 'sent', sent_at = ?2 WHERE id = ?1)sql",
                         charge, write.stamp().real);
}

void mark_charge_maybe_sent(Write& write, std::int64_t charge, Timestamp since)
{
    write.database().run(R"sql(
        UPDATE charge SET state = 'unknown', sent_at = ?2 WHERE id = ?1)sql",
                         charge, since);
}

void mark_charge_not_sent(Write& write, std::int64_t charge)
{
    write.database().run(R"sql(
        UPDATE charge SET state = 'planned', sent_at = NULL WHERE id = ?1)sql",
                         charge);
}

void settle_charge(Write& write, std::int64_t charge, rules::ChargeState state,
                   std::string_view reason, std::string_view provider_reference)
{
    std::optional<std::string_view> why;
    std::optional<std::string_view> reference;
    std::optional<Date> settled_on;
    if (!reason.empty())
        why = reason;
    if (!provider_reference.empty())
        reference = provider_reference;
    if (rules::is_final(state))
        settled_on = write.stamp().business_date;
    write.database().run(R"sql(
        UPDATE charge SET state = ?2, reason = ?3,
               provider_reference = COALESCE(?4, provider_reference), settled_on = ?5
        WHERE id = ?1)sql",
                         charge, rules::code_of(state), why, reference, settled_on);
    if (!rules::holds_periods(state))
        write.database().run(R"sql(UPDATE charge_line SET held = 0 WHERE charge = ?1)sql", charge);
}

std::optional<Charge> find_charge(Database& database, std::int64_t id)
{
    auto rows = database.query(R"sql(
        SELECT id, key, kind, payer, card, group_key, attempt, amount, currency, state, reason,
               provider, business_date, sent_at, vat_treatment, COALESCE(provider_reference, '')
        FROM charge WHERE id = ?1)sql",
                               id);
    if (!rows.next())
        return std::nullopt;
    return charge_of(rows);
}

std::optional<Charge> find_charge_by_key(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(SELECT id FROM charge WHERE key = ?1)sql", key);
    if (!rows.next())
        return std::nullopt;
    return find_charge(database, rows.integer(0));
}

std::vector<ChargeLine> lines_of_charge(Database& database, std::int64_t charge)
{
    std::vector<ChargeLine> lines;
    auto rows = database.query(R"sql(
        SELECT l.subscription, l.product, l.run, l.starts_on, l.ends_on, l.net, c.currency,
               l.vat_rate
        FROM charge_line l JOIN charge c ON c.id = l.charge
        WHERE l.charge = ?1 ORDER BY l.subscription)sql",
                               charge);
    while (rows.next())
        lines.push_back({rows.integer(0), rows.integer(1), static_cast<int>(rows.integer(2)),
                         rows.date(3), rows.date(4), rows.money(5, 6),
                         VatRate{static_cast<int>(rows.integer(7))}});
    return lines;
}

bool each_open_charge(Database& database, rules::ChargeState state,
                      const std::function<bool(const Charge&)>& visit)
{
    constexpr int page = 500;
    std::int64_t last = 0;
    for (;;) {
        // Computed ids keep the planner on the index of what is open, which holds little, whatever
        // the number of charges.
        const auto charges =
            charges_of(database, database.query(R"sql(
            SELECT id FROM charge
            WHERE settled_on IS NULL AND state = ?1 AND id + 0 > ?2
            ORDER BY id + 0 LIMIT ?3)sql",
                                                rules::code_of(state), last, page));
        if (charges.empty())
            return true;
        last = charges.back().id;
        for (const auto& charge : charges)
            if (!visit(charge))
                return false;
    }
}

std::vector<Charge> attempts_of_group(Database& database, std::int64_t payer,
                                      std::string_view group, Currency currency)
{
    return charges_of(database, database.query(R"sql(
        SELECT id FROM charge
        WHERE payer = ?1 AND kind = 'renewal' AND group_key = ?2 AND currency = ?3
        ORDER BY attempt)sql",
                                               payer, group, currency.code()));
}

bool month_has_legacy_expiry(Database& database, std::int64_t payer, std::string_view month,
                             Currency currency)
{
    return database.integer(R"sql(
        SELECT count(*) FROM charge h JOIN charge_line l ON l.charge = h.id
        WHERE h.payer = ?1 AND h.kind = 'renewal' AND h.group_key = ?2 AND h.currency = ?3
          AND l.held = 1 AND l.starts_on NOT LIKE '%-01')sql",
                            payer, month, currency.code()) > 0;
}

std::vector<DunnedLine> dunned_lines(Database& database, std::int64_t payer, std::string_view month,
                                     Currency currency)
{
    std::vector<DunnedLine> lines;
    auto rows = database.query(R"sql(
        SELECT l.subscription, d.sent_on, d.failure_class
        FROM dunning_letter AS d JOIN dunning_letter_line AS l ON l.letter = d.id
        WHERE d.payer = ?1 AND d.month = ?2 AND d.currency = ?3
        ORDER BY d.ordinal, l.subscription)sql",
                               payer, month, currency.code());
    while (rows.next())
        lines.push_back({rows.integer(0), rows.date(1), rows.text(2)});
    return lines;
}

int add_dunning_letter(Write& write, std::int64_t payer, std::string_view month, Currency currency,
                       std::string_view failure_class, std::span<const std::int64_t> subscriptions)
{
    auto& database = write.database();
    const auto ordinal = 1 + database.integer(R"sql(
        SELECT count(*) FROM dunning_letter
        WHERE payer = ?1 AND month = ?2 AND currency = ?3)sql",
                                              payer, month, currency.code());
    const auto letter = database.insert(R"sql(
        INSERT INTO dunning_letter (payer, month, currency, ordinal, sent_on, failure_class)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        RETURNING id)sql",
                                        payer, month, currency.code(), ordinal,
                                        write.stamp().business_date, failure_class);
    for (const auto subscription : subscriptions)
        database.run(R"sql(
            INSERT INTO dunning_letter_line (letter, subscription) VALUES (?1, ?2))sql",
                     letter, subscription);
    return static_cast<int>(ordinal);
}

} // namespace duesday::store
