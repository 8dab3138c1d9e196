// A letter as a message: its headers, its parts and bytes, and why there is none.

#include "document/read_letters.hpp"

using namespace duesday;
using namespace duesday::document;
using namespace duesday::test;

TEST_CASE("SUB-094: files go with a letter in their order and as they are")
{
    const auto invoice = sample_invoice();
    auto request = sample_request("invoice", "en", invoice);
    request.attachments.push_back({"a.xml", "application/xml", "<a>é</a>\n"});
    request.attachments.push_back({"a.pdf", "application/pdf", "%PDF-1.7\r\n"});
    const auto bytes = compose(request).bytes;
    const auto mail = read_back(bytes);
    REQUIRE(mail["parts"].size() == 5);
    CHECK(mail["parts"][2]["type"] == "text/html");
    CHECK(mail["parts"][3]["type"] == "application/xml");
    CHECK(mail["parts"][3]["file"] == "a.xml");
    CHECK(mail["parts"][3]["body"] == "<a>é</a>\n");
    CHECK(mail["parts"][4]["type"] == "application/pdf");
    CHECK(bytes.find("application/pdf; charset") == std::string::npos);
    request.attachments[2].file_name = "a\n.pdf";
    CHECK(compose(request).problem->code == "control_character");
}

TEST_CASE("a customer's data cannot add a header")
{
    struct Row {
        const char* what;
        std::string to_name, to_address, product, code;
    };
    const Row rows[] = {
        {"harmless", "Jan", "jan@buyer.example", "Remote", ""},
        {"line break in the name", "Jan\r\nBcc: evil@x.example", "jan@buyer.example", "Remote",
         "control_character"},
        {"lone LF in the name", "Jan\nX: y", "jan@buyer.example", "Remote", "control_character"},
        {"NUL in the name", std::string{"Jan\0x", 5}, "jan@buyer.example", "Remote",
         "control_character"},
        {"line break in the address", "Jan", "jan@buyer.example\r\nBcc: e@x.example", "Remote",
         "control_character"},
        {"two addresses", "Jan", "jan@buyer.example, e@x.example", "Remote", "invalid_address"},
        {"no address", "Jan", "", "Remote", "invalid_address"},
        {"a name only", "Jan", "jan", "Remote", "invalid_address"},
        {"angle brackets", "Jan", "<jan@buyer.example>", "Remote", "invalid_address"},
        {"a local part that needs SMTPUTF8", "Jan", "jän@buyer.example", "Remote",
         "invalid_address"},
        // Fact texts lose their control characters before they reach the subject.
        {"line break in a fact of the subject", "Jan", "jan@buyer.example",
         "Remote\r\nBcc: e@x.example", ""},
        {"quotes and commas in the name", "\"Jan\", <a@b.example>", "jan@buyer.example", "Remote",
         ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto request = sample_request("service-ended", "en", {});
        auto facts = nlohmann::json::parse(request.facts);
        facts["lines"].erase(1);
        facts["lines"][0]["product"] = row.product;
        request.facts = facts.dump();
        request.to_name = row.to_name;
        request.to_address = row.to_address;
        const auto letter = compose(request);
        CHECK((letter.problem ? letter.problem->code : "") == row.code);
        CHECK(letter.bytes.empty() == !row.code.empty());
        if (!row.code.empty())
            continue;
        const auto mail = read_back(letter.bytes);
        CHECK(mail["to"].size() == 1);
        CHECK(mail["to"][0][0] == row.to_name);
        CHECK(mail["to"][0][1] == "jan@buyer.example");
        for (const auto& header : mail["headers"])
            CHECK(header[0] != "Bcc");
    }
}

TEST_CASE("the same request gives the same bytes and each line ends in CR LF")
{
    const auto invoice = sample_invoice();
    for (const auto& letter : letters()) {
        CAPTURE(letter);
        const auto request = sample_request(letter, "fr", invoice);
        const auto bytes = compose(request).bytes;
        CHECK(bytes == compose(request).bytes);
        std::size_t bare = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            if (bytes[i] == '\n')
                bare += i == 0 || bytes[i - 1] != '\r' ? 1 : 0;
            else if (bytes[i] == '\r')
                bare += i + 1 == bytes.size() || bytes[i + 1] != '\n' ? 1 : 0;
        CHECK(bare == 0);
    }
}

TEST_CASE("a letter that cannot be written says why")
{
    struct Row {
        const char* letter;
        const char* facts;
        const char* code;
        const char* part;
    };
    const Row rows[] = {
        {"birthday", "{}", "unknown_letter", "birthday"},
        {"service-ended", "not json", "facts", "wrong"},
        {"service-ended", R"({"lines":[]})", "facts", "no lines"},
        {"service-ended", R"({"lines":[{"product":"x"}]})", "template", "ended_on"},
        {"service-ended", R"({"lines":[{"ended_on":"31/12/2026"}]})", "facts", "no date"},
        {"payment-failed", R"({"amount":{"amount":"1.234","currency":"EUR"},"lines":[{}]})",
         "facts", "no amount"},
        {"invoice", "{}", "no_invoice", "not in the book"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.letter);
        CAPTURE(row.facts);
        LetterRequest request;
        request.letter = row.letter;
        request.facts = row.facts;
        request.message_id = "1.a";
        request.to_name = "Jan";
        request.to_address = "jan@buyer.example";
        const auto letter = compose(request);
        REQUIRE(letter.problem);
        CHECK(letter.problem->code == row.code);
        CHECK(letter.problem->text.find(row.part) != std::string::npos);
    }
}
