// Configuration: option, environment, file, default, in this order (DESIGN 4). The manual page is
// duesday.toml(5).
#pragma once

#include "base/money.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::runtime {

/// The firm that sells, as printed on invoices.
struct Seller {
    std::string name, street, postcode, city, country, vat_number, enterprise_number, email;
    std::string iban; ///< may be empty
    /// The firm that a sandbox book without configuration uses; named as such on every invoice.
    bool is_demonstration = false;
    std::string logo = {}; ///< a PNG file, printed on invoices; may be empty
    std::string contact = {}, phone = {}, tax_registration = {}; ///< may be empty
};

/// How letters leave over SMTP. Nothing set: they go to the Maildir.
struct SmtpConfig {
    std::string host;
    int port = 0;                                ///< 0: 587, with tls "tls" 465, with "none" 25
    std::string tls = "starttls";                ///< or "tls", or "none": only to this machine
    std::string user;                            ///< empty: no login
    std::string password_file, password_command; ///< or $DUESDAY_MAIL_SMTP_PASSWORD
    std::string ca_file;                         ///< whom to trust; empty: the system's
    std::string hello;                           ///< the name we greet with; empty: the machine's
    std::string return_path;                     ///< where delivery reports go; empty: mail.from
};

/// Where the cloud is told. Nothing set: files in a folder.
struct CloudConfig {
    std::string folder; ///< empty: cloud/ beside the book
    std::string url;
    std::string token_file, token_command; ///< or $DUESDAY_CLOUD_TOKEN
    std::string ca_file;
};

/// Who charges cards. Nothing set: the sandbox.
struct CardsConfig {
    std::string provider = "sandbox";  ///< or "mollie"
    std::string key_file, key_command; ///< or $DUESDAY_CARDS_KEY
    std::string redirect_url; ///< where customers come back to once they have entered a card
    std::string url;          ///< empty: the provider's own
    std::string ca_file;      ///< whom to trust; empty: the system's
    Money test_amount{1, Currency{}}; ///< of a new card: 0.01, or 0.00
};

/// A limit of plausible readings that the firm has set (MTR-026).
struct MeterLimit {
    std::string model; ///< empty: of each
    std::string kind;  ///< empty: of each; else black, colour, total or other
    std::string name;  ///< "highest_percent" and so on
    std::int64_t value = 0;
};

/// How customers are asked for the readings of their meters, and how those are judged.
struct MetersConfig {
    std::string portal_url; ///< of the page that a link leads to; {token} in it is replaced
    std::string text_block = "bwCOPortalZEmailHtml"; ///< MTR-010
    int reminder_days = 7;                           ///< between a letter and its reminder
    bool letter_per_customer = false; ///< else one for all customers of an address (MTR-029)
    std::vector<MeterLimit> limits;   ///< other than the usual ones
    int device_pair_days = 7;         ///< MTR-026 R8
    std::vector<std::string> release_sources; ///< empty: of each (MTR-022)
};

struct Config {
    std::string file; ///< where it came from; empty where there is none

    std::optional<std::string> mode; ///< "sandbox" or "live"; must match the book
    std::string book;
    std::string time_zone = "Europe/Brussels";
    std::string language = "en"; ///< of letters to customers without one
    Seller seller;

    std::optional<VatRate> vat_standard; ///< the seller's rate
    bool vat_oss = false;                ///< charge the buyer's country's rate in the EU (D21)
    std::map<std::string, VatRate> vat_oss_rates;

    std::string renew_month_rule = "clamp"; ///< or "month_end" (D2)
    int renew_max_first_run = 100;          ///< notices, charges and lapses after an import
    int renew_unknown_grace_days = 7;       ///< service while a payment is being checked (D18)
    CardsConfig cards;
    /// Taken from a card that is registered, to see whether it works: 0.01 EUR, or nothing where

    std::string mail_from;   ///< address of the firm's letters
    std::string mail_folder; ///< Maildir; empty: mail/ beside the book
    SmtpConfig smtp;
    CloudConfig cloud;
    MetersConfig meters;
    std::string http_proxy;       ///< of every HTTP partner; empty: none, whatever is in the
                                  ///< environment
    std::string templates_folder; ///< overrides letters and pages by name

    std::vector<std::string> may_act_for_customers; ///< logins (CLI.md, --actor)
};

/// One setting as `admin config` shows it.
struct Setting {
    std::string path;   ///< "seller.name"
    std::string value;  ///< as text; secrets are masked
    std::string origin; ///< "default", "file", "environment"
    std::string place;  ///< "duesday.toml:3:11" or "$DUESDAY_SELLER_NAME"; empty for a default
};

struct LoadedConfig {
    Config config;
    std::vector<Setting> settings; ///< in the order of the manual page
};

/// Reads `file` (from --config), else $DUESDAY_CONFIG, else the first of
/// ~/.config/duesday/duesday.toml and /etc/duesday/duesday.toml that exists; then the environment
/// (DUESDAY_SELLER_NAME for seller.name; an empty variable counts as not set). Unknown keys, wrong
/// types and values are a Fault(bad_setup) that names file, line, column and the nearest known key,
/// or the variable. What the business asks of the values is checked by flow/seller_check.
LoadedConfig load_config(const std::optional<std::string>& file);

/// What a configured seller lacks so that VAT comes out right; empty where there is none at all.
std::string missing_of_seller(const Config& config);

inline constexpr const char* sandbox_portal_url = "https://meters.example/";

/// Fills in what a sandbox book uses where nothing is configured: a demonstration seller in
/// Belgium, VAT 21 %, links that lead nowhere.
void add_sandbox_defaults(Config& config);

/// What a live book still needs; empty where nothing is missing.
std::vector<std::string> missing_for_live(const Config& config);

/// What keeps a partner that is configured in part from being used.
struct SettingProblem {
    std::string setting;
    std::string text; ///< a sentence that says what to do
};

/// What is wrong with where the links of letters about meters lead to, or missing.
std::vector<SettingProblem> problems_of_meters(const Config& config);
/// True where any setting of mail.smtp is there: then letters no longer go to the Maildir.
bool has_smtp(const Config& config);
std::vector<SettingProblem> problems_of_smtp(const Config& config);
/// True where any setting of the endpoint is there: then nothing goes to the folder any more.
bool has_cloud_endpoint(const Config& config);
std::vector<SettingProblem> problems_of_cloud(const Config& config);
/// True where cards are not the sandbox's.
bool has_card_provider(const Config& config);
std::vector<SettingProblem> problems_of_cards(const Config& config);

} // namespace duesday::runtime
