#include "partner/cloud_transport.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <vector>

using namespace duesday;
using namespace duesday::partner;
using namespace duesday::test;
namespace fs = std::filesystem;

namespace {

std::vector<Answer> send(const fs::path& folder, const std::vector<CloudMessage>& messages)
{
    std::vector<Answer> answers(messages.size(), Answer::unknown);
    make_cloud_folder(folder.string())->send(messages, [&](std::size_t i, const DeliveryAnswer& a) {
        answers[i] = a.answer;
    });
    return answers;
}

std::vector<std::string> names_in(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder})
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

const CloudMessage activation{"activate",
                              R"({"activations":[
    {"subscription":"S-1","installation":"I-1","service":"remote","expires_on":"2027-12-31",
     "authenticated_mail":true},
    {"subscription":"S-2","installation":"I-1","service":"voice","expires_on":"2027-12-31",
     "authenticated_mail":false}]})",
                              {},
                              57};
const CloudMessage stop{"stop", R"({"stops":[
    {"subscription":"S-1","installation":"I-1","service":"remote","ended_on":"2027-12-31"}]})"};

} // namespace

TEST_CASE("SUB-031: the cloud gets a file for each activation with its expiry")
{
    const TempFolder folder;
    CHECK(send(folder / "cloud", {activation}) == std::vector{Answer::done});
    CHECK(names_in(folder / "cloud") ==
          std::vector<std::string>{"S-1.2027-12-31.activate.json", "S-2.2027-12-31.activate.json"});
    const auto file = folder / "cloud" / "S-1.2027-12-31.activate.json";
    CHECK(
        nlohmann::json::parse(read_file(file)) ==
        R"({"action":"activate","sequence":57,"subscription":"S-1","installation":"I-1","service":"remote",
              "expires_on":"2027-12-31","authenticated_mail":true})"_json);
    CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(fs::status(folder / "cloud").permissions() == fs::perms::owner_all);
}

TEST_CASE("SUB-031: a repeated activation replaces the file by its equal")
{
    const TempFolder folder;
    send(folder / "cloud", {activation, stop});
    const auto names = names_in(folder / "cloud");
    const auto content = read_file(folder / "cloud" / names.front());
    send(folder / "cloud", {activation, stop});
    CHECK(names_in(folder / "cloud") == names);
    CHECK(names.size() == 3);
    CHECK(read_file(folder / "cloud" / names.front()) == content);
}

TEST_CASE("a subscription's key cannot lead out of the folder")
{
    const TempFolder folder;
    send(folder / "cloud",
         {{"stop", R"({"stops":[{"subscription":"../../É x","ended_on":"2027-12-31"}]})"}});
    CHECK(names_in(folder / "cloud") ==
          std::vector<std::string>{"%2E%2E%2F%2E%2E%2F%C3%89%20x.2027-12-31.stop.json"});
    CHECK(names_in(folder.path()) == std::vector<std::string>{"cloud"});
}

TEST_CASE("a message that cannot be read is rejected and the others go on")
{
    const TempFolder folder;
    const auto long_key = R"({"stops":[{"ended_on":"2027-12-31","subscription":")" +
                          std::string(300, 'x') + R"("}]})";
    const std::vector<CloudMessage> messages{{"activate", "no json"},
                                             {"activate", R"({"activations":[{"service":"x"}]})"},
                                             {"activate", R"({"stops":[]})"},
                                             {"dance", R"({"stops":[]})"},
                                             {"stop", long_key},
                                             stop};
    const auto answers = send(folder / "cloud", messages);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        CAPTURE(i);
        CHECK(answers[i] == (i + 1 < messages.size() ? Answer::rejected : Answer::done));
    }
    CHECK(names_in(folder / "cloud") == std::vector<std::string>{"S-1.2027-12-31.stop.json"});
}
