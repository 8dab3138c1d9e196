// The catalogue in bulk.
#pragma once

#include "base/money.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct ImportedProduct {
    std::int64_t id = 0;
    std::string reference, service, name;
    int term_years = 1;
    Money price; ///< net of VAT (D22)
    bool needs_configuration = false;
    std::optional<std::string> renew_as;
    std::vector<std::string> aliases; ///< in alphabetical order
};

/// The whole catalogue, aliases included, by id: there are dozens, not millions.
std::vector<ImportedProduct> imported_products(Database& database);
/// With its aliases; the reference must be new.
void add_product(Write& write, const ImportedProduct& product);
void overwrite_product(Write& write, const ImportedProduct& product);
bool is_subscribed_to(Database& database, std::int64_t product);
/// Renewals that were announced at another price, term or currency and are still to come (D22).
std::int64_t announced_at_other_terms(Database& database, const ImportedProduct& product);

} // namespace duesday::store
