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

namespace duesday::flow {

class CardEntries {
public:
    /// `gateway` has a CardEntry.
    CardEntries(runtime::Context& context, partner::CardGateway& gateway,
                const Catalogue& catalogue);

    /// Gives the address where the customer enters a card: of the page that is open already, or of
    /// a new one, whose first payment is `test_amount`.
    void begin(const store::CustomerRow& customer, Money test_amount);

    /// Asks about every page that is open, and takes over the cards that were entered.
    void poll();

private:
    enum class Asked { open, registered, failed };

    void start(store::CardEntryRow entry, const store::CustomerRow& customer);
    /// What became of a page. `is_heard`: the customer hears of it from the command that asks.
    Asked ask(const store::CardEntryRow& entry, const std::string& customer, bool is_heard);
    Asked take_over(const store::CardEntryRow& entry, const std::string& customer,
                    const partner::EnteredCard& card, bool is_heard);
    /// A card that cannot be used: let go at the provider first, kept in the history, and told by
    /// letter unless the customer hears of it here.
    Asked let_go(const store::CardEntryRow& entry, const std::string& customer,
                 const partner::EnteredCard& card, rules::CardProblem problem, bool is_heard);
    void report_failed(const std::string& customer, const std::string& reason,
                       const std::string& text);
    /// D20: the day on which its customer entered it, not on which we asked.
    Date entered_on(const partner::EnteredCard& card) const;
    void fail(const store::CardEntryRow& entry, const std::string& customer,
              const std::string& reason, const std::string& text);
    void report_open(const store::CardEntryRow& entry, const std::string& customer);
    bool may_be_repeated(const store::CardEntryRow& entry) const;

    runtime::Context& context_;
    store::Database& database_;
    partner::CardGateway& gateway_;
    partner::CardEntry& entry_;
    ChargeSettlement settlement_;
};

} // namespace duesday::flow
