#include "document/pdf/pagination.hpp"

namespace duesday::document {

namespace {

/// One past the last piece that must stand with this one.
std::size_t end_of_group(const std::vector<Piece>& pieces, std::size_t from)
{
    while (from + 1 < pieces.size() && pieces[from].keeps_next)
        ++from;
    return from + 1;
}

/// Of pieces that follow each other, without the first one's gap.
double height_of(const std::vector<Piece>& pieces, std::size_t from, std::size_t end)
{
    double height = -pieces[from].gap;
    for (auto i = from; i < end; ++i)
        height += pieces[i].gap + pieces[i].height;
    return height;
}

double height_of(const std::vector<Piece>& pieces, const std::vector<std::size_t>& repeated)
{
    double height = 0;
    for (const auto i : repeated)
        height += pieces[i].height;
    return height;
}

class Pages {
public:
    Pages(const std::vector<Piece>& pieces, double page) : pieces_{pieces}, page_{page} {}

    bool holds(std::size_t from, std::size_t end) const
    {
        const double gap = done_.back().empty() ? 0 : pieces_[from].gap;
        return used_ + gap + height_of(pieces_, from, end) <= page_ + rounding;
    }

    void begin_page(std::size_t first)
    {
        if (done_.back().empty())
            return;
        done_.emplace_back();
        used_ = 0;
        const auto& piece = pieces_[first];
        if (height_of(pieces_, piece.repeated) + piece.height > page_)
            return;
        for (const auto head : piece.repeated)
            place(head);
        is_begun_ = true;
    }

    void add(std::size_t i)
    {
        if (!done_.back().empty() && !is_begun_)
            used_ += pieces_[i].gap;
        place(i);
    }

    std::vector<PlacedPage> take() { return std::move(done_); }

private:
    static constexpr double rounding = 0.001;

    void place(std::size_t i)
    {
        done_.back().push_back({i, used_});
        used_ += pieces_[i].height;
        is_begun_ = false;
    }

    const std::vector<Piece>& pieces_;
    double page_;
    double used_ = 0;
    bool is_begun_ = false; ///< nothing but repeated heads stands on the page
    std::vector<PlacedPage> done_{1};
};

} // namespace

std::vector<PlacedPage> paginate(const std::vector<Piece>& pieces, double page)
{
    Pages pages{pieces, page};
    for (std::size_t from = 0; from < pieces.size();) {
        const auto end = end_of_group(pieces, from);
        if (!pages.holds(from, end))
            pages.begin_page(from);
        for (; from < end; ++from) {
            if (!pages.holds(from, from + 1))
                pages.begin_page(from);
            pages.add(from);
        }
    }
    return pages.take();
}

} // namespace duesday::document
