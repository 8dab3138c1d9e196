// A firm with copiers: its customers are asked for readings, reminded, and enter them.

#include <fmt/format.h>

#include "fault/scenario.hpp"

namespace duesday::fault {

namespace {

const std::string day_before = "2026-12-30";
const std::string due_day = "2026-12-31";
const std::string entry_day = "2027-01-04";
const std::string reminder_day = "2027-01-07";

/// Asked on the due day: Eva of two customers, and Jan.
std::vector<Step> firm_with_copiers()
{
    std::vector<Step> steps{{{"admin", "init"}}};
    for (const std::string kind :
         {"customers", "contacts", "contracts", "machines", "meters", "readings"})
        steps.push_back({{"import-data", kind, kind + ".csv", "--today", day_before}});
    return steps;
}

constexpr int copiers_a_write = 500; ///< that are asked for, or released, in one Write

/// One customer more, who comes first and has as many copiers.
std::vector<Step> firm_with_many_copiers()
{
    auto steps = firm_with_copiers();
    std::string contracts = "contract,customer,contact,reporting_by,next_reading_on\n";
    std::string machines = "machine,contract,model,serial\n";
    std::string meters = "meter,machine,name\n";
    for (int i = 1; i <= copiers_a_write; ++i) {
        contracts += fmt::format("W-{},C-OK,K-0,portal,2026-12-31\n", i);
        machines += fmt::format("N-{},W-{},Imago 40,B-{}\n", i, i, i);
        meters += fmt::format("U-{},N-{},Total\n", i, i);
    }
    for (const auto& [kind, rows] :
         {std::pair{"contacts", std::string{"contact,customer,name,email\n"
                                            "K-0,C-OK,Anna Maes,anna@example.org\n"}},
          std::pair{"contracts", contracts}, std::pair{"machines", machines},
          std::pair{"meters", meters}}) {
        const auto file = fmt::format("many-{}.csv", kind);
        steps.push_back({{"file", file, rows}});
        steps.push_back({{"import-data", kind, file, "--today", day_before}});
    }
    return steps;
}

std::vector<Step> and_then(std::vector<Step> steps, const std::vector<Step>& more)
{
    steps.insert(steps.end(), more.begin(), more.end());
    return steps;
}

std::vector<Scenario> asking_and_entering()
{
    const Step request{{"request-meters", "--today", due_day}};
    const Step remind{{"request-meters", "--reminders", "--today", reminder_day}};
    const Step revoke{{"request-meters", "revoke", "K-3", "--today", entry_day}};
    const auto deliver = [](const std::string& day) { return Step{{"deliver", "--today", day}}; };
    const std::vector<Step> asked{request, deliver(due_day)};
    // By Eva's link, for both customers; T-3 takes the place of what was said by telephone.
    const Step enter{{"enter-meters", "submit", "T-1=172000", "T-2=36000", "T-3=332000",
                      "--token-file", "eva.token", "--today", entry_day}};
    const std::vector<Step> told{
        {{"token", "eva.token", "eva@example.org"}},
        {{"enter-meters", "submit", "T-3=332100", "--source", "phone", "--today", entry_day}}};
    // An operator insists on the one that is implausible.
    const Step hold{{"enter-meters", "submit", "T-1=192000", "T-2=36000", "--source", "phone",
                     "--reason", "a fair", "--today", entry_day},
                    {1}};
    const Step correct{{"enter-meters", "correct", "T-4=70500", "--reason", "typed wrongly",
                        "--yes", "--today", entry_day}};
    const auto asking = [&](const char* name, std::vector<Step> setup, const Step& command,
                            const std::string& day) {
        // Once all letters have left, each link that stands in the book is in a letter and opens.
        Scenario one{name, std::move(setup), command, {command, deliver(day)}, "meters"};
        one.again_goes_on = true;
        return one;
    };
    auto request_many = asking("request", firm_with_many_copiers(), request, due_day);
    request_many.quick_step = 9;
    return {
        request_many,
        asking("remind", and_then(firm_with_copiers(), asked), remind, reminder_day),
        {"revoke", and_then(firm_with_copiers(), asked), revoke, {revoke}, "meters", false, 4},
        // The letters of the request: its tokens are erased once they have left.
        {"deliver-links",
         and_then(firm_with_copiers(), {request}),
         deliver(due_day),
         {deliver(due_day)},
         "outbox",
         false,
         4},
        {"enter", and_then(and_then(firm_with_copiers(), asked), told), enter, {enter}, ""},
        {"hold", firm_with_copiers(), hold, {hold}, "", false, 4},
        {"correct", firm_with_copiers(), correct, {correct}, "", false, 4},
    };
}

/// What has come in of all copiers: by telephone, and by themselves.
std::vector<Step> entered()
{
    Step devices{{"enter-meters", "submit", "--source", "device", "--quiet", "--today", entry_day}};
    for (int i = 1; i <= copiers_a_write; ++i)
        devices.words.push_back(fmt::format("U-{}={}", i, 1000 + i));
    return {{{"enter-meters", "submit", "T-1=172000", "T-2=36000", "T-3=332000", "--source",
              "phone", "--today", entry_day}},
            devices};
}

std::vector<Scenario> releasing()
{
    const auto day = [](Words words) {
        words.insert(words.end(), {"--today", reminder_day});
        return words;
    };
    const Step release{day({"release-meters"})};
    // T-1 is held, T-2 and T-3 are released, T-4 is estimated.
    const Step estimate{day({"release-meters", "--estimate-missing"}), {1}};
    const Step force{day({"release-meters", "force", "T-1", "--reason", "a fair", "--yes"})};
    const Step insist{{"enter-meters", "submit", "T-1=192000", "--source", "phone", "--reason",
                       "a fair", "--today", entry_day},
                      {1}};
    const Step other{{"enter-meters", "submit", "T-2=36000", "T-3=332000", "--source", "phone",
                      "--today", entry_day}};
    Scenario many{
        "release", and_then(firm_with_many_copiers(), entered()), release, {release}, "meters"};
    many.quick_step = 9;
    return {
        many,
        {"estimate",
         and_then(firm_with_copiers(), {insist, other}),
         estimate,
         {estimate},
         "meters",
         false,
         2},
        // Where it was released before the fault, nothing waits any more.
        {"force",
         and_then(firm_with_copiers(), {insist}),
         force,
         {{force.words, {0, 65}}},
         "meters",
         false,
         2},
    };
}

} // namespace

std::vector<Scenario> meter_scenarios()
{
    auto all = asking_and_entering();
    for (auto& one : releasing())
        all.push_back(std::move(one));
    return all;
}

} // namespace duesday::fault
