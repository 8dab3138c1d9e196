#include "flow/link_holder.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "base/token.hpp"
#include "rules/metering/link.hpp"
#include "store/meters.hpp"
#include "store/portal_links.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace duesday::flow {

namespace {

constexpr std::size_t longest_token = 4096; ///< what is longer is none

class Descriptor {
public:
    explicit Descriptor(const std::string& file)
        : is_owned_{file != "-"}, number_{is_owned_ ? open(file.c_str(), O_RDONLY | O_CLOEXEC)
                                                    : STDIN_FILENO}
    {
    }
    ~Descriptor()
    {
        if (is_owned_ && number_ >= 0)
            close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }

private:
    bool is_owned_;
    int number_;
};

std::string read_token(const std::string& file)
{
    const Descriptor descriptor{file};
    if (descriptor.number() < 0 && looks_like_token(file))
        throw Fault{FaultKind::usage, "--token-file names a file: a token is never an argument",
                    "write the token into a file, or hand it over on standard input with "
                    "--token-file -",
                    "token_as_argument"};
    std::array<char, longest_token> buffer{};
    std::size_t size = 0;
    for (ssize_t length = 1; length > 0 && size < buffer.size();) {
        length = descriptor.number() < 0
                     ? -1
                     : read(descriptor.number(), buffer.data() + size, buffer.size() - size);
        if (length < 0 && errno == EINTR) {
            length = 1;
            continue;
        }
        if (length < 0)
            throw Fault{FaultKind::no_input, fmt::format("{}: {}", file, std::strerror(errno)),
                        "name a file that holds the token of the link"};
        size += static_cast<std::size_t>(length);
    }
    const std::string_view text{buffer.data(), size};
    return std::string{text::trim(text.substr(0, text.find('\n')))};
}

} // namespace

std::optional<LinkHolder> link_holder(runtime::Context& context, const std::string& token_file)
{
    auto& database = context.book.database();
    const auto link = store::find_portal_link(database, store::token_hash(read_token(token_file)));
    rules::LinkFacts facts;
    if (link)
        facts = {true, link->is_revoked, link->valid_until,
                 store::has_open_request(database, link->email_key, link->period)};
    const auto refuse = [&](std::string_view reason, const std::string& text,
                            runtime::Exit status) {
        context.report.refuse({"link", "link", Outcome::attention, reason, text}, {}, status);
    };
    switch (rules::judge_link(facts, context.today())) {
    case rules::LinkUse::open:
        return LinkHolder{link->email_key, link->period};
    case rules::LinkUse::unknown:
        refuse("unknown_link", "this link opens nothing: take the one of the last letter whole",
               runtime::Exit::not_permitted);
        break;
    case rules::LinkUse::used_up:
        refuse("link_used_up",
               fmt::format("the readings of {} are released, or its letter is too old: the next "
                           "letter has a new link",
                           link->period),
               runtime::Exit::bad_input);
        break;
    }
    return std::nullopt;
}

} // namespace duesday::flow
