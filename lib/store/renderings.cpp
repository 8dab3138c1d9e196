#include "store/renderings.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace duesday::store {

namespace {

/// BLAKE2b, 32 bytes as hex.
std::string hash_of(std::string_view content)
{
    std::array<unsigned char, 32> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                       nullptr, 0);
    std::array<char, 65> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return {text.data(), 64};
}

/// A book holds only text: what is none is kept in base64.
constexpr int base64 = sodium_base64_VARIANT_ORIGINAL;

std::string encoded(std::string_view content)
{
    std::string text(sodium_base64_ENCODED_LEN(content.size(), base64), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                      base64);
    text.pop_back(); // the NUL at its end
    return text;
}

/// Empty where it is no base64, which no content is.
std::string decoded(const std::string& text)
{
    std::string content(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(content.data()), content.size(),
                          text.data(), text.size(), nullptr, &size, nullptr, base64) != 0)
        return {};
    content.resize(size);
    return content;
}

} // namespace

std::optional<std::string> find_rendering(Database& database, std::int64_t invoice,
                                          rules::InvoiceForm form)
{
    auto rows = database.query(R"sql(
        SELECT content, content_hash FROM rendering WHERE invoice = ?1 AND form = ?2)sql",
                               invoice, rules::name_of(form));
    if (!rows.next())
        return std::nullopt;
    auto content = rules::is_binary(form) ? decoded(rows.text(0)) : rows.text(0);
    if (hash_of(content) != rows.view(1))
        throw Fault{FaultKind::bad_input,
                    fmt::format("the {} that was kept of invoice row {} is not what was kept",
                                rules::name_of(form), invoice),
                    "run admin check; restore a backup", "corrupt_book"};
    return content;
}

std::string keep_rendering(Write& write, std::int64_t invoice, rules::InvoiceForm form,
                           std::string_view content)
{
    write.database().run(R"sql(
        INSERT INTO rendering (invoice, form, content_hash, content) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (invoice, form) DO NOTHING)sql",
                         invoice, rules::name_of(form), hash_of(content),
                         rules::is_binary(form) ? encoded(content) : std::string{content});
    return find_rendering(write.database(), invoice, form).value_or(std::string{content});
}

} // namespace duesday::store
