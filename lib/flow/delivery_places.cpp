// Where letters and messages go: what the configuration says.

#include "flow/deliver.hpp"
#include "flow/partner_problems.hpp"
#include "runtime/secret.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

constexpr int submission_port = 587;
constexpr int implicit_tls_port = 465;
constexpr int plain_port = 25;

std::string beside_book(const runtime::Context& context, const char* name)
{
    const auto& book = context.book.file();
    const auto slash = book.find_last_of('/');
    return slash == book.npos ? name : book.substr(0, slash + 1) + name;
}

} // namespace

std::string mail_folder(const runtime::Context& context)
{
    const auto& configured = context.config().mail_folder;
    return configured.empty() ? beside_book(context, "mail") : configured;
}

std::string cloud_folder(const runtime::Context& context)
{
    const auto& configured = context.config().cloud.folder;
    return configured.empty() ? beside_book(context, "cloud") : configured;
}

document::LetterSender letter_sender(const runtime::Context& context)
{
    const auto& seller = context.config().seller;
    return {seller.name, context.config().mail_from, seller.is_demonstration};
}

std::optional<partner::SmtpSettings> smtp_settings(const runtime::Context& context)
{
    using Tls = partner::SmtpSettings::Tls;
    const auto& config = context.config();
    if (!runtime::has_smtp(config))
        return std::nullopt;
    refuse_problems(runtime::problems_of_smtp(config));
    const auto& smtp = config.smtp;
    partner::SmtpSettings settings;
    settings.host = smtp.host;
    settings.tls = smtp.tls == "tls"    ? Tls::implicit
                   : smtp.tls == "none" ? Tls::none
                                        : Tls::starttls;
    settings.port = smtp.port != 0                  ? smtp.port
                    : settings.tls == Tls::implicit ? implicit_tls_port
                    : settings.tls == Tls::none     ? plain_port
                                                    : submission_port;
    settings.user = smtp.user;
    settings.password = [smtp] {
        return runtime::read_secret({"mail.smtp.password", runtime::smtp_password_variable,
                                     smtp.password_file, smtp.password_command});
    };
    settings.ca_file = smtp.ca_file;
    settings.hello = smtp.hello;
    settings.return_path = smtp.return_path.empty() ? config.mail_from : smtp.return_path;
    return settings;
}

std::optional<partner::CloudEndpoint> cloud_endpoint(const runtime::Context& context)
{
    const auto& config = context.config();
    if (!runtime::has_cloud_endpoint(config))
        return std::nullopt;
    refuse_problems(runtime::problems_of_cloud(config));
    const auto& cloud = config.cloud;
    partner::CloudEndpoint endpoint;
    endpoint.url = cloud.url;
    endpoint.token = [cloud] {
        return runtime::read_secret(
            {"cloud.token", runtime::cloud_token_variable, cloud.token_file, cloud.token_command});
    };
    endpoint.ca_file = cloud.ca_file;
    endpoint.proxy = config.http_proxy;
    return endpoint;
}

} // namespace duesday::flow
