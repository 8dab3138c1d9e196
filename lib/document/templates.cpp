#include "document/templates.hpp"

#include "base/embedded.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace duesday::document {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".mustache";
constexpr int most_inclusions = 50; ///< a page that needs more includes itself

std::string unescaped(const std::string& text)
{
    return text;
}

[[noreturn]] void refuse(const std::string& file, const std::string& text)
{
    throw Fault{FaultKind::bad_setup, fmt::format("{}: {}", file, text),
                "mend or remove the file; see templates.folder in duesday.toml(5)"};
}

std::string read_file(const fs::path& path)
{
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in)
        refuse(path.string(), "cannot be read");
    if (!text::is_utf8(text))
        refuse(path.string(), "is not UTF-8");
    return text;
}

/// Mustache leaves the line break of a section that is left out: at most one empty line stays.
std::string tidy(const std::string& text)
{
    std::string result;
    for (const char c : text)
        if (c != '\n' || !(result.empty() || result.ends_with("\n\n")))
            result += c;
    return result;
}

void each_sentence(
    const toml::table& table, const std::string& prefix, const std::string& file,
    const std::function<void(const std::string& path, const std::string& text)>& found)
{
    for (const auto& [key, node] : table) {
        const auto path =
            prefix.empty() ? std::string{key.str()} : fmt::format("{}.{}", prefix, key.str());
        if (const auto* inner = node.as_table())
            each_sentence(*inner, path, file, found);
        else if (const auto text = node.value_exact<std::string>())
            found(path, *text);
        else
            refuse(
                fmt::format("{}:{}:{}", file, key.source().begin.line, key.source().begin.column),
                fmt::format("'{}' must be a text in quotes", path));
    }
}

} // namespace

Data text_data(std::string_view text)
{
    if (text.empty())
        return Data{false};
    std::string clean{text};
    for (char& c : clean)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = ' ';
    return Data{clean};
}

Data list_data()
{
    return Data{Data::type::list};
}

using Compiled = kainjow::mustache::mustache;

/// The texts, and what was compiled of them.
class Templates::Library {
public:
    explicit Library(const std::string& folder);

    Compiled& compiled(std::string_view name, std::string_view form, Language language);
    Compiled* find_sentence(Language language, std::string_view section, std::string_view key);
    bool has_sentence(std::string_view path, Language language) const;
    Rendered render(std::string_view name, std::string_view form, std::string_view section,
                    Language language, const Data& data);
    Rendered sentence(std::string_view path, std::string_view section, Language language,
                      const Data& data);

private:
    class Context;
    class SentenceContext;

    void read_texts(std::string_view text, const std::string& file, Language language,
                    bool overrides);
    void read_override(const std::string& file, const std::string& name, const std::string& text);
    std::string expanded(std::string_view name, std::string_view form, Language language) const;

    std::map<std::string, std::string, std::less<>> files_;  ///< "invoice.html.mustache" -> text
    std::map<std::string, Compiled, std::less<>> compiled_;  ///< "nl/invoice.html"
    std::map<std::string, Compiled, std::less<>> sentences_; ///< "nl/invoice.subject"
};

/// Where the names of a page are looked up.
class Templates::Library::Context final : public kainjow::mustache::context<std::string> {
public:
    Context(Library& library, std::string_view section, Language language, const Data& data)
        : context{&data}, library_{library}, section_{section}, language_{language}
    {
    }

    const Data* get(const std::string& name) const override;

    mutable std::vector<std::string> missing;

private:
    const Data* sentence(const std::string& key) const;

    Library& library_;
    std::string section_;
    Language language_;
    mutable std::vector<std::unique_ptr<Data>> spoken_; ///< what get() has handed out
};

/// What a sentence sees: its own sections first, then the place where it stands.
class Templates::Library::SentenceContext final : public kainjow::mustache::context<std::string> {
public:
    explicit SentenceContext(const Context& place) : place_{place} {}

    const Data* get(const std::string& name) const override
    {
        const auto* own = context::get(name);
        return own != nullptr ? own : place_.get(name);
    }

private:
    const Context& place_;
};

const Data* Templates::Library::Context::get(const std::string& name) const
{
    const auto* found = name.starts_with("t.") ? sentence(name.substr(2)) : context::get(name);
    if (found == nullptr && std::find(missing.begin(), missing.end(), name) == missing.end())
        missing.push_back(name);
    return found;
}

const Data* Templates::Library::Context::sentence(const std::string& key) const
{
    auto* sentence = library_.find_sentence(language_, section_, key);
    if (sentence == nullptr)
        return nullptr;
    SentenceContext here{*this};
    return spoken_.emplace_back(std::make_unique<Data>(sentence->render(here))).get();
}

Templates::Library::Library(const std::string& folder)
{
    for (const auto& file : embedded::templates())
        files_.emplace(file.name, file.text);
    for (const auto& file : embedded::texts())
        read_texts(file.text, std::string{file.name}, language_of(file.name.substr(0, 2)), false);
    if (folder.empty())
        return;
    std::error_code error;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator{folder, error})
        paths.push_back(entry.path());
    if (error)
        throw Fault{FaultKind::bad_setup,
                    fmt::format("templates.folder {}: {}", folder, error.message()),
                    "make the folder, or take templates.folder out of the configuration"};
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        const auto name = path.filename().string();
        if (name.ends_with(suffix))
            read_override(path.string(), name, read_file(path));
        else if (name.ends_with(".toml"))
            read_texts(read_file(path), path.string(), language_of(name.substr(0, 2)), true);
    }
    // An error in a template is the configuration's, not a letter's: it shows before any is sent.
    for (const auto& [name, text] : files_)
        if (const auto form_at = name.rfind('.', name.size() - suffix.size() - 1);
            fs::exists(fs::path{folder} / name))
            compiled(name.substr(0, name.find('.')),
                     name.substr(form_at + 1, name.size() - suffix.size() - form_at - 1),
                     Language::en);
}

void Templates::Library::read_texts(std::string_view text, const std::string& file,
                                    Language language, bool overrides)
{
    const auto stem = fs::path{file}.stem().string();
    if (stem != code_of(language))
        refuse(file, "is not named after one of the languages en, nl, de, fr, pt");
    try {
        each_sentence(toml::parse(text, std::string_view{file}), "", file,
                      [&](const std::string& path, const std::string& sentence) {
                          const auto key = fmt::format("{}/{}", stem, path);
                          if (overrides && !sentences_.contains(key))
                              refuse(file, fmt::format("there is no sentence '{}'", path));
                          Compiled compiled{sentence};
                          if (!compiled.is_valid())
                              refuse(file, fmt::format("'{}': {}", path, compiled.error_message()));
                          compiled.set_custom_escape(unescaped);
                          sentences_.insert_or_assign(key, std::move(compiled));
                      });
    } catch (const toml::parse_error& error) {
        const auto& at = error.source().begin;
        refuse(fmt::format("{}:{}:{}", file, at.line, at.column), std::string{error.description()});
    }
}

void Templates::Library::read_override(const std::string& file, const std::string& name,
                                       const std::string& text)
{
    // <name>.<form>.mustache or <name>.<language>.<form>.mustache
    auto general = name;
    for (const char* language : {"en", "nl", "de", "fr", "pt"}) {
        const auto part = fmt::format(".{}.", language);
        if (const auto at = general.find(part); at != general.npos)
            general.replace(at, part.size(), ".");
    }
    if (!files_.contains(general)) {
        std::vector<std::string_view> known;
        for (const auto& [known_name, known_text] : files_)
            known.push_back(known_name);
        const auto near = text::nearest(general, known);
        refuse(file, fmt::format("there is no template '{}'{}", general,
                                 near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    }
    if (const Compiled compiled{text}; !compiled.is_valid())
        refuse(file, compiled.error_message());
    files_.insert_or_assign(name, text);
}

std::string Templates::Library::expanded(std::string_view name, std::string_view form,
                                         Language language) const
{
    const auto text_of = [&](std::string_view wanted) -> const std::string& {
        auto found =
            files_.find(fmt::format("{}.{}.{}{}", wanted, code_of(language), form, suffix));
        if (found == files_.end())
            found = files_.find(fmt::format("{}.{}{}", wanted, form, suffix));
        if (found == files_.end())
            throw Fault{FaultKind::bad_setup,
                        fmt::format("there is no template '{}.{}{}'", wanted, form, suffix),
                        "mend the template that puts it in"};
        return found->second;
    };
    auto text = text_of(name);
    for (int depth = 0;; ++depth) {
        const auto begin = text.find("{{>");
        if (begin == text.npos)
            return text;
        const auto end = text.find("}}", begin);
        if (end == text.npos || depth > most_inclusions)
            throw Fault{
                FaultKind::bad_setup,
                fmt::format("template '{}.{}{}' puts templates in without end", name, form, suffix),
                "mend the template"};
        const auto& inner =
            text_of(text::trim(std::string_view{text}.substr(begin + 3, end - begin - 3)));
        // Each of the two ends its last line; one end is enough.
        const bool two_ends = inner.ends_with('\n') && text.compare(end + 2, 1, "\n") == 0;
        text.replace(begin, end + 2 + (two_ends ? 1 : 0) - begin, inner);
    }
}

Compiled& Templates::Library::compiled(std::string_view name, std::string_view form,
                                       Language language)
{
    const auto key = fmt::format("{}/{}.{}", code_of(language), name, form);
    if (const auto found = compiled_.find(key); found != compiled_.end())
        return found->second;
    Compiled page{expanded(name, form, language)};
    if (!page.is_valid())
        refuse(key, page.error_message());
    if (form == "txt")
        page.set_custom_escape(unescaped);
    return compiled_.emplace(key, std::move(page)).first->second;
}

Compiled* Templates::Library::find_sentence(Language language, std::string_view section,
                                            std::string_view key)
{
    for (const auto& path : {fmt::format("{}/{}.{}", code_of(language), section, key),
                             fmt::format("{}/common.{}", code_of(language), key),
                             fmt::format("{}/{}", code_of(language), key)})
        if (const auto found = sentences_.find(path); found != sentences_.end())
            return &found->second;
    return nullptr;
}

bool Templates::Library::has_sentence(std::string_view path, Language language) const
{
    return sentences_.contains(fmt::format("{}/{}", code_of(language), path));
}

Rendered Templates::Library::render(std::string_view name, std::string_view form,
                                    std::string_view section, Language language, const Data& data)
{
    Context context{*this, section, language, data};
    Rendered rendered;
    rendered.text = compiled(name, form, language).render(context);
    if (form == "txt")
        rendered.text = tidy(rendered.text);
    rendered.missing = std::move(context.missing);
    return rendered;
}

Rendered Templates::Library::sentence(std::string_view path, std::string_view section,
                                      Language language, const Data& data)
{
    Context context{*this, section, language, data};
    Rendered rendered;
    if (auto* sentence = find_sentence(language, section, path))
        rendered.text = sentence->render(context);
    else
        context.missing.push_back(fmt::format("t.{}", path));
    rendered.missing = std::move(context.missing);
    return rendered;
}

Templates::Templates(const std::string& folder) : library_{std::make_unique<Library>(folder)} {}

Templates::~Templates() = default;

bool Templates::has_sentence(std::string_view path, Language language) const
{
    return library_->has_sentence(path, language);
}

Rendered Templates::render(std::string_view name, std::string_view form, std::string_view section,
                           Language language, const Data& data)
{
    return library_->render(name, form, section, language, data);
}

Rendered Templates::sentence(std::string_view path, std::string_view section, Language language,
                             const Data& data)
{
    return library_->sentence(path, section, language, data);
}

} // namespace duesday::document
