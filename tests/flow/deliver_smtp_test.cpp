// deliver, its configuration and a real mail server with TLS and a login.

#include "flow/delivery_desk.hpp"
#include "support/faults.hpp"
#include "support/mail_server.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <sys/stat.h>

using namespace duesday;
using test::MailServer;

namespace {

runtime::Exit deliver_over_smtp(test::DeliveryDesk& desk)
{
    std::unique_ptr<partner::MailTransport> smtp;
    return desk.deliver([&](runtime::Context& context) {
        smtp = partner::make_smtp(*flow::smtp_settings(context));
        return test::Means{smtp.get(), nullptr, true};
    });
}

void configure(test::DeliveryDesk& desk, const MailServer& server, const std::string& password)
{
    const auto file = desk.folder() / "password";
    test::write_file(file, password + "\n");
    ::chmod(file.c_str(), 0600);
    auto& smtp = desk.config().smtp;
    smtp.host = "localhost";
    smtp.port = server.port();
    smtp.user = MailServer::user;
    smtp.password_file = file.string();
    smtp.ca_file = server.certificate();
    smtp.return_path = "reports@firm.example";
}

std::string message_id(const std::string& letter)
{
    std::smatch found;
    std::regex_search(letter, found, std::regex{"Message-Id: (.*)\r"});
    return found[1];
}

} // namespace

TEST_CASE("SUB-094: letters leave over SMTP and one bad address stops no other")
{
    if (!MailServer::is_installed())
        return;
    const MailServer server{"starttls"};
    test::DeliveryDesk desk{5};
    configure(desk, server, MailServer::password);
    desk.change("INSERT INTO customer (id, customer, name, street, postcode, city, country, email,"
                " email_key, kind, language, acts) SELECT 2, 'C2', name, street, postcode, city,"
                " country, 'bad@b.be', 'bad@b.be', kind, language, acts FROM customer;"
                "INSERT INTO customer (id, customer, name, street, postcode, city, country, email,"
                " email_key, kind, language, acts) SELECT 3, 'C3', name, street, postcode, city,"
                " country, 'later@b.be', 'later@b.be', kind, language, acts FROM customer"
                " WHERE id = 1;"
                "UPDATE outbox SET addressee = 'C2' WHERE id = 2;"
                "UPDATE outbox SET addressee = 'C3' WHERE id = 4;");
    CHECK(deliver_over_smtp(desk) == runtime::Exit::attention);
    CHECK(desk.row(2).state == "held");
    CHECK(desk.row(2).error->find("550 5.1.1 no such user") != std::string::npos);
    CHECK(desk.row(4).state == "waiting");
    for (const auto id : {1, 3, 5})
        CHECK(desk.row(id).state == "sent");
    REQUIRE(server.envelopes().size() == 3);
    CHECK(server.envelopes()[0] == "reports@firm.example a@b.be tls=yes login=robot\n");

    // Told again, a letter carries the Message-ID that it had; another letter another one.
    desk.change("UPDATE outbox SET state = 'waiting' WHERE id = 1");
    CHECK(deliver_over_smtp(desk) == runtime::Exit::done);
    const auto letters = server.letters();
    REQUIRE(letters.size() == 4);
    CHECK(letters[3] == letters[0]);
    CHECK(message_id(letters[0]).size() > 32);
    CHECK(message_id(letters[0]) != message_id(letters[1]));
}

TEST_CASE("a refused login holds no letter and keeps the cloud not back")
{
    if (!MailServer::is_installed())
        return;
    const MailServer server{"starttls"};
    test::DeliveryDesk desk{2};
    configure(desk, server, "wrong");
    desk.change("INSERT INTO outbox (channel, repeatable, letter, subject, period, ordinal,"
                " addressee, facts, created_on, created_at, next_attempt_at) VALUES ('cloud', 1,"
                " 'stop', 'x', '', 1, 'cloud',"
                " '{\"stops\":[{\"subscription\":\"S-1\",\"ended_on\":\"2026-12-31\"}]}',"
                " '2026-11-30', '', '')");
    CHECK_FAULT(FaultKind::bad_setup, deliver_over_smtp(desk));
    CHECK(desk.row(1).state == "waiting");
    CHECK(desk.row(1).attempts == 0);
    CHECK(desk.row(3).state == "sent");
    // Mended, all goes.
    configure(desk, server, MailServer::password);
    CHECK(deliver_over_smtp(desk) == runtime::Exit::done);
    CHECK(server.letters().size() == 2);
}
