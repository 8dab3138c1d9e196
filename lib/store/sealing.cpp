#include "store/sealing.hpp"

#include <sodium.h>

#include <array>
#include <vector>

namespace duesday::store {

namespace {

constexpr int plain_form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

using SealingKey = std::array<unsigned char, crypto_secretbox_KEYBYTES>;
using Nonce = std::array<unsigned char, crypto_secretbox_NONCEBYTES>;

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Of its own, because the secret keys the hashes in the audit too.
SealingKey sealing_key(Book& book)
{
    constexpr std::string_view purpose = "sealed in the outbox";
    const auto& secret = book.secret_key();
    SealingKey key{};
    crypto_generichash(key.data(), key.size(), bytes_of(purpose), purpose.size(), bytes_of(secret),
                       secret.size());
    return key;
}

} // namespace

std::string seal(Book& book, std::string_view secret)
{
    const auto key = sealing_key(book);
    Nonce nonce{};
    randombytes_buf(nonce.data(), nonce.size());
    std::vector<unsigned char> box(nonce.size() + crypto_secretbox_MACBYTES + secret.size());
    std::copy(nonce.begin(), nonce.end(), box.begin());
    crypto_secretbox_easy(box.data() + nonce.size(), bytes_of(secret), secret.size(), nonce.data(),
                          key.data());
    std::string text(sodium_base64_encoded_len(box.size(), plain_form), '\0');
    sodium_bin2base64(text.data(), text.size(), box.data(), box.size(), plain_form);
    text.pop_back(); // the NUL
    return text;
}

std::optional<std::string> open_sealed(Book& book, std::string_view sealed)
{
    if (sealed.empty())
        return std::nullopt;
    std::vector<unsigned char> box(sealed.size());
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(box.data(), box.size(), sealed.data(), sealed.size(), nullptr, &length,
                          &end, plain_form) != 0 ||
        end != sealed.data() + sealed.size() ||
        length < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
        return std::nullopt;
    const auto key = sealing_key(book);
    const auto box_bytes = length - crypto_secretbox_NONCEBYTES;
    std::string secret(box_bytes - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(secret.data()),
                                   box.data() + crypto_secretbox_NONCEBYTES, box_bytes, box.data(),
                                   key.data()) != 0)
        return std::nullopt;
    return secret;
}

} // namespace duesday::store
