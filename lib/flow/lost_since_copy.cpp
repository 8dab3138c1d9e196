#include "flow/lost_since_copy.hpp"

#include "base/fault.hpp"
#include "store/backups.hpp"
#include "store/credit_notes.hpp"
#include "store/numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace duesday::flow {

namespace {

/// More than any firm of ours issues between two backups: a slip of the finger.
constexpr std::int64_t most_left_out = 100'000;

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

/// What comes next of a series, and whether a person said so.
struct NextNumber {
    std::string_view kind;
    std::string number;
    bool is_given = false;
};

NextNumber next_number_of(store::Database& copy, const std::vector<rules::InvoiceNumber>& given,
                          std::string_view series, int year)
{
    const auto kind = series.empty() ? "invoice" : "credit note";
    for (const auto& number : given)
        if (number.series == series && number.year == year)
            return {kind, rules::invoice_number(series, year, number.sequence), true};
    const auto number = store::next_number(copy, series, fmt::format("{:04}", year));
    return {kind, rules::invoice_number(series, year, number)};
}

/// As it is said where one was given: of the other series a person has to look still.
std::string about_given(const NextNumber& next, Date since)
{
    return fmt::format("The next {} is {}", next.kind, next.number) +
           (next.is_given
                ? ", as given."
                : fmt::format(": where one with this number was sent since {}, name the first "
                              "that none has with --next-invoice too.",
                              since.iso()));
}

std::string about_both(const NextNumber& invoice, const NextNumber& credit_note, Date since)
{
    return fmt::format("The next {} is {} and the next {} {}. Where documents with these numbers "
                       "were sent since {}, restore or adopt with --next-invoice and the first "
                       "number that none has: no number may be given twice.",
                       invoice.kind, invoice.number, credit_note.kind, credit_note.number,
                       since.iso());
}

std::string about_wishes_since(Date since)
{
    return fmt::format("What people did since {0} is not in it and has to be given again, after "
                       "poll-confirmations --reconcile: renewals switched off or on, roles, cards, "
                       "edited customers, imports. Whose: admin "
                       "audit --since {0} of the old book, else the letters renewal-stopped, "
                       "payer-changed and card-registered that were sent since.",
                       since.iso());
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
    const auto last_day = store::last_day_known(copy).value_or(today);
    require_year_of_copy(next, last_day, today);
    const auto invoice = next_number_of(database, next, "", today.year());
    const auto credit_note =
        next_number_of(database, next, store::credit_note_series, today.year());
    auto numbers = next.empty()
                       ? about_both(invoice, credit_note, last_day)
                       : about_given(invoice, last_day) + " " + about_given(credit_note, last_day);
    return {std::move(next),    last_day,           invoice.number,
            credit_note.number, std::move(numbers), about_wishes_since(last_day)};
}

void LostSinceCopy::add_to(runtime::Plan& plan) const
{
    std::vector<std::string> numbers;
    for (const auto& [series, year, sequence] : next)
        numbers.push_back(rules::invoice_number(series, year, sequence));
    plan.facts.add("next_invoices", numbers)
        .add("numbers", about_numbers)
        .add("lost", about_wishes);
    plan.basis += fmt::format("\n{}\n{}", last_day.iso(), fmt::join(numbers, " "));
}

runtime::Fields LostSinceCopy::added_to(runtime::Fields fields) const
{
    fields.add("last_day", last_day)
        .add("next_invoice", next_invoice)
        .add("next_credit_note", next_credit_note)
        .add("numbers", about_numbers)
        .add("lost", about_wishes);
    return fields;
}

void LostSinceCopy::say(runtime::Report& report) const
{
    report.say(about_numbers);
    report.say(about_wishes);
}

} // namespace duesday::flow
