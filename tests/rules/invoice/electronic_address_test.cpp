#include "rules/invoice/electronic_address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday::rules;

namespace {

Party party(const char* country, const char* vat_number, const char* enterprise_number = "")
{
    Party party;
    party.country = country;
    party.vat_number = vat_number;
    party.enterprise_number = enterprise_number;
    return party;
}

std::string text(const std::optional<PartyId>& id)
{
    return id ? id->scheme + ":" + id->value : "";
}

} // namespace

TEST_CASE("a party of an electronic invoice is found by the scheme of its country")
{
    struct Row {
        Party party;
        const char* address;
        const char* registration;
        const char* vat;
    };
    const Row rows[] = {
        {party("BE", "BE0123456749"), "0208:0123456749", "0208:0123456749", "BE0123456749"},
        {party("BE", "", "0123.456.749"), "0208:0123456749", "0208:0123456749", ""},
        {party("BE", "", "BE 0123.456.749"), "0208:0123456749", "0208:0123456749", ""},
        {party("BE", "BE0123456749", "0123456748"), "0208:0123456749", ":0123456748",
         "BE0123456749"},
        {party("BE", "BE0123456748"), "", "", ""},
        {party("BE", ""), "", "", ""},
        {party("DE", "136695976", "HRB 12"), "9930:DE136695976", ":HRB 12", "DE136695976"},
        {party("GR", "GR 094259216"), "9933:EL094259216", "", "EL094259216"},
        {party("SE", "SE556000460701"), "0007:5560004607", "0007:5560004607", "SE556000460701"},
        {party("FI", "FI20774740"), "0216:003720774740", "", "FI20774740"},
        {party("NO", "NO 923 609 016 MVA"), "0192:923609016", "0192:923609016", "NO923609016MVA"},
        {party("NO", "NO 923 609 017 MVA"), "", "", "NO923609017MVA"},
        {party("NO", "", "923 609 016"), "0192:923609016", "0192:923609016", ""},
        {party("SJ", "NO923609016MVA"), "0192:923609016", "0192:923609016", "NO923609016MVA"},
        {party("SE", "SE556000460701", "Bolag 7"), "0007:5560004607", ":Bolag 7", "SE556000460701"},
        {party("SE", "", "556000-4607"), "0007:5560004607", "0007:5560004607", ""},
        {party("SE", "", "556000-4608"), "", ":556000-4608", ""},
        {party("NL", "NL004495445B01", "12345678"), "9944:NL004495445B01", "0106:12345678",
         "NL004495445B01"},
        {party("NL", "", "00000001234567890000"), "0190:00000001234567890000",
         "0190:00000001234567890000", ""},
        {party("NL", "", "1234567"), "", ":1234567", ""},
        {party("DK", "DK13585628", "DK 13 58 56 28"), "0184:DK13585628", "0184:13585628",
         "DK13585628"},
        {party("IS", "IS12345", "551199-2429"), "0196:5511992429", "0196:5511992429", "IS12345"},
        {party("MC", "FR23334175221"), "9957:FR23334175221", "", "FR23334175221"},
        {party("US", "12-3456789"), "", "", ""},
        {party("IN", "", "U12345"), "", ":U12345", ""}};
    for (const auto& row : rows) {
        CAPTURE(row.party.country);
        CAPTURE(row.party.vat_number);
        CHECK(text(electronic_address(row.party)) == row.address);
        CHECK(text(legal_registration(row.party)) == row.registration);
        CHECK(vat_identifier(row.party).value_or("") == row.vat);
    }
}
