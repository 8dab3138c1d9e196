#include "flow/meter_letters.hpp"

#include "base/fault.hpp"
#include "flow/letter_meters.hpp"
#include "flow/portal_access.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace duesday::flow {

namespace {

using runtime::Fields;

LetterMachine machine_of(const store::AskedMeter& meter)
{
    return {meter.machine, meter.model, meter.serial, meter.location, meter.reading_help_url, {}};
}

/// By customer, then contract; a customer's contracts stand together.
std::vector<LetterCustomer> customers_of(const std::vector<AskedInLetter>& contracts)
{
    std::vector<LetterCustomer> customers;
    for (const auto& asked : contracts) {
        const auto& contract = asked.judged.contract;
        if (customers.empty() || customers.back().customer != contract.customer_key)
            customers.push_back({contract.customer_key, contract.customer_name, {}});
        auto& machines = customers.back().machines;
        for (const auto& meter : asked.meters) {
            if (machines.empty() || machines.back().machine != meter.machine)
                machines.push_back(machine_of(meter));
            machines.back().meters.push_back(meter.meter);
        }
    }
    return customers;
}

void put_one(runtime::Context& context, store::Write* write, std::string_view letter,
             const std::string& address, const std::string& period, int& ordinal,
             const std::vector<AskedInLetter>& contracts, PortalFindings& findings)
{
    const auto& first = contracts.front().judged.contract;
    MeterLetterFacts facts;
    facts.customers = customers_of(contracts);
    facts.due_on = std::min_element(contracts.begin(), contracts.end(), [](auto& a, auto& b) {
                       return a.due_on < b.due_on;
                   })->due_on;
    facts.name = first.contact_name;
    facts.language = first.language;
    if (write != nullptr) {
        facts.sealed = make_sealed_link(*write, address, period);
        const auto subject = "meters/" + period;
        const auto text = meter_letter_facts(facts);
        // The occasion is recorded in this Write: a row that is there was another one.
        while (!store::enqueue(*write, {"mail", letter, subject, period, ordinal, address, text}))
            ++ordinal;
    }
    ++ordinal;

    std::vector<std::string> names;
    std::vector<std::string> customers;
    std::int64_t machines = 0;
    for (const auto& asked : contracts)
        names.push_back(asked.judged.contract.contract);
    for (const auto& customer : facts.customers) {
        customers.push_back(customer.customer);
        machines += static_cast<std::int64_t>(customer.machines.size());
    }
    findings.add({letter == "meter-request" ? "request" : "reminder",
                  address,
                  Outcome::done,
                  {},
                  fmt::format("{}: {} machine{} of {}", period, machines, machines == 1 ? "" : "s",
                              fmt::join(customers, ", ")),
                  Fields{}
                      .add("period", period)
                      .add("due_on", facts.due_on)
                      .add("customers", customers)
                      .add("contracts", names)
                      .add("machines", machines)
                      .add("result", context.dry_run ? "planned" : "requested")});
    findings.count("letters");
    findings.count("contracts", static_cast<std::int64_t>(contracts.size()));
}

} // namespace

void require_letters(runtime::Context& context, const TextBlockCheck& check_text_block)
{
    const auto& config = context.config();
    const auto problems = runtime::problems_of_meters(config);
    if (!problems.empty())
        throw Fault{FaultKind::bad_setup,
                    fmt::format("{}: {}", problems.front().setting, problems.front().text),
                    "set it in the configuration, see duesday.toml(5)", "portal_url"};
    for (const auto& unknown : check_text_block())
        context.report.subject(
            {"text_block", unknown.file, Outcome::attention, "unknown_placeholder",
             fmt::format("{} stands in the letters as it is: URL, NAME, MACHINES, DUE and SELLER "
                         "are the places that are filled",
                         unknown.placeholder)},
            Fields{}.add("placeholder", unknown.placeholder));
    if (context.book.mode() == store::Mode::sandbox &&
        config.meters.portal_url == runtime::sandbox_portal_url)
        context.report.say(fmt::format("Links of this sandbox book lead to {}, where nobody is: "
                                       "meters.portal_url names the page of the firm.",
                                       config.meters.portal_url));
}

void put_meter_letters(runtime::Context& context, store::Write* write, std::string_view letter,
                       const std::string& address, const std::string& period,
                       std::vector<AskedInLetter> contracts, PortalFindings& findings)
{
    const auto customer_of = [](const AskedInLetter& asked) -> const std::string& {
        return asked.judged.contract.customer_key;
    };
    std::sort(contracts.begin(), contracts.end(), [&](const auto& a, const auto& b) {
        return std::tie(customer_of(a), a.judged.contract.contract) <
               std::tie(customer_of(b), b.judged.contract.contract);
    });
    int ordinal = 1;
    if (!context.config().meters.letter_per_customer) {
        put_one(context, write, letter, address, period, ordinal, contracts, findings);
        return;
    }
    while (!contracts.empty()) {
        const auto end =
            std::find_if(contracts.begin(), contracts.end(), [&](const AskedInLetter& asked) {
                return customer_of(asked) != customer_of(contracts.front());
            });
        put_one(context, write, letter, address, period, ordinal, {contracts.begin(), end},
                findings);
        contracts.erase(contracts.begin(), end);
    }
}

} // namespace duesday::flow
