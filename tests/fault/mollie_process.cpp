#include "fault/mollie_process.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <httplib.h>
#include <thread>

namespace duesday::fault {

namespace {

namespace fs = std::filesystem;

constexpr const char* ledger_name = "mollie.json";

test::Command stand_in_of(const fs::path& folder)
{
    test::Command command;
    command.words = {DUESDAY_MOLLIE_STAND_IN, "--ledger", (folder / ledger_name).string()};
    return command;
}

/// What it says first, without the version of the API.
std::string address_of(const test::Running& running)
{
    for (int tries = 0; tries < 5'000; ++tries) {
        const auto said = running.said_so_far();
        if (const auto end = said.find("/v2\n"); end != said.npos)
            return said.substr(0, end);
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    throw std::runtime_error{"the stand-in for Mollie does not come up"};
}

nlohmann::json read_ledger(const fs::path& folder)
{
    const auto file = folder / ledger_name;
    return nlohmann::json::parse(fs::exists(file) ? test::read_file(file)
                                                  : R"({"payments":[],"customers":{}})");
}

} // namespace

MollieProcess::MollieProcess(fs::path folder)
    : folder_{std::move(folder)}, running_{stand_in_of(folder_)}, address_{address_of(running_)}
{
}

std::map<std::string, std::string> MollieProcess::settings() const
{
    return {{"DUESDAY_CARDS_PROVIDER", "mollie"},
            {"DUESDAY_CARDS_KEY", "test_standin"},
            {"DUESDAY_CARDS_URL", address_ + "/v2"},
            {"DUESDAY_CARDS_REDIRECT_URL", "https://firm.example/thanks"}};
}

void MollieProcess::control(const std::string& what, const std::string& words) const
{
    httplib::Client client{address_};
    const auto reply = client.Post("/control/" + what, words, "application/json");
    if (!reply || reply->status != 200)
        throw std::runtime_error{"the stand-in for Mollie refuses " + what + " " + words};
}

std::vector<std::string> mollie_ledger(const fs::path& folder)
{
    std::vector<std::string> lines;
    const auto ledger = read_ledger(folder);
    for (const auto& one : ledger.at("payments")) {
        const auto& payment = one.at("payment");
        const auto& metadata = payment.at("metadata");
        lines.push_back(fmt::format(
            "{}|{}|{}|{}|{}|{}", metadata.value("attempt", metadata.value("registration", "")),
            payment.value("status", ""), payment.at("amount").value("value", ""),
            payment.value("sequenceType", ""), payment.value("customerId", ""),
            payment.value("mandateId", "")));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

std::vector<std::string> mollie_customers(const fs::path& folder)
{
    std::vector<std::string> names;
    const auto ledger = read_ledger(folder);
    for (const auto& [id, customer] : ledger.at("customers").items())
        names.push_back(id);
    return names;
}

} // namespace duesday::fault
