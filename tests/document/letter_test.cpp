// What each letter says, in every language.

#include "document/read_letters.hpp"

using namespace duesday;
using namespace duesday::document;
using namespace duesday::test;

TEST_CASE("SUB-080: every letter is written in every language with nothing missing")
{
    const auto composer = make_letter_composer(sample_sender(), "");
    const auto invoice = sample_invoice();
    for (const auto& letter : letters())
        for (const auto* language : languages) {
            CAPTURE(letter);
            CAPTURE(language);
            const auto composed = composer->compose(sample_request(letter, language, invoice));
            REQUIRE_MESSAGE(!composed.problem, composed.problem->text);
            const auto mail = read_back(composed.bytes);
            CHECK(mail["defects"].empty());
            CHECK(mail["to"] == R"([["Jörg Müller, Elektro", "joerg@buyer.example"]])"_json);
            CHECK(mail["from"] == R"([["Seller & Sons", "billing@seller.example"]])"_json);
            CHECK(mail["subject"] == composed.title);
            CHECK(mail["id"] == "<42.0011aabb@seller.example>");
            CHECK(mail["date"] == "2026-11-30T08:15:30+00:00");
            REQUIRE(mail["parts"].size() == (has_page(letter) ? 3 : 2));
            for (const auto& part : {mail["parts"][0], mail["parts"][1]}) {
                CHECK(part["charset"] == "utf-8");
                CHECK(part["encoding"] == "quoted-printable");
                CHECK(part["body"].get<std::string>().find("{{") == std::string::npos);
                CHECK(part["body"].get<std::string>().find("Jörg Müller, Elektro") !=
                      std::string::npos);
            }
            CHECK(mail["parts"][0]["type"] == "text/plain");
            CHECK(mail["parts"][1]["type"] == "text/html");
            // Nothing that a mail program would fetch from elsewhere.
            const auto html = mail["parts"][1]["body"].get<std::string>();
            CHECK(html.find("<img") == std::string::npos);
            CHECK(html.find("http") == std::string::npos);
            CHECK(html.find("lang=\"" + std::string{language} + "\"") != std::string::npos);
        }
}

TEST_CASE("SUB-082: the digest names each subscription with its day and price")
{
    const auto invoice = sample_invoice();
    const auto mail = read_back(compose(sample_request("renewal-notice", "de", invoice)).bytes);
    const auto text = unix_lines(mail["parts"][0]["body"]);
    CHECK(mail["subject"] == "2 Abonnements werden ab dem 29.11.2026 verlängert");
    for (const auto* expected :
         {"- Remote access (TSF16101), 1 Jahr\n  Anlage: Villa <b>Zon</b> (I-1)\n",
          "- Voice control (TSF12125), 3 Jahre\n", "  Abbuchung am: 30.11.2026\n",
          "Preis ohne MwSt.: 1.048,00\u00a0€", "Summe ohne MwSt.: 1.168,00\u00a0€",
          "Ihre Karte ist bis 10/2026 gültig", "weniger als einen Monat", "MOLLIE"}) {
        CAPTURE(expected);
        CHECK(text.find(expected) != text.npos);
    }
    const auto html = mail["parts"][1]["body"].get<std::string>();
    CHECK(html.find("Villa &lt;b&gt;Zon&lt;/b&gt;") != html.npos);
    CHECK(html.find("<b>Zon") == html.npos);
}

TEST_CASE("M4: a digest in several currencies has no sum")
{
    const auto invoice = sample_invoice();
    auto request = sample_request("renewal-notice", "en", invoice);
    const std::string total = R"("total":{"amount":"1168.00","currency":"EUR"},)";
    REQUIRE(request.facts.find(total) != std::string::npos);
    request.facts.erase(request.facts.find(total), total.size());
    const auto composed = compose(request);
    REQUIRE(!composed.problem);
    const auto mail = read_back(composed.bytes);
    CHECK(unix_lines(mail["parts"][0]["body"]).find("Total") == std::string::npos);
    CHECK(mail["parts"][1]["body"].get<std::string>().find("Total") == std::string::npos);
}

TEST_CASE("SUB-060: letters about card payments name the word on the statement")
{
    const auto invoice = sample_invoice();
    for (const auto* letter : {"renewal-notice", "payment-failed", "invoice"})
        for (const auto* language : languages) {
            CAPTURE(letter);
            CAPTURE(language);
            const auto mail = read_back(compose(sample_request(letter, language, invoice)).bytes);
            for (const auto& part : {mail["parts"][0], mail["parts"][1]})
                CHECK(part["body"].get<std::string>().find("MOLLIE") != std::string::npos);
        }
}

TEST_CASE("SUB-091: a failed payment says why and what the payer can do")
{
    struct Row {
        const char* facts; // put in front of the others
        const char* expected;
        const char* absent;
    };
    const Row rows[] = {
        {R"("reason":"insufficient_funds","class":"soft","last_warning":false)",
         "Reason: there was not enough money on the card.", "We will not try this card again"},
        {R"("reason":"card_expired","class":"new_card","last_warning":false)",
         "We will not try this card again. Please register a new card by 31/12/2026",
         "last warning"},
        {R"("reason":"invalid_cvv","class":"new_card","last_warning":true)",
         "This is our last warning.", "make sure that the card can be charged"},
        {R"("reason":"no_card","class":"new_card","last_warning":false)",
         "Reason: no card is registered.", "the bank gave"},
        {R"("reason":"a word of tomorrow","class":"soft","last_warning":false)",
         "Reason: the bank gave no reason.", "tomorrow"},
    };
    const auto invoice = sample_invoice();
    for (const auto& row : rows) {
        CAPTURE(row.facts);
        auto request = sample_request("payment-failed", "en", invoice);
        auto facts = nlohmann::json::parse(request.facts);
        facts.update(nlohmann::json::parse("{" + std::string{row.facts} + "}"));
        request.facts = facts.dump();
        const auto mail = read_back(compose(request).bytes);
        const auto text = unix_lines(mail["parts"][0]["body"]);
        CHECK(text.find(row.expected) != text.npos);
        CHECK(text.find(row.absent) == text.npos);
        CHECK(
            text.find("Without a payment by 31/12/2026 the service stops at the end of that day") !=
            text.npos);
    }
}

TEST_CASE("M2: who was told of a renewal is told that it is off and by whom")
{
    const auto letter = compose(sample_request("renewal-stopped", "en", sample_invoice()));
    CHECK(letter.title == "Remote access: the renewal is switched off");
    const auto text = read_back(letter.bytes)["parts"][0]["body"].get<std::string>();
    CHECK(text.find("Ann Peeters switched off the renewal") != std::string::npos);
    CHECK(text.find("Expires: 31/12/2026") != std::string::npos);
}

TEST_CASE("M2: who switched a renewal off is not told of it as of somebody else")
{
    struct Row {
        const char* language;
        const char* expected;
    };
    for (const Row& row : {Row{"en", "You switched off the renewal of this subscription"},
                           Row{"nl", "U hebt de verlenging van dit abonnement"},
                           Row{"de", "Sie haben die Verlängerung dieses Abonnements"},
                           Row{"fr", "Vous avez désactivé le renouvellement de cet abonnement"},
                           Row{"pt", "Desativou a renovação desta subscrição"}}) {
        CAPTURE(row.language);
        auto request = sample_request("renewal-stopped", row.language, sample_invoice());
        auto facts = nlohmann::json::parse(request.facts);
        facts["by_reader"] = true;
        request.facts = facts.dump();
        const auto letter = read_back(compose(request).bytes);
        for (const auto& part : letter["parts"]) {
            const auto text = part["body"].get<std::string>();
            CHECK(text.find(row.expected) != std::string::npos);
            CHECK(text.find("Ann Peeters ") == std::string::npos);
        }
    }
}

TEST_CASE("SUB-137: old and new payer each read what changes for them")
{
    auto request = sample_request("payer-changed", "en", sample_invoice());
    const auto to_new = read_back(compose(request).bytes)["parts"][0]["body"].get<std::string>();
    CHECK(to_new.find("You took over this subscription from Domotix BV") != std::string::npos);
    CHECK(to_new.find("Next charge on: 30/11/2026") != std::string::npos);
    CHECK(to_new.find("not charged for it any more") == std::string::npos);
    request.facts.replace(request.facts.find("true"), 4, "false");
    const auto to_old = read_back(compose(request).bytes)["parts"][0]["body"].get<std::string>();
    CHECK(to_old.find("Domotix BV took over this subscription") != std::string::npos);
    CHECK(to_old.find("not charged for it any more") != std::string::npos);
    CHECK(to_old.find("Next charge") == std::string::npos);
}

TEST_CASE("SUB-137: a payer reads of no charge to come where there is none")
{
    auto request = sample_request("payer-changed", "en", sample_invoice());
    const std::string_view charge = R"("charge_on":"2026-11-30",)";
    request.facts.erase(request.facts.find(charge), charge.size());
    const auto lines_only = request.facts;
    struct Row {
        const char* flag;
        bool is_new;
        const char* says;
        const char* says_not;
    };
    const Row rows[] = {
        {"renewal_off", true, "Its renewal is switched off, and nothing more is charged",
         "renewal is charged to your card:"},
        {"renewal_off", false,
         "took over this subscription. Its renewal is switched off:", "pays its renewal"},
        {"unpaid", true, "The renewal is not paid yet", "before the day of the charge"},
        {"unpaid", false, "pays its renewal from now on", "not paid yet"},
    };
    for (const auto& [flag, is_new, says, says_not] : rows)
        for (const char* language : languages) {
            INFO(flag << " " << is_new << " " << language);
            request.language = language;
            request.facts = lines_only;
            request.facts.insert(1, "\"" + std::string{flag} + "\":true,");
            if (!is_new)
                request.facts.replace(request.facts.find("\"new_payer\":true"), 16,
                                      "\"new_payer\":false");
            const auto letter = compose(request);
            REQUIRE(!letter.problem);
            if (std::string_view{language} != "en")
                continue;
            const auto text = read_back(letter.bytes)["parts"][0]["body"].get<std::string>();
            CHECK(text.find(says) != std::string::npos);
            CHECK(text.find(says_not) == std::string::npos);
            CHECK(text.find("Next charge") == std::string::npos);
        }
}

TEST_CASE("SUB-049 SUB-061: the letter about a card names what we know and what the test took")
{
    const auto letter = compose(sample_request("card-registered", "en", sample_invoice()));
    CHECK(letter.title == "Your card Mastercard 4444 is registered");
    const auto text = read_back(letter.bytes)["parts"][0]["body"].get<std::string>();
    CHECK(text.find("Valid until: 12/2030") != std::string::npos);
    CHECK(text.find("we took €0.01 from the card") != std::string::npos);
    CHECK(text.find("MOLLIE") != std::string::npos);
}

TEST_CASE("SUB-057: a card that cannot be used is told with the reason and the way on")
{
    const auto letter = compose(sample_request("card-refused", "en", sample_invoice()));
    CHECK(letter.title == "Your card American express 0005 cannot be used");
    for (const auto& part : {0, 1}) {
        const auto text = read_back(letter.bytes)["parts"][part]["body"].get<std::string>();
        CHECK(text.find("Reason: we take Visa and Mastercard only.") != std::string::npos);
        CHECK(text.find("the test of €0.01") != std::string::npos);
        CHECK(text.find("Please register another card") != std::string::npos);
    }
}

TEST_CASE("the title of a failed payment begins with a capital letter in every language")
{
    for (const auto* language : languages) {
        const auto title =
            compose(sample_request("payment-failed", language, sample_invoice())).title;
        CAPTURE(title);
        CHECK(title.front() >= 'A');
        CHECK(title.front() <= 'Z');
    }
}

TEST_CASE("D25: what was ordered and not paid is told in words of its own in every language")
{
    struct Row {
        const char* facts;
        const char* title; ///< in English, as the others
        const char* says;
        const char* reason;
    };
    const std::string lines = R"("amount":{"amount":"145.20","currency":"EUR"},"lines":[
        {"subscription":"S-1","installation":"I-1","installation_name":"Villa Zon",
         "service":"remote","reference":"TSF16101","product":"Remote access",
         "price":{"amount":"120.00","currency":"EUR"}}]})";
    const Row rows[] = {
        {R"({"about":"purchase","reason":"card_declined",)",
         "Your payment of €145.20 failed: nothing was bought", "You ordered this subscription",
         "Reason: the card was declined."},
        {R"({"about":"activation","reason":"not_made",)",
         "Your payment of €145.20 failed: nothing was changed", "You activated this subscription",
         "Reason: the payment service did not carry out the payment."},
        {R"({"about":"card_test","reason":"invalid_cvv","brand":"visa","last4":"1111",
             "card_expires":"2030-12","test_amount":{"amount":"0.01","currency":"EUR"},)",
         "Your card Visa 1111 could not be registered", "its test payment of €0.01",
         "Reason: the details of the card are not valid."},
    };
    for (const auto& row : rows)
        for (const auto* language : languages) {
            CAPTURE(row.facts);
            CAPTURE(language);
            auto request = sample_request("payment-failed", language, sample_invoice());
            request.facts = row.facts + lines;
            const auto letter = compose(request);
            REQUIRE_MESSAGE(!letter.problem, letter.problem->text);
            if (std::string_view{language} != "en")
                continue;
            CHECK(letter.title == row.title);
            for (const auto& part : {0, 1}) {
                const auto text = read_back(letter.bytes)["parts"][part]["body"].get<std::string>();
                CHECK(text.find(row.says) != std::string::npos);
                CHECK(text.find(row.reason) != std::string::npos);
                CHECK(text.find("stops at the end") == std::string::npos);
            }
        }
}

TEST_CASE("a chargeback that was won is told as an invoice that is paid again")
{
    for (const auto* language : languages) {
        CAPTURE(language);
        auto request = sample_request("payment-reversed", language, sample_invoice());
        request.facts = R"({"refund":false,"invoice":"2026-000017","won":true,
            "amount":{"amount":"145.20","currency":"EUR"}})";
        const auto letter = compose(request);
        REQUIRE_MESSAGE(!letter.problem, letter.problem->text);
        CHECK(letter.title.find("2026-000017") != std::string::npos);
        const auto text = read_back(letter.bytes)["parts"][0]["body"].get<std::string>();
        CHECK(text.find("145") != std::string::npos);
        if (std::string_view{language} == "en") {
            CHECK(letter.title == "Invoice 2026-000017 is paid again");
            CHECK(text.find("is open again") == std::string::npos);
        }
    }
}

TEST_CASE("SUB-038: a credit note names its invoice and asks for no payment")
{
    const auto letter = compose(sample_request("credit-note", "en", sample_invoice()));
    CHECK(letter.title == "Credit note CN2026-000003 for invoice 2026-000017");
    const auto mail = read_back(letter.bytes);
    CHECK(mail["parts"][2]["file"] == "credit-note-CN2026-000003.html");
    const auto text = mail["parts"][0]["body"].get<std::string>();
    CHECK(text.find("Reason: charged twice <by us>") != std::string::npos);
    CHECK(text.find("Please pay") == std::string::npos);
    CHECK(text.find("Mollie") == std::string::npos);
}

TEST_CASE("SUB-094: the invoice letter tells the lines and carries the page as it is kept")
{
    const auto invoice = sample_invoice();
    const auto request = sample_request("invoice", "en", invoice);
    const auto mail = read_back(compose(request).bytes);
    CHECK(mail["type"] == "multipart/mixed");
    const auto text = unix_lines(mail["parts"][0]["body"]);
    for (const auto* expected :
         {"Installation: Villa \"Zon\"\n- Remote access, 1 year [S-1], 01/01/2027 – 31/12/2027: "
          "€120.00\n- ATMOS, 1 year [S-3]",
          "VAT 21%: €245.28\n", "Total: €1,413.28\n", "your card (Visa •••• 4242)"}) {
        CAPTURE(expected);
        CHECK(text.find(expected) != text.npos);
    }
    const auto& attached = mail["parts"][2];
    CHECK(attached["type"] == "text/html");
    CHECK(attached["file"] == "invoice-2026-000017.html");
    CHECK(attached["encoding"] == "base64");
    CHECK(attached["body"] == request.attachments.front().content);
}

TEST_CASE("SUB-030: the letter says what still has to be configured")
{
    const auto invoice = sample_invoice();
    auto request = sample_request("invoice", "en", invoice);
    const std::string hint = "Voice control: the service is active, but still has to be configured";
    CHECK(unix_lines(read_back(compose(request).bytes)["parts"][0]["body"]).find(hint) !=
          std::string::npos);
    request.products_to_configure.clear();
    CHECK(unix_lines(read_back(compose(request).bytes)["parts"][0]["body"]).find("configured") ==
          std::string::npos);
}

TEST_CASE("what a letter leaves out leaves no gap")
{
    const auto invoice = sample_invoice();
    for (const auto& letter : letters()) {
        CAPTURE(letter);
        const auto mail = read_back(compose(sample_request(letter, "en", invoice)).bytes);
        const auto text = unix_lines(mail["parts"][0]["body"]);
        CHECK(text.starts_with("Dear "));
        CHECK(text.find("\n\n\n") == text.npos);
    }
}
