// MTR-012: the book holds no token of a link; what waits for its letter is sealed.

#include "store/portal_links.hpp"
#include "store/sealing.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace duesday;
using namespace duesday::store;

namespace {

constexpr std::string_view base64url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Stamp stamp_of(Date today)
{
    return {Timestamp{}, Timestamp{}, today, "tester", "tester", "test", 1};
}

} // namespace

TEST_CASE("MTR-012: a token has 256 random bits in 43 characters")
{
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) {
        const auto token = new_token();
        CHECK(token.size() == 43);
        CHECK(token.find_first_not_of(base64url) == token.npos);
        tokens.insert(token);
    }
    CHECK(tokens.size() == 100);
}

TEST_CASE("MTR-012: a link is found by the whole hash of its token alone")
{
    const test::TempFolder folder;
    auto book = Book::create((folder / "book.db").string(), Mode::sandbox, Timestamp{});
    const auto token = new_token();
    {
        Write write{book, stamp_of(Date{2026, 12, 1})};
        add_portal_link(write, token, {"k@b.be", "2026-12", Date{2027, 1, 30}});
        write.commit();
    }
    auto& database = book.database();
    const auto link = find_portal_link(database, token_hash(token));
    REQUIRE(link);
    CHECK(link->email_key == "k@b.be");
    CHECK(link->period == "2026-12");
    CHECK(link->made_on == Date{2026, 12, 1});
    CHECK(link->valid_until == Date{2027, 1, 30});
    CHECK(!link->is_revoked);
    CHECK(token_hash(token).size() == 64);
    CHECK(!find_portal_link(database, token));
    CHECK(!find_portal_link(database, token_hash(token.substr(0, 21))));
    CHECK(!find_portal_link(database, token_hash(new_token())));

    Write write{book, stamp_of(Date{2026, 12, 2})};
    CHECK(revoke_portal_links(write, "other@b.be") == 0);
    CHECK(revoke_portal_links(write, "k@b.be") == 1);
    CHECK(revoke_portal_links(write, "k@b.be") == 0);
    CHECK(find_portal_link(database, token_hash(token))->is_revoked);
}

// No comparison of secrets takes place, so none can take longer the more of it is right: the index
// is searched for a hash, and whoever does not know the token cannot choose how far that one
// agrees.
TEST_CASE("MTR-012: an almost right token is as far from the right one as any other")
{
    const auto token = new_token();
    const auto hash = token_hash(token);
    for (std::size_t at = 0; at < token.size(); ++at) {
        auto almost = token;
        almost[at] = almost[at] == 'A' ? 'B' : 'A';
        const auto other = token_hash(almost);
        std::size_t same = 0;
        while (same < hash.size() && other[same] == hash[same])
            ++same;
        CAPTURE(at);
        CHECK(same < 12);
    }
}

TEST_CASE("what is sealed opens with the same book's key and only whole")
{
    const test::TempFolder folder;
    auto book = Book::create((folder / "book.db").string(), Mode::sandbox, Timestamp{});
    auto other = Book::create((folder / "other.db").string(), Mode::sandbox, Timestamp{});
    const std::string secret = new_token();
    const auto sealed = seal(book, secret);
    CHECK(sealed != seal(book, secret));
    CHECK(sealed.find(secret) == sealed.npos);
    CHECK(sealed.find_first_not_of(base64url) == sealed.npos);
    CHECK(open_sealed(book, sealed) == secret);
    CHECK(!open_sealed(other, sealed));
    CHECK(!open_sealed(book, ""));
    CHECK(!open_sealed(book, "not sealed at all"));
    CHECK(!open_sealed(book, sealed.substr(0, sealed.size() - 4)));
    CHECK(!open_sealed(book, sealed + "AAAA"));
    for (const std::size_t at : {std::size_t{0}, std::size_t{30}, sealed.size() - 2}) {
        auto changed = sealed;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        CHECK(!open_sealed(book, changed));
    }
}

TEST_CASE("MTR-013: nobody has a password here that could be lost")
{
    // Who reports readings comes by a link. Were a password ever offered, only its hash would stand
    // here, and this test would name its column.
    const test::TempFolder folder;
    auto book = Book::create((folder / "book.db").string(), Mode::sandbox, Timestamp{});
    CHECK(book.database().integer(
              "SELECT count(*) FROM sqlite_master WHERE lower(sql) LIKE '%password%'") == 0);
    CHECK(book.database().integer(
              "SELECT count(*) FROM sqlite_master WHERE lower(sql) LIKE '%token_hash%'") > 0);
}
