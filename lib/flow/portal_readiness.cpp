#include "flow/portal_readiness.hpp"

#include "flow/subject_faults.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

using rules::Readiness;
using runtime::Fields;

PortalAddress::PortalAddress(runtime::Context& context, std::string address)
    : context_{context}, address_{std::move(address)}
{
    if (!address_.empty())
        sharing_ = store::contacts_with_address(context.book.database(), address_);
}

std::optional<JudgedContract> PortalAddress::judge(std::int64_t contract, bool is_named,
                                                   PortalFindings& findings) const
{
    std::optional<JudgedContract> judged;
    on_one_subject(
        [&] {
            auto asked = store::asked_contract(context_.book.database(), contract);
            rules::ReadinessFacts facts;
            facts.by_portal = asked.by_portal;
            facts.has_ended = asked.ends_on && *asked.ends_on < context_.today();
            facts.email = asked.email;
            facts.address_stands_twice =
                std::any_of(sharing_.begin(), sharing_.end(), [&](const auto& other) {
                    return other.id != asked.contact && other.customer == asked.customer;
                });
            facts.is_revoked = asked.is_revoked;
            facts.is_named = is_named;
            const auto readiness = rules::judge_readiness(facts);
            judged = JudgedContract{std::move(asked), readiness};
        },
        [&](const Fault& fault) {
            findings.add({"contract", fmt::format("id {}", contract), Outcome::attention,
                          broken_rows, fault.what()});
        });
    return judged;
}

std::string PortalAddress::why(const JudgedContract& judged) const
{
    const auto& contract = judged.contract;
    switch (judged.readiness) {
    case Readiness::ready:
        return {};
    case Readiness::not_by_portal:
        return "its readings are not reported over the portal";
    case Readiness::contract_ended:
        return fmt::format("it ended on {}", contract.ends_on->iso());
    case Readiness::no_email:
        return fmt::format("contact {} has no e-mail: import the contact with one",
                           contract.contact_key);
    case Readiness::invalid_email:
        return fmt::format("'{}' of contact {} is no e-mail address: import the contact with one",
                           contract.email, contract.contact_key);
    case Readiness::duplicate_address: {
        std::vector<std::string> contacts;
        for (const auto& other : sharing_)
            if (other.customer == contract.customer)
                contacts.push_back(other.contact);
        return fmt::format("customer {} has {} at several contacts ({}): import all but one with "
                           "another address",
                           contract.customer_key, address_, fmt::join(contacts, ", "));
    }
    case Readiness::access_revoked:
        return fmt::format("contact {} may not use the portal any more: request-meters ready {} "
                           "gives the right again",
                           contract.contact_key, contract.contract);
    }
    return {};
}

void PortalAddress::report(const JudgedContract& judged, PortalFindings& findings) const
{
    const bool failed = rules::is_failure(judged.readiness);
    findings.add({"contract", judged.contract.contract,
                  failed ? Outcome::attention : Outcome::skipped, rules::name_of(judged.readiness),
                  why(judged), Fields{}.add("contact", judged.contract.contact_key)});
}

void PortalAddress::report_sharing(PortalFindings& findings) const
{
    std::vector<std::string> customers;
    for (const auto& contact : sharing_)
        if (std::find(customers.begin(), customers.end(), contact.customer_key) == customers.end())
            customers.push_back(contact.customer_key);
    if (customers.size() < 2)
        return;
    findings.add({"address",
                  address_,
                  Outcome::done,
                  {},
                  fmt::format("is shared by contacts of {}", fmt::join(customers, ", ")),
                  Fields{}.add("customers", customers)});
}

std::optional<std::vector<store::AskedMeter>>
meters_of(runtime::Context& context, const store::AskedContract& contract, PortalFindings& findings)
{
    std::optional<std::vector<store::AskedMeter>> meters;
    on_one_subject([&] { meters = store::asked_meters(context.book.database(), contract.id); },
                   [&](const Fault& fault) {
                       findings.add({"contract", contract.contract, Outcome::attention, broken_rows,
                                     fault.what(), Fields{}.add("contact", contract.contact_key)});
                   });
    return meters;
}

bool grant_right(store::Write* write, JudgedContract& judged, std::set<std::int64_t>& granted)
{
    if (judged.contract.has_right || !granted.insert(judged.contract.contact).second)
        return false;
    if (write != nullptr)
        store::grant_portal_right(*write, judged.contract.contact, judged.contract.contact_key);
    judged.contract.has_right = true;
    return true;
}

std::optional<std::vector<store::AskedContract>>
named_contracts(runtime::Context& context, const std::vector<std::string>& names)
{
    std::vector<store::AskedContract> contracts;
    bool refused = false;
    for (const auto& name : names) {
        auto found = store::find_asked_contract(context.book.database(), name);
        if (!found) {
            context.report.refuse({"contract", name, Outcome::attention, "unknown_contract",
                                   "there is no contract of this name"});
            refused = true;
            continue;
        }
        const auto is_it = [&](const auto& other) { return other.id == found->id; };
        if (std::none_of(contracts.begin(), contracts.end(), is_it))
            contracts.push_back(*std::move(found));
    }
    if (refused)
        return std::nullopt;
    return contracts;
}

} // namespace duesday::flow
