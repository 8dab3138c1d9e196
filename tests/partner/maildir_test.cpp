#include "partner/mail_transport.hpp"
#include "support/faults.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

using namespace duesday;
using namespace duesday::partner;
using namespace duesday::test;
namespace fs = std::filesystem;

namespace {

std::vector<Answer> send(MailTransport& transport, const std::vector<Envelope>& letters)
{
    std::vector<Answer> answers(letters.size(), Answer::unknown);
    transport.send(letters, [&](std::size_t i, const DeliveryAnswer& a) { answers[i] = a.answer; });
    return answers;
}

std::size_t files_in(const fs::path& folder)
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

fs::perms mode(const fs::path& path)
{
    return fs::status(path).permissions();
}

const std::vector<Envelope> two{
    {"0000000001.ab", "jan@buyer.example", "Subject: a\r\n\r\nfirst\r\n"},
    {"0000000002.ab", "an@buyer.example", "Subject: b\r\n\r\nother\r\n"}};

} // namespace

TEST_CASE("letters stand byte for byte in new and nowhere else")
{
    const TempFolder folder;
    const auto mail = folder / "state" / "mail";
    CHECK(send(*make_maildir(mail.string()), two) == std::vector{Answer::done, Answer::done});
    CHECK(read_file(mail / "new" / "0000000001.ab.duesday") == two[0].bytes);
    CHECK(files_in(mail / "new") == 2);
    CHECK(files_in(mail / "tmp") == 0);
    CHECK(files_in(mail / "cur") == 0);
}

TEST_CASE("a Maildir and its letters are the owner's alone")
{
    const TempFolder folder;
    const auto mail = folder / "mail";
    send(*make_maildir(mail.string()), two);
    for (const auto& path : {mail, mail / "tmp", mail / "new", mail / "cur"})
        CHECK(mode(path) == fs::perms::owner_all);
    CHECK(mode(mail / "new" / "0000000001.ab.duesday") ==
          (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a repetition after a kill doubles no letter")
{
    const TempFolder folder;
    const auto mail = folder / "mail";
    send(*make_maildir(mail.string()), two);
    SUBCASE("that nobody has read")
    {
        send(*make_maildir(mail.string()), two);
        CHECK(files_in(mail / "new") == 2);
    }
    SUBCASE("that a reader has taken in")
    {
        fs::rename(mail / "new" / "0000000001.ab.duesday",
                   mail / "cur" / "0000000001.ab.duesday:2,RS");
        CHECK(send(*make_maildir(mail.string()), two) == std::vector{Answer::done, Answer::done});
        CHECK(files_in(mail / "new") == 1);
        CHECK(files_in(mail / "cur") == 1);
    }
    SUBCASE("of which half was written")
    {
        write_file(mail / "tmp" / "0000000001.ab.duesday", "Subj");
        fs::remove(mail / "new" / "0000000001.ab.duesday");
        send(*make_maildir(mail.string()), two);
        CHECK(read_file(mail / "new" / "0000000001.ab.duesday") == two[0].bytes);
        CHECK(files_in(mail / "tmp") == 0);
    }
}

TEST_CASE("a Maildir that cannot be written is no answer but a fault")
{
    const TempFolder folder;
    write_file(folder / "mail", "a file where the folder should be");
    const auto transport = make_maildir((folder / "mail").string());
    bool answered = false;
    CHECK_FAULT(
        FaultKind::cannot_write,
        (transport->send(two, [&](std::size_t, const DeliveryAnswer&) { answered = true; }), 0));
    CHECK(!answered);
}
