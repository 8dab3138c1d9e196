#include "flow/request_meters.hpp"

#include "flow/addressed_contracts.hpp"
#include "flow/meter_letters.hpp"
#include "rules/metering/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::flow {

namespace {

/// A contract of an address, and for when it is to be read.
struct Candidate {
    JudgedContract judged;
    Date due_on;
};

class Requests {
public:
    Requests(runtime::Context& context, const RequestOptions& options)
        : context_{context}, due_by_{options.due_by.value_or(context.today())}, asks_named_now_{
                                                                                    !options.due_by}
    {
    }

    void all()
    {
        // Contracts that are due later in the month may go with one that is due (MTR-029).
        const store::AddressedContracts wanted{due_by_.end_of_month(), context_.today()};
        each_contract_page(context_, wanted, "asking", [&](const auto& page) {
            std::vector<PortalTask> tasks;
            for (std::size_t i = 0; i < page.size();) {
                auto end = i;
                std::vector<std::int64_t> ids;
                for (; end < page.size() && page[end].address == page[i].address; ++end)
                    ids.push_back(page[end].contract);
                tasks.push_back(task(page[i].address, std::move(ids)));
                i = end;
            }
            work_through(context_, tasks);
        });
    }

    void only(const std::vector<store::AskedContract>& contracts)
    {
        auto& database = context_.book.database();
        std::map<std::string, std::vector<std::int64_t>> by_address;
        for (const auto& contract : contracts) {
            named_.insert(contract.id);
            by_address[contract.address].push_back(contract.id);
        }
        std::vector<PortalTask> tasks;
        for (auto& [address, ids] : by_address) {
            if (!address.empty())
                for (const auto id : store::contracts_of_address(database, address))
                    if (std::find(ids.begin(), ids.end(), id) == ids.end())
                        ids.push_back(id);
            tasks.push_back(task(address, std::move(ids)));
        }
        work_through(context_, tasks);
    }

private:
    PortalTask task(const std::string& address, std::vector<std::int64_t> contracts)
    {
        return {address, [this, address, contracts = std::move(contracts)](
                             store::Write* write, PortalFindings& findings) {
                    ask(address, contracts, write, findings);
                }};
    }

    bool is_named(const Candidate& candidate) const
    {
        return named_.contains(candidate.judged.contract.id);
    }
    /// It is what the command is about; others only go with it. What was asked at an address that
    /// the contact has no more is asked again whenever it is due.
    bool is_wanted(const Candidate& candidate) const
    {
        if (!named_.empty() && !is_named(candidate))
            return false;
        return candidate.judged.contract.open || candidate.due_on <= due_by_ ||
               (is_named(candidate) && asks_named_now_);
    }

    void ask(const std::string& address, const std::vector<std::int64_t>& contracts,
             store::Write* write, PortalFindings& findings)
    {
        const PortalAddress place{context_, address};
        std::map<std::string, std::vector<Candidate>> by_period;
        for (const auto id : contracts) {
            auto judged = place.judge(id, false, findings);
            if (!judged)
                continue;
            const auto& contract = judged->contract;
            const auto due_on = rules::reading_due_on(
                contract.open ? std::optional{contract.open->due_on} : std::nullopt,
                contract.next_reading_on, context_.today());
            by_period[rules::reading_period(due_on)].push_back({*std::move(judged), due_on});
        }
        bool sent = false;
        for (auto& [period, candidates] : by_period)
            sent |= ask_for(place, period, candidates, write, findings);
        if (sent)
            place.report_sharing(findings);
    }

    bool ask_for(const PortalAddress& place, const std::string& period,
                 std::vector<Candidate>& candidates, store::Write* write, PortalFindings& findings)
    {
        const bool is_due = std::any_of(candidates.begin(), candidates.end(),
                                        [&](const Candidate& c) { return is_wanted(c); });
        std::vector<AskedInLetter> letter;
        bool has_wanted = false;
        for (auto& candidate : candidates) {
            auto meters = is_due ? meters_to_ask(place, candidate, findings)
                                 : std::vector<store::AskedMeter>{};
            if (meters.empty())
                continue;
            has_wanted |= is_wanted(candidate);
            letter.push_back({std::move(candidate.judged), candidate.due_on, std::move(meters)});
        }
        if (!is_due)
            for (const auto& candidate : candidates)
                if (is_named(candidate) && !is_passed_over(place, candidate, findings))
                    skip(candidate, "not_due",
                         fmt::format("it is due on {}, after --due-by", candidate.due_on.iso()),
                         findings);
        if (!has_wanted)
            return false;
        if (write != nullptr)
            std::erase_if(letter, [&](const AskedInLetter& asked) {
                return !record(*write, place.address(), period, asked);
            });
        if (letter.empty())
            return false;
        grant(letter, write, findings);
        put_meter_letters(context_, write, "meter-request", place.address(), period,
                          std::move(letter), findings);
        return true;
    }

    /// It cannot be asked, or was asked before; said where it is what the command is about.
    bool is_passed_over(const PortalAddress& place, const Candidate& candidate,
                        PortalFindings& findings) const
    {
        const auto& contract = candidate.judged.contract;
        if (candidate.judged.readiness != rules::Readiness::ready) {
            if (is_named(candidate) ||
                (is_wanted(candidate) && rules::is_failure(candidate.judged.readiness)))
                place.report(candidate.judged, findings);
            return true;
        }
        if (!contract.open || contract.open->email_key != place.address())
            return false;
        if (is_named(candidate))
            skip(candidate, "already_requested",
                 fmt::format("it was asked for {} on {}", candidate.due_on.iso(),
                             contract.open->requested_on.iso()),
                 findings);
        return true;
    }

    /// Empty where the contract is not asked.
    std::vector<store::AskedMeter> meters_to_ask(const PortalAddress& place,
                                                 const Candidate& candidate,
                                                 PortalFindings& findings) const
    {
        const auto& contract = candidate.judged.contract;
        if (is_passed_over(place, candidate, findings))
            return {};
        auto meters = meters_of(context_, contract, findings);
        if (!meters)
            return {};
        if (meters->empty()) {
            if (is_wanted(candidate))
                findings.add({"contract", contract.contract, Outcome::attention, "no_meters",
                              "it has no machine with a meter to read: import machines and meters",
                              runtime::Fields{}.add("contact", contract.contact_key)});
            return {};
        }
        const rules::ReadingTerm term{candidate.due_on, contract.period_months, {}};
        if (std::all_of(meters->begin(), meters->end(), [&](const store::AskedMeter& meter) {
                return meter.last_read_on && rules::counts_for(term, *meter.last_read_on);
            })) {
            if (is_wanted(candidate))
                skip(candidate, "readings_in",
                     fmt::format("its readings for {} are in", candidate.due_on.iso()), findings);
            return {};
        }
        return *std::move(meters);
    }

    static void skip(const Candidate& candidate, const char* reason, const std::string& text,
                     PortalFindings& findings)
    {
        const auto& contract = candidate.judged.contract;
        findings.add({"contract", contract.contract, Outcome::skipped, reason, text,
                      runtime::Fields{}.add("contact", contract.contact_key)});
    }

    /// False where it was asked for that day before, and answered.
    static bool record(store::Write& write, const std::string& address, const std::string& period,
                       const AskedInLetter& asked)
    {
        const auto& contract = asked.judged.contract;
        if (contract.open)
            store::move_request(write, contract.open->id, address);
        else if (!store::add_request(write, {contract.id, asked.due_on, period, address}))
            return false;
        write.audit("contract/" + contract.contract, "requested", "",
                    fmt::format("due_on={}\ncontact={}", asked.due_on.iso(), contract.contact_key));
        return true;
    }

    static void grant(std::vector<AskedInLetter>& letter, store::Write* write,
                      PortalFindings& findings)
    {
        std::set<std::int64_t> granted;
        for (auto& asked : letter)
            if (grant_right(write, asked.judged, granted))
                findings.count("granted");
    }

    runtime::Context& context_;
    Date due_by_;
    bool asks_named_now_; ///< whoever names contracts and no day means them, due or not (MTR-008)
    std::set<std::int64_t> named_; ///< contracts; empty: all are meant
};

} // namespace

void request_meters(runtime::Context& context, const TextBlockCheck& check_text_block,
                    const RequestOptions& options)
{
    for (const auto* counter : {"letters", "contracts", "granted"})
        context.report.count(counter, 0);
    const auto named = named_contracts(context, options.contracts);
    if (!named)
        return;
    require_letters(context, check_text_block);
    Requests requests{context, options};
    if (named->empty())
        requests.all();
    else
        requests.only(*named);
}

} // namespace duesday::flow
