// What becomes of a letter, by the answer of its transport.

#include "flow/deliver.hpp"
#include "store/outbox.hpp"
#include "support/database.hpp"
#include "support/temp_folder.hpp"

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

constexpr const char* customer = R"(
INSERT INTO customer (id, customer, name, street, postcode, city, country, email, email_key, kind,
                      language, acts)
VALUES (1, 'C1', 'Firm', 'Street 1', '9000', 'Ghent', 'BE', 'a@b.be', 'a@b.be', 'company', 'en', 1);
)";
constexpr const char* facts = R"({"lines":[{"subscription":"S-1","installation":"I-1",
    "installation_name":"Home","reference":"TSF16101","product":"Remote",
    "ended_on":"2026-12-31","reason":"renewal_off"}]})";

/// A sandbox book with letters to C1 that wait.
class Desk {
public:
    explicit Desk(int letters)
        : book_{store::Book::create((folder_ / "book.db").string(), store::Mode::sandbox,
                                    clock_.real())}
    {
        runtime::add_sandbox_defaults(config_.config);
        test::execute(test::open_database(folder_ / "book.db"), customer);
        store::Write write{book_, stamp()};
        for (int i = 1; i <= letters; ++i)
            store::enqueue(write, {"mail", "service-ended", std::to_string(i), "", 1, "C1", facts});
        write.commit();
    }

    runtime::Exit deliver()
    {
        runtime::Report report{{.json = false, .quiet = true, .verbose = false}};
        runtime::Context context{book_, config_, clock_, report, {"t", "t", true}, {}, "deliver"};
        const auto letters = document::make_letter_composer(flow::letter_sender(context), "");
        const auto pages = document::make_invoice_renderer("");
        const auto cloud = partner::make_cloud_folder((folder_ / "cloud").string());
        flow::deliver(context, {*letters, *pages, mail, *cloud}, {});
        return report.status();
    }

    store::OutboxRow row(std::int64_t id) { return *store::find_message(book_.database(), id); }

    /// As if the letter had waited so long.
    void age(std::int64_t id, std::int64_t days)
    {
        const auto created = clock_.now().plus_seconds(-days * 86'400).iso();
        test::execute(test::open_database(folder_ / "book.db"),
                      "UPDATE outbox SET created_at = '" + created + "', next_attempt_at = '" +
                          created + "' WHERE id = " + std::to_string(id));
    }

    ScriptedMail mail;

private:
    store::Stamp stamp() const
    {
        return {clock_.real(), clock_.now(), clock_.today(), "t", "t", "renew", 0};
    }

    test::TempFolder folder_;
    runtime::Clock clock_{"Europe/Brussels", std::nullopt};
    runtime::LoadedConfig config_;
    store::Book book_;
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
    CHECK(desk.row(5).state == "held"); // three days old
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
