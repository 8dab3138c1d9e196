// A basket: what one person wants to buy at once, what speaks against it, and what it costs.
#pragma once

#include "flow/renewal_plan.hpp"
#include "rules/invoice/totals.hpp"
#include "rules/invoice/vat.hpp"
#include "runtime/context.hpp"
#include "store/customers.hpp"
#include "store/installations.hpp"
#include "store/payers.hpp"
#include "store/products.hpp"
#include "store/subscription_lists.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace duesday::flow {

/// One "INSTALLATION:REFERENCE" of the command line.
struct Wish {
    std::string installation;
    std::string reference;
    std::string text() const { return installation + ":" + reference; }
};
/// Fault(usage) where it is not of that form.
Wish parse_wish(const std::string& text);

struct BasketItem {
    store::InstallationRow installation;
    store::ProductRow product;
    store::ProductRow renews_as; ///< D8
    Date expires_on;             ///< if it is bought today (SUB-100)
    /// Holds the place still, though its date has passed: its end is recorded first (D17).
    std::optional<Ending> ends;
};

struct BasketRefusal {
    std::string subject; ///< the wish, or the payer
    std::string reason;
    std::string text;
    bool not_permitted = false; ///< 77 rather than 65
};

struct Basket {
    store::Payer payer;
    std::vector<BasketItem> items; ///< of the wishes that name something
    std::vector<BasketRefusal> refusals;
    rules::VatDecision vat;
    rules::Totals totals;

    runtime::Plan plan(Date today) const;
};

/// Looks everything up and asks the rules; changes nothing. `renewals` says what renew would end.
Basket fill_basket(runtime::Context& context, const RenewalPlanning& renewals,
                   const store::CustomerRow& actor, const std::vector<Wish>& wishes);

} // namespace duesday::flow
