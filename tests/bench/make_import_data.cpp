// make_import_data FOLDER SUBSCRIPTIONS: the files of a firm, the same bytes every time.
//
// Subscriptions stand in the order of their numbers, as exports do: two or three services of an
// installation follow one another, and each installation belongs to one of 20,000 integrators, who
// lie scattered.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

File open(const std::string& name)
{
    File file{std::fopen(name.c_str(), "w")};
    if (!file) {
        std::perror(name.c_str());
        std::exit(1);
    }
    return file;
}

constexpr long payers = 20'000;
constexpr const char* references[] = {"TSF16100", "TSF12125", "TSF16101"};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
        return 64;
    const std::string folder = std::string{argv[1]} + "/";
    const long subscriptions = std::atol(argv[2]);
    const long installations = subscriptions * 2 / 5 + 1;

    const auto products = open(folder + "products.csv");
    std::fputs("reference,service,name,term_years,price,currency\n"
               "TSF16100,remote-services,Remote Services,1,48.00,EUR\n"
               "TSF12125,voice-control,Voice Control,1,24.00,EUR\n"
               "TSF16101,atmos,ATMOS,1,36.50,EUR\n",
               products.get());
    const auto customers = open(folder + "customers.csv");
    std::fputs("customer,name,street,postcode,city,country,email\n", customers.get());
    for (long i = 0; i < payers; ++i)
        std::fprintf(customers.get(),
                     "C%ld,Integrator %ld,Road %ld,%ld,Leuven,BE,si%ld@example.org\n", i, i,
                     i % 300, 1000 + i % 8999, i);
    const auto places = open(folder + "installations.csv");
    std::fputs("installation,name,cloud_connected,prosoft_version,central_units\n", places.get());
    for (long i = 0; i < installations; ++i)
        std::fprintf(places.get(), "I%06ld,House %ld,yes,3.10.%ld,%ld\n", i, i, i % 9, 1 + i % 3);

    const auto csv = open(folder + "subscriptions.csv");
    const auto scattered = open(folder + "scattered.csv"); // the same rows in no order
    const auto jsonl = open(folder + "subscriptions.jsonl");
    for (const auto* file : {&csv, &scattered})
        std::fputs("subscription,installation,reference,purchaser,bought_on,expires_on,renewal,"
                   "starts_on\n",
                   file->get());
    constexpr int month_ends[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    // A prime that divides no number of rows anybody measures: every row comes once.
    constexpr long stride = 7'368'787;
    for (long row = 0; row < 2 * subscriptions; ++row) {
        const bool in_order = row < subscriptions;
        const long i = in_order ? row : (row - subscriptions) * stride % subscriptions;
        const long installation = i * 2 / 5;
        const long payer = installation * 7919 % payers;
        const long month = i * 17 % 12;
        const char* reference = references[i - (installation * 5 + 1) / 2];
        const char* renewal = i % 10 == 0 ? "off" : "on";
        std::fprintf((in_order ? csv : scattered).get(),
                     "S-%ld,I%06ld,%s,C%ld,2025-%02ld-%02ld,2026-%02ld-%02d,%s,\n", i + 1,
                     installation, reference, payer, month + 1, 1 + i % 28, month + 1,
                     month_ends[month], renewal);
        if (!in_order)
            continue;
        std::fprintf(jsonl.get(),
                     "{\"subscription\":\"S-%ld\",\"installation\":\"I%06ld\",\"reference\":\"%s\","
                     "\"purchaser\":\"C%ld\",\"bought_on\":\"2025-%02ld-%02ld\","
                     "\"expires_on\":\"2026-%02ld-%02d\",\"renewal\":\"%s\",\"starts_on\":null}\n",
                     i + 1, installation, reference, payer, month + 1, 1 + i % 28, month + 1,
                     month_ends[month], renewal);
    }
    return 0;
}
