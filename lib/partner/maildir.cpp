#include "base/durable_file.hpp"
#include "partner/mail_transport.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

namespace duesday::partner {

namespace {

/// The name is made of the key alone: after a kill the repetition meets the same file.
class Maildir final : public MailTransport {
public:
    explicit Maildir(std::string folder) : folder_{std::move(folder)} {}

    void send(std::span<const Envelope> letters, const Delivered& delivered) override
    {
        prepare();
        for (const auto& letter : letters) {
            const auto name = letter.key + ".duesday";
            if (read_.contains(name))
                continue;
            const auto half = fmt::format("{}/tmp/{}", folder_, name);
            write_synced(half, letter.bytes);
            rename_file(half, fmt::format("{}/new/{}", folder_, name));
        }
        sync_folder(folder_ + "/new");
        for (std::size_t i = 0; i < letters.size(); ++i)
            delivered(i, {Answer::done, {}});
    }

    std::size_t at_once() const override { return 100; }

private:
    void prepare()
    {
        if (prepared_)
            return;
        for (const char* part : {"/tmp", "/new", "/cur"})
            make_folder(folder_ + part);
        // A reader has moved letters here and put its flags behind a colon.
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator{folder_ + "/cur", error}) {
            const auto name = entry.path().filename().string();
            read_.insert(name.substr(0, name.find(':')));
        }
        prepared_ = true;
    }

    std::string folder_;
    std::set<std::string> read_;
    bool prepared_ = false;
};

} // namespace

std::unique_ptr<MailTransport> make_maildir(const std::string& folder)
{
    return std::make_unique<Maildir>(folder);
}

} // namespace duesday::partner
