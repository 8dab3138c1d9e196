#include "fault/stage.hpp"

#include "support/case_file.hpp"
#include "support/case_match.hpp"
#include "support/database.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <mutex>
#include <regex>
#include <stdexcept>

#include "fault/meter_links.hpp"

namespace duesday::fault {

namespace {

namespace fs = std::filesystem;

/// Lines that say when a file was made, and the separators that a mail program draws by lot.
std::vector<std::string> stable_lines(const std::string& text)
{
    static const std::regex boundary{R"re(boundary="?([^"\s;]+))re"};
    static const std::regex volatile_line{R"re(^(Date:|.*"?made_?at"?\s*[:=]).*\r?)re",
                                          std::regex::icase};
    std::vector<std::string> lines;
    for (auto& line : test::split_lines(text))
        if (!std::regex_match(line, volatile_line))
            lines.push_back(line);
    for (std::sregex_iterator at{text.begin(), text.end(), boundary}; at != std::sregex_iterator{};
         ++at)
        for (auto& line : lines)
            for (auto found = line.find((*at)[1]); found != line.npos; found = line.find((*at)[1]))
                line.replace(found, static_cast<std::size_t>((*at)[1].length()), "BOUNDARY");
    return lines;
}

/// The files of the folder, each as its lines, in order of what they say: names hold the time.
std::vector<std::string> contents(const fs::path& folder)
{
    std::vector<std::vector<std::string>> files;
    if (fs::is_directory(folder))
        for (const auto& entry : fs::recursive_directory_iterator{folder})
            if (entry.is_regular_file() && entry.path().parent_path().filename() != "tmp")
                files.push_back(stable_lines(without_tokens(test::read_file(entry.path()))));
    std::sort(files.begin(), files.end());
    std::vector<std::string> lines;
    for (const auto& file : files) {
        lines.push_back("a file:");
        lines.insert(lines.end(), file.begin(), file.end());
    }
    return lines;
}

/// Of each payment its key first.
std::vector<std::string> ledger(const fs::path& folder)
{
    if (!fs::exists(folder / "sandbox.db"))
        return mollie_ledger(folder);
    const auto database = test::open_database(folder / "sandbox.db");
    // A run that was killed while it made the ledger leaves it without its table.
    if (test::select(database, "SELECT name FROM sqlite_master WHERE name = 'charge'").empty())
        return {};
    return test::select(database, "SELECT key, book, amount, currency, mandate, attempt, "
                                  "first_answer, final_answer FROM charge ORDER BY key");
}

/// One file a Message-ID: a letter that comes again has to be its equal, or there are two. The
/// client greets with the name of its folder.
void keep_letter(const test::TakenLetter& letter)
{
    static std::mutex one_at_a_time; // a killed run's letter may still come in beside the next
    const std::lock_guard lock{one_at_a_time};
    static const std::regex message_id{R"re(\r\nMessage-Id: <([^@>]+)@)re", std::regex::icase};
    std::smatch found;
    const bool has_id = std::regex_search(letter.bytes, found, message_id);
    const auto folder = fs::temp_directory_path() / letter.hello / "mail" / "new";
    fs::create_directories(folder);
    auto file = folder / (has_id ? found[1].str() : "without an id");
    if (fs::exists(file) && test::read_file(file) != letter.bytes)
        file += ".differs";
    test::write_file(file, letter.bytes);
}

/// "12 pwrite64 book.db-wal" of a point that names the whole path; a socket has none.
std::string without_folder(const std::string& point, const fs::path& folder)
{
    const auto path = point.find(folder.string());
    return path == point.npos ? point : point.substr(0, path) + point.substr(point.rfind('/') + 1);
}

/// What the book says, but for how often a letter was tried and why that failed.
std::vector<std::string> without_attempts(const std::vector<std::string>& dump)
{
    static const std::regex attempts{R"re(\|(attempts|error)=[^|]*)re"};
    std::vector<std::string> lines;
    for (const auto& line : dump)
        if (line.starts_with("outbox|"))
            lines.push_back(std::regex_replace(line, attempts, ""));
        else if (!line.starts_with("audit|"))
            lines.push_back(line);
    return lines;
}

void keep_token(const fs::path& folder, const std::string& file, const std::string& address)
{
    for (const auto& link : link_tokens(folder / "mail"))
        if (link.to == address)
            return test::write_file(folder / file, link.token + "\n");
    throw std::runtime_error{"no letter to " + address + " has a link"};
}

std::string shorten(const std::string& text)
{
    constexpr std::size_t enough = 3000;
    return text.size() <= enough ? text : text.substr(0, enough) + "\n  ...\n";
}

std::string changed_lines(const std::string& difference)
{
    std::string text;
    for (const auto& line : test::split_lines(difference))
        if (!line.starts_with("    "))
            text += line + "\n";
    return shorten(text);
}

} // namespace

std::filesystem::path Programs::find(const std::string& name) const
{
    const auto found = replaced.find(name);
    return found == replaced.end() ? bin / name : found->second;
}

bool is_one_of(int status, const Ends& ends)
{
    return std::find(ends.begin(), ends.end(), status) != ends.end();
}

std::string words_of(const Ends& ends)
{
    return fmt::format("{}", fmt::join(ends, ", "));
}

Stage::Stage(Programs programs, Scenario scenario)
    : programs_{std::move(programs)}, scenario_{std::move(scenario)}
{
    if (scenario_.over_smtp)
        mail_server_ = std::make_unique<test::SmtpStandIn>(test::SmtpScript{}, keep_letter);
    fs::copy(fs::path{DUESDAY_SOURCE} / "tests/fault/book", prepared(),
             fs::copy_options::recursive);
    for (const auto& step : scenario_.setup)
        take(step, prepared());
    // Looking at a book tidies it up; the prepared one stays as its programs left it.
    const test::TempFolder untouched;
    copy_into(untouched.path());
    before_ = witnesses(untouched.path());
    const test::TempFolder undisturbed;
    copy_into(undisturbed.path());
    take(scenario_.command, undisturbed.path());
    if (!scenario_.again_goes_on)
        after_ = witnesses(undisturbed.path());
    const auto complaint = run_again(undisturbed.path());
    if (!complaint.empty())
        throw std::runtime_error{complaint};
    if (scenario_.again_goes_on)
        after_ = witnesses(undisturbed.path());
    const auto more = compare(after_, witnesses(undisturbed.path()));
    if (!more.empty())
        throw std::runtime_error{"run again without a fault, it does more: " + more};
    if (before_ == after_)
        throw std::runtime_error{"the command changes nothing that is looked at"};
}

void Stage::take(const Step& step, const fs::path& folder) const
{
    if (step.words[0] == "mollie")
        return mollie(folder).control(step.words.at(1), step.words.at(2));
    if (step.words[0] == "file")
        return test::write_file(folder / step.words.at(1), step.words.at(2));
    if (step.words[0] == "token")
        return keep_token(folder, step.words.at(1), step.words.at(2));
    const auto finished = test::run(command(step.words, folder));
    if (!is_one_of(finished.status, step.ends))
        throw std::runtime_error{fmt::format("{} ended with {} instead of {}\n{}{}",
                                             fmt::join(step.words, " "), finished.status,
                                             words_of(step.ends), finished.out, finished.err)};
}

const MollieProcess& Stage::mollie(const fs::path& folder) const
{
    if (!mollie_ || mollie_->folder() != folder) {
        mollie_.reset();
        mollie_ = std::make_unique<MollieProcess>(folder);
    }
    return *mollie_;
}

void Stage::copy_into(const std::filesystem::path& folder) const
{
    fs::copy(prepared(), folder, fs::copy_options::recursive);
}

test::Command Stage::command(const Words& words, const std::filesystem::path& folder) const
{
    test::Command command;
    command.words = words;
    command.words[0] = programs_.find(words[0]).string();
    command.environment = test::private_environment(folder, programs_.bin);
    command.folder = folder;
    if (mail_server_) {
        command.environment["DUESDAY_MAIL_SMTP_HOST"] = "127.0.0.1";
        command.environment["DUESDAY_MAIL_SMTP_PORT"] = std::to_string(mail_server_->port());
        command.environment["DUESDAY_MAIL_SMTP_TLS"] = "none";
        command.environment["DUESDAY_MAIL_SMTP_HELLO"] = folder.filename().string();
    }
    if (scenario_.over_mollie)
        command.environment.merge(mollie(folder).settings());
    return command;
}

Disturbed Stage::disturb(const Words& how, const std::filesystem::path& folder) const
{
    const test::TempFolder aside;
    auto driven = command(scenario_.command.words, folder);
    Words words{std::string{DUESDAY_KILL_DRIVER}};
    words.insert(words.end(), how.begin(), how.end());
    words.insert(words.end(), {"--report", (aside / "report").string(), "--"});
    words.insert(words.end(), driven.words.begin(), driven.words.end());
    driven.words = words;
    const auto finished = test::run(driven);
    if (finished.status != 0 && finished.status != 3)
        throw std::runtime_error{"kill_driver: " + finished.err};
    Disturbed disturbed;
    disturbed.err = finished.err;
    for (const auto& line : test::split_lines(test::read_file(aside / "report"))) {
        const auto value = line.substr(line.find(' ') + 1);
        if (line.starts_with("points "))
            disturbed.points = std::stoul(value);
        else if (line.starts_with("status "))
            disturbed.status = std::stoi(value);
        else if (finished.status == 0)
            disturbed.point = without_folder(value, folder);
        if (value.find(" send") != value.npos)
            disturbed.sends.push_back(std::stoul(value));
    }
    return disturbed;
}

std::string Stage::run_again(const std::filesystem::path& folder) const
{
    for (const auto& step : scenario_.again) {
        const auto finished = test::run(command(step.words, folder));
        if (!is_one_of(finished.status, step.ends))
            return fmt::format("run again, {} ended with {} instead of {}\n{}",
                               fmt::join(step.words, " "), finished.status, words_of(step.ends),
                               shorten(finished.err + finished.out));
    }
    return {};
}

Witnesses Stage::witnesses(const std::filesystem::path& folder) const
{
    if (!fs::exists(folder / "book.db"))
        return {{"the book", {"none"}}, {"the ledger", {}}, {"Mollie's customers", {}},
                {"the mail", {}},       {"the links", {}},  {"the cloud", {}}};
    const auto dump = test::run(command({"admin", "dump"}, folder));
    if (dump.status != 0)
        return {{"the book", {fmt::format("admin dump ended with {}: {}", dump.status, dump.err)}},
                {"the ledger", {}},
                {"Mollie's customers", {}},
                {"the mail", {}},
                {"the links", {}},
                {"the cloud", {}}};
    // Mollie numbers the payments of a run as they come in.
    static const std::regex number{R"re(\btr_[0-9]+\b)re"};
    const auto lines = test::split_lines(std::regex_replace(dump.out, number, "tr_N"));
    return {{"the book", scenario_.over_smtp ? without_attempts(lines) : lines},
            {"the ledger", ledger(folder)},
            {"Mollie's customers", mollie_customers(folder)},
            {"the mail", contents(folder / "mail")},
            {"the links", what_links_open(folder)},
            {"the cloud", contents(folder / "cloud")}};
}

std::vector<std::string> Stage::what_links_open(const std::filesystem::path& folder) const
{
    std::vector<std::string> opened;
    for (const auto& link : link_tokens(folder / "mail")) {
        // On the day of the command: links end, whatever the clock says.
        auto overview = command({"enter-meters", "overview", "--token-file", "-"}, folder);
        overview.environment["DUESDAY_TODAY"] = scenario_.command.words.back();
        overview.input = link.token;
        const auto finished = test::run(overview);
        opened.push_back(fmt::format("{} gets {}: {}", link.to, finished.status, finished.out));
    }
    std::sort(opened.begin(), opened.end());
    return opened;
}

std::string Stage::compare(const Witnesses& expected, const Witnesses& actual)
{
    std::string text;
    for (const auto& [name, lines] : expected)
        if (actual.at(name) != lines)
            text += name + " differs\n" + changed_lines(test::difference(lines, actual.at(name)));
    return text;
}

std::string Stage::converge(const std::filesystem::path& folder) const
{
    const auto complaint = run_again(folder);
    return complaint.empty() ? compare(after_, witnesses(folder)) : complaint;
}

std::string Stage::missing(const std::filesystem::path& folder) const
{
    return scenario_.again_goes_on ? converge(folder) : compare(after_, witnesses(folder));
}

std::string Stage::change(const std::filesystem::path& folder) const
{
    auto actual = witnesses(folder);
    auto expected = before_;
    // A run that gave way has still seen its day, and the book notes the last one.
    for (auto* witness : {&actual, &expected})
        std::erase_if((*witness)["the book"],
                      [](const auto& line) { return line.starts_with("book|"); });
    return compare(expected, actual);
}

std::string Stage::unintended_payments(const std::filesystem::path& folder) const
{
    if (ledger(folder).empty())
        return {};
    // On a copy, because opening a database that was left in the middle mends it.
    const test::TempFolder aside;
    fs::copy(folder, aside.path(), fs::copy_options::recursive);
    std::vector<std::string> intended;
    try {
        intended = test::select(test::open_database(aside / "book.db"),
                                "SELECT key FROM charge UNION SELECT key FROM card_entry");
    } catch (const std::exception& error) {
        return std::string{"the book cannot be read: "} + error.what();
    }
    for (const auto& row : ledger(aside.path())) {
        const auto key = row.substr(0, row.find('|'));
        if (std::find(intended.begin(), intended.end(), key) == intended.end())
            return "the provider took money that the book never intended: " + row;
    }
    return {};
}

} // namespace duesday::fault
