#include "flow/catalogue.hpp"

#include "base/fault.hpp"
#include "rules/subscription/product.hpp"
#include "store/lost_row.hpp"

#include <fmt/format.h>

namespace duesday::flow {

Catalogue::Catalogue(store::Database& database)
{
    for (auto& product : store::all_products(database)) {
        references_.emplace(product.reference, product.id);
        products_.emplace(product.id, std::move(product));
    }
}

const store::ProductTerms& Catalogue::by_id(std::int64_t product) const
{
    const auto found = products_.find(product);
    if (found == products_.end())
        store::report_lost_row("product", product);
    return found->second;
}

const store::ProductTerms* Catalogue::by_reference(std::string_view reference) const
{
    const auto found = references_.find(std::string{reference});
    return found == references_.end() ? nullptr : &by_id(found->second);
}

const store::ProductTerms& Catalogue::renewal_of(std::int64_t product) const
{
    const auto& present = by_id(product);
    const auto* next = present.renew_as.empty() ? nullptr : by_reference(present.renew_as);
    return next != nullptr ? *next : present;
}

store::AnnouncedTerms
Catalogue::next_terms(std::int64_t product,
                      const std::optional<store::AnnouncedTerms>& announced) const
{
    if (announced)
        return *announced;
    const auto& next = renewal_of(product);
    return {next.id, next.price, next.term_years};
}

} // namespace duesday::flow
