#include "support/postgresql.hpp"

#include "support/process.hpp"

#include <fmt/format.h>

#include <libpq-fe.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::test {

namespace fs = std::filesystem;

namespace {

const fs::path programs = "/usr/lib/postgresql/15/bin";
const std::string server_user = "postgres";

using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

/// Runs a program of the server and gives what it said.
std::string run_as_server(const std::vector<std::string>& words, const fs::path& folder)
{
    Command command;
    if (::geteuid() == 0)
        command.words = {"/usr/bin/setpriv", "--reuid=" + server_user, "--regid=" + server_user,
                         "--clear-groups", "--"};
    command.words.insert(command.words.end(), words.begin(), words.end());
    command.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}, {"TZ", "UTC"}};
    command.folder = folder;
    const auto finished = run(command);
    if (finished.status != 0)
        throw std::runtime_error{fmt::format("{} ended with {}: {}{}", words[0], finished.status,
                                             finished.out, finished.err)};
    return finished.out;
}

void hand_over(const fs::path& folder)
{
    if (::geteuid() != 0)
        return;
    const auto* entry = ::getpwnam(server_user.c_str());
    if (entry == nullptr || ::chown(folder.c_str(), entry->pw_uid, entry->pw_gid) != 0)
        throw std::runtime_error{"cannot hand the folder over to the user " + server_user};
}

} // namespace

bool postgresql_is_installed()
{
    return fs::exists(programs / "initdb");
}

PostgreSql::PostgreSql() : connection_{nullptr, PQfinish}
{
    hand_over(folder_.path());
    // Names sort as people expect them to unless a column says otherwise: what our columns say is
    // what is tested.
    run_as_server({programs / "initdb", "--pgdata=data", "--auth=trust", "--username=duesday",
                   "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu",
                   "--icu-locale=en", "--no-instructions"},
                  folder_.path());
    run_as_server({programs / "pg_ctl", "--pgdata=data", "--wait", "--silent", "--log=log",
                   "--options=" + fmt::format("-k {} -c listen_addresses='' -c fsync=off",
                                              folder_.path().string()),
                   "start"},
                  folder_.path());
    const auto where = fmt::format("host={} user=duesday dbname=postgres", folder_.path().string());
    connection_.reset(PQconnectdb(where.c_str()));
    if (PQstatus(connection_.get()) != CONNECTION_OK)
        throw std::runtime_error{PQerrorMessage(connection_.get())};
}

PostgreSql::~PostgreSql()
{
    connection_.reset();
    try {
        run_as_server(
            {programs / "pg_ctl", "--pgdata=data", "--silent", "--mode=immediate", "stop"},
            folder_.path());
    } catch (const std::exception& error) {
        fmt::print(stderr, "the test's PostgreSQL does not stop: {}\n", error.what());
    }
}

std::string PostgreSql::execute(const std::string& sql)
{
    const Result result{PQexec(connection_.get(), sql.c_str()), PQclear};
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return {};
    return PQresultErrorMessage(result.get());
}

std::vector<std::string> PostgreSql::select(const std::string& sql)
{
    const Result result{PQexec(connection_.get(), sql.c_str()), PQclear};
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
        throw std::runtime_error{PQresultErrorMessage(result.get())};
    std::vector<std::string> rows;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        std::string text;
        for (int column = 0; column < PQnfields(result.get()); ++column)
            text +=
                fmt::format("{}{}", column == 0 ? "" : "|", PQgetvalue(result.get(), row, column));
        rows.push_back(text);
    }
    return rows;
}

PostgreSql::Prepared PostgreSql::prepare(const std::string& sql)
{
    const auto name = fmt::format("s{}", ++prepared_);
    const Result made{PQprepare(connection_.get(), name.c_str(), sql.c_str(), 0, nullptr), PQclear};
    Prepared prepared;
    if (PQresultStatus(made.get()) != PGRES_COMMAND_OK) {
        prepared.error = PQresultErrorMessage(made.get());
        return prepared;
    }
    const Result described{PQdescribePrepared(connection_.get(), name.c_str()), PQclear};
    for (int i = 0; i < PQnparams(described.get()); ++i)
        prepared.parameters.push_back(
            select(fmt::format("SELECT format_type({}, NULL)", PQparamtype(described.get(), i)))
                .at(0));
    return prepared;
}

} // namespace duesday::test
