// The catalogue. A product may renew as one that stands later in the file, so rows are decided at
// the end; there are dozens, not millions.

#include "store/import_products.hpp"

#include "base/fault.hpp"
#include "flow/import_kind.hpp"
#include "rules/subscription/product.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::flow {

namespace {

using intake::Problem;
using intake::Row;
using store::ImportedProduct;

constexpr std::size_t most_products = 100'000;

class ProductsImport final : public KindImport {
public:
    explicit ProductsImport(const ImportScope& scope) : scope_{scope}
    {
        for (auto& product : store::imported_products(scope.database()))
            stored_.emplace(product.reference, std::move(product));
    }

    Loaded take(const Row& row, const Place& place, std::vector<Problem>& problems) override
    {
        ImportedProduct product;
        const auto stored = stored_.find(std::string{reference_.text(row)});
        if (stored != stored_.end())
            product = stored->second;
        put(row, product, problems);
        if (std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& earlier) {
                return earlier.product.reference == product.reference;
            }))
            problems.push_back(duplicate_key("reference", product.reference));
        if (stored != stored_.end() && stored->second.service != product.service &&
            store::is_subscribed_to(scope_.database(), product.id))
            problems.push_back({"service", "service_in_use",
                                fmt::format("{} is subscribed to for {}; a product keeps its "
                                            "service, sell the other one under a new reference",
                                            product.reference, stored->second.service)});
        if (!problems.empty())
            return Loaded::bad;
        if (waiting_.size() >= most_products)
            throw Fault{FaultKind::bad_input,
                        fmt::format("more than {} products in one import", most_products),
                        "split the file"};
        waiting_.push_back({place, row, std::move(product), {}});
        return Loaded::later;
    }

    void finish(const Settle& settle) override
    {
        // A row that is refused may be what another refers to: until nothing more falls.
        for (bool falls = true; falls;) {
            falls = false;
            for (auto& waiting : waiting_)
                if (waiting.problems.empty()) {
                    check_references(waiting);
                    falls = falls || !waiting.problems.empty();
                }
        }
        for (auto& waiting : waiting_)
            settle(waiting.place, waiting.row,
                   waiting.problems.empty() ? store_product(waiting.product) : Loaded::bad,
                   waiting.problems);
    }

    std::vector<intake::Remark> remarks() const override
    {
        if (keep_old_price_ == 0)
            return {};
        return {{"announced_price_kept",
                 fmt::format("{} announced renewal{} keep{} the price that was announced",
                             keep_old_price_, keep_old_price_ == 1 ? "" : "s",
                             keep_old_price_ == 1 ? "s" : ""),
                 keep_old_price_}};
    }

private:
    struct Waiting {
        Place place;
        Row row;
        ImportedProduct product;
        std::vector<Problem> problems;
    };

    void put(const Row& row, ImportedProduct& product, std::vector<Problem>& problems) const
    {
        reference_.put(row, product.reference);
        service_.put(row, product.service);
        name_.put(row, product.name);
        product.term_years = term_years_.number(row);
        needs_configuration_.put(row, product.needs_configuration);
        renew_as_.put(row, product.renew_as);
        if (aliases_.in(row).is_given())
            product.aliases = aliases_of(aliases_.text(row), problems);
        const auto currency = Currency::parse(currency_.text(row));
        if (!currency) {
            problems.push_back({"currency", "unknown_currency",
                                fmt::format("{} is no currency of ISO 4217 that is in use",
                                            intake::shown(currency_.text(row)))});
            return;
        }
        const auto price = Money::parse(price_.text(row), *currency);
        if (price)
            product.price = *price;
        else
            problems.push_back({"price", "too_many_decimals",
                                fmt::format("{} has more decimals than {} has ({})",
                                            intake::shown(price_.text(row)), currency->code(),
                                            currency->decimals())});
    }

    static std::vector<std::string> aliases_of(std::string_view text,
                                               std::vector<Problem>& problems)
    {
        std::vector<std::string> aliases;
        while (!text.empty()) {
            const auto end = std::min(text.find_first_of(" ;"), text.size());
            if (end > 0)
                aliases.emplace_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        std::sort(aliases.begin(), aliases.end());
        aliases.erase(std::unique(aliases.begin(), aliases.end()), aliases.end());
        for (const auto& alias : aliases)
            if (!rules::is_legacy_alias(alias))
                problems.push_back({"aliases", "wrong_alias",
                                    fmt::format("{} is no legacy reference: TDS and five digits",
                                                intake::shown(alias))});
        return aliases;
    }

    /// The product as it will stand after this import; null where there is none.
    const ImportedProduct* find(std::string_view reference) const
    {
        for (const auto& waiting : waiting_)
            if (waiting.problems.empty() && waiting.product.reference == reference)
                return &waiting.product;
        const auto stored = stored_.find(std::string{reference});
        return stored == stored_.end() ? nullptr : &stored->second;
    }

    /// Who has this alias after this import, other than `reference`; empty where nobody.
    std::string other_with_alias(const std::string& alias, const std::string& reference) const
    {
        const auto has = [&](const ImportedProduct& product) {
            return product.reference != reference &&
                   std::count(product.aliases.begin(), product.aliases.end(), alias) > 0;
        };
        for (const auto& waiting : waiting_)
            if (waiting.problems.empty() && has(waiting.product))
                return waiting.product.reference;
        for (const auto& [key, product] : stored_)
            if (find(key) == &product && has(product))
                return key;
        return {};
    }

    void check_references(Waiting& waiting) const
    {
        auto& product = waiting.product;
        auto& problems = waiting.problems;
        std::vector<Problem> found;
        if (product.renew_as) {
            const auto* next = find(canonical(*product.renew_as));
            if (next == nullptr)
                found.push_back({"renew_as", "unknown_renew_as",
                                 fmt::format("{} is neither in the book nor in this import",
                                             intake::shown(*product.renew_as))});
            else if (next->service != product.service)
                found.push_back({"renew_as", "other_service",
                                 fmt::format("{} gives {}, not {}; a renewal keeps the service",
                                             next->reference, next->service, product.service)});
            else
                product.renew_as = next->reference;
        }
        for (const auto& alias : product.aliases)
            if (const auto other = other_with_alias(alias, product.reference); !other.empty())
                found.push_back({"aliases", "alias_taken",
                                 fmt::format("{} already stands for {}", alias, other)});
        problems = std::move(found);
    }

    std::string canonical(const std::string& reference) const
    {
        for (const auto& waiting : waiting_)
            if (waiting.problems.empty() &&
                std::count(waiting.product.aliases.begin(), waiting.product.aliases.end(),
                           reference) > 0)
                return waiting.product.reference;
        const auto other = other_with_alias(reference, {});
        return other.empty() ? reference : other;
    }

    Loaded store_product(const ImportedProduct& after)
    {
        const auto stored = stored_.find(after.reference);
        if (stored == stored_.end()) {
            store::add_product(scope_.write, after);
            return Loaded::added;
        }
        const auto& before = stored->second;
        const auto price = [](const ImportedProduct& product) {
            return fmt::format("{} {}", product.price.text(), product.price.currency().code());
        };
        store::Changes changes;
        changes.field("service", before.service, after.service)
            .field("name", before.name, after.name)
            .field("term_years", std::to_string(before.term_years),
                   std::to_string(after.term_years))
            .field("price", price(before), price(after))
            .field("needs_configuration", before.needs_configuration ? "yes" : "no",
                   after.needs_configuration ? "yes" : "no")
            .field("renew_as", before.renew_as.value_or(""), after.renew_as.value_or(""))
            .field("aliases", fmt::format("{}", fmt::join(before.aliases, " ")),
                   fmt::format("{}", fmt::join(after.aliases, " ")));
        if (changes.empty())
            return Loaded::unchanged;
        store::overwrite_product(scope_.write, after);
        scope_.write.audit("product/" + after.reference, "import", changes);
        if (before.price != after.price || before.term_years != after.term_years)
            keep_old_price_ += store::announced_at_other_terms(scope_.database(), after);
        return Loaded::changed;
    }

    const ImportScope& scope_;
    std::map<std::string, ImportedProduct> stored_;
    std::vector<Waiting> waiting_;
    std::int64_t keep_old_price_ = 0;
    CellOf reference_{scope_.schema, "reference"}, service_{scope_.schema, "service"},
        name_{scope_.schema, "name"}, term_years_{scope_.schema, "term_years"},
        price_{scope_.schema, "price"}, currency_{scope_.schema, "currency"},
        needs_configuration_{scope_.schema, "needs_configuration"},
        renew_as_{scope_.schema, "renew_as"}, aliases_{scope_.schema, "aliases"};
};

} // namespace

std::unique_ptr<KindImport> import_products(const ImportScope& scope)
{
    return std::make_unique<ProductsImport>(scope);
}

} // namespace duesday::flow
