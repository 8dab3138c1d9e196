#include "document/text_block.hpp"

#include "base/embedded.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>

namespace duesday::document {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> known_places{"URL", "NAME", "MACHINES", "DUE", "SELLER"};
constexpr std::array languages{Language::en, Language::nl, Language::de, Language::fr,
                               Language::pt};

[[noreturn]] void refuse(const std::string& file, const std::string& text,
                         const std::string& remedy)
{
    throw Fault{FaultKind::bad_setup, fmt::format("text block {}: {}", file, text), remedy,
                "text_block"};
}

bool is_colour(std::string_view word)
{
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
    return (word.size() == 3 || word.size() == 4 || word.size() == 6 || word.size() == 8) &&
           std::all_of(word.begin(), word.end(), is_hex);
}

/// The word between # and # that begins at `at`; empty where none does.
std::string_view place_at(std::string_view html, std::size_t at)
{
    if (html[at] != '#')
        return {};
    auto end = at + 1;
    bool has_letter = false;
    for (; end < html.size(); ++end) {
        const char c = html[end];
        const bool is_letter = c >= 'A' && c <= 'Z';
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_')
            break;
        has_letter = has_letter || is_letter;
    }
    if (!has_letter || end == html.size() || html[end] != '#')
        return {};
    const auto word = html.substr(at + 1, end - at - 1);
    return is_colour(word) ? std::string_view{} : word;
}

void each_place(std::string_view html, const std::function<void(std::size_t, std::string_view)>& at)
{
    for (std::size_t i = html.find('#'); i != html.npos;) {
        const auto word = place_at(html, i);
        if (!word.empty())
            at(i, word);
        i = html.find('#', i + (word.empty() ? 1 : word.size() + 2));
    }
}

std::optional<std::string> text_of(const fs::path& file)
{
    if (!fs::exists(file))
        return std::nullopt;
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in && !in.eof())
        refuse(file.string(), "cannot be read", "mend its permissions");
    if (!text::is_utf8(text))
        refuse(file.string(), "is not UTF-8", "save it as UTF-8");
    return text;
}

std::optional<HtmlBlock> find_block(const std::string& folder, std::string_view name,
                                    Language language)
{
    const auto own = fmt::format("{}.{}.html", name, code_of(language));
    if (!folder.empty())
        for (const auto& file : {own, fmt::format("{}.html", name)})
            if (auto text = text_of(fs::path{folder} / file))
                return HtmlBlock{(fs::path{folder} / file).string(), std::move(*text)};
    for (const auto& file : embedded::text_blocks())
        if (file.name == own)
            return HtmlBlock{own, std::string{file.text}};
    return std::nullopt;
}

/// Where `tag` begins, in any case.
std::size_t find_tag(std::string_view html, std::string_view tag)
{
    return text::lower(html).find(tag);
}

} // namespace

HtmlBlock read_text_block(const std::string& folder, std::string_view name, Language language)
{
    auto block = find_block(folder, name, language);
    if (!block)
        refuse(std::string{name},
               fmt::format("there is none for the language {}", code_of(language)),
               fmt::format("write {}.html into the folder that templates.folder names{}, or take "
                           "meters.text_block out of the configuration",
                           name, folder.empty() ? " (it names none)" : ""));
    if (text::trim(block->html).empty())
        refuse(block->file, "is empty", "write it, or remove the file");
    if (!has_place(block->html, "URL"))
        refuse(block->file, "has no #URL#, so that the link would be missing",
               "put #URL# where the link is to stand");
    return *std::move(block);
}

std::vector<UnknownPlaceholder> check_text_block(const std::string& folder, std::string_view name)
{
    std::vector<UnknownPlaceholder> unknown;
    for (const auto language : languages) {
        const auto block = read_text_block(folder, name, language);
        each_place(block.html, [&](std::size_t, std::string_view word) {
            if (std::find(known_places.begin(), known_places.end(), word) != known_places.end())
                return;
            const auto placeholder = fmt::format("#{}#", word);
            const auto is_it = [&](const UnknownPlaceholder& other) {
                return other.file == block.file && other.placeholder == placeholder;
            };
            if (std::none_of(unknown.begin(), unknown.end(), is_it))
                unknown.push_back({block.file, placeholder});
        });
    }
    return unknown;
}

std::string filled(std::string_view html, std::span<const PlacedText> texts)
{
    std::string result;
    std::size_t copied = 0;
    each_place(html, [&](std::size_t at, std::string_view word) {
        for (const auto& text : texts)
            if (text.placeholder == word) {
                result += html.substr(copied, at - copied);
                result += text.html;
                copied = at + word.size() + 2;
            }
    });
    return result += html.substr(copied);
}

bool has_place(std::string_view html, std::string_view placeholder)
{
    bool found = false;
    each_place(html, [&](std::size_t, std::string_view word) { found |= word == placeholder; });
    return found;
}

std::string appended(std::string html, std::string_view more)
{
    const auto end = text::lower(html).rfind("</body");
    return html.insert(end == html.npos ? html.size() : end, more);
}

bool is_whole_document(std::string_view html)
{
    return find_tag(html, "<html") != html.npos || find_tag(html, "<body") != html.npos;
}

} // namespace duesday::document
