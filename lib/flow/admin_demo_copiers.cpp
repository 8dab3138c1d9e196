// The copiers of admin demo: three customers, two of whom one person reports for.

#include "flow/admin_demo.hpp"

namespace duesday::flow {

namespace {

constexpr int quarters_read = 6;

/// What was due last, at the end of the month before today's: nobody was asked yet.
Date due_day(Date today)
{
    return today.plus_months(-1).end_of_month();
}

/// The end of the month in which a meter was read, so many quarters before what is due.
Date read_day(Date today, int quarters_before)
{
    return due_day(today).plus_months(-3 * quarters_before).end_of_month();
}

DemoKind contracts(Date today)
{
    const auto due = due_day(today).iso();
    return {"contracts",
            {"contract", "customer", "contact", "reporting_by", "period_months", "next_reading_on"},
            {{"V-1", "CO-1", "CT-4", "portal", "3", due},
             {"V-2", "CO-2", "CT-5", "portal", "3", due},
             {"V-3", "CO-3", "CT-6", "technician", "3", due}}};
}

DemoKind machines()
{
    return {
        "machines",
        {"machine", "contract", "model", "serial", "location", "reading_help_url"},
        {{"K-1", "V-1", "Imago C250", "A11000117", "2nd floor",
          "https://copiers.example/help/c250"},
         {"K-2", "V-1", "Imago 40", "B40001204", "Reception", "https://copiers.example/help/40"},
         {"K-3", "V-2", "Imago C250", "A11000482", "Front office",
          "https://copiers.example/help/c250"},
         {"K-4", "V-3", "Presso 900", "P90000031", "Workshop", ""}}};
}

DemoKind meters()
{
    return {"meters",
            {"meter", "machine", "name", "digits", "contract_relevant", "kind"},
            {{"K-1-B", "K-1", "Black", "7", "yes", "black"},
             {"K-1-C", "K-1", "Colour", "7", "yes", "colour"},
             {"K-1-S", "K-1", "Scans", "7", "no", "other"},
             {"K-2-B", "K-2", "Black", "6", "yes", "black"},
             {"K-3-T", "K-3", "Total", "7", "yes", "total"},
             {"K-4-T", "K-4", "Total", "", "yes", "total"}}};
}

class ReadingRows {
public:
    explicit ReadingRows(Date today) : today_{today} {}

    /// Quarter by quarter, some more and some less than `usual`.
    void add_quarters(const char* meter, const char* source, int first_value, int usual)
    {
        auto value = first_value;
        for (int before = quarters_read + 1; before >= 1; --before) {
            add(meter, read_day(today_, before), value, source);
            value += counted(before, usual);
        }
    }

    /// As add_quarters, of a black meter whose device was changed within its fourth quarter.
    void add_changed(const char* meter, const char* source, int first_value, int usual,
                     const char* old_serial)
    {
        constexpr int changed_before = 3;
        auto value = first_value;
        for (int before = quarters_read + 1; before >= changed_before; --before) {
            add(meter, read_day(today_, before), value, source, old_serial);
            value += counted(before, usual);
        }
        const auto changed_on = read_day(today_, changed_before).plus_days(40);
        value -= counted(changed_before, usual) / 2;
        add(meter, changed_on, value, "technician", old_serial);
        value = 12; // test pages
        add(meter, changed_on, value, "technician");
        value += counted(changed_before, usual) / 2;
        for (int before = changed_before - 1; before >= 1; --before) {
            add(meter, read_day(today_, before), value, source);
            value += counted(before, usual);
        }
    }

    std::vector<std::vector<std::string>> take() { return std::move(rows_); }

private:
    static int counted(int quarters_before, int usual)
    {
        return usual + usual * (quarters_before % 4 - 1) / 16;
    }

    void add(const char* meter, Date read_on, int value, const char* source,
             const char* serial = "")
    {
        rows_.push_back({meter, read_on.iso(), std::to_string(value), source, serial});
    }

    Date today_;
    std::vector<std::vector<std::string>> rows_;
};

DemoKind readings(Date today)
{
    ReadingRows rows{today};
    rows.add_quarters("K-1-B", "portal", 118200, 7400);
    rows.add_quarters("K-1-C", "portal", 40310, 2600);
    rows.add_changed("K-2-B", "portal", 81500, 3100, "B39990871");
    rows.add_quarters("K-3-T", "portal", 22040, 5200);
    rows.add_quarters("K-4-T", "technician", 1804400, 61000);
    return {"readings", {"meter", "read_on", "value", "source", "serial"}, rows.take()};
}

} // namespace

std::vector<DemoKind> demo_copiers(Date today)
{
    return {contracts(today), machines(), meters(), readings(today)};
}

} // namespace duesday::flow
