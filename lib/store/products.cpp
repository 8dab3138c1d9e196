#include "store/products.hpp"

#include "rules/subscription/product.hpp"

namespace duesday::store {

namespace {

std::optional<ProductRow> first_of(Rows rows)
{
    if (!rows.next())
        return std::nullopt;
    ProductRow row;
    row.id = rows.integer(0);
    row.reference = rows.text(1);
    row.service = rows.text(2);
    row.name = rows.text(3);
    row.term_years = static_cast<int>(rows.integer(4));
    row.price = rows.money(5, 6);
    row.needs_configuration = rows.boolean(7);
    row.renew_as = rows.optional_text(8);
    return row;
}

} // namespace

std::optional<ProductRow> find_product(Database& database, std::string_view reference_or_alias)
{
    return first_of(database.query(R"sql(
        SELECT id, reference, service, name, term_years, price, currency, needs_configuration,
               renew_as
        FROM product
        WHERE id = COALESCE((SELECT id FROM product WHERE reference = ?1),
                            (SELECT product FROM product_alias WHERE alias = ?1)))sql",
                                   reference_or_alias));
}

std::optional<ProductRow> find_product(Database& database, std::int64_t id)
{
    return first_of(database.query(R"sql(
        SELECT id, reference, service, name, term_years, price, currency, needs_configuration,
               renew_as
        FROM product WHERE id = ?1)sql",
                                   id));
}

ProductRow renewal_product(Database& database, const ProductRow& product)
{
    const auto reference = rules::renewal_reference(product.reference, product.renew_as);
    if (reference == product.reference)
        return product;
    return find_product(database, reference).value_or(product);
}

} // namespace duesday::store
