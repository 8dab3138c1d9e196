#include "document/logo.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string_view>

namespace duesday::document {

namespace {

constexpr std::size_t most_bytes = 1'000'000;
constexpr std::uint64_t most_pixels = 1'000'000;
constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t size_at = 16; ///< width and height, four bytes each

std::uint64_t number_at(std::string_view png, std::size_t at)
{
    std::uint64_t number = 0;
    for (const char c : png.substr(at, 4))
        number = number * 256 + static_cast<unsigned char>(c);
    return number;
}

[[noreturn]] void refuse(const std::string& file, const std::string& text,
                         const std::string& remedy)
{
    throw Fault{FaultKind::bad_setup, fmt::format("seller.logo {}: {}", file, text), remedy,
                "logo"};
}

} // namespace

std::string read_logo(const std::string& file)
{
    if (file.empty())
        return {};
    std::ifstream in{file, std::ios::binary};
    std::string png(most_bytes + 1, '\0');
    in.read(png.data(), static_cast<std::streamsize>(png.size()));
    if (in.bad() || (in.fail() && !in.eof()) || in.gcount() == 0)
        refuse(file, "cannot be read", "name a PNG file, or take seller.logo out");
    png.resize(static_cast<std::size_t>(in.gcount()));
    if (!png.starts_with(signature) || png.size() < size_at + 8)
        refuse(file, "is not a PNG file", "save the logo as PNG");
    const auto width = number_at(png, size_at);
    const auto height = number_at(png, size_at + 4);
    if (png.size() > most_bytes || width * height > most_pixels || width * height == 0)
        refuse(file, "is too large: at most 1 MB and a million pixels",
               "scale it down; it is printed at most 67 mm wide and 20 mm high");
    return png;
}

} // namespace duesday::document
