// Subscriptions: what runs where, until when, and who pays.

#include "store/import_subscriptions.hpp"

#include "flow/imported_service.hpp"
#include "flow/known_subscriptions.hpp"
#include "rules/subscription/due.hpp"
#include "rules/subscription/product.hpp"
#include "rules/subscription/purchase.hpp"
#include "store/import_places.hpp"
#include "store/import_products.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace duesday::flow {

namespace {

using intake::Problem;
using intake::Row;
using Problems = std::vector<Problem>;

/// The worked example's reference for Voice Control, wherever the catalogue does not say otherwise
/// (SUB-014).
constexpr std::string_view voice_alias = "TDS16120";
constexpr std::string_view voice_reference = "TSF12125";

class SubscriptionsImport final : public KindImport {
public:
    explicit SubscriptionsImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_subscription_id(scope.database())}, customers_{
                                                                                   scope.write}
    {
        for (const auto& product : store::imported_products(scope.database())) {
            const Product known{product.id, product.reference, product.service};
            products_.insert_or_assign(product.reference, known);
            for (const auto& alias : product.aliases)
                products_.insert_or_assign(alias, known);
        }
        if (const auto voice = products_.find(voice_reference); voice != products_.end())
            products_.emplace(voice_alias, voice->second);
    }

    Loaded take(const Row& row, const Place& place, Problems& problems) override
    {
        WantedSubscription wanted;
        resolve(row, wanted, problems);
        if (!problems.empty())
            return Loaded::bad;
        warn_of_early_purchase(wanted, place);
        auto& content = wanted.content;
        if (store::add_subscription(scope_.write, content)) {
            customers_.let_act(*wanted.purchaser);
            note_added(row, wanted);
            return Loaded::added;
        }
        const auto stored = store::imported_subscription(scope_.database(), content.number);
        if (!stored) {
            problems.push_back(place_taken(scope_, content));
            return Loaded::bad;
        }
        if (seen_.meets_again(stored->id)) {
            problems.push_back(duplicate_key("subscription", content.number));
            return Loaded::bad;
        }
        const auto loaded = update(*stored, wanted, place, problems);
        if (loaded == Loaded::changed)
            tell_cloud_of_change(scope_, std::string{installation_.text(row)}, *stored, wanted);
        return loaded;
    }

    bool add_together(std::size_t file, std::span<const Row> rows) override
    {
        std::array<WantedSubscription, rows_together> wanted;
        if (has_met_known_ || rows.size() != wanted.size() || !resolve_all(rows, wanted))
            return false;
        std::array<store::SubscriptionContent, rows_together> contents;
        std::ranges::transform(wanted, contents.begin(), &WantedSubscription::content);
        if (!store::add_subscriptions(scope_.write, contents)) {
            has_met_known_ = true;
            return false;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            warn_of_early_purchase(wanted[i], {file, rows[i].line});
            customers_.let_act(*wanted[i].purchaser);
            note_added(rows[i], wanted[i]);
        }
        return true;
    }

    void finish(const Settle&) override
    {
        if (has_put_off_indexes_)
            store::make_indexes(scope_.write);
    }

private:
    /// False where one of them has a problem, which it is told of when it is taken by itself.
    bool resolve_all(std::span<const Row> rows, std::span<WantedSubscription> wanted)
    {
        Problems problems;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            resolve(rows[i], wanted[i], problems);
            if (!problems.empty())
                return false;
            // Two who begin to act under one e-mail: the second is refused once the first does.
            const auto& purchaser = *wanted[i].purchaser;
            for (std::size_t k = 0; k < i && !purchaser.acts; ++k)
                if (const auto& other = *wanted[k].purchaser;
                    other.id != purchaser.id && other.email_key == purchaser.email_key)
                    return false;
        }
        return true;
    }

    void warn_of_early_purchase(const WantedSubscription& wanted, const Place& place) const
    {
        if (rules::predates_platform(wanted.content.bought_on))
            scope_.warn(place, {"bought_on", "predates_platform",
                                fmt::format("{} was bought before the platform began, in September "
                                            "2019",
                                            wanted.content.number)});
    }

    void note_added(const Row& row, const WantedSubscription& wanted)
    {
        const auto& content = wanted.content;
        if (wanted.notified_for)
            store::note_announcement(scope_.write,
                                     store::subscription_id(scope_.database(), content.number),
                                     *wanted.notified_for, content.purchaser);
        tell_cloud_of_successor(scope_, std::string{installation_.text(row)}, wanted,
                                seen_.last_id());
        // From here on more rows are new than were there: sorting them all once is cheaper.
        constexpr std::int64_t worth_it = 20'000;
        if (++added_ != std::max(worth_it, seen_.last_id()))
            return;
        store::put_off_indexes(scope_.write);
        has_put_off_indexes_ = true;
    }

    struct Product {
        std::int64_t id = 0;
        std::string reference, service;
    };

    void resolve(const Row& row, WantedSubscription& wanted, Problems& problems)
    {
        auto& content = wanted.content;
        content.number = key_.text(row);
        content.renewal = renewal_.in(row).text == "on" || renewal_.in(row).text == "true";
        if (!resolve_days(row, wanted, problems))
            return;
        check_origin(row, problems);
        const auto reference = reference_.text(row);
        if (const auto product = products_.find(reference); product != products_.end()) {
            content.product = product->second.id;
            content.service = product->second.service;
            wanted.reference = product->second.reference;
        } else {
            problems.push_back({"reference", "unknown_product",
                                fmt::format("there is no product {}; load products first",
                                            intake::shown(reference))});
        }
        const auto installation = installation_.text(row);
        if (const auto id = installation_id(installation))
            content.installation = *id;
        else
            problems.push_back({"installation", "unknown_installation",
                                fmt::format("there is no installation {}; load installations first",
                                            intake::shown(installation))});
        wanted.purchaser = customers_.find_purchaser(purchaser_.text(row), problems);
        if (wanted.purchaser == nullptr)
            return;
        content.purchaser = wanted.purchaser->id;
        if (const auto other = customers_.may_act(*wanted.purchaser); !other.empty())
            problems.push_back(email_taken("purchaser", wanted.purchaser->email_key, other));
        content.is_lapsed = content.expires_on < scope_.today;
        content.due_on = due_on(wanted, wanted.notified_for == content.expires_on);
    }

    /// The rows of an installation often stand together.
    std::optional<std::int64_t> installation_id(std::string_view key)
    {
        if (key != last_installation_ || !last_installation_id_) {
            last_installation_ = key;
            last_installation_id_ = store::installation_id(scope_.database(), key);
        }
        return last_installation_id_;
    }

    bool resolve_days(const Row& row, WantedSubscription& wanted, Problems& problems) const
    {
        auto& content = wanted.content;
        const auto bought_on = day_of(row, bought_on_, "bought_on", problems);
        const auto expires_on = day_of(row, expires_on_, "expires_on", problems);
        const auto starts_on = day_of(row, starts_on_, "starts_on", problems);
        wanted.notified_for = day_of(row, notified_for_, "notified_for", problems);
        if (!bought_on || !expires_on || !problems.empty())
            return false;
        wanted.has_start = starts_on.has_value();
        wanted.says_start = starts_on_.in(row).is_given();
        content.bought_on = *bought_on;
        content.starts_on = starts_on.value_or(*bought_on);
        content.expires_on = *expires_on;
        if (content.starts_on < content.bought_on)
            problems.push_back({"starts_on", "days_out_of_order",
                                fmt::format("{} is before bought_on, {}", content.starts_on.iso(),
                                            content.bought_on.iso())});
        if (content.expires_on < content.starts_on)
            problems.push_back({"expires_on", "days_out_of_order",
                                fmt::format("{} is before the first day, {}",
                                            content.expires_on.iso(), content.starts_on.iso())});
        if (wanted.notified_for && content.expires_on < *wanted.notified_for)
            problems.push_back({"notified_for", "notified_too_far",
                                fmt::format("{} is after expires_on, {}",
                                            wanted.notified_for->iso(), content.expires_on.iso())});
        return problems.empty();
    }

    void check_origin(const Row& row, Problems& problems) const
    {
        const auto origin = origin_.text(row);
        if (origin.empty() || origin == "import" || origin == "platform")
            return;
        if (origin == "distributor" || origin == "purchase_order")
            problems.push_back({"origin", "channel_not_offered",
                                "subscriptions are bought through the platform only, not by "
                                "purchase order or from a distributor (SUB-019)"});
        else
            problems.push_back(
                {"origin", "unknown_origin",
                 fmt::format("{}; import, platform or nothing expected", intake::shown(origin))});
    }

    /// When renew has to look at it, as long as no charge of ours is about.
    std::optional<Date> due_on(const WantedSubscription& wanted, bool announced)
    {
        if (wanted.content.is_lapsed)
            return std::nullopt;
        facts_.renewal = wanted.content.renewal;
        facts_.expires_on = wanted.content.expires_on;
        facts_.announced = announced;
        return rules::next_due(facts_, policy_);
    }

    Loaded update(const store::ImportedSubscription& stored, WantedSubscription& wanted,
                  const Place& place, Problems& problems)
    {
        auto& content = wanted.content;
        if (!wanted.says_start && stored.bought_on == content.bought_on)
            content.starts_on = stored.starts_on;
        check_changes(stored, wanted, problems);
        if (problems.empty())
            keep_what_happened(scope_, stored, wanted, place);
        const bool is_kept = content.purchaser != wanted.purchaser->id;
        // Its end is recorded where the file moves it, else by renew, which tells people.
        const bool was_lapsed = stored.standing == rules::Standing::lapsed;
        content.is_lapsed = content.expires_on == stored.expires_on
                                ? was_lapsed
                                : content.expires_on < scope_.today;
        if (problems.empty() && was_lapsed && !content.is_lapsed &&
            store::place_holder(scope_.database(), content.installation, content.service))
            problems.push_back(place_taken(scope_, content));
        if (!problems.empty())
            return Loaded::bad;

        store::Changes changes;
        changes.field("reference", stored.reference, wanted.reference)
            .field("purchaser", stored.purchaser_key,
                   is_kept ? stored.purchaser_key : wanted.purchaser->key)
            .field("bought_on", stored.bought_on.iso(), content.bought_on.iso())
            .field("starts_on", stored.starts_on.iso(), content.starts_on.iso())
            .field("expires_on", stored.expires_on.iso(), content.expires_on.iso())
            .field("renewal", stored.renewal ? "on" : "off", content.renewal ? "on" : "off");
        // The one in the file was told, whoever pays now.
        const bool is_notified =
            wanted.notified_for && !store::is_announced(scope_.database(), stored.id,
                                                        *wanted.notified_for, wanted.purchaser->id);
        if (is_notified)
            changes.field("notified_for", "", wanted.notified_for->iso());
        if (changes.empty())
            return Loaded::unchanged;
        if (is_notified)
            store::note_announcement(scope_.write, stored.id, *wanted.notified_for,
                                     wanted.purchaser->id);
        content.due_on = due_after_change(stored, wanted);
        store::overwrite_subscription(scope_.write, stored.id, content);
        if (!is_kept)
            customers_.let_act(*wanted.purchaser);
        scope_.write.audit(fmt::format("subscription/{}", content.number), "import", changes);
        return Loaded::changed;
    }

    std::optional<Date> due_after_change(const store::ImportedSubscription& stored,
                                         const WantedSubscription& wanted)
    {
        const auto& content = wanted.content;
        const bool same_period = stored.expires_on == content.expires_on &&
                                 stored.purchaser == content.purchaser &&
                                 stored.renewal == content.renewal;
        // A charge that is open or was declined has its own days; they are about what did not
        // change. Where it did, renew looks at once and works out the next day.
        if (stored.is_payment_open || (stored.is_declined && same_period))
            return stored.due_on;
        if (stored.is_declined && content.renewal && stored.purchaser == content.purchaser &&
            stored.expires_on == content.expires_on)
            return scope_.today;
        return due_on(wanted, store::is_announced(scope_.database(), stored.id, content.expires_on,
                                                  content.purchaser));
    }

    const ImportScope& scope_;
    SeenRows seen_;
    std::int64_t added_ = 0;
    bool has_put_off_indexes_ = false;
    bool has_met_known_ = false; ///< a row was not new: others will not be either
    CustomerReferences customers_;
    std::string last_installation_;
    std::optional<std::int64_t> last_installation_id_;
    std::map<std::string, Product, std::less<>> products_;
    rules::RenewalFacts facts_;
    rules::RenewalPolicy policy_;
    CellOf key_{scope_.schema, "subscription"}, installation_{scope_.schema, "installation"},
        reference_{scope_.schema, "reference"}, purchaser_{scope_.schema, "purchaser"},
        bought_on_{scope_.schema, "bought_on"}, expires_on_{scope_.schema, "expires_on"},
        renewal_{scope_.schema, "renewal"}, starts_on_{scope_.schema, "starts_on"},
        notified_for_{scope_.schema, "notified_for"}, origin_{scope_.schema, "origin"};
};

} // namespace

std::unique_ptr<KindImport> import_subscriptions(const ImportScope& scope)
{
    return std::make_unique<SubscriptionsImport>(scope);
}

} // namespace duesday::flow
