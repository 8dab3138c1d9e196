// Cards: one a customer, the last wins.

#include "flow/card_provider.hpp"
#include "flow/import_kind.hpp"
#include "rules/customer/card.hpp"
#include "store/import_customers.hpp"
#include "store/subscriptions.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using intake::Problem;
using intake::Row;

class CardsImport final : public KindImport {
public:
    explicit CardsImport(const ImportScope& scope)
        : scope_{scope}, last_id_{store::last_card_id(scope.database())}, customers_{scope.write}
    {
    }

    Loaded take(const Row& row, const Place&, std::vector<Problem>& problems) override
    {
        const auto* customer = customers_.find("customer", customer_.text(row), problems);
        const store::CardContent card{
            std::string{provider_.text(row)}, std::string{provider_customer_.text(row)},
            std::string{mandate_.text(row)},  std::string{brand_.text(row)},
            std::string{last4_.text(row)},    std::string{expires_.text(row)}};
        check_provider(card, problems);
        if (customer == nullptr || !problems.empty())
            return Loaded::bad;
        return store_card(customer->id, card);
    }

    void finish(const Settle&) override
    {
        store::each_changed_card(
            scope_.database(), last_id_, [&](const store::ChangedCard& changed) {
                store::Changes changes;
                changes.field("provider", changed.before.provider, changed.after.provider)
                    .field("provider_customer", changed.before.provider_customer,
                           changed.after.provider_customer)
                    .field("mandate", changed.before.mandate, changed.after.mandate)
                    .field("brand", changed.before.brand, changed.after.brand)
                    .field("last4", changed.before.last4, changed.after.last4)
                    .field("expires", changed.before.expires, changed.after.expires);
                scope_.write.audit("card/" + changed.customer_key, "import", changes);
                store::make_payer_due(scope_.write, changed.customer, scope_.today);
            });
    }

    std::int64_t taken_back() const override { return taken_back_; }

private:
    /// A sandbox book has the cards of the test key that it is set up with: what that key stands
    /// for is live where the key is, and then nothing is loaded.
    bool has_test_key_of(const std::string& provider)
    {
        const auto& config = scope_.config;
        if (!runtime::has_card_provider(config) || provider != config.cards.provider)
            return false;
        if (!has_test_key_)
            has_test_key_ = !fitting_card_key(config, scope_.mode).empty();
        return has_test_key_;
    }

    void check_provider(const store::CardContent& card, std::vector<Problem>& problems)
    {
        const bool is_sandbox = card.provider == "sandbox";
        if (scope_.mode == store::Mode::sandbox && !is_sandbox && !has_test_key_of(card.provider))
            problems.push_back({"provider", "sandbox_provider",
                                "this is a sandbox book; it takes cards of the provider sandbox, "
                                "and of the one that is set up under [cards] with a test key"});
        else if (scope_.mode == store::Mode::live && is_sandbox)
            problems.push_back(
                {"provider", "live_provider", "this is a live book; it takes no sandbox cards"});
        else if (is_sandbox && !rules::is_sandbox_mandate(card.mandate))
            problems.push_back({"mandate", "unknown_mandate",
                                fmt::format("{} is no sandbox mandate; ok, declined:<reason>, "
                                            "unknown, unknown-failed, pending or ok-after:<n> "
                                            "expected",
                                            intake::shown(card.mandate))});
    }

    Loaded store_card(std::int64_t customer, const store::CardContent& card)
    {
        const auto current = store::imported_current_card(scope_.database(), customer);
        if (current && current->content == card)
            return Loaded::unchanged;
        if (current && current->id > last_id_) {
            // A second card in one import that leads back to what was there: nothing has changed,
            // else a repeat of the file would make new cards of old ones.
            const auto before = store::card_up_to(scope_.database(), customer, last_id_);
            if (before && before->content == card) {
                taken_back_ += store::drop_cards_after(scope_.write, customer, last_id_);
                return Loaded::unchanged;
            }
        }
        // The mandates of the sandbox are words, and were looked at with the row.
        store::add_card(scope_.write, customer, card, scope_.today, card.provider == "sandbox");
        return current ? Loaded::changed : Loaded::added;
    }

    const ImportScope& scope_;
    std::int64_t last_id_;
    std::int64_t taken_back_ = 0;
    bool has_test_key_ = false; ///< was read, and fits
    CustomerReferences customers_;
    CellOf customer_{scope_.schema, "customer"}, provider_{scope_.schema, "provider"},
        provider_customer_{scope_.schema, "provider_customer"}, mandate_{scope_.schema, "mandate"},
        brand_{scope_.schema, "brand"}, last4_{scope_.schema, "last4"},
        expires_{scope_.schema, "expires"};
};

} // namespace

std::unique_ptr<KindImport> import_cards(const ImportScope& scope)
{
    return std::make_unique<CardsImport>(scope);
}

} // namespace duesday::flow
