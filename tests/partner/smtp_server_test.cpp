// Our mail client against a real mail server with TLS and a login.

#include "partner/mail_transport.hpp"
#include "support/faults.hpp"
#include "support/mail_server.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using partner::Answer;
using partner::SmtpSettings;
using test::MailServer;

namespace {

SmtpSettings settings_for(const MailServer& server, SmtpSettings::Tls tls)
{
    SmtpSettings settings;
    settings.host = "localhost";
    settings.port = server.port();
    settings.tls = tls;
    settings.user = MailServer::user;
    settings.password = [] { return MailServer::password; };
    settings.ca_file = server.certificate();
    settings.return_path = "reports@firm.example";
    return settings;
}

partner::DeliveryAnswer sent(const SmtpSettings& settings, const std::string& to,
                             const std::string& bytes = "Subject: x\r\n\r\n.Hello\r\n")
{
    partner::DeliveryAnswer only;
    const partner::Envelope letter{"7.ab", to, bytes};
    partner::make_smtp(settings)->send(
        std::span{&letter, 1},
        [&](std::size_t, const partner::DeliveryAnswer& answer) { only = answer; });
    return only;
}

} // namespace

TEST_CASE("a real server takes letters over STARTTLS and over TLS with a login")
{
    if (!MailServer::is_installed())
        return;
    using Tls = SmtpSettings::Tls;
    for (const auto& [mode, tls] : {std::pair{"starttls", Tls::starttls}, {"tls", Tls::implicit}}) {
        CAPTURE(mode);
        const MailServer server{mode};
        const auto settings = settings_for(server, tls);
        CHECK(sent(settings, "a@b.example").answer == Answer::done);
        CHECK(sent(settings, "bad@b.example").answer == Answer::rejected);
        const auto later = sent(settings, "later@b.example");
        CHECK(later.answer == Answer::not_sent);
        CHECK_FALSE(later.is_unreachable);
        REQUIRE(server.envelopes().size() == 1);
        CHECK(server.envelopes()[0] == "reports@firm.example a@b.example tls=yes login=robot\n");
        CHECK(server.letters()[0] == "Subject: x\r\n\r\n.Hello\r\n");
        std::string large = "Subject: x\r\n\r\n";
        while (large.size() < 3'000'000)
            large += std::string(70, 'x') + "\r\n";
        CHECK(sent(settings, "a@b.example", large).answer == Answer::done);
        CHECK(server.letters()[1] == large);
    }
}

TEST_CASE("a wrong password stops the mail with 78 and is not told")
{
    if (!MailServer::is_installed())
        return;
    const MailServer server{"starttls"};
    auto settings = settings_for(server, SmtpSettings::Tls::starttls);
    settings.password = [] { return "not-the-passw0rd"; };
    try {
        sent(settings, "a@b.example");
        FAIL("no fault");
    } catch (const Fault& fault) {
        CHECK(fault.kind() == FaultKind::bad_setup);
        const std::string text = fault.what();
        CHECK(text.find("refuses our login") != text.npos);
        CHECK(text.find("not-the-passw0rd") == text.npos);
    }
    CHECK(server.letters().empty());
}

TEST_CASE("a certificate that does not prove the server is no connection")
{
    if (!MailServer::is_installed())
        return;
    const MailServer server{"starttls"};
    const auto good = settings_for(server, SmtpSettings::Tls::starttls);
    auto nobody_knows = good;
    nobody_knows.ca_file.clear(); // the system's authorities did not sign it
    auto other_name = good;
    other_name.host = "127.0.0.2";
    const auto answer = sent(nobody_knows, "a@b.example");
    CHECK(answer.answer == Answer::not_sent);
    CHECK(answer.is_unreachable);
    CHECK(answer.text.find("certificate") != answer.text.npos);
    CHECK(sent(other_name, "a@b.example").answer == Answer::not_sent);
    // Our own file is no refusal of the server's.
    for (const char* file : {"/nonexistent/ca.pem", "/etc/hostname", "/etc"}) {
        CAPTURE(file);
        auto wrong_file = good;
        wrong_file.ca_file = file;
        std::string reason;
        try {
            sent(wrong_file, "a@b.example");
        } catch (const Fault& fault) {
            reason = fault.reason();
            CHECK(fault.kind() == FaultKind::bad_setup);
        }
        CHECK(reason == "bad_ca_file");
    }
    CHECK(server.letters().empty());
}
