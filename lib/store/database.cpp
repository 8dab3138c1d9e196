#include "store/database.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

namespace duesday::store {

void Cursor::raise_unbound(int values) const
{
    throw Fault{FaultKind::bug,
                fmt::format("a statement has {} parameters and got {}", parameters, values)};
}

Rows::~Rows()
{
    if (cursor_ != nullptr) {
        cursor_->reset();
        cursor_->in_use = false;
    }
}

Money Rows::money(int minor, int currency) const
{
    return Money{cursor_->integer(minor), Currency::of(cursor_->text(currency))};
}

std::optional<std::string> Rows::optional_text(int column) const
{
    if (is_null(column))
        return std::nullopt;
    return text(column);
}

std::optional<std::int64_t> Rows::optional_integer(int column) const
{
    if (is_null(column))
        return std::nullopt;
    return integer(column);
}

std::optional<Date> Rows::optional_date(int column) const
{
    if (is_null(column))
        return std::nullopt;
    return date(column);
}

} // namespace duesday::store
