// Installations, and who may act on them.

#include "store/import_places.hpp"

#include "flow/import_kind.hpp"
#include "rules/subscription/purchase.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using intake::Problem;
using intake::Row;

std::string yes_no(bool value)
{
    return value ? "yes" : "no";
}

class InstallationsImport final : public KindImport {
public:
    explicit InstallationsImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_installation_id(scope.database())}
    {
    }

    Loaded take(const Row& row, const Place& place, std::vector<Problem>& problems) override
    {
        store::ImportedInstallation fresh;
        fresh.installation = key_.text(row);
        put(row, fresh);
        warn_of_old_version(fresh, place);
        if (store::add_installation(scope_.write, fresh))
            return Loaded::added;
        const auto stored =
            store::imported_installation(scope_.database(), fresh.installation).value();
        if (seen_.meets_again(stored.id)) {
            problems.push_back(duplicate_key("installation", fresh.installation));
            return Loaded::bad;
        }
        auto after = stored;
        put(row, after);
        store::Changes changes;
        changes.field("name", stored.name, after.name)
            .field("cloud_connected", yes_no(stored.cloud_connected), yes_no(after.cloud_connected))
            .field("prosoft_version", stored.prosoft_version.value_or(""),
                   after.prosoft_version.value_or(""))
            .field("central_units", std::to_string(stored.central_units),
                   std::to_string(after.central_units))
            .field("nbt_sent", yes_no(stored.nbt_sent), yes_no(after.nbt_sent))
            .field("priority", yes_no(stored.priority), yes_no(after.priority));
        if (changes.empty())
            return Loaded::unchanged;
        store::overwrite_installation(scope_.write, after);
        scope_.write.audit("installation/" + after.installation, "import", changes);
        return Loaded::changed;
    }

private:
    void put(const Row& row, store::ImportedInstallation& installation) const
    {
        name_.put(row, installation.name);
        cloud_connected_.put(row, installation.cloud_connected);
        prosoft_version_.put(row, installation.prosoft_version);
        installation.central_units = central_units_.number(row);
        nbt_sent_.put(row, installation.nbt_sent);
        priority_.put(row, installation.priority);
    }

    void warn_of_old_version(const store::ImportedInstallation& fresh, const Place& place) const
    {
        if (!fresh.prosoft_version)
            return;
        const auto order =
            rules::compare_versions(*fresh.prosoft_version, rules::least_prosoft_version);
        if (order && *order < 0)
            scope_.warn(place, {"prosoft_version", "prosoft_too_old",
                                fmt::format("{} is below {}; nothing can be bought for {} before "
                                            "an upgrade",
                                            *fresh.prosoft_version, rules::least_prosoft_version,
                                            fresh.installation)});
    }

    const ImportScope& scope_;
    SeenRows seen_;
    CellOf key_{scope_.schema, "installation"}, name_{scope_.schema, "name"},
        cloud_connected_{scope_.schema, "cloud_connected"},
        prosoft_version_{scope_.schema, "prosoft_version"},
        central_units_{scope_.schema, "central_units"}, nbt_sent_{scope_.schema, "nbt_sent"},
        priority_{scope_.schema, "priority"};
};

class RolesImport final : public KindImport {
public:
    explicit RolesImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_role_id(scope.database())}, customers_{scope.write}
    {
    }

    Loaded take(const Row& row, const Place&, std::vector<Problem>& problems) override
    {
        const auto key = installation_.text(row);
        const auto installation = store::installation_id(scope_.database(), key);
        if (!installation)
            problems.push_back({"installation", "unknown_installation",
                                fmt::format("there is no installation {}; load installations first",
                                            intake::shown(key))});
        auto* customer = customers_.find("customer", customer_.text(row), problems);
        if (!problems.empty())
            return Loaded::bad;
        if (const auto other = customers_.may_act(*customer); !other.empty()) {
            problems.push_back(email_taken("customer", customer->email_key, other));
            return Loaded::bad;
        }
        const auto role = role_.text(row);
        if (store::add_role(scope_.write, *installation, customer->id, role)) {
            customers_.let_act(*customer);
            return Loaded::added;
        }
        const auto id = store::role_id(scope_.database(), *installation, customer->id, role);
        if (!seen_.meets_again(id))
            return Loaded::unchanged;
        problems.push_back(
            duplicate_key("role", fmt::format("{} {} {}", key, customer->key, role)));
        return Loaded::bad;
    }

private:
    const ImportScope& scope_;
    SeenRows seen_;
    CustomerReferences customers_;
    CellOf installation_{scope_.schema, "installation"}, customer_{scope_.schema, "customer"},
        role_{scope_.schema, "role"};
};

} // namespace

std::unique_ptr<KindImport> import_installations(const ImportScope& scope)
{
    return std::make_unique<InstallationsImport>(scope);
}

std::unique_ptr<KindImport> import_roles(const ImportScope& scope)
{
    return std::make_unique<RolesImport>(scope);
}

} // namespace duesday::flow
