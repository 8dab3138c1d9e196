// Letters from facts: the facts of the outbox row become what the templates name.

#include "base/fault.hpp"
#include "document/invoice_data.hpp"
#include "document/letter.hpp"
#include "document/message.hpp"
#include "document/meter_letter.hpp"
#include "document/templates.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace duesday::document {

namespace {

using Json = nlohmann::json;

/// Facts that are not as letter.hpp says; becomes the letter's problem.
struct WrongFacts {
    std::string text;
};

/// It tells an invoice, or a credit note, and has its page attached.
bool has_page(std::string_view letter)
{
    return letter == "invoice" || letter == "credit-note";
}

bool is_money(const Json& value)
{
    return value.is_object() && value.size() == 2 && value.contains("amount") &&
           value.contains("currency");
}

Data money_data(const std::string& key, const Json& value, Language language)
{
    const auto& code = value.at("currency");
    const auto& amount = value.at("amount");
    const auto currency =
        code.is_string() ? Currency::parse(code.get<std::string>()) : std::nullopt;
    const auto money = currency && amount.is_string()
                           ? Money::parse(amount.get<std::string>(), *currency)
                           : std::nullopt;
    if (!money)
        throw WrongFacts{fmt::format("'{}' is no amount", key)};
    return Data{localised(*money, language)};
}

Data fact_data(const std::string& key, const Json& value, Language language)
{
    if (is_money(value))
        return money_data(key, value, language);
    if (value.is_object()) {
        Data data;
        for (const auto& [name, inner] : value.items())
            data.set(name, fact_data(name, inner, language));
        return data;
    }
    if (value.is_array()) {
        auto list = list_data();
        for (const auto& inner : value)
            list.push_back(fact_data(key, inner, language));
        return list;
    }
    if (value.is_string() && key.ends_with("_on")) {
        const auto date = Date::parse(value.get<std::string>());
        if (!date)
            throw WrongFacts{fmt::format("'{}' is no date", key)};
        return Data{localised(*date, language)};
    }
    if (value.is_string())
        return text_data(value.get<std::string>());
    if (value.is_boolean())
        return Data{value.get<bool>()};
    if (value.is_number_integer())
        return Data{std::to_string(value.get<std::int64_t>())};
    if (value.is_null())
        return Data{false};
    throw WrongFacts{fmt::format("'{}' is of no known kind", key)};
}

std::string text_fact(const Json& facts, const char* key)
{
    const auto found = facts.find(key);
    return found != facts.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// The provider's words that a customer need not tell apart share a sentence.
std::string reason_key(const std::string& reason)
{
    if (reason.starts_with("authentication_"))
        return "authentication";
    if (reason.starts_with("invalid_"))
        return "invalid_card";
    return reason;
}

/// The name of the letter's templates and sentences: a failed payment is told in other words where
/// nothing was to be renewed, and so is a chargeback that was won.
std::string wording_of(const std::string& letter, const Json& facts)
{
    if (letter == "payment-reversed" && facts.contains("won"))
        return "payment-restored";
    const auto about = text_fact(facts, "about");
    if (letter != "payment-failed" || about.empty())
        return letter;
    return about == "card_test" ? "card-test-failed" : "order-failed";
}

/// Composes with the templates; see letter.hpp.
class TemplateLetterComposer final : public LetterComposer {
public:
    TemplateLetterComposer(const LetterSender& sender, const std::string& folder)
        : sender_{sender}, templates_{folder}, meter_letters_{folder}
    {
    }

    Letter compose(const LetterRequest& request) override
    {
        try {
            return composed(request);
        } catch (const WrongFacts& wrong) {
            return refused("facts", fmt::format("the letter's facts are wrong: {}", wrong.text));
        } catch (const Json::exception& wrong) {
            return refused("facts", fmt::format("the letter's facts are wrong: {}", wrong.what()));
        }
    }

private:
    static Letter refused(const char* code, const std::string& text, bool is_of_setup = false)
    {
        Letter letter;
        letter.problem = LetterProblem{code, text, is_of_setup};
        return letter;
    }

    Letter composed(const LetterRequest& request)
    {
        if (std::find(letter_names.begin(), letter_names.end(), request.letter) ==
            letter_names.end())
            return refused("unknown_letter",
                           fmt::format("there is no letter '{}' in this version", request.letter));
        if (has_page(request.letter) && request.invoice == nullptr)
            return refused("no_invoice", "the invoice that the letter is about is not in the book");

        const auto language = language_of(request.language);
        const auto facts = Json::parse(request.facts);
        if (!facts.is_object())
            throw WrongFacts{"they are no object"};
        const auto wording = wording_of(request.letter, facts);
        const auto data = letter_data(request, facts, language);
        Message message;
        message.from_name = sender_.name;
        message.from_address = sender_.address;
        message.to_name = request.to_name;
        message.to_address = request.to_address;
        message.message_id = fmt::format("{}@{}", request.message_id,
                                         sender_.address.substr(sender_.address.find('@') + 1));
        message.date = request.date;
        message.attachments = request.attachments;
        auto subject = templates_.sentence("subject", wording, language, data);
        message.subject = subject.text;
        if (const auto problem = header_problem(message))
            return refused(problem->code.c_str(),
                           problem->text + "; mend it with customers edit, then deliver retry");

        auto titled = data;
        titled.set("title", text_data(message.subject));
        auto text = templates_.render(wording, "txt", wording, language, titled);
        auto html = is_meter_letter(wording)
                        ? meter_letters_.html(templates_, request, language, titled)
                        : templates_.render(wording, "html", wording, language, titled);
        for (const auto* part : {&subject, &text, &html})
            if (!part->missing.empty())
                return refused("template",
                               fmt::format("the letter needs what it was not given: {}; mend the "
                                           "template, and it leaves",
                                           fmt::join(part->missing, ", ")),
                               true);
        message.text = std::move(text.text);
        message.html = std::move(html.text);
        return {message_bytes(message), message.subject, std::nullopt};
    }

    Data letter_data(const LetterRequest& request, const Json& facts, Language language)
    {
        auto data = request.invoice != nullptr ? invoice_data(*request.invoice, language)
                                               : fact_data("", facts, language);
        data.set("language", code_of(language));
        data.set("name", text_data(request.to_name));
        data.set("seller", text_data(sender_.name));
        data.set("contact", text_data(sender_.address));
        data.set("demonstration", Data{sender_.is_demonstration});
        data.set("products",
                 text_data(fmt::format("{}", fmt::join(request.products_to_configure, ", "))));
        if (is_meter_letter(request.letter))
            add_machines(data, facts);
        else if (request.invoice == nullptr)
            add_derived(data, request.letter, facts, language);
        return data;
    }

    /// What the sentences need beside the facts themselves.
    void add_derived(Data& data, const std::string& letter, const Json& facts, Language language)
    {
        for (const char* optional : {"last_warning", "short_notice", "total", "new_payer",
                                     "renewal_off", "unpaid", "partial", "credited", "by_reader"})
            if (!facts.contains(optional))
                data.set(optional, Data{false});
        const auto month = text_fact(facts, "card_expires");
        data.set("card_expires", text_data(localised_month(month)));
        data.set("needs_new_card", Data{text_fact(facts, "class") == "new_card"});
        data.set("reason_text", reason_text(letter, text_fact(facts, "reason"), language));
        data.set("activation", Data{text_fact(facts, "about") == "activation"});
        if (facts.contains("brand"))
            data.set("brand", text_data(brand_text(text_fact(facts, "brand"))));
        else if (letter != "payment-reversed")
            add_lines(data, letter, facts.at("lines"), language);
    }

    void add_lines(Data& data, const std::string& letter, const Json& lines, Language language)
    {
        if (!lines.is_array() || lines.empty())
            throw WrongFacts{"there are no lines"};
        std::string first_charge;
        auto list = list_data();
        for (const auto& line : lines) {
            auto own = fact_data("line", line, language);
            if (const auto years = line.find("term_years"); years != line.end())
                own.set("one_year", Data{*years == 1});
            own.set("reason_text", reason_text(letter, text_fact(line, "reason"), language));
            list.push_back(own);
            const auto charge = text_fact(line, "charge_on");
            if (first_charge.empty() || charge < first_charge)
                first_charge = charge;
        }
        data.set("lines", list);
        data.set("single", Data{lines.size() == 1});
        data.set("count", std::to_string(lines.size()));
        data.set("first_product", text_data(text_fact(lines.front(), "product")));
        data.set("first_charge_on",
                 first_charge.empty() ? Data{false}
                                      : fact_data("first_charge_on", Json(first_charge), language));
    }

    Data reason_text(const std::string& letter, const std::string& reason, Language language)
    {
        auto path = fmt::format("{}.reasons.{}", letter, reason_key(reason));
        if (!templates_.has_sentence(path, language))
            path = fmt::format("{}.reasons.other", letter);
        if (!templates_.has_sentence(path, language))
            return Data{false};
        return text_data(templates_.sentence(path, letter, language, Data{}).text);
    }

    LetterSender sender_;
    Templates templates_;
    MeterLetters meter_letters_;
};

} // namespace

std::unique_ptr<LetterComposer> make_letter_composer(const LetterSender& sender,
                                                     const std::string& templates_folder)
{
    return std::make_unique<TemplateLetterComposer>(sender, templates_folder);
}

} // namespace duesday::document
