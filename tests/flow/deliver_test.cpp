// What becomes of a letter, by the answer of its transport.

#include "flow/delivery_desk.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace duesday;
using partner::Answer;

namespace {

/// Answers as it is told, by outbox id.
class ScriptedMail final : public partner::MailTransport {
public:
    void send(std::span<const partner::Envelope> letters,
              const partner::Delivered& delivered) override
    {
        for (std::size_t i = 0; i < letters.size(); ++i)
            delivered(i, {answers.at(letters[i].key.substr(0, letters[i].key.find('.'))), "told",
                          is_unreachable});
    }

    std::map<std::string, Answer> answers;
    bool is_unreachable = false;
};

/// With a mail that answers as it is told.
class Desk : public test::DeliveryDesk {
public:
    using DeliveryDesk::DeliveryDesk;
    runtime::Exit deliver()
    {
        return DeliveryDesk::deliver([this](runtime::Context&) { return test::Means{&mail}; });
    }
    ScriptedMail mail;
};

} // namespace

TEST_CASE("SUB-094: each answer of a transport has its consequence")
{
    Desk desk{5};
    desk.mail.answers = {{"1", Answer::done},
                         {"2", Answer::not_sent},
                         {"3", Answer::unknown}, // repeatable: the same bytes again
                         {"4", Answer::rejected},
                         {"5", Answer::not_sent}};
    desk.age(5, 4);
    CHECK(desk.deliver() == runtime::Exit::attention);
    CHECK(desk.row(1).state == "sent");
    CHECK(desk.row(1).sent_to == "a@b.be");
    for (const auto id : {2, 3}) {
        CAPTURE(id);
        const auto row = desk.row(id);
        CHECK(row.state == "waiting");
        CHECK(row.attempts == 1);
        CHECK(row.error == "told");
        CHECK(row.next_attempt_at.ms_since_1970 - row.created_at.ms_since_1970 >= 60'000);
    }
    CHECK(desk.row(4).state == "held");
    CHECK(desk.row(5).state == "held"); // failing for three days
}

TEST_CASE("where nothing gets through the caller is told to try later")
{
    Desk desk{2};
    desk.mail.answers = {{"1", Answer::not_sent}, {"2", Answer::not_sent}};
    desk.mail.is_unreachable = true;
    CHECK(desk.deliver() == runtime::Exit::unavailable);
    // Not due yet: nothing is tried and nothing is wrong.
    CHECK(desk.deliver() == runtime::Exit::done);
}

TEST_CASE("a server that puts all letters off is no server that cannot be reached")
{
    Desk desk{2};
    desk.mail.answers = {{"1", Answer::not_sent}, {"2", Answer::not_sent}};
    CHECK(desk.deliver() == runtime::Exit::done);
    CHECK(desk.row(1).state == "waiting");
}

TEST_CASE("a queue longer than a batch is sent to its end")
{
    constexpr int letters = 230;
    Desk desk{letters};
    for (int i = 1; i <= letters; ++i)
        desk.mail.answers[std::to_string(i)] = i == 120 ? Answer::rejected : Answer::done;
    CHECK(desk.deliver() == runtime::Exit::attention);
    for (const auto id : {1, 100, 101, 119, 121, 200, 201, letters})
        CHECK(desk.row(id).state == "sent");
    CHECK(desk.row(120).state == "held");
}
