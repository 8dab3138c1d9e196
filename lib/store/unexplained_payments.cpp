#include "store/unexplained_payments.hpp"

#include "rules/subscription/lost_payment.hpp"
#include "store/charges.hpp"
#include "store/customers.hpp"
#include "store/payers.hpp"

namespace duesday::store {

void remember_unexplained_payment(Write& write, const UnexplainedPayment& payment)
{
    write.database().run(R"sql(
        INSERT INTO unexplained_payment (key, provider, provider_reference, currency, amount, state,
                                         made_at, found_on, provider_customer, payer_name,
                                         payer_email, pays_for)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (key) DO UPDATE SET state = excluded.state)sql",
                         payment.key, payment.provider, payment.reference,
                         payment.amount.currency().code(), payment.amount.minor(),
                         rules::code_of(payment.state), payment.made_at,
                         write.stamp().business_date, payment.provider_customer, payment.payer_name,
                         payment.payer_email, payment.pays_for);
}

void refund_unexplained_payment(Write& write, const UnexplainedPayment& payment)
{
    remember_unexplained_payment(write, payment);
    write.database().run(R"sql(
        UPDATE unexplained_payment SET refunded_on = ?2 WHERE key = ?1)sql",
                         payment.key, write.stamp().business_date);
}

void forget_unexplained_payment(Write& write, std::string_view key)
{
    write.database().run(R"sql(DELETE FROM unexplained_payment WHERE key = ?1)sql", key);
}

std::vector<std::int64_t> owners_of(Database& database, const UnexplainedPayment& payment)
{
    auto owners = owners_of(database, payment.provider, payment.provider_customer);
    if (owners.empty() && !payment.payer_email.empty())
        if (const auto owner = find_payer_by_email(database, payment.payer_email))
            owners.push_back(*owner);
    return owners;
}

std::vector<std::int64_t> makers_of(Database& database, const UnexplainedPayment& payment)
{
    auto makers = owners_of(database, payment);
    const auto named = payer_of_key(payment.key);
    if (makers.empty() && payment.provider_customer.empty() && named &&
        find_customer(database, *named))
        makers.push_back(*named);
    return makers;
}

rules::PaymentOwner owner_of(Database& database, const UnexplainedPayment& payment,
                             std::int64_t payer)
{
    return rules::owner_of_payment(!payment.provider_customer.empty(), owners_of(database, payment),
                                   payer);
}

namespace {

std::vector<UnexplainedPayment> payments_of(Rows rows)
{
    std::vector<UnexplainedPayment> payments;
    while (rows.next())
        payments.push_back(
            {rows.text(0), rows.text(1), rows.text(2), rows.money(3, 4),
             rules::parse_charge_state(rows.view(5)).value_or(rules::ChargeState::unknown),
             Timestamp::parse(rows.view(6)).value_or(Timestamp{}), rows.date(7),
             rows.optional_date(8), rows.text(9), rows.text(10), rows.text(11), rows.text(12)});
    return payments;
}

} // namespace

std::vector<UnexplainedPayment> unexplained_payments(Database& database)
{
    return payments_of(database.query(R"sql(
        SELECT key, provider, provider_reference, amount, currency, state, made_at, found_on,
               refunded_on, provider_customer, payer_name, payer_email, pays_for
        FROM unexplained_payment ORDER BY made_at, key)sql"));
}

std::vector<UnexplainedPayment> misfit_payments(Database& database)
{
    return payments_of(database.query(R"sql(
        SELECT key, provider, COALESCE(provider_reference, ''), amount, currency, state,
               COALESCE(sent_at, ''), business_date, CAST(NULL AS TEXT), '', '', '',
               COALESCE(pays_for, '')
        FROM charge WHERE settled_on IS NULL AND reason IN (?1, ?2) ORDER BY key)sql",
                                      rules::misfit::amount_differs,
                                      rules::misfit::pays_for_other));
}

} // namespace duesday::store
