// Delivery reports: what servers send, and what somebody might.

#include "document/delivery_report.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <random>

using namespace duesday;

namespace {

/// As Postfix writes it: CR LF, folded lines, the letter's headers at the end.
const std::string postfix =
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n"
    "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; report-type=delivery-status;\r\n"
    "\tboundary=\"B6C/mx.example\"\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n"
    "--B6C/mx.example\r\nContent-Description: Notification\r\n"
    "Content-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you.\r\n\r\n"
    "--B6C/mx.example\r\nContent-Description: Delivery report\r\n"
    "Content-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mx.example\r\nX-Postfix-Queue-ID: B6C\r\n\r\n"
    "Final-Recipient: rfc822; a@b.example\r\nOriginal-Recipient: rfc822;A@b.example\r\n"
    "Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; b.example\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <a@b.example>: Recipient address\r\n"
    "    rejected: User unknown\r\n\r\n"
    "--B6C/mx.example\r\nContent-Description: Undelivered Message\r\n"
    "Content-Type: message/rfc822\r\n\r\n"
    "Subject: Invoice 2026-000001\r\nMessage-Id: <7.ab@firm.example>\r\n\r\nDear A\r\n\r\n"
    "--B6C/mx.example--\r\n";

document::DeliveryReport read(const std::string& mail)
{
    return document::make_delivery_report_reader()->read(mail);
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST_CASE("SUB-095: a report tells its letter and what became of it")
{
    const auto report = read(postfix);
    CHECK(report.is_report);
    CHECK(report.message_id == "7.ab@firm.example");
    CHECK(report.subject == "Undelivered Mail Returned to Sender");
    REQUIRE(report.recipients.size() == 1);
    const auto& recipient = report.recipients[0];
    CHECK(recipient.address == "A@b.example"); // the original one
    CHECK(recipient.action == "failed");
    CHECK(recipient.status == "5.1.1");
    CHECK(recipient.diagnostic.starts_with("smtp; 550 5.1.1 <a@b.example>: Recipient address"));
    CHECK(recipient.diagnostic.ends_with("rejected: User unknown"));
    const auto headers_only = read(replaced(postfix, "message/rfc822", "text/rfc822-headers"));
    CHECK(headers_only.message_id == "7.ab@firm.example");
    const auto encoded = read(replaced(postfix, "Content-Type: message/delivery-status\r\n",
                                       "Content-Type: Message/Delivery-Status\r\n"
                                       "Content-Transfer-Encoding: 7bit\r\n"));
    CHECK(encoded.recipients.size() == 1);
}

TEST_CASE("what is no report says so")
{
    for (const auto& mail :
         {std::string{}, std::string{"\0\0\0", 3}, std::string{"\r\n\r\n"},
          std::string{"Subject: Re: invoice\r\n\r\nIt came back, said my nephew.\r\n"},
          std::string{"Content-Type: multipart/report; boundary=b\r\n\r\n"},
          std::string{"Content-Type: multipart/report\r\n\r\n--b\r\n\r\n--b--\r\n"},
          replaced(postfix, "multipart/report", "multipart/mixed"),
          replaced(postfix, "message/delivery-status", "text/plain")}) {
        CAPTURE(mail.substr(0, 60));
        const auto report = read(mail);
        CHECK_FALSE(report.is_report);
        CHECK_FALSE(report.why.empty());
    }
}

TEST_CASE("F10: a hostile mail is read in bounded time and puts nothing odd into the book")
{
    const auto begin = std::chrono::steady_clock::now();
    std::string nested;
    for (int i = 0; i < 200'000; ++i)
        nested += "Content-Type: message/rfc822\r\n\r\n";
    CHECK_FALSE(read(nested).is_report);
    nested.clear();
    for (int i = 0; i < 50'000; ++i)
        nested += "Content-Type: MULTIPART/report; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
                  std::to_string(i) + "\r\n";
    CHECK_FALSE(read(nested).is_report);
    // A status of a million recipients, one of a line without an end, one with odd bytes.
    std::string many = "Reporting-MTA: dns; x\r\n\r\n";
    for (int i = 0; i < 1'000'000; ++i)
        many += "Action: failed\r\n\r\n";
    const std::string status = "Reporting-MTA: dns; mx.example\r\n";
    CHECK(read(replaced(postfix, status, many)).recipients.size() <= 1'000);
    const auto long_line =
        read(replaced(postfix, status, "Action: " + std::string(20'000'000, 'x') + "\r\n"));
    CHECK(long_line.recipients[0].action.size() <= 300);
    const auto odd = read(replaced(postfix, "User unknown", "\x1b[31m\xff\x07"));
    CHECK(odd.recipients[0].diagnostic.find('\x1b') == std::string::npos);
    CHECK(odd.recipients[0].diagnostic.find('\xff') == std::string::npos);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{20});
}

TEST_CASE("F10: no damage to a report brings the reader down")
{
    std::mt19937 draw{20'261'130};
    const auto reader = document::make_delivery_report_reader();
    int still_reports = 0;
    for (int round = 0; round < 3'000; ++round) {
        auto mail = postfix;
        const auto changes = 1 + draw() % 8;
        for (std::uint_fast32_t i = 0; i < changes && !mail.empty(); ++i) {
            const auto at = draw() % mail.size();
            switch (draw() % 4) {
            case 0:
                mail[at] = static_cast<char>(draw() % 256);
                break;
            case 1:
                mail.erase(at, draw() % 200);
                break;
            case 2:
                mail.insert(at, mail.substr(draw() % mail.size(), draw() % 300));
                break;
            default:
                mail.resize(at);
            }
        }
        still_reports += reader->read(mail).is_report ? 1 : 0;
    }
    CHECK(still_reports > 100);
    CHECK(still_reports < 2'900);
}
