#include "flow/admin_demo.hpp"

namespace duesday::flow {

namespace {

DemoKind customers()
{
    return {
        "customers",
        {"customer", "name", "street", "postcode", "city", "country", "email", "kind", "language",
         "vat_number", "invoice_email"},
        {{"SI-1", "Domotica Janssens BV", "Coupure 12", "9000", "Gent", "BE",
          "info@janssens.example", "company", "nl", "BE0403170701", "boekhouding@janssens.example"},
         {"SI-2", "Slim Wonen BV", "Oudegracht 7", "3511", "Utrecht", "NL",
          "service@slimwonen.example", "company", "en", "NL123456782B01", ""},
         {"SI-3", "Casa Inteligente Lda", "Rua das Flores 21", "4050-262", "Porto", "PT",
          "geral@casa.example", "company", "pt", "PT501964843", ""},
         {"OW-1", "Claire Dubois", "Rue Neuve 3", "4000", "Liège", "BE",
          "claire.dubois@mail.example", "person", "fr", "", ""},
         {"OW-2", "Karl Weber", "Domstraße 5", "50668", "Köln", "DE", "karl.weber@mail.example",
          "person", "de", "", ""},
         {"PR-1", "Ann Peeters", "Kerkstraat 9", "3010", "Kessel-Lo", "BE",
          "ann.peeters@mail.example", "person", "nl", "", ""},
         {"CO-1", "Claes Notarissen BV", "Veldstraat 20", "9000", "Gent", "BE",
          "info@claes.example", "company", "nl", "BE0477700155", ""},
         {"CO-2", "Claes Vastgoed BV", "Veldstraat 22", "9000", "Gent", "BE",
          "vastgoed@claes.example", "company", "nl", "BE0477700254", ""},
         {"CO-3", "Imprimerie de la Meuse SRL", "Quai de Rome 8", "4000", "Liège", "BE",
          "atelier@meuse.example", "company", "fr", "BE0477700353", ""}}};
}

DemoKind contacts()
{
    return {"contacts",
            {"contact", "customer", "name", "email", "role"},
            {{"CT-1", "SI-1", "Els Janssens", "els@janssens.example", "owner"},
             {"CT-2", "SI-1", "Bram Claes", "bram@janssens.example", "technician"},
             {"CT-3", "SI-3", "Rui Santos", "rui@casa.example", "technician"},
             {"CT-4", "CO-1", "Lies Maes", "lies.maes@claes.example", "office"},
             {"CT-5", "CO-2", "Lies Maes", "lies.maes@claes.example", "office"},
             {"CT-6", "CO-3", "Marc Lambert", "marc@meuse.example", "workshop"}}};
}

/// The sandbox plays: cards that pay, one that pays at the second attempt, one that never does.
DemoKind cards()
{
    return {"cards",
            {"customer", "provider", "provider_customer", "mandate", "brand", "last4", "expires"},
            {{"SI-1", "sandbox", "cst-1", "ok", "visa", "4242", "2039-12"},
             {"SI-2", "sandbox", "cst-2", "ok", "mastercard", "4444", "2039-06"},
             {"SI-3", "sandbox", "cst-3", "ok-after:1", "visa", "1881", "2039-03"},
             {"OW-1", "sandbox", "cst-4", "declined:insufficient_funds", "mastercard", "5100",
              "2039-09"},
             {"OW-2", "sandbox", "cst-5", "ok", "visa", "1111", "2039-01"}}};
}

DemoKind installations()
{
    return {"installations",
            {"installation", "name", "cloud_connected", "prosoft_version", "central_units",
             "nbt_sent", "priority"},
            {{"I-1", "Villa Coupure", "yes", "3.10.0", "1", "yes", "no"},
             {"I-2", "Kantoor Dok Noord", "yes", "3.10.0", "2", "yes", "no"},
             {"I-3", "Bakkerij De Smet", "yes", "3.7.3", "1", "yes", "yes"},
             {"I-4", "Woning Maliebaan", "yes", "3.10.0", "1", "yes", "no"},
             {"I-5", "Grachtenpand 44", "yes", "3.10.0", "1", "yes", "no"},
             {"I-6", "Quinta do Douro", "yes", "3.10.0", "1", "yes", "no"},
             {"I-7", "Loja da Ribeira", "yes", "3.7.3", "1", "yes", "no"},
             {"I-8", "Maison Dubois", "yes", "3.10.0", "1", "yes", "no"},
             {"I-9", "Haus Weber", "yes", "3.10.0", "1", "yes", "no"},
             {"I-10", "Loods in aanbouw", "no", "", "1", "no", "no"}}};
}

DemoKind roles()
{
    return {"roles",
            {"installation", "customer", "role"},
            {{"I-1", "SI-1", "si"},
             {"I-2", "SI-1", "si"},
             {"I-3", "SI-1", "si"},
             {"I-4", "SI-2", "si"},
             {"I-5", "SI-2", "si"},
             {"I-6", "SI-3", "si"},
             {"I-7", "SI-3", "si"},
             {"I-8", "OW-1", "owner"},
             {"I-8", "SI-1", "si"},
             {"I-9", "OW-2", "owner"},
             {"I-10", "SI-1", "si"}}};
}

DemoKind products()
{
    return {"products",
            {"reference", "service", "name", "term_years", "price", "currency",
             "needs_configuration", "renew_as", "aliases"},
            {{"TSF16101", "atmos", "ATMOS 1 year", "1", "50.00", "EUR", "no", "", ""},
             {"TSF16100", "remote_services", "Remote Services 1 year", "1", "100.00", "EUR", "no",
              "", ""},
             {"TSF12125", "voice_control", "Voice Control 1 year", "1", "40.00", "EUR", "yes", "",
              "TDS16120"},
             {"TSF16109", "atmos", "ATMOS 3 years", "3", "135.00", "EUR", "no", "TSF16101", ""},
             {"TSF20000", "remote_services", "Remote Services 1 year, US dollars", "1", "110.00",
              "USD", "no", "", ""}}};
}

/// One that ends with the month `months` from today's. What ends within two months was announced
/// by whoever kept the subscriptions before; a negative one has ended.
std::vector<std::string> subscription(Date today, const char* number, const char* installation,
                                      const char* reference, const char* purchaser, int months,
                                      const char* renewal, int term_years = 1)
{
    const auto expires_on = today.plus_months(months).end_of_month();
    const auto bought_on = expires_on.plus_months(-12 * term_years).plus_days(-9);
    const bool is_announced = months >= 0 && months <= 2;
    return {number,          installation,     reference, purchaser,
            bought_on.iso(), expires_on.iso(), renewal,   is_announced ? expires_on.iso() : ""};
}

DemoKind subscriptions(Date today)
{
    const auto row = [&](auto... cells) { return subscription(today, cells...); };
    return {"subscriptions",
            {"subscription", "installation", "reference", "purchaser", "bought_on", "expires_on",
             "renewal", "notified_for"},
            {row("L-1001", "I-1", "TSF16101", "SI-1", 2, "on"),
             row("L-1002", "I-1", "TSF16100", "SI-1", 5, "on"),
             row("L-1003", "I-2", "TSF16101", "SI-1", 5, "on"),
             row("L-1004", "I-2", "TDS16120", "SI-1", 5, "on"),
             row("L-1005", "I-3", "TSF16109", "SI-1", 9, "on", 3),
             row("L-1006", "I-4", "TSF20000", "SI-2", 3, "on"),
             row("L-1007", "I-5", "TSF16101", "SI-2", 3, "on"),
             row("L-1008", "I-5", "TSF20000", "SI-2", 11, "on"),
             row("L-1009", "I-6", "TSF16100", "SI-3", 4, "on"),
             row("L-1010", "I-7", "TSF16101", "SI-3", 14, "on"),
             row("L-1011", "I-8", "TSF16100", "OW-1", 6, "on"),
             row("L-1012", "I-8", "TSF16101", "SI-1", 12, "off"),
             row("L-1013", "I-9", "TSF16101", "OW-2", 7, "on"),
             row("L-1014", "I-9", "TSF12125", "OW-2", 8, "off"),
             row("L-1015", "I-3", "TSF16100", "SI-1", -1, "on")}};
}

} // namespace

std::vector<DemoKind> demo_firm(Date today)
{
    std::vector<DemoKind> firm{customers(), contacts(),          cards(), installations(), roles(),
                               products(),  subscriptions(today)};
    for (auto& kind : demo_copiers(today))
        firm.push_back(std::move(kind));
    return firm;
}

} // namespace duesday::flow
