#include "flow/lost_since_copy.hpp"

#include "base/fault.hpp"
#include "store/credit_notes.hpp"
#include "store/numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace duesday::flow {

namespace {

/// More than any firm of ours issues between two backups: a slip of the finger.
constexpr std::int64_t most_left_out = 100'000;

std::string next_of(store::Database& copy, std::string_view series, int year)
{
    return rules::invoice_number(series, year,
                                 store::next_number(copy, series, fmt::format("{:04}", year)));
}

/// Numbers of this long before the copy's last day may still be meant: an option that is given
/// late, in January, is about December.
constexpr int months_late = 2;

/// Of another year the numbers are not those that were lost: a slip of the finger.
void require_year_of_copy(const std::vector<rules::InvoiceNumber>& next, Date last_day, Date today)
{
    const int first = last_day.plus_months(-months_late).year();
    for (const auto& [series, year, sequence] : next)
        if (year < first || year > today.year())
            throw Fault{FaultKind::bad_input,
                        fmt::format("{} is of a year in which nothing was issued since the copy",
                                    rules::invoice_number(series, year, sequence)),
                        "write the year of the last document that was sent", "not_ahead"};
}

/// As it is said where one was given: of the other series a person has to look still.
std::string about_given(store::Database& copy, const std::vector<rules::InvoiceNumber>& next,
                        Date today, std::string_view since)
{
    std::string text;
    for (const std::string_view series : {std::string_view{}, store::credit_note_series}) {
        const auto given = std::find_if(next.begin(), next.end(), [&](const auto& number) {
            return number.series == series && number.year == today.year();
        });
        text += fmt::format("{}The next {} is {}", text.empty() ? "" : " ",
                            series.empty() ? "invoice" : "credit note",
                            given == next.end()
                                ? next_of(copy, series, today.year())
                                : rules::invoice_number(series, given->year, given->sequence));
        text += given != next.end()
                    ? ", as given."
                    : fmt::format(": where one with this number was sent since {}, name the first "
                                  "that none has with --next-invoice too.",
                                  since);
    }
    return text;
}

} // namespace

std::vector<rules::InvoiceNumber> parse_next_numbers(const std::vector<std::string>& texts)
{
    std::vector<rules::InvoiceNumber> numbers;
    std::set<std::pair<std::string, int>> seen;
    for (const auto& text : texts) {
        auto number = rules::parse_invoice_number(text);
        const bool is_ours =
            number && (number->series.empty() || number->series == store::credit_note_series);
        if (!is_ours || !seen.emplace(number->series, number->year).second)
            throw Fault{FaultKind::usage,
                        fmt::format("'{}' is no number of an invoice or a credit note, or not the "
                                    "only one of its year",
                                    text),
                        "write the first that no document has, such as 2026-000123 or "
                        "CN2026-000004"};
        numbers.push_back(std::move(*number));
    }
    return numbers;
}

void require_ahead(store::Database& copy, const std::vector<rules::InvoiceNumber>& next)
{
    for (const auto& [series, year, sequence] : next) {
        const auto first = store::next_number(copy, series, fmt::format("{:04}", year));
        if (sequence > first && sequence - first <= most_left_out)
            continue;
        throw Fault{FaultKind::bad_input,
                    fmt::format("{} is not ahead of {}, which this book would give next, or too "
                                "far ahead",
                                rules::invoice_number(series, year, sequence),
                                rules::invoice_number(series, year, first)),
                    "look at the last invoice that was sent; where none was since the copy, "
                    "leave the option out",
                    "not_ahead"};
    }
}

void leave_out(store::Write& write, const std::vector<rules::InvoiceNumber>& next)
{
    const auto today = write.stamp().business_date;
    for (const auto& [series, year, sequence] : next)
        store::leave_out_numbers(write, series, year, sequence,
                                 std::min(today, Date{year, 12, 31}));
}

LostSinceCopy lost_since_copy(store::Book& copy, std::vector<rules::InvoiceNumber> next, Date today)
{
    auto& database = copy.database();
    require_ahead(database, next);
    const auto last = copy.state().last_business_date;
    require_year_of_copy(next, last.value_or(today), today);
    auto last_day = last.value_or(Date{}).iso();
    auto numbers = next.empty() ? about_numbers(database, today, last_day)
                                : about_given(database, next, today, last_day);
    return {std::move(next), std::move(last_day), std::move(numbers)};
}

void LostSinceCopy::add_to(runtime::Plan& plan) const
{
    std::vector<std::string> numbers;
    for (const auto& [series, year, sequence] : next)
        numbers.push_back(rules::invoice_number(series, year, sequence));
    plan.facts.add("next_invoices", numbers)
        .add("numbers", about_numbers)
        .add("lost", about_wishes(last_day));
    plan.basis += fmt::format("\n{}\n{}", last_day, fmt::join(numbers, " "));
}

void LostSinceCopy::say(runtime::Report& report) const
{
    report.say(about_numbers);
    report.say(about_wishes(last_day));
}

std::string about_numbers(store::Database& copy, Date today, std::string_view since)
{
    return fmt::format("The next invoice is {} and the next credit note {}. Where documents with "
                       "these numbers were sent since {}, restore or adopt with --next-invoice "
                       "and the first number that none has: no number may be given twice.",
                       next_of(copy, "", today.year()),
                       next_of(copy, store::credit_note_series, today.year()), since);
}

std::string about_wishes(std::string_view since)
{
    return fmt::format("What people did since {} is not in it and has to be given again, after "
                       "poll-confirmations --reconcile: renewals switched off or on, roles, cards, "
                       "edited customers, imports. Whose: admin "
                       "audit --since {} of the old book, else the letters renewal-stopped, "
                       "payer-changed and card-registered that were sent since.",
                       since, since);
}

} // namespace duesday::flow
