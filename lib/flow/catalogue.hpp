// The products by id and reference, loaded once a run: there are dozens, not millions.
#pragma once

#include "store/subscriptions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace duesday::flow {

class Catalogue {
public:
    explicit Catalogue(store::Database& database);

    const store::ProductTerms& by_id(std::int64_t product) const;
    const store::ProductTerms* by_reference(std::string_view reference) const;
    /// What a renewal of this product continues with (D8); itself where `renew_as` names nothing
    /// that is sold.
    const store::ProductTerms& renewal_of(std::int64_t product) const;
    /// The terms of the period after one of this product: as announced (D22), else as sold today.
    store::AnnouncedTerms
    next_terms(std::int64_t product,
               const std::optional<store::AnnouncedTerms>& announced = std::nullopt) const;

private:
    std::unordered_map<std::int64_t, store::ProductTerms> products_;
    std::unordered_map<std::string, std::int64_t> references_;
};

} // namespace duesday::flow
