#include "base/money.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday {

namespace {

// ISO 4217 codes of currencies in use, by number of decimals (source: ISO 4217 list one, 2026-01).
constexpr std::string_view no_decimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV "
                                         "XAF XOF XPF ";
constexpr std::string_view three_decimals = "BHD IQD JOD KWD LYD OMR TND ";
constexpr std::string_view two_decimals =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN "
    "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ";

bool listed(std::string_view list, std::string_view code)
{
    for (std::size_t at = 0; at + 4 <= list.size(); at += 4)
        if (list.substr(at, 3) == code)
            return true;
    return false;
}

[[noreturn]] void overflow()
{
    throw Fault{FaultKind::bug, "an amount does not fit 64 bits"};
}

void require_same(Currency a, Currency b, const char* what)
{
    if (a != b)
        throw Fault{FaultKind::bug,
                    fmt::format("{} and {} cannot be {}", a.code(), b.code(), what)};
}

/// Parses digits with at most `decimals` decimals into units of 10^-decimals.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals)
{
    bool negative = false;
    if (!text.empty() && text.front() == '-') {
        negative = true;
        text.remove_prefix(1);
    }
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && fraction.empty()) ||
        fraction.size() > static_cast<std::size_t>(decimals))
        return std::nullopt;
    // Digits of a negative number are taken away: the lowest int64 has no positive twin.
    std::int64_t value = 0;
    const auto append = [&](char digit) {
        return digit >= '0' && digit <= '9' && !__builtin_mul_overflow(value, 10, &value) &&
               !__builtin_add_overflow(value, negative ? '0' - digit : digit - '0', &value);
    };
    if (!std::all_of(whole.begin(), whole.end(), append) ||
        !std::all_of(fraction.begin(), fraction.end(), append))
        return std::nullopt;
    for (auto i = fraction.size(); i < static_cast<std::size_t>(decimals); ++i)
        if (!append('0'))
            return std::nullopt;
    return value;
}

} // namespace

std::optional<Currency> Currency::parse(std::string_view code)
{
    if (code.size() != 3)
        return std::nullopt;
    int decimals = 2;
    if (listed(no_decimals, code))
        decimals = 0;
    else if (listed(three_decimals, code))
        decimals = 3;
    else if (!listed(two_decimals, code))
        return std::nullopt;
    Currency currency;
    std::copy(code.begin(), code.end(), currency.code_.begin());
    currency.decimals_ = static_cast<std::int8_t>(decimals);
    return currency;
}

Currency Currency::of(std::string_view code)
{
    if (code == "EUR")
        return {};
    if (const auto currency = parse(code))
        return *currency;
    throw Fault{FaultKind::bad_input, fmt::format("'{}' is not an ISO 4217 currency", code)};
}

std::optional<VatRate> VatRate::parse(std::string_view text)
{
    const auto value = parse_decimal(text, 2);
    if (!value || *value < 0 || *value > 10000)
        return std::nullopt;
    return VatRate{static_cast<int>(*value)};
}

std::string VatRate::text() const
{
    const int whole = hundredths_of_percent / 100;
    const int rest = hundredths_of_percent % 100;
    if (rest == 0)
        return fmt::format("{}", whole);
    if (rest % 10 == 0)
        return fmt::format("{}.{}", whole, rest / 10);
    return fmt::format("{}.{:02}", whole, rest);
}

std::optional<Money> Money::parse(std::string_view text, Currency currency)
{
    const auto minor = parse_decimal(text, currency.decimals());
    if (!minor)
        return std::nullopt;
    return Money{*minor, currency};
}

std::string Money::text() const
{
    const bool negative = minor_ < 0;
    // Unsigned, because the lowest int64 has no positive twin.
    auto digits = fmt::format("{}", negative ? 0 - static_cast<std::uint64_t>(minor_)
                                             : static_cast<std::uint64_t>(minor_));
    const auto decimals = static_cast<std::size_t>(currency_.decimals());
    if (decimals > 0) {
        if (digits.size() <= decimals)
            digits.insert(0, decimals + 1 - digits.size(), '0');
        digits.insert(digits.size() - decimals, 1, '.');
    }
    return negative ? "-" + digits : digits;
}

Money Money::operator-() const
{
    std::int64_t result = 0;
    if (__builtin_sub_overflow(std::int64_t{0}, minor_, &result))
        overflow();
    return {result, currency_};
}

Money& Money::operator+=(Money other)
{
    require_same(currency_, other.currency_, "added");
    std::int64_t sum = 0;
    if (__builtin_add_overflow(minor_, other.minor_, &sum))
        overflow();
    minor_ = sum;
    return *this;
}

Money& Money::operator-=(Money other)
{
    require_same(currency_, other.currency_, "subtracted");
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(minor_, other.minor_, &difference))
        overflow();
    minor_ = difference;
    return *this;
}

Money Money::times(std::int64_t count) const
{
    std::int64_t result = 0;
    if (__builtin_mul_overflow(minor_, count, &result))
        overflow();
    return {result, currency_};
}

Money Money::vat_at(VatRate rate) const
{
    constexpr std::int64_t whole = 10'000; // 100 % in hundredths of a percent
    const auto product = times(rate.hundredths_of_percent).minor();
    const auto half = product < 0 ? -whole / 2 : whole / 2;
    std::int64_t rounded = 0;
    if (__builtin_add_overflow(product, half, &rounded))
        overflow();
    return {rounded / whole, currency_};
}

std::strong_ordering operator<=>(const Money& a, const Money& b)
{
    require_same(a.currency_, b.currency_, "compared");
    return a.minor_ <=> b.minor_;
}

} // namespace duesday
