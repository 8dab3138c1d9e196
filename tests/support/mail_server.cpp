#include "support/mail_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace duesday::test {

namespace {

constexpr const char* python = "/usr/bin/python3"; // another one does not see Debian's modules
constexpr auto tick = std::chrono::milliseconds{20};
constexpr int patience = 500; ///< ticks

Command plain_command(std::vector<std::string> words)
{
    Command command;
    command.words = std::move(words);
    command.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};
    return command;
}

} // namespace

void make_certificate(const std::filesystem::path& folder, const std::string& name,
                      bool with_address)
{
    const auto made = run(plain_command(
        {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", (folder / "key.pem").string(), "-out",
         (folder / "cert.pem").string(), "-days", "30", "-subj", "/CN=" + name, "-addext",
         fmt::format("subjectAltName=DNS:{}{}", name, with_address ? ",IP:127.0.0.1" : "")}));
    if (made.status != 0)
        throw std::runtime_error{"openssl: " + made.err};
}

bool MailServer::is_installed()
{
    static const bool installed = [] {
        const bool found = run(plain_command({python, "-c", "import aiosmtpd"})).status == 0;
        if (!found)
            fmt::print("skipped: python3-aiosmtpd is not installed; scripts/setup installs it\n");
        return found;
    }();
    return installed;
}

MailServer::MailServer(const std::string& mode)
{
    make_certificate(folder_.path(), "localhost");
    server_.emplace(
        plain_command({python, std::string{DUESDAY_SOURCE} + "/tests/support/smtp_server.py",
                       folder_.path().string(), mode}));
    for (int i = 0; i < patience && !std::filesystem::exists(folder_ / "port"); ++i)
        std::this_thread::sleep_for(tick);
    if (!std::filesystem::exists(folder_ / "port"))
        throw std::runtime_error{"the mail server does not come up"};
    port_ = std::stoi(read_file(folder_ / "port"));
}

MailServer::~MailServer() = default;

std::vector<std::string> MailServer::taken(const std::string& extension) const
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder_ / "got"})
        if (entry.path().extension() == extension)
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<std::string> contents;
    for (const auto& file : files)
        contents.push_back(read_file(file));
    return contents;
}

std::vector<std::string> MailServer::envelopes() const
{
    return taken(".env");
}

std::vector<std::string> MailServer::letters() const
{
    return taken(".eml");
}

} // namespace duesday::test
