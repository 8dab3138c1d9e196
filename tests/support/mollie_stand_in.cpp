#include "support/mollie_stand_in.hpp"

#include "support/mollie_books.hpp"
#include "support/process.hpp"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <dirent.h>
#include <httplib.h>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>

namespace duesday::test {

namespace {

using Json = nlohmann::ordered_json;

struct PlannedFault {
    std::string what, fault;
    int times = 0;
};

/// The end of a connection that one of our threads serves becomes a reset.
void reset_connection_from(int client_port)
{
    auto* folder = ::opendir("/proc/self/fd");
    if (folder == nullptr)
        return;
    while (const auto* entry = ::readdir(folder)) {
        const int descriptor = std::atoi(entry->d_name);
        sockaddr_in peer{};
        socklen_t length = sizeof peer;
        if (descriptor > 2 &&
            ::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &length) == 0 &&
            peer.sin_family == AF_INET && ntohs(peer.sin_port) == client_port) {
            const linger at_once{1, 0};
            ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        }
    }
    ::closedir(folder);
}

void cut_off(httplib::Response& response)
{
    response.set_content_provider(1'000, "application/hal+json",
                                  [](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                      return offset == 0 && sink.write("{\"resource\":", 12);
                                  });
}

int number_after_colon(const std::string& fault)
{
    const auto colon = fault.find(':');
    return colon == fault.npos ? 0 : std::stoi(fault.substr(colon + 1));
}

} // namespace

struct MollieStandIn::Server {
    httplib::Server http;
    int port = 0;
    mutable std::mutex mutex;
    MollieBooks books;
    std::filesystem::path ledger; ///< empty: none
    std::vector<PlannedFault> faults;
    std::vector<std::string> requests;
    std::atomic<int> latency_ms = 0;
    std::atomic<int> in_flight = 0;
    std::atomic<bool> stopping = false;
    std::mutex waiting;
    std::condition_variable ends;
    std::thread thread;

    void wait(int ms)
    {
        std::unique_lock lock{waiting};
        ends.wait_for(lock, std::chrono::milliseconds{ms}, [this] { return stopping.load(); });
    }

    std::string next_fault(const std::string& line)
    {
        for (auto it = faults.begin(); it != faults.end(); ++it)
            if (line.starts_with(it->what)) {
                const auto fault = it->fault;
                if (--it->times == 0)
                    faults.erase(it);
                return fault;
            }
        return {};
    }

    MollieReply ask(const httplib::Request& request)
    {
        MollieRequest asked{request.method,
                            request.path,
                            request.body,
                            request.get_header_value("Authorization"),
                            request.get_header_value("Idempotency-Key"),
                            {}};
        for (const auto& [name, value] : request.params)
            asked.query[name] = value;
        const std::lock_guard lock{mutex};
        auto reply = books.answer(asked);
        keep_ledger();
        return reply;
    }

    void keep_ledger() const
    {
        if (ledger.empty())
            return;
        auto fresh = ledger;
        fresh += ".new";
        write_file(fresh, books.ledger().dump(1));
        std::filesystem::rename(fresh, ledger);
    }

    void answer(const httplib::Request& request, httplib::Response& response)
    {
        const auto line = request.method + " " + request.path;
        std::string fault;
        {
            const std::lock_guard lock{mutex};
            requests.push_back(line);
            fault = next_fault(line);
        }
        if (const int ms = latency_ms; ms > 0)
            wait(ms);
        if (!goes_wrong_at_once(fault, request, response))
            answer_with(fault, request, response);
    }

    static void say_page(int status, httplib::Response& response)
    {
        response.status = status;
        response.set_content("<html><body>Not what you asked for</body></html>", "text/html");
    }

    static void say_error(int status, httplib::Response& response)
    {
        response.status = status;
        if (status == 502)
            say_page(status, response);
        else
            response.set_content(mollie_error(status, "A fault on command").dump(),
                                 "application/hal+json");
    }

    /// Faults that come instead of what was asked for.
    static bool goes_wrong_at_once(const std::string& fault, const httplib::Request& request,
                                   httplib::Response& response)
    {
        if (fault == "reset-before") {
            reset_connection_from(request.remote_port);
            cut_off(response);
            return true;
        }
        if (fault == "cut") {
            cut_off(response);
            return true;
        }
        if (fault.starts_with("say:")) {
            response.set_content(fault.substr(4), "application/hal+json");
            return true;
        }
        for (const int status : {401, 403, 409, 422, 429, 500, 502, 503}) {
            const auto word = std::to_string(status);
            if (fault != word && !fault.starts_with(word + ":"))
                continue;
            say_error(status, response);
            if (fault != word)
                response.set_header("Retry-After", std::to_string(number_after_colon(fault)));
            return true;
        }
        return false;
    }

    void answer_with(const std::string& fault, const httplib::Request& request,
                     httplib::Response& response)
    {
        if (fault.starts_with("slow:"))
            wait(number_after_colon(fault));
        auto reply = ask(request);
        if (fault == "twice")
            reply = ask(request);
        if (fault == "reset")
            reset_connection_from(request.remote_port);
        if (fault == "reset" || fault == "lost")
            return cut_off(response);
        if (fault == "500-after")
            return say_error(500, response);
        if (fault.starts_with("page:"))
            return say_page(number_after_colon(fault), response);
        response.status = reply.status;
        if (fault.starts_with("but:")) {
            auto lie = Json::parse(reply.body);
            lie.merge_patch(Json::parse(fault.substr(4)));
            reply.body = lie.dump();
        }
        if (fault == "garbage")
            response.set_content("{\"resource\":\"payment\",", "application/hal+json");
        else if (reply.status != 204)
            response.set_content(reply.body, "application/hal+json");
        if (reply.is_replayed)
            response.set_header("Idempotent-Replayed", "true");
    }

    /// What the C++ calls below do, for a program that is started from elsewhere.
    void control(const httplib::Request& request, httplib::Response& response)
    {
        const auto words = Json::parse(request.body.empty() ? "{}" : request.body);
        const auto card = [&] {
            return MollieCard{words.value("label", "Visa"), words.value("last4", "4242"),
                              words.value("expires", "2030-12-31")};
        };
        const std::lock_guard lock{mutex};
        if (request.path == "/control/fail")
            faults.push_back({words.at("what"), words.at("fault"), words.value("times", 1)});
        else if (request.path == "/control/customer")
            say(response, books.add_customer(words.value("outcome", "paid"), card()));
        else if (request.path == "/control/visit")
            books.visit(words.at("payment"), words.at("status"), card(),
                        words.value("outcome", "paid"));
        else if (request.path == "/control/charge_back")
            say(response, books.charge_back(words.at("payment"), words.at("amount")));
        else if (request.path == "/control/win")
            books.win(words.at("chargeback"));
        else if (request.path == "/control/refund")
            say(response, books.refund(words.at("payment"), words.at("amount"),
                                       words.value("status", "refunded")));
        else if (request.path == "/control/clock")
            books.set_clock(Timestamp::parse(words.at("now").get<std::string>()).value());
        else
            response.status = 404;
        keep_ledger();
    }

    static void say(httplib::Response& response, const std::string& id)
    {
        response.set_content(Json{{"id", id}}.dump(), "application/json");
    }

    static void say(httplib::Response& response, const Known& known)
    {
        response.set_content(Json{{"customer", known.customer}, {"mandate", known.mandate}}.dump(),
                             "application/json");
    }
};

MollieStandIn::MollieStandIn(std::string key, int port, std::filesystem::path ledger)
    : server_{std::make_unique<Server>()}
{
    auto& own = *server_;
    own.ledger = std::move(ledger);
    if (!own.ledger.empty() && std::filesystem::exists(own.ledger))
        own.books.take_over(Json::parse(read_file(own.ledger)));
    auto& http = own.http;
    own.books.set_key(std::move(key));
    http.new_task_queue = [] { return new httplib::ThreadPool(70); };
    const auto handler = [&own](const httplib::Request& request, httplib::Response& response) {
        if (request.path.starts_with("/control/"))
            own.control(request, response);
        else {
            ++own.in_flight;
            own.answer(request, response);
            --own.in_flight;
        }
    };
    http.Get(".*", handler);
    http.Post(".*", handler);
    http.Delete(".*", handler);
    int descriptor = -1;
    http.set_socket_options([&](socket_t socket) {
        descriptor = socket;
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    http.set_tcp_nodelay(true);
    own.port = port == 0                              ? http.bind_to_any_port("127.0.0.1")
               : http.bind_to_port("127.0.0.1", port) ? port
                                                      : -1;
    if (own.port <= 0 || ::listen(descriptor, 1024) != 0)
        throw std::runtime_error{"the stand-in for Mollie does not come up"};
    own.books.set_url(url());
    own.thread = std::thread{[&own] { own.http.listen_after_bind(); }};
    while (!http.is_running())
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

MollieStandIn::~MollieStandIn()
{
    {
        const std::lock_guard lock{server_->waiting};
        server_->stopping = true;
    }
    server_->ends.notify_all();
    server_->http.stop();
    server_->thread.join();
}

std::string MollieStandIn::url() const
{
    return fmt::format("http://127.0.0.1:{}/v2", server_->port);
}

int MollieStandIn::port() const
{
    return server_->port;
}

void MollieStandIn::set_clock(Timestamp now)
{
    while (server_->in_flight > 0) // a slow request is none of a later hour
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    const std::lock_guard lock{server_->mutex};
    server_->books.set_clock(now);
}

MollieStandIn::Known MollieStandIn::add_customer(const std::string& outcome, const MollieCard& card)
{
    const std::lock_guard lock{server_->mutex};
    return server_->books.add_customer(outcome, card);
}

MollieStandIn::Known MollieStandIn::add_card(const std::string& customer,
                                             const std::string& outcome)
{
    const std::lock_guard lock{server_->mutex};
    return server_->books.add_card(customer, outcome);
}

void MollieStandIn::set_outcome(const std::string& mandate, const std::string& outcome)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.set_outcome(mandate, outcome);
}

void MollieStandIn::set_mandate(const std::string& mandate, const std::string& status)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.set_mandate(mandate, status);
}

void MollieStandIn::visit(const std::string& payment, const std::string& status,
                          const MollieCard& card, const std::string& outcome)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.visit(payment, status, card, outcome);
}

std::string MollieStandIn::charge_back(const std::string& payment, std::int64_t amount)
{
    const std::lock_guard lock{server_->mutex};
    return server_->books.charge_back(payment, amount);
}

void MollieStandIn::win(const std::string& chargeback)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.win(chargeback);
}

std::string MollieStandIn::refund(const std::string& payment, std::int64_t amount,
                                  const std::string& status)
{
    const std::lock_guard lock{server_->mutex};
    return server_->books.refund(payment, amount, status);
}

void MollieStandIn::carry_out(const std::string& refund)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.carry_out(refund);
}

void MollieStandIn::forget_metadata(const std::string& payment)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.forget_metadata(payment);
}

void MollieStandIn::forget_mandate(const std::string& payment)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.forget_mandate(payment);
}

void MollieStandIn::delete_customer(const std::string& customer)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.delete_customer(customer);
}

void MollieStandIn::fail_next(const std::string& what, const std::string& fault, int times)
{
    const std::lock_guard lock{server_->mutex};
    server_->faults.push_back({what, fault, times});
}

void MollieStandIn::set_list_lag_seconds(int seconds)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.set_list_lag_seconds(seconds);
}

void MollieStandIn::heal()
{
    const std::lock_guard lock{server_->mutex};
    server_->faults.clear();
}

void MollieStandIn::set_latency_ms(int latency_ms)
{
    server_->latency_ms = latency_ms;
}

void MollieStandIn::say_gone(bool gone)
{
    const std::lock_guard lock{server_->mutex};
    server_->books.say_gone(gone);
}

std::vector<MolliePayment> MollieStandIn::payments() const
{
    const std::lock_guard lock{server_->mutex};
    return server_->books.payments();
}

std::vector<std::string> MollieStandIn::requests() const
{
    const std::lock_guard lock{server_->mutex};
    return server_->requests;
}

} // namespace duesday::test
