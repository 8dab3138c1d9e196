// Money: integer minor units of a currency. There is no double anywhere near it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday {

/// An ISO 4217 currency that is in use, with its own number of decimals (JPY 0, EUR 2, KWD 3).
class Currency {
public:
    /// EUR, so that a Money can stand in a struct that is filled later.
    Currency() = default;

    /// Three capital letters of a known currency, else nothing.
    static std::optional<Currency> parse(std::string_view code);
    /// As parse, for text that the book guarantees; Fault(bad_input) otherwise.
    static Currency of(std::string_view code);

    std::string_view code() const { return {code_.data(), code_.size()}; }
    int decimals() const { return decimals_; } ///< 0 to 4

    friend auto operator<=>(const Currency&, const Currency&) = default;

private:
    std::array<char, 3> code_{'E', 'U', 'R'};
    std::int8_t decimals_ = 2;
};

/// A VAT rate in hundredths of a percent: 21 % is 2100, 5.5 % is 550.
struct VatRate {
    int hundredths_of_percent = 0;

    /// "21", "5.5", "0"; at most two decimals, 0 to 100.
    static std::optional<VatRate> parse(std::string_view text);
    std::string text() const; ///< "21", "5.5": no needless zeros

    friend auto operator<=>(const VatRate&, const VatRate&) = default;
};

/// An amount in minor units. Overflow and a mix of currencies are a Fault of kind bug.
class Money {
public:
    Money() = default;
    Money(std::int64_t minor, Currency currency) : minor_{minor}, currency_{currency} {}

    /// "12.10", "-3", "0.5" with at most the currency's decimals and no other sign or separator.
    static std::optional<Money> parse(std::string_view text, Currency currency);

    std::int64_t minor() const { return minor_; }
    Currency currency() const { return currency_; }
    bool is_zero() const { return minor_ == 0; }

    /// All decimals of the currency: "12.10", "-0.05", "500" for JPY.
    std::string text() const;

    Money operator-() const;
    Money& operator+=(Money other);
    Money& operator-=(Money other);
    friend Money operator+(Money a, Money b) { return a += b; }
    friend Money operator-(Money a, Money b) { return a -= b; }

    Money times(std::int64_t count) const;
    /// rate x this, rounded half away from zero to a minor unit (D21).
    Money vat_at(VatRate rate) const;

    friend bool operator==(const Money&, const Money&) = default;
    /// Orders amounts of one currency; Fault(bug) for two.
    friend std::strong_ordering operator<=>(const Money& a, const Money& b);

private:
    std::int64_t minor_ = 0;
    Currency currency_;
};

} // namespace duesday
