// What a partner that was begun to be configured still needs.

#include "runtime/config.hpp"
#include "runtime/secret.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace duesday::runtime {

namespace {

bool is_this_machine(std::string_view host)
{
    return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "[::1]";
}

/// A name or an address: what curl reads as the rest of a URL must not get in.
bool is_host(std::string_view host)
{
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    });
}

/// "api.firm.example" of "https://api.firm.example:8443/v1".
std::string_view host_of(std::string_view url)
{
    const auto begin = url.find("://");
    if (begin == url.npos)
        return {};
    auto host = url.substr(begin + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (host.starts_with('['))
        return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

/// https:// to a host without a login; http:// only to this machine.
bool is_partner_url(std::string_view url)
{
    const auto host = host_of(url);
    const bool is_http_here = url.starts_with("http://") && is_this_machine(host);
    return is_host(host) && (url.starts_with("https://") || is_http_here);
}

} // namespace

bool has_smtp(const Config& config)
{
    const auto& smtp = config.smtp;
    const std::array texts{&smtp.host,    &smtp.user,  &smtp.password_file, &smtp.password_command,
                           &smtp.ca_file, &smtp.hello, &smtp.return_path};
    return smtp.port != 0 || smtp.tls != SmtpConfig{}.tls ||
           std::any_of(texts.begin(), texts.end(), [](const auto* text) { return !text->empty(); });
}

std::vector<SettingProblem> problems_of_smtp(const Config& config)
{
    const auto& smtp = config.smtp;
    std::vector<SettingProblem> problems;
    if (!has_smtp(config))
        return problems;
    if (smtp.host.empty())
        problems.push_back({"mail.smtp.host", "the server that takes our letters"});
    else if (!is_host(smtp.host))
        problems.push_back({"mail.smtp.host", "must be a host name or an address"});
    if (!smtp.hello.empty() && !is_host(smtp.hello))
        problems.push_back({"mail.smtp.hello", "must be a host name"});
    if (smtp.tls == "none" && !is_this_machine(smtp.host))
        problems.push_back({"mail.smtp.tls", "\"none\" is only for a server on this machine"});
    const bool has_password = is_named(
        {"mail.smtp.password", smtp_password_variable, smtp.password_file, smtp.password_command});
    if (!smtp.user.empty() && !has_password)
        problems.push_back({"mail.smtp.password_file",
                            "the password of mail.smtp.user; or mail.smtp.password_command, or "
                            "$DUESDAY_MAIL_SMTP_PASSWORD"});
    if (smtp.user.empty() && has_password)
        problems.push_back({"mail.smtp.user", "whose password that is"});
    if (!smtp.password_file.empty() && !smtp.password_command.empty())
        problems.push_back({"mail.smtp.password_command", "name a file or a command, not both"});
    if (config.mail_from.empty())
        problems.push_back({"mail.from", "the sender of each letter"});
    return problems;
}

bool has_cloud_endpoint(const Config& config)
{
    const auto& cloud = config.cloud;
    const std::array texts{&cloud.url, &cloud.token_file, &cloud.token_command, &cloud.ca_file};
    return std::any_of(texts.begin(), texts.end(), [](const auto* text) { return !text->empty(); });
}

std::vector<SettingProblem> problems_of_cloud(const Config& config)
{
    const auto& cloud = config.cloud;
    std::vector<SettingProblem> problems;
    if (!has_cloud_endpoint(config))
        return problems;
    if (cloud.url.empty())
        problems.push_back({"cloud.url", "where activations and stops are posted to"});
    else if (!is_partner_url(cloud.url))
        problems.push_back({"cloud.url", "must begin with https:// (http:// only to this machine) "
                                         "and hold no user or password"});
    if (!is_named({"cloud.token", cloud_token_variable, cloud.token_file, cloud.token_command}))
        problems.push_back({"cloud.token_file", "what we show the cloud; or cloud.token_command, "
                                                "or $DUESDAY_CLOUD_TOKEN"});
    if (!cloud.token_file.empty() && !cloud.token_command.empty())
        problems.push_back({"cloud.token_command", "name a file or a command, not both"});
    return problems;
}

bool has_card_provider(const Config& config)
{
    return config.cards.provider != CardsConfig{}.provider;
}

std::vector<SettingProblem> problems_of_cards(const Config& config)
{
    const auto& cards = config.cards;
    std::vector<SettingProblem> problems;
    const bool has_key =
        is_named({"cards.key", cards_key_variable, cards.key_file, cards.key_command});
    if (!has_card_provider(config)) {
        const std::array texts{&cards.key_file, &cards.key_command, &cards.redirect_url, &cards.url,
                               &cards.ca_file};
        if (std::any_of(texts.begin(), texts.end(),
                        [](const auto* text) { return !text->empty(); }))
            problems.push_back({"cards.provider", "whose settings these are: \"mollie\""});
        return problems;
    }
    if (!has_key)
        problems.push_back({"cards.key_file", "the key of our account there; or cards.key_command, "
                                              "or $DUESDAY_CARDS_KEY"});
    if (!cards.key_file.empty() && !cards.key_command.empty())
        problems.push_back({"cards.key_command", "name a file or a command, not both"});
    if (cards.redirect_url.empty())
        problems.push_back({"cards.redirect_url", "the page of the firm that customers come back "
                                                  "to once they have entered a card"});
    else if (!is_partner_url(cards.redirect_url))
        problems.push_back({"cards.redirect_url", "must begin with https://"});
    if (!cards.url.empty() && !is_partner_url(cards.url))
        problems.push_back({"cards.url", "must begin with https:// (http:// only to this machine) "
                                         "and hold no user or password"});
    return problems;
}

std::vector<SettingProblem> problems_of_meters(const Config& config)
{
    const auto& url = config.meters.portal_url;
    if (url.empty())
        return {{"meters.portal_url", "the page where customers enter their readings, to which the "
                                      "links in letters lead"}};
    const auto token = url.find("{token}");
    const auto path = url.find('/', host_of(url).empty() ? 0 : url.find("://") + 3);
    const bool is_in_host = token != url.npos && (path == url.npos || token < path);
    if (!is_partner_url(url) || is_in_host || url.find_first_of(" \"<>") != url.npos)
        return {{"meters.portal_url", "must begin with https:// (http:// only to this machine) and "
                                      "hold no user, password, blank or quote"}};
    if (token == url.npos && url.find('#') != url.npos)
        return {{"meters.portal_url", "has a #, so {token} must say where the token stands"}};
    return {};
}

} // namespace duesday::runtime
