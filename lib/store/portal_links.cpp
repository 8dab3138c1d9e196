#include "store/portal_links.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace duesday::store {

namespace {

constexpr std::size_t token_bytes = 32;

} // namespace

std::string new_token()
{
    std::array<unsigned char, token_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string token(sodium_base64_ENCODED_LEN(token_bytes, form), '\0');
    sodium_bin2base64(token.data(), token.size(), bytes.data(), bytes.size(), form);
    token.pop_back(); // the NUL
    return token;
}

std::string token_hash(std::string_view token)
{
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr,
                       0);
    std::array<char, 2 * crypto_generichash_BYTES + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return text.data();
}

std::optional<PortalLink> find_portal_link(Database& database, std::string_view token_hash)
{
    auto rows = database.query(R"sql(
        SELECT id, email_key, period, made_on, valid_until, revoked_on
        FROM portal_link WHERE token_hash = ?1)sql",
                               token_hash);
    if (!rows.next())
        return std::nullopt;
    return PortalLink{rows.integer(0), rows.text(1), rows.text(2),
                      rows.date(3),    rows.date(4), !rows.is_null(5)};
}

std::int64_t add_portal_link(Write& write, std::string_view token, const NewPortalLink& link)
{
    const auto id = write.database().insert(R"sql(
        INSERT INTO portal_link (token_hash, email_key, period, made_on, valid_until)
        VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id)sql",
                                            token_hash(token), link.email_key, link.period,
                                            write.stamp().business_date, link.valid_until);
    write.audit(fmt::format("link/{}", id), "made", "",
                fmt::format("period={}\nvalid_until={}", link.period, link.valid_until.iso()));
    return id;
}

std::int64_t revoke_portal_links(Write& write, std::string_view email_key)
{
    std::int64_t revoked = 0;
    auto rows = write.database().query(R"sql(
        SELECT id FROM portal_link WHERE email_key = ?1 AND revoked_on IS NULL ORDER BY id)sql",
                                       email_key);
    while (rows.next()) {
        write.audit(fmt::format("link/{}", rows.integer(0)), "revoked", "",
                    fmt::format("revoked_on={}", write.stamp().business_date.iso()));
        ++revoked;
    }
    write.database().run(R"sql(
        UPDATE portal_link SET revoked_on = ?2 WHERE email_key = ?1 AND revoked_on IS NULL)sql",
                         email_key, write.stamp().business_date);
    return revoked;
}

} // namespace duesday::store
