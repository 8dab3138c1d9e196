// Cards through Mollie's API v2 (PARTNERS 1).
#pragma once

#include "base/timestamp.hpp"
#include "partner/card_gateway.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace duesday::partner {

inline constexpr std::string_view mollie_url = "https://api.mollie.com/v2";

struct MollieSettings {
    std::string url{mollie_url}; ///< without a slash at its end
    std::string key;             ///< "test_..." or "live_..."
    std::string book_id;         ///< stands in each payment's metadata
    std::string redirect_url;    ///< where a customer comes back to; needed to enter cards
    std::string ca_file;         ///< empty: whom the system trusts
    std::string proxy;           ///< empty: none
    int side_by_side = 16;
    int connect_ms = 5'000;
    int total_ms = 30'000;                    ///< for one call
    int budget_ms = 60'000;                   ///< for one call with its repetitions and waits
    int tries = 3;                            ///< calls with one key at most, in a row
    int first_wait_ms = 500;                  ///< before the second one; then twice as long
    std::function<std::int64_t()> elapsed_ms; ///< for the budget; needed
    std::function<bool()> stop_requested;     ///< empty: never; then no charge is begun any more
    std::function<void(const std::string&)> trace; ///< empty: none; what it is told is masked
};

/// The provider "mollie". A call that ends without an answer is repeated with the same key and the
/// same bytes inside the budget; 409, 429 and 503 are waited for. The first 401 or 403 ends all
/// calls: Fault(bad_setup), once those in flight are answered.
std::unique_ptr<CardGateway> make_mollie_cards(MollieSettings settings);

} // namespace duesday::partner
