#include "intake/rows_ahead.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace duesday::intake {

namespace {

constexpr std::size_t rows_in_batch = 512;
/// A file of long fields is read in shorter batches.
constexpr std::size_t bytes_in_batch = 1024 * 1024;
/// A row that was longer lets go of its memory.
constexpr std::size_t bytes_kept = 4096;

std::size_t bytes_of(const Row& row)
{
    std::size_t bytes = 0;
    for (const auto& cell : row.cells)
        bytes += cell.text.size();
    return bytes;
}

} // namespace

RowsAhead::~RowsAhead()
{
    if (coming_.valid())
        coming_.wait();
}

std::span<Row> RowsAhead::next(std::size_t most)
{
    if (given_ < here_.size) {
        const auto rows =
            std::span{here_.rows}.subspan(given_, std::min(most, here_.size - given_));
        given_ += rows.size();
        return rows;
    }
    if (here_.is_last)
        return {};
    // The first rows are waited for: a short file needs no thread.
    auto batch = coming_.valid() ? coming_.get() : filled(std::move(spare_));
    spare_ = std::exchange(here_, std::move(batch));
    given_ = 0;
    if (!here_.is_last)
        begin();
    return next(most);
}

void RowsAhead::begin()
{
    try {
        coming_ = std::async(std::launch::async, [this] { return filled(std::move(spare_)); });
    } catch (const std::system_error&) {
        // No thread is to be had: the next rows are read when they are asked for.
    }
}

RowsAhead::Batch RowsAhead::filled(Batch batch)
{
    batch.size = 0;
    std::size_t bytes = 0;
    while (batch.size < rows_in_batch && bytes < bytes_in_batch) {
        if (batch.size == batch.rows.size())
            batch.rows.emplace_back();
        auto& row = batch.rows[batch.size];
        if (bytes_of(row) > bytes_kept)
            row = Row{};
        if (!reader_.next(row)) {
            batch.is_last = true;
            break;
        }
        if (!row.is_broken)
            schema_.check(row);
        bytes += bytes_of(row);
        ++batch.size;
    }
    batch.bytes_read = input_.bytes_read();
    return batch;
}

} // namespace duesday::intake
