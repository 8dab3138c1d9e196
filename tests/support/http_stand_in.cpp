#include "support/http_stand_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <httplib.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace duesday::test {

namespace {

constexpr auto long_while = std::chrono::seconds{5};
constexpr std::size_t huge = std::size_t{64} << 20;

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

int number_at_end(const std::string& path)
{
    return std::stoi(path.substr(path.rfind('/') + 1));
}

} // namespace

struct HttpStandIn::Server {
    std::unique_ptr<httplib::Server> server;
    bool is_tls = false;
    int port = 0;
    mutable std::mutex mutex;
    std::vector<TakenRequest> requests;
    std::string as;
    std::atomic<bool> stopping = false;
    std::thread thread;

    void wait(std::chrono::milliseconds time) const
    {
        for (const auto end = std::chrono::steady_clock::now() + time;
             !stopping && std::chrono::steady_clock::now() < end;)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }

    void take(const httplib::Request& request, httplib::Response& response)
    {
        TakenRequest taken{request.method, request.path, request.body, {}};
        for (const auto& [name, value] : request.headers)
            taken.headers[lower(name)] = value;
        std::string path;
        {
            const std::lock_guard lock{mutex};
            requests.push_back(taken);
            path = as.empty() ? request.path : as;
        }
        answer(path, response);
    }

    void answer(const std::string& path, httplib::Response& response)
    {
        if (path.starts_with("/status/")) {
            response.status = number_at_end(path);
            response.set_content(fmt::format(R"({{"status":{}}})", response.status),
                                 "application/json");
            if (response.status == 429)
                response.set_header("Retry-After", "120");
            if (response.status == 503)
                response.set_header("Retry-After", "Wed, 21 Oct 2099 07:28:00 GMT");
        } else if (path.starts_with("/html/")) {
            response.status = number_at_end(path);
            response.set_content("<html><body>Bad Gateway</body></html>", "text/html");
        } else if (path == "/garbage") {
            response.set_content("{\"status\":", "application/json");
        } else if (path == "/redirect") {
            response.set_redirect("/status/200");
        } else if (path == "/slow") {
            wait(long_while);
        } else if (path == "/drip") {
            response.set_chunked_content_provider("text/plain",
                                                  [this](std::size_t, httplib::DataSink& sink) {
                                                      wait(std::chrono::milliseconds{100});
                                                      return !stopping && sink.write("x", 1);
                                                  });
        } else if (path == "/huge") {
            response.set_chunked_content_provider("text/plain",
                                                  [](std::size_t offset, httplib::DataSink& sink) {
                                                      static const std::string part(65'536, 'x');
                                                      if (offset >= huge)
                                                          sink.done();
                                                      return sink.write(part.data(), part.size());
                                                  });
        } else if (path == "/cut") {
            response.set_content_provider(
                1'000, "application/json",
                [](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                    return offset == 0 && sink.write("{\"half\":", 8);
                });
        } else if (path.starts_with("/delay/")) {
            wait(std::chrono::milliseconds{number_at_end(path)});
            response.set_content("{}", "application/json");
        } else {
            response.status = 204;
        }
    }
};

HttpStandIn::HttpStandIn(const std::filesystem::path& certificate_folder)
    : server_{std::make_unique<Server>()}
{
    auto& own = *server_;
    own.is_tls = !certificate_folder.empty();
    if (own.is_tls)
        own.server = std::make_unique<httplib::SSLServer>((certificate_folder / "cert.pem").c_str(),
                                                          (certificate_folder / "key.pem").c_str());
    else
        own.server = std::make_unique<httplib::Server>();
    own.server->new_task_queue = [] { return new httplib::ThreadPool(40); };
    const auto handler = [&own](const httplib::Request& request, httplib::Response& response) {
        own.take(request, response);
    };
    own.server->Get(".*", handler);
    own.server->Post(".*", handler);
    own.server->Delete(".*", handler);
    int descriptor = -1;
    own.server->set_socket_options([&](socket_t socket) { descriptor = socket; });
    own.port = own.server->bind_to_any_port("127.0.0.1");
    if (own.port <= 0 || ::listen(descriptor, 1024) != 0)
        throw std::runtime_error{"the HTTP stand-in does not come up"};
    own.thread = std::thread{[&own] { own.server->listen_after_bind(); }};
    while (!own.server->is_running())
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

HttpStandIn::~HttpStandIn()
{
    server_->stopping = true;
    server_->server->stop();
    server_->thread.join();
}

std::string HttpStandIn::url(const std::string& path) const
{
    return fmt::format("{}://127.0.0.1:{}{}", server_->is_tls ? "https" : "http", server_->port,
                       path);
}

std::vector<TakenRequest> HttpStandIn::requests() const
{
    const std::lock_guard lock{server_->mutex};
    return server_->requests;
}

void HttpStandIn::answer_all_as(const std::string& path)
{
    const std::lock_guard lock{server_->mutex};
    server_->as = path;
}

ResettingServer::ResettingServer(int answered) : answered_{answered}, thread_{[this] { serve(); }}
{
}

ResettingServer::~ResettingServer()
{
    stopping_ = true;
    thread_.join();
}

std::string ResettingServer::url() const
{
    return fmt::format("http://127.0.0.1:{}/", socket_.port());
}

void ResettingServer::serve()
{
    const auto talk = [this](int peer) {
        char buffer[65'536];
        for (int done = 0; !stopping_;) {
            if (!is_ready(peer))
                continue;
            if (::recv(peer, buffer, sizeof buffer, 0) <= 0)
                break;
            ++requests_;
            if (done++ == answered_) {
                const linger at_once{1, 0};
                ::setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
                break;
            }
            const std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
            static_cast<void>(::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL));
        }
        ::close(peer);
    };
    std::vector<std::thread> talks;
    while (!stopping_)
        if (const int peer = socket_.accept(); peer >= 0)
            talks.emplace_back(talk, peer);
    for (auto& thread : talks)
        thread.join();
}

} // namespace duesday::test
