// Reminders: for what was asked and is not in.

#include "base/fault.hpp"
#include "flow/meter_letters.hpp"
#include "rules/metering/schedule.hpp"
#include "runtime/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::flow {

namespace {

constexpr std::size_t requests_a_write = 500;

class Reminders {
public:
    explicit Reminders(runtime::Context& context)
        : context_{context}, policy_{context.config().meters.reminder_days, 2},
          wanted_{context.today().plus_days(-policy_.days), policy_.most}
    {
    }

    std::int64_t count() const { return store::count_to_remind(context_.book.database(), wanted_); }

    void send(std::int64_t number)
    {
        runtime::Progress progress{context_.report, {"reminding", "contracts", number}};
        store::RequestPlace after;
        while (true) {
            if (context_.stop_requested())
                return context_.report.set_status(runtime::Exit::try_later);
            const auto page = store::requests_to_remind(context_.book.database(), wanted_, after,
                                                        requests_a_write);
            if (page.empty())
                return;
            after = page.back();
            std::vector<PortalTask> tasks;
            for (std::size_t i = 0; i < page.size();) {
                auto end = i;
                while (end < page.size() && page[end].email_key == page[i].email_key &&
                       page[end].period == page[i].period)
                    ++end;
                tasks.push_back(task({page.begin() + static_cast<std::ptrdiff_t>(i),
                                      page.begin() + static_cast<std::ptrdiff_t>(end)}));
                i = end;
            }
            work_through(context_, tasks);
            progress.advance(static_cast<std::int64_t>(page.size()));
        }
    }

private:
    /// Of one address and period.
    PortalTask task(std::vector<store::RequestPlace> requests)
    {
        const auto address = requests.front().email_key;
        return {address, [this, requests = std::move(requests)](store::Write* write,
                                                                PortalFindings& findings) {
                    remind(requests, write, findings);
                }};
    }

    void remind(const std::vector<store::RequestPlace>& requests, store::Write* write,
                PortalFindings& findings)
    {
        // The address may be another one since.
        std::map<std::string, std::vector<AskedInLetter>> letters;
        const PortalAddress asked_there{context_, requests.front().email_key};
        for (const auto& request : requests) {
            auto judged = asked_there.judge(request.contract, false, findings);
            if (!judged)
                continue;
            const auto address = judged->contract.address;
            if (address != asked_there.address()) {
                judged = PortalAddress{context_, address}.judge(request.contract, false, findings);
                if (!judged)
                    continue;
            }
            if (auto asked = still_asked(*std::move(judged), findings))
                letters[address].push_back(*std::move(asked));
        }
        for (auto& [address, contracts] : letters) {
            if (write != nullptr)
                for (const auto& asked : contracts)
                    record(*write, address, asked);
            put_meter_letters(context_, write, "meter-reminder", address, requests.front().period,
                              std::move(contracts), findings);
        }
    }

    /// With the meters that were not read yet; nothing where no reminder is due.
    std::optional<AskedInLetter> still_asked(JudgedContract judged, PortalFindings& findings) const
    {
        const auto& contract = judged.contract;
        if (judged.readiness == rules::Readiness::access_revoked) {
            findings.add(
                {"contract", contract.contract, Outcome::skipped, "access_revoked",
                 fmt::format("contact {} may not use the portal any more", contract.contact_key),
                 runtime::Fields{}.add("contact", contract.contact_key)});
            return std::nullopt;
        }
        if (judged.readiness != rules::Readiness::ready) {
            PortalAddress{context_, contract.address}.report(judged, findings);
            return std::nullopt;
        }
        if (!contract.open)
            return std::nullopt;
        const auto open = *contract.open;
        auto meters = meters_of(context_, contract, findings);
        if (!meters)
            return std::nullopt;
        const rules::ReadingTerm term{open.due_on, contract.period_months, open.requested_on};
        std::erase_if(*meters, [&](const store::AskedMeter& meter) {
            return meter.last_read_on && rules::counts_for(term, *meter.last_read_on);
        });
        if (!rules::is_reminder_due({open.last_letter_on, open.reminders, meters->empty()}, policy_,
                                    context_.today())) {
            findings.add({"contract", contract.contract, Outcome::skipped, "readings_in",
                          fmt::format("its readings for {} are in", open.due_on.iso()),
                          runtime::Fields{}.add("contact", contract.contact_key)});
            return std::nullopt;
        }
        return AskedInLetter{std::move(judged), open.due_on, *std::move(meters)};
    }

    static void record(store::Write& write, const std::string& address, const AskedInLetter& asked)
    {
        const auto& contract = asked.judged.contract;
        store::note_reminder(write, contract.open->id, address);
        write.audit("contract/" + contract.contract, "reminded", "",
                    fmt::format("due_on={}\nreminder={}", asked.due_on.iso(),
                                contract.open->reminders + 1));
    }

    runtime::Context& context_;
    rules::ReminderPolicy policy_;
    store::RemindedRequests wanted_;
};

} // namespace

void request_meters_remind(runtime::Context& context, const TextBlockCheck& check_text_block,
                           const RequestOptions& options)
{
    if (!options.contracts.empty() || options.due_by)
        throw Fault{FaultKind::usage, "--reminders takes no contracts and no --due-by",
                    "leave them out: reminders go when it is time for them"};
    for (const auto* counter : {"letters", "contracts"})
        context.report.count(counter, 0);
    Reminders reminders{context};
    const auto number = reminders.count();
    if (number == 0)
        return; // a firm without meters runs it every night, too
    require_letters(context, check_text_block);
    reminders.send(number);
}

} // namespace duesday::flow
