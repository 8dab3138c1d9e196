// Cards that customers enter on their provider's page: begun by subscribe card, completed by
// poll-confirmations (SUB-049, SUB-110).
#pragma once

#include "flow/catalogue.hpp"
#include "flow/charge_settlement.hpp"
#include "partner/card_entry.hpp"
#include "partner/card_gateway.hpp"
#include "rules/customer/card.hpp"
#include "runtime/context.hpp"
#include "store/card_entries.hpp"
#include "store/customers.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::flow {

class CardEntries {
public:
    /// `gateway` has a CardEntry.
    CardEntries(runtime::Context& context, partner::CardGateway& gateway,
                const Catalogue& catalogue);

    /// Gives the address where the customer enters a card: of the page that is open already, or of
    /// a new one, whose first payment is `test_amount`. An open page that asks for another amount
    /// is cancelled, where the provider lets it.
    void begin(const store::CustomerRow& customer, Money test_amount);

    /// Takes over a page that the lost book was given and this copy does not know: its card, or
    /// that it is open. A person is told where nobody can say whose it is.
    void adopt(const partner::ProviderPayment& page);

    /// Asks about every page that is open, and takes over the cards that were entered.
    void poll();

private:
    enum class Asked { open, registered, failed };
    /// How a customer learns that a card cannot be used.
    enum class Hears {
        here, ///< from the command, which is theirs
        by_letter,
    };

    void start(store::CardEntryRow entry, const store::CustomerRow& customer);
    /// What became of a page.
    Asked ask(const store::CardEntryRow& entry, const std::string& customer, Hears hears);
    Asked take_over(const store::CardEntryRow& entry, const std::string& customer,
                    const partner::EnteredCard& card, Hears hears);
    /// The page that is open already, or what became of it where it asks for another amount.
    Asked go_on_with(const store::CardEntryRow& entry, const std::string& customer,
                     Money test_amount);
    /// Ends it, so that another page may take its place: still open where the provider does not
    /// let it, or may have been paid.
    Asked replace(const store::CardEntryRow& entry, const std::string& customer, Hears hears);
    /// Whose page it is, where that is certain.
    std::optional<store::CustomerRow> owner_of(const partner::ProviderPayment& page);
    void report_lost(const partner::ProviderPayment& page, std::string_view why);
    /// A card that cannot be used: let go at the provider first, kept in the history, and told by
    /// letter unless the customer hears of it here.
    Asked let_go(const store::CardEntryRow& entry, const std::string& customer,
                 const partner::EnteredCard& card, rules::CardProblem problem, Hears hears);
    void report_failed(const std::string& customer, const std::string& reason,
                       const std::string& text);
    /// D20: the day on which its customer entered it, not on which we asked.
    Date entered_on(const partner::EnteredCard& card) const;
    void fail(const store::CardEntryRow& entry, const std::string& customer,
              const std::string& reason, const std::string& text);
    void record_failed(const store::CardEntryRow& entry, const std::string& customer,
                       const std::string& reason);
    void report_open(const store::CardEntryRow& entry, const std::string& customer);
    bool may_be_repeated(const store::CardEntryRow& entry) const;

    runtime::Context& context_;
    store::Database& database_;
    partner::CardGateway& gateway_;
    const Catalogue& catalogue_;
    partner::CardEntry& entry_;
    ChargeSettlement settlement_;
};

} // namespace duesday::flow
