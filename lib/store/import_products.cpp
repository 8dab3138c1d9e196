#include "store/import_products.hpp"

namespace duesday::store {

namespace {

void write_aliases(Write& write, std::int64_t product, const std::vector<std::string>& aliases)
{
    auto& database = write.database();
    database.run(R"sql(DELETE FROM product_alias WHERE product = ?1)sql", product);
    for (const auto& alias : aliases)
        database.run(R"sql(INSERT INTO product_alias (alias, product) VALUES (?1, ?2))sql", alias,
                     product);
}

} // namespace

std::vector<ImportedProduct> imported_products(Database& database)
{
    std::vector<ImportedProduct> products;
    {
        auto rows = database.query(R"sql(
            SELECT id, reference, service, name, term_years, price, currency, needs_configuration,
                   renew_as
            FROM product ORDER BY id)sql");
        while (rows.next())
            products.push_back({rows.integer(0),
                                rows.text(1),
                                rows.text(2),
                                rows.text(3),
                                static_cast<int>(rows.integer(4)),
                                rows.money(5, 6),
                                rows.boolean(7),
                                rows.optional_text(8),
                                {}});
    }
    for (auto& product : products) {
        auto rows = database.query(R"sql(
            SELECT alias FROM product_alias WHERE product = ?1 ORDER BY alias)sql",
                                   product.id);
        while (rows.next())
            product.aliases.push_back(rows.text(0));
    }
    return products;
}

void add_product(Write& write, const ImportedProduct& product)
{
    const auto id = write.database().insert(
        R"sql(
        INSERT INTO product (reference, service, name, term_years, price, currency,
                             needs_configuration, renew_as)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        RETURNING id)sql",
        product.reference, product.service, product.name, product.term_years, product.price.minor(),
        product.price.currency().code(), product.needs_configuration, product.renew_as);
    write_aliases(write, id, product.aliases);
}

void overwrite_product(Write& write, const ImportedProduct& product)
{
    write.database().run(R"sql(
        UPDATE product
        SET service = ?2, name = ?3, term_years = ?4, price = ?5, currency = ?6,
            needs_configuration = ?7, renew_as = ?8
        WHERE id = ?1)sql",
                         product.id, product.service, product.name, product.term_years,
                         product.price.minor(), product.price.currency().code(),
                         product.needs_configuration, product.renew_as);
    write_aliases(write, product.id, product.aliases);
}

bool is_subscribed_to(Database& database, std::int64_t product)
{
    auto rows = database.query(R"sql(
        SELECT id FROM subscription_record WHERE product = ?1 LIMIT 1)sql",
                               product);
    return rows.next();
}

std::int64_t announced_at_other_terms(Database& database, const ImportedProduct& product)
{
    return database.integer(R"sql(
        SELECT count(*)
        FROM announcement AS a
        JOIN subscription AS s ON s.id = a.subscription AND s.expires_on = a.expires_on
                              AND s.purchaser = a.purchaser
        WHERE a.product = ?1 AND a.price IS NOT NULL AND s.standing = 'running' AND s.renewal = 1
          AND (a.price <> ?2 OR a.currency <> ?3 OR a.term_years <> ?4))sql",
                            product.id, product.price.minor(), product.price.currency().code(),
                            product.term_years);
}

} // namespace duesday::store
