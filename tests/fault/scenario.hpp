// What the fault tests disturb. A program that acts outward is one row in scenarios.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace duesday::fault {

using Words = std::vector<std::string>; ///< a program and its arguments
using Ends = std::vector<int>;          ///< exit statuses

/// A run and how it may end.
struct Step {
    Words words;
    Ends ends{0};
};

struct Scenario {
    std::string name;
    /// Runs that make the folder from what stands in tests/fault/book, which is copied into it.
    /// {"file", NAME, TEXT} writes one more; {"token", NAME, ADDRESS} puts the token of the link in
    /// a letter that ADDRESS got into one.
    std::vector<Step> setup;
    /// The command that is disturbed.
    Step command;
    /// What a person or cron runs after a fault, until all is as if there had been none.
    std::vector<Step> again;
    /// The lock that the command takes, empty for none.
    std::string lock;
    /// True where running again without a fault does more: the undisturbed run is then the command
    /// and all of `again`. Otherwise running again must change nothing, which is checked as well.
    bool again_goes_on = false;
    /// A quick run kills at every n-th point.
    std::size_t quick_step = 1;
    /// Letters go to a mail server on loopback, which puts what it takes into mail/new. A call that
    /// fails at the socket only puts letters off: how often one was tried is not looked at.
    bool over_smtp = false;
    /// Cards are Mollie's: its stand-in is a process of its own for each folder. Steps of the setup
    /// whose first word is "mollie" tell it what happens there: {"mollie", WHAT, WORDS}.
    bool over_mollie = false;
};

std::vector<Scenario> meter_scenarios();
std::vector<Scenario> scenarios();

} // namespace duesday::fault
