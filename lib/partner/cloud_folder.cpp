#include "base/durable_file.hpp"
#include "partner/cloud_kind.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <stdexcept>
#include <vector>

namespace duesday::partner {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_name = 240; ///< file systems take 255 bytes; .new comes on top

struct CloudFile {
    std::string name;
    std::string content;
};

/// Keys of a firm may hold anything; in a file name they are spelt with letters, digits, - and _,
/// the rest as %XX.
std::string spelt(const std::string& key)
{
    std::string text;
    for (const char c : key) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (plain)
            text += c;
        else
            text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return text;
}

/// Throws std::exception where the facts are not as CloudMessage says.
std::vector<CloudFile> files_of(const CloudMessage& message)
{
    const auto& kind = kind_of(message);
    const auto facts = Json::parse(message.facts);
    std::vector<CloudFile> files;
    for (const auto& fact : facts.at(kind.list)) {
        Json content{{"action", message.kind}, {"sequence", message.sequence}};
        content.update(fact);
        auto name = fmt::format("{}.{}.{}.json", spelt(fact.at("subscription")),
                                spelt(fact.at(kind.day)), message.kind);
        if (name.size() > longest_name)
            throw std::invalid_argument{"the subscription's key is too long for a file name"};
        files.push_back({std::move(name), content.dump(2) + "\n"});
    }
    return files;
}

class CloudFolder final : public CloudTransport {
public:
    explicit CloudFolder(std::string folder) : folder_{std::move(folder)} {}

    void send(std::span<const CloudMessage> messages, const Delivered& delivered) override
    {
        make_folder(folder_);
        std::vector<DeliveryAnswer> answers(messages.size());
        for (std::size_t i = 0; i < messages.size(); ++i)
            answers[i] = put(messages[i]);
        sync_folder(folder_);
        for (std::size_t i = 0; i < messages.size(); ++i)
            delivered(i, answers[i]);
    }

    std::size_t at_once() const override { return 100; }

private:
    DeliveryAnswer put(const CloudMessage& message) const
    {
        std::vector<CloudFile> files;
        try {
            files = files_of(message);
        } catch (const std::exception& error) {
            return {Answer::rejected,
                    fmt::format("the message's facts are wrong: {}", error.what())};
        }
        for (const auto& file : files) {
            const auto half = fmt::format("{}/.{}.new", folder_, file.name);
            write_synced(half, file.content);
            rename_file(half, fmt::format("{}/{}", folder_, file.name));
        }
        return {Answer::done, {}};
    }

    std::string folder_;
};

} // namespace

std::unique_ptr<CloudTransport> make_cloud_folder(const std::string& folder)
{
    return std::make_unique<CloudFolder>(folder);
}

} // namespace duesday::partner
