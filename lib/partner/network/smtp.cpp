#include "base/fault.hpp"
#include "base/plain_line.hpp"
#include "base/text.hpp"
#include "partner/ca_file.hpp"
#include "partner/mail_transport.hpp"
#include "partner/network/clients.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <string_view>
#include <sys/socket.h>

namespace duesday::partner {

namespace {

constexpr int enough_failures = 2; ///< without a server, in a row: then it is not there
constexpr long low_speed_bytes = 100;
constexpr long low_speed_seconds = 15;

/// Where the talk with the server stood, told by libcurl's trace of it.
enum class Stage {
    greeting, ///< until a letter begins: greeting, EHLO, STARTTLS, login
    sender,   ///< MAIL FROM
    recipient,
    data,    ///< DATA is asked for
    content, ///< the letter is on its way, or waits for its answer
};

struct Talk {
    std::string_view rest; ///< of the letter, not yet handed over
    Stage stage = Stage::greeting;
    std::string reply;    ///< to the last that we said; empty while there is none
    bool is_over = false; ///< libcurl has taken its leave
    CURL* handle = nullptr;
    curl_off_t longest_us = 0;
    std::array<char, CURL_ERROR_SIZE> error{};

    /// 0 where the server has not answered the last that we said.
    int code() const
    {
        const bool is_code =
            reply.size() >= 3 && std::all_of(reply.begin(), reply.begin() + 3,
                                             [](char c) { return c >= '0' && c <= '9'; });
        return is_code ? (reply[0] - '0') * 100 + (reply[1] - '0') * 10 + (reply[2] - '0') : 0;
    }
};

std::size_t read_letter(char* buffer, std::size_t size, std::size_t count, void* target)
{
    auto& talk = *static_cast<Talk*>(target);
    talk.stage = Stage::content;
    talk.reply.clear();
    const auto part = std::min(size * count, talk.rest.size());
    std::copy_n(talk.rest.data(), part, buffer);
    talk.rest.remove_prefix(part);
    return part;
}

/// Only the stage and the reply are kept: what we say holds the password, in base64.
int follow(CURL*, curl_infotype type, char* data, std::size_t size, void* target)
{
    auto& talk = *static_cast<Talk*>(target);
    const std::string_view text{data, size};
    if (talk.is_over || text.starts_with("QUIT")) {
        talk.is_over = true;
        return 0;
    }
    if (type == CURLINFO_HEADER_IN) {
        talk.reply += text;
        return 0;
    }
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    talk.reply.clear();
    if (text.starts_with("MAIL "))
        talk.stage = Stage::sender;
    else if (text.starts_with("RCPT "))
        talk.stage = Stage::recipient;
    else if (text.starts_with("DATA"))
        talk.stage = Stage::data;
    return 0;
}

/// libcurl's own time limit does not reach the wait for the answer to a letter.
int watch_time(void* target, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    const auto& talk = *static_cast<Talk*>(target);
    curl_off_t passed_us = 0;
    curl_easy_getinfo(talk.handle, CURLINFO_TOTAL_TIME_T, &passed_us);
    return passed_us > talk.longest_us ? 1 : 0;
}

/// What a server must never be handed, though libcurl would (DEPENDENCIES: injection).
std::string flaw_of(const Envelope& letter)
{
    if (!text::looks_like_email(letter.to) || text::has_control_character(letter.to) ||
        letter.to.find_first_of("<>") != letter.to.npos)
        return "the address is none that a letter can go to";
    const auto header_end = letter.bytes.find("\r\n\r\n");
    if (header_end == letter.bytes.npos)
        return "the letter has no end of its headers";
    for (std::size_t i = 0; i < letter.bytes.size(); ++i) {
        const auto c = static_cast<unsigned char>(letter.bytes[i]);
        const bool is_cr = c == '\r' && i + 1 < letter.bytes.size() && letter.bytes[i + 1] == '\n';
        const bool is_lf = c == '\n' && i > 0 && letter.bytes[i - 1] == '\r';
        const bool is_break = is_cr || is_lf;
        if ((c == '\r' || c == '\n' || c == '\0') && !is_break)
            return "the letter holds a line break that is none of mail's";
        if (i < header_end && (c < 0x20 || c == 0x7f) && !is_break && c != '\t')
            return "a header of the letter holds a control character";
    }
    return {};
}

class Smtp final : public MailTransport {
public:
    explicit Smtp(SmtpSettings settings) : settings_{std::move(settings)}
    {
        if (text::has_control_character(settings_.host + settings_.hello + settings_.user) ||
            !text::looks_like_email(settings_.return_path) ||
            text::has_control_character(settings_.return_path))
            throw Fault{FaultKind::bad_setup, "mail.smtp holds a control character or no sender",
                        "admin config shows the settings"};
    }

    ~Smtp() override { hang_up(SHUT_RD); } // QUIT leaves, its answer is not waited for
    Smtp(const Smtp&) = delete;
    Smtp& operator=(const Smtp&) = delete;

    void send(std::span<const Envelope> letters, const Delivered& delivered) override
    {
        for (std::size_t i = 0; i < letters.size(); ++i)
            delivered(i, deliver(letters[i]));
    }

private:
    DeliveryAnswer deliver(const Envelope& letter)
    {
        if (const auto flaw = flaw_of(letter); !flaw.empty())
            return {Answer::rejected, flaw};
        if (failures_ >= enough_failures)
            return {Answer::not_sent, unreachable_, true};
        auto answer = attempt(letter, false);
        // A kept connection may be dead at our end only; nothing of this letter left through it.
        if (answer.is_unreachable && !is_new_connection())
            answer = attempt(letter, true);
        failures_ = answer.is_unreachable ? failures_ + 1 : 0;
        if (answer.is_unreachable)
            unreachable_ = answer.text;
        return answer;
    }

    DeliveryAnswer attempt(const Envelope& letter, bool fresh)
    {
        Talk talk;
        talk.rest = letter.bytes;
        talk.longest_us = curl_off_t{1000} * settings_.total_ms;
        auto* handle = prepared();
        talk.handle = handle;
        set(CURLOPT_ERRORBUFFER, talk.error.data());
        set(CURLOPT_DEBUGDATA, &talk);
        set(CURLOPT_READDATA, &talk);
        set(CURLOPT_XFERINFODATA, &talk);
        set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(letter.bytes.size()));
        set(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients{
            curl_slist_append(nullptr, fmt::format("<{}>", letter.to).c_str()),
            &curl_slist_free_all};
        set(CURLOPT_MAIL_RCPT, recipients.get());
        const auto result = curl_easy_perform(handle);
        set(CURLOPT_MAIL_RCPT, nullptr);
        set(CURLOPT_ERRORBUFFER, nullptr);
        if (result == CURLE_OK)
            return {Answer::done, {}};
        if (talk.code() == 0)
            hang_up(SHUT_RDWR);
        return judged(talk, result);
    }

    /// libcurl waits two minutes for the answer to its QUIT, also of a server that is silent.
    void hang_up(int how) const
    {
        curl_socket_t connection = CURL_SOCKET_BAD;
        if (handle_ &&
            curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &connection) == CURLE_OK &&
            connection != CURL_SOCKET_BAD)
            ::shutdown(connection, how);
    }

    DeliveryAnswer judged(const Talk& talk, CURLcode result) const
    {
        const int code = talk.code();
        const bool is_for_good = code >= 500 && code <= 599;
        if (code < 400)
            return lost(talk, result);
        const auto said = text::plain_line(talk.reply);
        if (talk.stage == Stage::greeting || code == 421) {
            if (result == CURLE_LOGIN_DENIED && is_for_good)
                refuse_setup(fmt::format("refuses our login: {}", said));
            return {Answer::not_sent, fmt::format("{} says: {}", server(), said), true};
        }
        // The same sender stands on every letter; only 552 is about the size of this one.
        const bool is_about_us = talk.stage == Stage::sender && code != 552;
        if (is_for_good && is_about_us)
            refuse_setup(fmt::format("refuses our sender {}: {}", settings_.return_path, said));
        return {is_for_good ? Answer::rejected : Answer::not_sent,
                fmt::format("{} {}: {}", server(),
                            talk.stage == Stage::recipient ? "refuses the recipient"
                                                           : "refuses the letter",
                            said)};
    }

    DeliveryAnswer lost(const Talk& talk, CURLcode result) const
    {
        if (result == CURLE_OUT_OF_MEMORY)
            throw Fault{FaultKind::bug, "libcurl: out of memory"};
        const auto why = text::plain_line(talk.error[0] != '\0' ? talk.error.data()
                                                                : curl_easy_strerror(result));
        if (talk.stage == Stage::content)
            return {Answer::unknown,
                    fmt::format("the answer of {} to the letter is lost: {}", server(), why)};
        if (result == CURLE_SSL_CACERT_BADFILE)
            throw bad_ca_file("mail.smtp.ca_file", settings_.ca_file, why);
        if (result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL)
            refuse_setup(fmt::format("cannot be asked: {}", why));
        if (result == CURLE_LOGIN_DENIED)
            refuse_setup(fmt::format("offers no login that we know: {}", why));
        return {Answer::not_sent, fmt::format("{} cannot be reached: {}", server(), why), true};
    }

    [[noreturn]] void refuse_setup(const std::string& text) const
    {
        throw Fault{FaultKind::bad_setup, fmt::format("{} {}", server(), text),
                    "mend [mail.smtp] in the configuration; no letter is lost, run deliver again",
                    "smtp_refuses_us"};
    }

    std::string server() const
    {
        return fmt::format("mail server {}:{}", settings_.host, settings_.port);
    }

    bool is_new_connection() const
    {
        long connections = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_NUM_CONNECTS, &connections);
        return connections > 0;
    }

    template <class Value>
    void set(CURLoption option, Value value)
    {
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK)
            throw Fault{FaultKind::bug,
                        fmt::format("libcurl does not take option {}", static_cast<int>(option))};
    }

    /// The handle keeps the connection from letter to letter.
    CURL* prepared()
    {
        if (handle_)
            return handle_.get();
        start_curl();
        handle_.reset(curl_easy_init());
        if (!handle_)
            throw Fault{FaultKind::bug, "libcurl does not start"};
        using Tls = SmtpSettings::Tls;
        const auto is_ip6 =
            settings_.host.find(':') != settings_.host.npos && !settings_.host.starts_with('[');
        const auto host = is_ip6 ? "[" + settings_.host + "]" : settings_.host;
        const auto url =
            fmt::format("{}://{}:{}/{}", settings_.tls == Tls::implicit ? "smtps" : "smtp", host,
                        settings_.port, settings_.hello);
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_PROXY, ""); // nor one of the environment
        set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_USE_SSL,
            static_cast<long>(settings_.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        if (!settings_.ca_file.empty())
            set(CURLOPT_CAINFO, settings_.ca_file.c_str());
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_ms));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.total_ms));
        set(CURLOPT_LOW_SPEED_LIMIT, low_speed_bytes);
        set(CURLOPT_LOW_SPEED_TIME, low_speed_seconds);
        if (!settings_.user.empty()) {
            set(CURLOPT_USERNAME, settings_.user.c_str());
            set(CURLOPT_PASSWORD, settings_.password().c_str());
        }
        set(CURLOPT_MAIL_FROM, fmt::format("<{}>", settings_.return_path).c_str());
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_READFUNCTION, &read_letter);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &watch_time);
        set(CURLOPT_VERBOSE, 1L); // into follow() alone, nothing is printed
        set(CURLOPT_DEBUGFUNCTION, &follow);
        return handle_.get();
    }

    SmtpSettings settings_;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_{nullptr, &curl_easy_cleanup};
    int failures_ = 0;
    std::string unreachable_;
};

} // namespace

MailTransport* new_smtp(SmtpSettings&& settings)
{
    return std::make_unique<Smtp>(std::move(settings)).release();
}

} // namespace duesday::partner
