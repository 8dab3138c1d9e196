// Contracts, their machines, and the meters of those.

#include "store/import_metering.hpp"

#include "flow/import_kind.hpp"
#include "rules/metering/meter.hpp"
#include "store/devices.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using intake::Problem;
using intake::Row;
using Problems = std::vector<Problem>;

std::string yes_no(bool value)
{
    return value ? "yes" : "no";
}

std::string text_of(std::optional<Date> day)
{
    return day ? day->iso() : std::string{};
}

class ContractsImport final : public KindImport {
public:
    explicit ContractsImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_contract_id(scope.database())}, customers_{scope.write}
    {
    }

    Loaded take(const Row& row, const Place& place, Problems& problems) override
    {
        store::ImportedContract fresh;
        fresh.contract = key_.text(row);
        put(row, fresh, problems);
        if (!problems.empty())
            return Loaded::bad;
        if (store::add_contract(scope_.write, fresh))
            return Loaded::added;
        const auto stored = store::imported_contract(scope_.database(), fresh.contract).value();
        if (seen_.meets_again(stored.id)) {
            problems.push_back(duplicate_key("contract", fresh.contract));
            return Loaded::bad;
        }
        auto after = stored;
        put(row, after, problems);
        keep_next_reading(stored, after, place);
        store::Changes changes;
        changes.field("customer", stored.customer_key, after.customer_key)
            .field("contact", stored.contact_key, after.contact_key)
            .field("reporting_by", stored.reporting_by, after.reporting_by)
            .field("period_months", std::to_string(stored.period_months),
                   std::to_string(after.period_months))
            .field("next_reading_on", text_of(stored.next_reading_on),
                   text_of(after.next_reading_on))
            .field("ends_on", text_of(stored.ends_on), text_of(after.ends_on));
        if (changes.empty())
            return Loaded::unchanged;
        store::overwrite_contract(scope_.write, after);
        scope_.write.audit("contract/" + after.contract, "import", changes);
        return Loaded::changed;
    }

private:
    void put(const Row& row, store::ImportedContract& contract, Problems& problems)
    {
        put_parties(row, contract, problems);
        contract.reporting_by = reporting_by_.text(row);
        if (period_months_.in(row).is_given())
            contract.period_months =
                period_months_.text(row).empty() ? 3 : period_months_.number(row);
        if (next_reading_on_.in(row).is_given())
            contract.next_reading_on = day_of(row, next_reading_on_, "next_reading_on", problems);
        if (ends_on_.in(row).is_given())
            contract.ends_on = day_of(row, ends_on_, "ends_on", problems);
    }

    void put_parties(const Row& row, store::ImportedContract& contract, Problems& problems)
    {
        const auto* customer = customers_.find("customer", customer_.text(row), problems);
        contract.contact_key = contact_.text(row);
        const auto contact = store::contact_reference(scope_.database(), contract.contact_key);
        if (!contact) {
            problems.push_back({"contact", "unknown_contact",
                                fmt::format("there is no contact {}; load contacts first",
                                            intake::shown(contract.contact_key))});
            return;
        }
        if (customer == nullptr)
            return;
        if (contact->customer != customer->id)
            problems.push_back({"contact", "contact_of_another_customer",
                                fmt::format("{} is no contact of {}",
                                            intake::shown(contract.contact_key), customer->key)});
        contract.customer = customer->id;
        contract.customer_key = customer->key;
        contract.contact = contact->id;
    }

    /// The file knows the first day; from the first release here on the book does.
    void keep_next_reading(const store::ImportedContract& stored, store::ImportedContract& after,
                           const Place& place) const
    {
        if (after.next_reading_on == stored.next_reading_on || !stored.next_reading_on ||
            (after.next_reading_on && *after.next_reading_on > *stored.next_reading_on) ||
            !store::has_released_reading(scope_.database(), stored.id))
            return;
        if (after.next_reading_on) // an empty one says nothing
            scope_.warn(place, {"next_reading_on", "next_reading_kept",
                                fmt::format("{} was read here since; it is read next on {}",
                                            stored.contract, stored.next_reading_on->iso())});
        after.next_reading_on = stored.next_reading_on;
    }

    const ImportScope& scope_;
    SeenRows seen_;
    CustomerReferences customers_;
    CellOf key_{scope_.schema, "contract"}, customer_{scope_.schema, "customer"},
        contact_{scope_.schema, "contact"}, reporting_by_{scope_.schema, "reporting_by"},
        period_months_{scope_.schema, "period_months"},
        next_reading_on_{scope_.schema, "next_reading_on"}, ends_on_{scope_.schema, "ends_on"};
};

class MachinesImport final : public KindImport {
public:
    explicit MachinesImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_machine_id(scope.database())}
    {
    }

    Loaded take(const Row& row, const Place&, Problems& problems) override
    {
        store::ImportedMachine fresh;
        fresh.machine = key_.text(row);
        put(row, fresh);
        const auto contract = store::contract_id(scope_.database(), fresh.contract_key);
        if (!contract) {
            problems.push_back({"contract", "unknown_contract",
                                fmt::format("there is no contract {}; load contracts first",
                                            intake::shown(fresh.contract_key))});
            return Loaded::bad;
        }
        fresh.contract = *contract;
        if (store::add_machine(scope_.write, fresh))
            return Loaded::added;
        const auto stored = store::imported_machine(scope_.database(), fresh.machine).value();
        if (seen_.meets_again(stored.id)) {
            problems.push_back(duplicate_key("machine", fresh.machine));
            return Loaded::bad;
        }
        auto after = stored;
        put(row, after);
        after.contract = *contract;
        return update(stored, after);
    }

private:
    void put(const Row& row, store::ImportedMachine& machine) const
    {
        machine.contract_key = contract_.text(row);
        machine.model = model_.text(row);
        machine.serial = serial_.text(row);
        location_.put(row, machine.location);
        reading_help_url_.put(row, machine.reading_help_url);
    }

    Loaded update(const store::ImportedMachine& stored, const store::ImportedMachine& after) const
    {
        store::Changes changes;
        changes.field("contract", stored.contract_key, after.contract_key)
            .field("model", stored.model, after.model)
            .field("serial", stored.serial, after.serial)
            .field("location", stored.location.value_or(""), after.location.value_or(""))
            .field("reading_help_url", stored.reading_help_url.value_or(""),
                   after.reading_help_url.value_or(""));
        if (changes.empty())
            return Loaded::unchanged;
        store::overwrite_machine(scope_.write, after);
        if (!rules::is_same_serial(after.serial, stored.serial))
            store::add_device(scope_.write, stored.id, after.serial);
        else if (after.serial != stored.serial)
            store::respell_serial(scope_.write, stored.id, after.serial);
        scope_.write.audit("machine/" + after.machine, "import", changes);
        return Loaded::changed;
    }

    const ImportScope& scope_;
    SeenRows seen_;
    CellOf key_{scope_.schema, "machine"}, contract_{scope_.schema, "contract"},
        model_{scope_.schema, "model"}, serial_{scope_.schema, "serial"},
        location_{scope_.schema, "location"}, reading_help_url_{scope_.schema, "reading_help_url"};
};

class MetersImport final : public KindImport {
public:
    explicit MetersImport(const ImportScope& scope)
        : scope_{scope}, seen_{store::last_meter_id(scope.database())}
    {
    }

    Loaded take(const Row& row, const Place&, Problems& problems) override
    {
        store::ImportedMeter fresh;
        fresh.meter = key_.text(row);
        put(row, fresh);
        const auto machine = store::machine_id(scope_.database(), fresh.machine_key);
        if (!machine) {
            problems.push_back({"machine", "unknown_machine",
                                fmt::format("there is no machine {}; load machines first",
                                            intake::shown(fresh.machine_key))});
            return Loaded::bad;
        }
        fresh.machine = *machine;
        if (store::add_meter(scope_.write, fresh))
            return Loaded::added;
        const auto stored = store::imported_meter(scope_.database(), fresh.meter).value();
        if (seen_.meets_again(stored.id)) {
            problems.push_back(duplicate_key("meter", fresh.meter));
            return Loaded::bad;
        }
        auto after = stored;
        put(row, after);
        after.machine = *machine;
        check_changes(stored, after, problems);
        return problems.empty() ? update(stored, after) : Loaded::bad;
    }

private:
    void put(const Row& row, store::ImportedMeter& meter) const
    {
        meter.machine_key = machine_.text(row);
        meter.name = name_.text(row);
        if (digits_.in(row).is_given())
            meter.digits =
                digits_.text(row).empty() ? std::nullopt : std::optional{digits_.number(row)};
        contract_relevant_.put(row, meter.contract_relevant, true);
        if (kind_.in(row).is_given())
            meter.kind = kind_.text(row).empty() ? "other" : kind_.text(row);
    }

    void check_changes(const store::ImportedMeter& stored, const store::ImportedMeter& after,
                       Problems& problems) const
    {
        if (after.machine != stored.machine && store::is_read(scope_.database(), stored.id))
            problems.push_back({"machine", "machine_fixed",
                                fmt::format("{} was read at {}; a meter of another machine has a "
                                            "key of its own",
                                            stored.meter, stored.machine_key)});
        if (!after.digits || after.digits == stored.digits)
            return;
        const auto highest = store::highest_value(scope_.database(), stored.id);
        if (highest >= rules::counter_end(*after.digits))
            problems.push_back({"digits", "too_few_digits",
                                fmt::format("{} has shown {} already", stored.meter, highest)});
    }

    Loaded update(const store::ImportedMeter& stored, const store::ImportedMeter& after) const
    {
        const auto digits = [](const store::ImportedMeter& meter) {
            return meter.digits ? std::to_string(*meter.digits) : std::string{};
        };
        store::Changes changes;
        changes.field("machine", stored.machine_key, after.machine_key)
            .field("name", stored.name, after.name)
            .field("digits", digits(stored), digits(after))
            .field("contract_relevant", yes_no(stored.contract_relevant),
                   yes_no(after.contract_relevant))
            .field("kind", stored.kind, after.kind);
        if (changes.empty())
            return Loaded::unchanged;
        store::overwrite_meter(scope_.write, after);
        scope_.write.audit("meter/" + after.meter, "import", changes);
        return Loaded::changed;
    }

    const ImportScope& scope_;
    SeenRows seen_;
    CellOf key_{scope_.schema, "meter"}, machine_{scope_.schema, "machine"},
        name_{scope_.schema, "name"}, digits_{scope_.schema, "digits"},
        contract_relevant_{scope_.schema, "contract_relevant"}, kind_{scope_.schema, "kind"};
};

} // namespace

std::unique_ptr<KindImport> import_contracts(const ImportScope& scope)
{
    return std::make_unique<ContractsImport>(scope);
}

std::unique_ptr<KindImport> import_machines(const ImportScope& scope)
{
    return std::make_unique<MachinesImport>(scope);
}

std::unique_ptr<KindImport> import_meters(const ImportScope& scope)
{
    return std::make_unique<MetersImport>(scope);
}

} // namespace duesday::flow
