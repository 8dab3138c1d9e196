// Letters in a firm's own words: templates and sentences that replace ours by name.

#include "document/read_letters.hpp"
#include "support/faults.hpp"
#include "support/temp_folder.hpp"

using namespace duesday;
using namespace duesday::document;
using namespace duesday::test;

TEST_CASE("a firm's own templates and sentences replace ours by name")
{
    const TempFolder folder;
    write_file(folder / "service-ended.txt.mustache", "{{> letter-head}}\nGone: {{t.ended}}\n");
    write_file(folder / "service-ended.nl.txt.mustache", "Weg: {{t.ended}}\n");
    write_file(folder / "nl.toml", "[service-ended]\nended = \"Einde\"\n");
    write_file(folder / "notes.txt", "not ours");
    const auto composer = make_letter_composer(sample_sender(), folder.path().string());
    const auto text = [&](const char* language) {
        const auto letter = composer->compose(sample_request("service-ended", language, {}));
        REQUIRE(!letter.problem);
        return unix_lines(read_back(letter.bytes)["parts"][0]["body"]);
    };
    CHECK(text("nl") == "Weg: Einde\n");
    CHECK(text("en") == "Dear Jörg Müller, Elektro,\nGone: Last day of service\n");
}

TEST_CASE("a folder of templates that is wrong is named before a letter is written")
{
    struct Row {
        const char* file;
        const char* content;
    };
    const Row rows[] = {{"service-endet.txt.mustache", "x"}, // overrides nothing
                        {"service-ended.txt.mustache", "{{#open}} never closed"},
                        {"service-ended.txt.mustache", "\xff"},
                        {"service-ended.txt.mustache", "{{> nothing-of-ours}}"},
                        {"service-ended.txt.mustache", "{{> service-ended}}"},
                        {"nl.toml", "[service-ended]\nendet = \"x\"\n"},
                        {"nl.toml", "[service-ended\n"},
                        {"nl.toml", "[service-ended]\nended = 1\n"},
                        {"it.toml", "[service-ended]\nended = \"x\"\n"}};
    for (const auto& row : rows) {
        CAPTURE(row.file);
        CAPTURE(row.content);
        const TempFolder folder;
        write_file(folder / row.file, row.content);
        CHECK_FAULT(FaultKind::bad_setup,
                    make_letter_composer(sample_sender(), folder.path().string()));
    }
    CHECK_FAULT(FaultKind::bad_setup, make_letter_composer(sample_sender(), "/nowhere/at/all"));
}

TEST_CASE("a firm's template that names what nobody gives holds the letter")
{
    const TempFolder folder;
    write_file(folder / "service-ended.txt.mustache", "Dear {{first_name}}, {{t.farewell}}\n");
    const auto composer = make_letter_composer(sample_sender(), folder.path().string());
    const auto letter = composer->compose(sample_request("service-ended", "en", {}));
    REQUIRE(letter.problem);
    CHECK(letter.problem->code == "template");
    CHECK(letter.problem->text.find("first_name, t.farewell") != std::string::npos);
}
