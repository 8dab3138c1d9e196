// The catalogue.
#pragma once

#include "base/money.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

struct ProductRow {
    std::int64_t id = 0;
    std::string reference; ///< TSF and five digits (SUB-013)
    std::string service;
    std::string name;
    int term_years = 1;
    Money price;                      ///< net of VAT (D22)
    bool needs_configuration = false; ///< SUB-030
    std::optional<std::string> renew_as;
};

/// By its reference or, for a legacy one such as TDS16120, by its alias (SUB-014).
std::optional<ProductRow> find_product(Database& database, std::string_view reference_or_alias);
std::optional<ProductRow> find_product(Database& database, std::int64_t id);

/// What `product` renews as (D8): the product that `renew_as` names, else itself; itself too where
/// the catalogue does not have the named one.
ProductRow renewal_product(Database& database, const ProductRow& product);

} // namespace duesday::store
