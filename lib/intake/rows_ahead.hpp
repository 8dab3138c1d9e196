// The next rows of an import file, read and held against their schema on a thread of their own
// while those before them are stored: a large import works on two processors.
#pragma once

#include "intake/reader.hpp"

#include <cstdint>
#include <future>
#include <span>
#include <vector>

namespace duesday::intake {

class RowsAhead {
public:
    /// What is given belongs to this object for as long as it lives.
    RowsAhead(Input& input, RowReader& reader, const Schema& schema)
        : input_{input}, reader_{reader}, schema_{schema}
    {
    }
    /// Waits for the thread.
    ~RowsAhead();
    RowsAhead(const RowsAhead&) = delete;
    RowsAhead& operator=(const RowsAhead&) = delete;

    /// The next rows, `most` of them or fewer, with all that the reader and the schema have against
    /// them; valid until the next call. None at the end. A fault of the input comes in the place
    /// of the rows about it.
    std::span<Row> next(std::size_t most);
    /// Up to the rows that were given, or some behind them.
    std::int64_t bytes_read() const { return here_.bytes_read; }

private:
    struct Batch {
        std::vector<Row> rows; ///< that keep their memory
        std::size_t size = 0;
        std::int64_t bytes_read = 0;
        bool is_last = false;
    };

    void begin();
    Batch filled(Batch batch);

    Input& input_;
    RowReader& reader_;
    const Schema& schema_;
    Batch here_, spare_;
    std::size_t given_ = 0;
    std::future<Batch> coming_;
};

} // namespace duesday::intake
