// Our mail client against a server that goes wrong in every way (RELIABILITY F7).

#include "partner/mail_transport.hpp"
#include "support/faults.hpp"
#include "support/smtp_stand_in.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>

using namespace duesday;
using partner::Answer;
using partner::DeliveryAnswer;
using partner::Envelope;
using test::SmtpScript;
using test::SmtpStandIn;

namespace {

partner::SmtpSettings settings_for(int port)
{
    partner::SmtpSettings settings;
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.tls = partner::SmtpSettings::Tls::none;
    settings.return_path = "reports@firm.example";
    settings.connect_ms = 500;
    settings.total_ms = 700;
    return settings;
}

Envelope letter_to(const std::string& to, const std::string& body = "Hello\r\n")
{
    return {"7.ab", to, "Subject: x\r\nMessage-ID: <7.ab@firm.example>\r\n\r\n" + body};
}

std::vector<DeliveryAnswer> sent(partner::MailTransport& smtp, const std::vector<Envelope>& letters)
{
    std::vector<DeliveryAnswer> answers(letters.size());
    smtp.send(letters, [&](std::size_t i, const DeliveryAnswer& answer) { answers[i] = answer; });
    return answers;
}

DeliveryAnswer sent_to(int port, const Envelope& letter)
{
    return sent(*partner::make_smtp(settings_for(port)), {letter}).front();
}

} // namespace

TEST_CASE("a server that is silent at the end does not keep us")
{
    SmtpStandIn server{{{"QUIT", "HANG"}}};
    const auto begin = std::chrono::steady_clock::now();
    CHECK(sent_to(server.port(), letter_to("a@b.example")).answer == Answer::done);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{2});
    CHECK(server.letters().size() == 1);
}

TEST_CASE("letters go out byte for byte over one connection")
{
    SmtpStandIn server;
    const auto smtp = partner::make_smtp(settings_for(server.port()));
    const auto dots = letter_to("a@b.example", ".\r\n..two\r\nend\r\n");
    for (const auto& answer : sent(*smtp, {dots, letter_to("c@d.example")}))
        CHECK(answer.answer == Answer::done);
    CHECK(sent(*smtp, {letter_to("e@f.example")}).front().answer == Answer::done);
    const auto letters = server.letters();
    REQUIRE(letters.size() == 3);
    CHECK(letters[0].bytes == dots.bytes);
    CHECK(letters[0].from == "reports@firm.example");
    CHECK(letters[0].to == "a@b.example");
    CHECK(letters[2].to == "e@f.example");
    CHECK(server.connections() == 1);
}

TEST_CASE("each refusal of a server is one of the answers")
{
    struct Row {
        SmtpScript script;
        Answer answer;
        bool is_unreachable;
        const char* says;
    };
    const std::string to = "RCPT TO:<";
    const Row rows[] = {
        // The recipient, or the letter: for good, and for now.
        {{{to, "550 5.1.1 no such user"}}, Answer::rejected, false, "550 5.1.1 no such user"},
        {{{to, "451 4.7.1 greylisted"}}, Answer::not_sent, false, "451 4.7.1 greylisted"},
        {{{"DATA", "554 no"}}, Answer::rejected, false, "554 no"},
        {{{"DATA", "451 later"}}, Answer::not_sent, false, "451 later"},
        {{{".", "554 5.7.1 spam"}}, Answer::rejected, false, "554 5.7.1 spam"},
        {{{".", "452 full"}}, Answer::not_sent, false, "452 full"},
        {{{"MAIL", "552 too big"}}, Answer::rejected, false, "552 too big"},
        {{{"MAIL", "451 later"}}, Answer::not_sent, false, "451 later"},
        // The server.
        {{{"CONNECT", "421 busy"}}, Answer::not_sent, true, "421 busy"},
        {{{"CONNECT", "554 not you"}}, Answer::not_sent, true, "554 not you"},
        {{{"CONNECT", "DROP"}}, Answer::not_sent, true, "cannot be reached"},
        {{{"CONNECT", "HANG"}}, Answer::not_sent, true, "cannot be reached"},
        {{{"CONNECT", "HTTP/1.1 400 Bad Request"}}, Answer::not_sent, true, ""},
        {{{to, "421 going down"}}, Answer::not_sent, true, "421 going down"},
        {{{"MAIL", "HANG"}}, Answer::not_sent, true, "cannot be reached"},
        {{{to, "DROP"}}, Answer::not_sent, true, "cannot be reached"},
        {{{"DATA", "DROP"}}, Answer::not_sent, true, "cannot be reached"},
        // The letter was there: nobody knows.
        {{{".", "DROP"}}, Answer::unknown, false, "is lost"},
        {{{".", "HANG"}}, Answer::unknown, false, "is lost"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.script.begin()->first);
        CAPTURE(row.script.begin()->second);
        SmtpStandIn server{row.script};
        const auto begin = std::chrono::steady_clock::now();
        const auto answer = sent_to(server.port(), letter_to("a@b.example"));
        CAPTURE(answer.text);
        CHECK(std::string{partner::name_of(answer.answer)} == partner::name_of(row.answer));
        CHECK(answer.is_unreachable == row.is_unreachable);
        CHECK(answer.text.find(row.says) != answer.text.npos);
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{3});
    }
}

TEST_CASE("F7: where there is no server nothing is sent and not every letter is tried")
{
    const test::LoopbackSocket deaf;
    for (const int port : {test::closed_port(), deaf.port()}) {
        CAPTURE(port);
        const auto smtp = partner::make_smtp(settings_for(port));
        const auto begin = std::chrono::steady_clock::now();
        for (const auto& answer :
             sent(*smtp, std::vector<Envelope>(50, letter_to("a@b.example")))) {
            CHECK(answer.answer == Answer::not_sent);
            CHECK(answer.is_unreachable);
            CHECK(answer.text.find("cannot be reached") != answer.text.npos);
        }
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{4});
    }
    auto nowhere = settings_for(25);
    nowhere.host = "no-such-host.invalid";
    CHECK(sent(*partner::make_smtp(nowhere), {letter_to("a@b.example")}).front().answer ==
          Answer::not_sent);
}

TEST_CASE("one bad address does not stop the rest")
{
    SmtpStandIn server{{{"RCPT TO:<bad@", "550 no"}, {"RCPT TO:<later@", "451 not now"}}};
    const auto smtp = partner::make_smtp(settings_for(server.port()));
    const auto answers = sent(*smtp, {letter_to("bad@b.example"), letter_to("a@b.example"),
                                      letter_to("later@b.example"), letter_to("c@b.example")});
    CHECK(answers[0].answer == Answer::rejected);
    CHECK(answers[1].answer == Answer::done);
    CHECK(answers[2].answer == Answer::not_sent);
    CHECK_FALSE(answers[2].is_unreachable);
    CHECK(answers[3].answer == Answer::done);
    CHECK(server.letters().size() == 2);
}

TEST_CASE("a connection that the server ended meanwhile costs no letter an attempt")
{
    SmtpStandIn server;
    const auto smtp = partner::make_smtp(settings_for(server.port()));
    CHECK(sent(*smtp, {letter_to("a@b.example")}).front().answer == Answer::done);
    // The kept connection says so at the next letter; a new one is served.
    for (const std::string end : {"ONCE 421 idle for too long", "ONCE DROP"}) {
        server.set_script({{"MAIL", end}});
        const auto before = server.connections();
        CHECK(sent(*smtp, {letter_to("a@b.example")}).front().answer == Answer::done);
        CHECK(server.connections() == before + 1);
    }
    // What was lost with its content is not sent again on the spot.
    server.set_script({{".", "ONCE DROP"}});
    const auto before = server.letters().size();
    CHECK(sent(*smtp, {letter_to("a@b.example")}).front().answer == Answer::unknown);
    CHECK(server.letters().size() == before + 1);
}

TEST_CASE("RELIABILITY 1.9: what would smuggle a command or a header is not handed over")
{
    SmtpStandIn server;
    const std::string headers = "Subject: x\r\n";
    const Envelope letters[] = {
        letter_to("a@b.example\r\nRCPT TO:<victim@c.example>"),
        letter_to("a@b.example>\r\nDATA"),
        letter_to("<a@b.example>"),
        letter_to("a@b.example, c@d.example"),
        letter_to("a@b.example", "bare line\nfeed\r\n"),
        letter_to("a@b.example", "bare\rreturn\r\n"),
        letter_to("a@b.example", std::string{"nul\0byte\r\n", 10}),
        {"1.a", "a@b.example", "Subject: x\x01y\r\n\r\nbody\r\n"},
        {"1.a", "a@b.example", "Subject: without an end\r\n"},
    };
    for (const auto& letter : letters) {
        CAPTURE(letter.to);
        CHECK(sent_to(server.port(), letter).answer == Answer::rejected);
    }
    CHECK(server.connections() == 0);
    auto settings = settings_for(server.port());
    settings.return_path = "a@b.example>\r\nRCPT TO:<victim@c.example";
    CHECK_FAULT(FaultKind::bad_setup, partner::make_smtp(settings));
}

TEST_CASE("a server that refuses us and not one letter stops the mail with 78")
{
    SmtpStandIn server{{{"MAIL", "550 5.7.1 sender not allowed"}}};
    const auto smtp = partner::make_smtp(settings_for(server.port()));
    CHECK_FAULT(FaultKind::bad_setup, (sent(*smtp, {letter_to("a@b.example")}), 0));
    server.set_script({{"MAIL", "530 5.7.0 login first"}});
    CHECK_FAULT(FaultKind::bad_setup, (sent(*smtp, {letter_to("a@b.example")}), 0));
}

TEST_CASE("a server that offers no STARTTLS gets no letter and no password")
{
    SmtpStandIn server{{{"EHLO", "250-stand-in\r\n250 AUTH PLAIN LOGIN"}}};
    auto settings = settings_for(server.port());
    settings.tls = partner::SmtpSettings::Tls::starttls;
    settings.user = "robot";
    settings.password = [] { return "s3cret"; };
    const auto answer = sent(*partner::make_smtp(settings), {letter_to("a@b.example")}).front();
    CHECK(answer.answer == Answer::not_sent);
    CHECK(answer.is_unreachable);
    for (const auto& line : server.lines())
        CHECK_FALSE(line.starts_with("AUTH"));
    CHECK(server.letters().empty());
}

TEST_CASE("neither a proxy nor a login of the environment is used")
{
    SmtpStandIn server;
    SmtpStandIn proxy;
    const auto address = "http://127.0.0.1:" + std::to_string(proxy.port());
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
        ::setenv(name, address.c_str(), 1);
    CHECK(sent_to(server.port(), letter_to("a@b.example")).answer == Answer::done);
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
        ::unsetenv(name);
    CHECK(proxy.connections() == 0);
}
