#include "document/pdf/invoice_blocks.hpp"

#include <algorithm>
#include <map>

namespace duesday::document {

namespace {

constexpr double wide = Paper::text_width;
constexpr double second = wide * 0.56; ///< where the right half of a page begins
constexpr double column_gap = 12;
constexpr double row_padding = 3.6;
constexpr double longest_head = 66; ///< of a column on one line, where amounts do not ask for more
/// The highest block: what is higher is divided, so that no page stays half empty.
constexpr double highest = Paper::body / 2;

constexpr Colour ink{0.114, 0.153, 0.200};
constexpr Colour grey{0.341, 0.376, 0.416};
constexpr Style plain{9, false, ink};
constexpr Style strong{9, true, ink};
constexpr Style label{9, false, grey};
constexpr Style small{8, false, grey};
constexpr Style head{8, true, ink};

Stroke bold_stroke(double x, double width, bool is_above)
{
    return {x, width, 1.2, ink, is_above};
}

/// Where the columns of lines begin and how wide they are; no width: left out.
struct Columns {
    double description = 0;
    double period_x = 0, period = 0;
    double rate_x = 0, rate = 0;
    double net_x = 0, net = 0;
};

class BlockList {
public:
    BlockList(const InvoiceSheet& sheet, const Typesetter& typesetter)
        : sheet_{sheet}, typesetter_{typesetter}
    {
    }

    void add_head(double logo_height);
    void add_parties();
    void add_lines();
    void add_totals();
    void add_notes();
    void add_payment();

    InvoiceBlocks take() { return std::move(made_); }

private:
    struct Place {
        double gap = 0;
        bool keeps_next = false;
        std::vector<std::size_t> repeated = {};
    };

    /// Index of the first of the pieces that it became.
    std::size_t add(const std::vector<Cell>& cells, const Frame& frame, const Place& place);
    void keep_last_with_next() { made_.pieces.back().keeps_next = true; }
    Columns columns() const;
    double widest(const std::vector<const std::string*>& texts, const std::string& head_text,
                  double most) const;
    std::vector<Cell> line_cells(const Columns& columns, const SheetLine& line,
                                 const Style& style) const;
    std::vector<Cell> rate_cells(const SheetRate& rate, const Style& style) const;

    const InvoiceSheet& sheet_;
    const Typesetter& typesetter_;
    InvoiceBlocks made_;
};

std::size_t BlockList::add(const std::vector<Cell>& cells, const Frame& frame, const Place& place)
{
    const auto first = made_.blocks.size();
    auto parts = TextBlock{typesetter_, cells, frame}.split(highest);
    for (auto& part : parts) {
        const bool is_first = made_.blocks.size() == first;
        made_.pieces.push_back(
            {is_first ? place.gap : 0, part.height(), place.keeps_next, place.repeated});
        made_.blocks.push_back(std::move(part));
    }
    return first;
}

void BlockList::add_head(double logo_height)
{
    const Style title{20, true, ink};
    const Style firm{13, true, ink};
    std::vector<Paragraph> left;
    if (logo_height <= 0)
        left.push_back({sheet_.seller.name, firm});
    const double labels = wide - second;
    add({{0, second - 2 * column_gap, Side::left, left},
         {second, labels, Side::left, {{sheet_.title, title}}}},
        {}, {0, true, {}});
    double label_width = 0;
    for (const auto& fact : sheet_.facts)
        label_width = std::max(label_width, typesetter_.width_of(fact.label, label));
    label_width = std::min(label_width + column_gap, labels / 2);
    double below = made_.pieces.back().height;
    for (const auto& fact : sheet_.facts) {
        add({{second, label_width - column_gap / 2, Side::left, {{fact.label, label}}},
             {second + label_width, labels - label_width, Side::left, {{fact.value, strong}}}},
            {{}, 1, 1, 0, 0, {}}, {0, true, {}});
        below += made_.pieces.back().height;
    }
    if (below < logo_height)
        add({}, {{}, logo_height - below, 0, 0, 0, {}}, {0, true, {}});
    if (!sheet_.demonstration.empty())
        add({{8, wide - 16, Side::left, {{sheet_.demonstration, {9, false, {0.36, 0.26, 0}}}}}},
            {{}, 6, 6, 0, wide, {1, 0.973, 0.882}}, {14, true, {}});
}

void BlockList::add_parties()
{
    const auto cell = [](const SheetParty& party, double x, double width) {
        Cell made{x, width, Side::left, {{party.heading, small}, {party.name, strong}}};
        for (const auto& line : party.address)
            made.paragraphs.push_back({line, plain});
        for (const auto& detail : party.details)
            made.paragraphs.push_back({detail, small});
        return made;
    };
    add({cell(sheet_.seller, 0, second - 2 * column_gap),
         cell(sheet_.buyer, second, wide - second)},
        {}, {22, false, {}});
}

double BlockList::widest(const std::vector<const std::string*>& texts, const std::string& head_text,
                         double most) const
{
    std::map<std::string_view, double> known;
    double width = 0;
    for (const auto* text : texts)
        if (const auto [at, is_new] = known.emplace(*text, 0); is_new && !text->empty())
            width = std::max(width, typesetter_.width_of(*text, plain));
    if (width <= 0)
        return 0;
    // A short head stands on one line, a long one on two; neither breaks within its words.
    const double whole_head = typesetter_.width_of(head_text, head);
    width = std::max(width, whole_head <= longest_head ? whole_head : whole_head * 0.6);
    for (std::size_t from = 0; from < head_text.size();) {
        const auto blank = std::min(head_text.find(' ', from), head_text.size());
        width = std::max(width, typesetter_.width_of(head_text.substr(from, blank - from), head));
        from = blank + 1;
    }
    return std::min(width, most);
}

Columns BlockList::columns() const
{
    std::vector<const std::string*> periods;
    std::vector<const std::string*> rates;
    std::vector<const std::string*> nets;
    for (const auto& place : sheet_.places)
        for (const auto& line : place.lines) {
            periods.push_back(&line.period);
            rates.push_back(&line.rate);
            nets.push_back(&line.net);
        }
    Columns made;
    made.net = widest(nets, sheet_.heads.net, 130);
    made.rate = widest(rates, sheet_.heads.rate, 80);
    made.period = widest(periods, sheet_.heads.period, 140);
    made.net_x = wide - made.net;
    made.rate_x = made.net_x - column_gap - made.rate;
    made.period_x = made.rate_x - column_gap - made.period;
    made.description = made.period > 0 ? made.period_x - column_gap : made.rate_x - column_gap;
    return made;
}

std::vector<Cell> BlockList::line_cells(const Columns& columns, const SheetLine& line,
                                        const Style& style) const
{
    // In the order in which they are read: so a reader takes them out of the file.
    return {{0, columns.description, Side::left, {{line.description, style, line.subject}}},
            {columns.period_x, columns.period, Side::left, {{line.period, style}}},
            {columns.rate_x, columns.rate, Side::right, {{line.rate, style}}},
            {columns.net_x, columns.net, Side::right, {{line.net, style}}}};
}

void BlockList::add_lines()
{
    const auto at = columns();
    const auto table = add(line_cells(at, sheet_.heads, head),
                           {{bold_stroke(0, wide, false)}, 2, 4, 0, 0, {}}, {20, true, {}});
    const Frame row{
        {{0, wide, 0.5, {0.835, 0.859, 0.882}, false}}, row_padding, row_padding, 0, 0, {}};
    for (const auto& place : sheet_.places) {
        std::vector<std::size_t> repeated{table};
        if (!place.name.empty())
            repeated.push_back(add({{0, wide, Side::left, {{place.name, strong}}}},
                                   {row.strokes, 9, row_padding, 0, 0, {}}, {0, true, {table}}));
        for (const auto& line : place.lines)
            add(line_cells(at, line, plain), row, {0, false, repeated});
    }
    // No total alone on a page: it takes the last line with it.
    keep_last_with_next();
}

/// The amounts under Base get what the other two leave.
std::vector<Cell> BlockList::rate_cells(const SheetRate& rate, const Style& style) const
{
    constexpr double whole = second - 2 * column_gap;
    std::vector<const std::string*> rates;
    std::vector<const std::string*> vats;
    for (const auto& row : sheet_.rates) {
        rates.push_back(&row.rate);
        vats.push_back(&row.vat);
    }
    const double first = widest(rates, sheet_.rate_heads.rate, whole / 4);
    const double last = widest(vats, sheet_.rate_heads.vat, whole * 0.4);
    return {{0, first, Side::left, {{rate.rate, style}}},
            {first + column_gap,
             whole - first - last - 2 * column_gap,
             Side::right,
             {{rate.base, style}}},
            {whole - last, last, Side::right, {{rate.vat, style}}}};
}

void BlockList::add_totals()
{
    constexpr double right = wide - second;
    double amounts = 0;
    for (const auto& total : sheet_.totals)
        amounts = std::max(amounts, typesetter_.width_of(total.value, {11, true, ink}));
    amounts = std::min(amounts, right * 0.6);
    // The table of rates and the totals stand beside each other, row by row.
    const auto rows = std::max(sheet_.rates.size() + 1, sheet_.totals.size());
    for (std::size_t i = 0; i < rows; ++i) {
        std::vector<Cell> cells;
        Frame frame{{}, row_padding, row_padding, 0, 0, {}};
        if (i <= sheet_.rates.size()) {
            cells = i == 0 ? rate_cells(sheet_.rate_heads, head)
                           : rate_cells(sheet_.rates[i - 1], plain);
            frame.strokes.push_back(
                {0, second - 2 * column_gap, 0.5, i == 0 ? ink : Colour{0.835, 0.859, 0.882}});
        }
        if (i < sheet_.totals.size()) {
            const bool is_sum = i + 1 == sheet_.totals.size();
            const Style style = is_sum ? Style{11, true, ink} : plain;
            cells.push_back(
                {second, right - amounts - 8, Side::left, {{sheet_.totals[i].label, style}}});
            cells.push_back(
                {wide - amounts, amounts, Side::right, {{sheet_.totals[i].value, style}}});
            if (is_sum)
                frame.strokes.push_back(bold_stroke(second, right, true));
        }
        add(cells, frame, {i == 0 ? 18.0 : 0.0, true, {}});
    }
}

void BlockList::add_notes()
{
    for (const auto& note : sheet_.notes)
        add({{0, wide, Side::left, {{note, plain}}}}, {},
            {&note == &sheet_.notes[0] ? 18.0 : 6.0, true, {}});
}

void BlockList::add_payment()
{
    if (sheet_.open.empty())
        return;
    const Colour box{0.953, 0.961, 0.969};
    double labels = 0;
    for (const auto& row : sheet_.payment)
        labels = std::max(labels, typesetter_.width_of(row.label, label));
    labels = std::min(labels + column_gap, wide / 2);
    const bool is_alone = sheet_.payment.empty();
    add({{10, wide - 20, Side::left, {{sheet_.open, strong}}}},
        {{}, 8, is_alone ? 8.0 : 3.0, 0, wide, box}, {18, true, {}});
    for (const auto& row : sheet_.payment)
        add({{10, labels, Side::left, {{row.label, label}}},
             {10 + labels, wide - labels - 20, Side::left, {{row.value, strong}}}},
            {{}, 2, &row == &sheet_.payment.back() ? 8.0 : 2.0, 0, wide, box}, {0, true, {}});
}

} // namespace

InvoiceBlocks invoice_blocks(const InvoiceSheet& sheet, const Typesetter& typesetter,
                             double logo_height)
{
    BlockList list{sheet, typesetter};
    list.add_head(logo_height);
    list.add_parties();
    list.add_lines();
    list.add_totals();
    list.add_notes();
    list.add_payment();
    return list.take();
}

} // namespace duesday::document
