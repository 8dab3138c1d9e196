// Small questions about text that several folders ask.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace duesday::text {

bool is_utf8(std::string_view text);
/// How many characters (code points) a UTF-8 text has.
std::size_t characters(std::string_view text);
/// U+0080 to U+009F, which a terminal may obey; a mark that turns the direction of what follows
/// (U+202A to U+202E, U+2066 to U+2069), so that a name reads as another; U+2028 or U+2029, which
/// end a line; U+FFFE or U+FFFF, which no XML can hold.
bool has_wide_control_character(std::string_view text);
/// One of those, or a byte below 0x20 or 0x7f. Names, addresses and header values must not have
/// one.
bool has_control_character(std::string_view text);
/// With a blank in the place of each of those.
std::string without_control_characters(std::string_view text);
/// A line break of any kind: LF, CR, or Unicode's own (U+0085, U+2028, U+2029).
bool has_line_break(std::string_view text);
/// A character that nobody sees: without width (U+200B, U+00AD, U+FEFF ...), a mark of direction, a
/// control character above ASCII, or a blank other than the ASCII one.
bool has_invisible_character(std::string_view text);
std::string_view trim(std::string_view text);
/// ASCII letters only; other bytes stay.
std::string lower(std::string_view text);
/// Trimmed and lower-cased: how e-mail addresses are matched (SUB-053).
std::string email_key(std::string_view email);
/// One @, at most 64 bytes before it, a dot in the domain, whose labels neither begin nor end with
/// a hyphen; no blank, no control character and none that nobody sees.
bool looks_like_email(std::string_view email);
/// The known word with the smallest edit distance to `word`, or empty where none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

} // namespace duesday::text
