// Who may use the portal: Portal Ready, and taking a right away.

#include "flow/addressed_contracts.hpp"
#include "flow/portal_readiness.hpp"
#include "flow/request_meters.hpp"
#include "store/portal_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::flow {

namespace {

using runtime::Fields;

class Ready {
public:
    Ready(runtime::Context& context, const ReadyOptions& options)
        : context_{context}, options_{options}
    {
    }

    void all()
    {
        const store::AddressedContracts wanted{std::nullopt, context_.today()};
        each_contract_page(context_, wanted, "checking", [&](const auto& page) {
            std::map<std::string, std::vector<std::int64_t>> by_address;
            for (const auto& contract : page)
                by_address[contract.address].push_back(contract.contract);
            check(by_address, false);
        });
    }

    void only(const std::vector<store::AskedContract>& contracts)
    {
        std::map<std::string, std::vector<std::int64_t>> by_address;
        for (const auto& contract : contracts)
            by_address[contract.address].push_back(contract.id);
        check(by_address, true);
    }

private:
    void check(const std::map<std::string, std::vector<std::int64_t>>& by_address, bool are_named)
    {
        std::vector<PortalTask> tasks;
        for (const auto& [address, contracts] : by_address)
            tasks.push_back({address, [this, are_named, &address = address, &contracts = contracts](
                                          store::Write* write, PortalFindings& findings) {
                                 check_address(address, contracts, are_named,
                                               options_.check_only ? nullptr : write, findings);
                             }});
        work_through(context_, tasks);
    }

    void check_address(const std::string& address, const std::vector<std::int64_t>& contracts,
                       bool are_named, store::Write* write, PortalFindings& findings) const
    {
        const PortalAddress place{context_, address};
        std::set<std::int64_t> granted;
        for (const auto id : contracts) {
            auto judged = place.judge(id, are_named, findings);
            if (!judged)
                continue;
            if (judged->readiness != rules::Readiness::ready) {
                place.report(*judged, findings);
                continue;
            }
            const bool is_new = grant_right(write, *judged, granted);
            const char* result = !is_new               ? "ready"
                                 : options_.check_only ? "grantable"
                                 : context_.dry_run    ? "planned"
                                                       : "granted";
            findings.add(
                {"contract",
                 judged->contract.contract,
                 Outcome::done,
                 {},
                 fmt::format("contact {} {} use the portal", judged->contract.contact_key,
                             is_new && write == nullptr ? "could" : "may"),
                 Fields{}.add("contact", judged->contract.contact_key).add("result", result)});
            findings.count(is_new ? result : "ready");
        }
        place.report_sharing(findings);
    }

    runtime::Context& context_;
    ReadyOptions options_;
};

} // namespace

void request_meters_ready(runtime::Context& context, const ReadyOptions& options)
{
    const auto named = named_contracts(context, options.contracts);
    if (!named)
        return;
    Ready ready{context, options};
    if (named->empty())
        ready.all();
    else
        ready.only(*named);
}

void request_meters_revoke(runtime::Context& context, const std::string& contact)
{
    auto& database = context.book.database();
    const auto found = store::find_portal_contact(database, contact);
    if (!found) {
        context.report.refuse({"contact", contact, Outcome::attention, "unknown_contact",
                               "there is no contact of this name"});
        return;
    }
    if (found->is_revoked) {
        context.report.subject({"contact", contact, Outcome::skipped, "no_change",
                                "it may not use the portal as it stands"});
        return;
    }
    const auto sharing = found->address.empty()
                             ? std::vector<store::PortalContact>{}
                             : store::contacts_with_address(database, found->address);
    const bool others_go_on = std::any_of(sharing.begin(), sharing.end(), [&](const auto& other) {
        return other.id != found->id && other.has_right;
    });
    std::int64_t links = 0;
    if (!context.dry_run) {
        store::Write write{context.book, context.stamp()};
        store::revoke_portal_right(write, found->id, found->contact);
        store::forget_who_was_asked(write, found->id);
        if (!others_go_on && !found->address.empty())
            links = store::revoke_portal_links(write, found->address);
        write.commit();
    }
    context.report.subject(
        {"contact",
         contact,
         Outcome::done,
         {},
         others_go_on ? fmt::format("may not use the portal any more; the links of {} stay for the "
                                    "others who have this address",
                                    found->address)
                      : fmt::format("may not use the portal any more; {} link{} revoked", links,
                                    links == 1 ? "" : "s")},
        Fields{}.add("links", links).add("result", context.dry_run ? "planned" : "revoked"));
}

} // namespace duesday::flow
