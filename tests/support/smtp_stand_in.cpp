#include "support/smtp_stand_in.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace duesday::test {

namespace {

/// A line-wise conversation on a socket; given up where the stand-in stops.
class Line {
public:
    Line(int peer, const std::atomic<bool>& stopping) : peer_{peer}, stopping_{stopping} {}

    bool read(std::string& line)
    {
        while (true) {
            if (const auto end = buffer_.find("\r\n"); end != buffer_.npos) {
                line = buffer_.substr(0, end);
                buffer_.erase(0, end + 2);
                return true;
            }
            if (stopping_)
                return false;
            if (!is_ready(peer_))
                continue;
            char part[4096];
            const auto length = ::recv(peer_, part, sizeof part, 0);
            if (length <= 0)
                return false;
            buffer_.append(part, static_cast<std::size_t>(length));
        }
    }

    void write(const std::string& text) const
    {
        const auto line = text + "\r\n";
        static_cast<void>(::send(peer_, line.data(), line.size(), MSG_NOSIGNAL));
    }

private:
    int peer_;
    const std::atomic<bool>& stopping_;
    std::string buffer_;
};

std::string between_angles(const std::string& line)
{
    const auto begin = line.find('<') + 1;
    return line.substr(begin, line.find('>') - begin);
}

} // namespace

SmtpStandIn::SmtpStandIn(SmtpScript script, std::function<void(const TakenLetter&)> taken)
    : script_{std::move(script)}, taken_{std::move(taken)}, acceptor_{[this] { accept_all(); }}
{
}

SmtpStandIn::~SmtpStandIn()
{
    stopping_ = true;
    acceptor_.join();
    for (auto& talk : talks_)
        talk.join();
}

void SmtpStandIn::set_script(SmtpScript script)
{
    const std::lock_guard lock{mutex_};
    script_ = std::move(script);
}

std::vector<TakenLetter> SmtpStandIn::letters() const
{
    const std::lock_guard lock{mutex_};
    return letters_;
}

std::vector<std::string> SmtpStandIn::lines() const
{
    const std::lock_guard lock{mutex_};
    return lines_;
}

void SmtpStandIn::accept_all()
{
    while (!stopping_) {
        const int peer = socket_.accept();
        if (peer < 0)
            continue;
        ++connections_;
        talks_.emplace_back([this, peer] {
            talk(peer);
            ::close(peer);
        });
    }
}

std::string SmtpStandIn::answer_to(const std::string& line)
{
    const std::lock_guard lock{mutex_};
    auto found = script_.end();
    for (auto at = script_.begin(); at != script_.end(); ++at)
        if (line.starts_with(at->first) &&
            (found == script_.end() || at->first.size() >= found->first.size()))
            found = at;
    if (found == script_.end())
        return line == "CONNECT" ? "220 stand-in" : line == "DATA" ? "354 go on" : "250 ok";
    auto answer = found->second;
    const std::string once = "ONCE ";
    if (answer.starts_with(once)) {
        script_.erase(found);
        answer.erase(0, once.size());
    }
    return answer;
}

void SmtpStandIn::talk(int peer)
{
    Line line{peer, stopping_};
    TakenLetter letter;
    // False where the conversation is over.
    const auto answer = [&](const std::string& said, const std::string& text) {
        if (text == "DROP")
            return false;
        if (text == "HANG") {
            std::string ignored;
            while (line.read(ignored)) {
            }
            return false;
        }
        line.write(text);
        return !text.starts_with("421") && said != "QUIT";
    };
    const auto keep = [&] {
        if (taken_)
            taken_(letter);
        const std::lock_guard lock{mutex_};
        letters_.push_back(letter);
    };
    if (!answer("CONNECT", answer_to("CONNECT")))
        return;
    std::string said;
    while (line.read(said)) {
        {
            const std::lock_guard lock{mutex_};
            lines_.push_back(said);
        }
        if (said.starts_with("EHLO "))
            letter.hello = said.substr(5);
        else if (said.starts_with("MAIL "))
            letter.from = between_angles(said);
        else if (said.starts_with("RCPT "))
            letter.to = between_angles(said);
        const auto text = answer_to(said);
        if (!answer(said, text))
            return;
        if (said != "DATA" || !text.starts_with("354"))
            continue;
        letter.bytes.clear();
        while (line.read(said) && said != ".")
            letter.bytes += said.substr(said.starts_with('.') ? 1 : 0) + "\r\n";
        if (said != ".")
            return;
        const auto end = answer_to(".");
        if (end == "DROP" || end == "HANG" || end.starts_with("250"))
            keep();
        if (!answer(".", end))
            return;
    }
}

} // namespace duesday::test
