#include "contract/formats.h"

#include <algorithm>
#include <array>

#include "contract/time_formats.h"

namespace brazecheck {
namespace {

using Text = std::string_view;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// Dot-separated labels of letters, digits and inner hyphens; at least two of them.
bool is_domain(std::string_view text) {
  if (text.size() > 253) return false;
  std::size_t labels = 0;
  while (true) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view label = text.substr(0, end);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) {
          return is_digit(c) || is_letter(c) || c == '-' || is_beyond_ascii(c);
        })) {
      return false;
    }
    ++labels;
    if (end == text.size()) return labels >= 2;
    text.remove_prefix(end + 1);
  }
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) {
    return false;
  }
  static constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
  return std::all_of(local.begin(), local.end(),
                     [](char c) {
                       return is_digit(c) || is_letter(c) || is_beyond_ascii(c) ||
                              kSigns.find(c) != std::string_view::npos;
                     }) &&
         is_domain(text.substr(at + 1));
}

bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const std::string_view scheme = text.substr(0, colon);
  if (!is_letter(scheme.front()) || !std::all_of(scheme.begin(), scheme.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
      })) {
    return false;
  }
  const std::string_view rest = text.substr(colon + 1);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    static constexpr std::string_view kNever = "\"<>\\^`{|} ";
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f ||
        kNever.find(c) != std::string_view::npos) {
      return false;
    }
    const bool escape = i + 2 < rest.size() && is_hex(rest[i + 1]) && is_hex(rest[i + 2]);
    if (c == '%' && !escape) return false;
  }
  // "https://" alone names nobody.
  return !rest.starts_with("//") || (rest.size() > 2 && rest[2] != '/') || scheme == "file";
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_e164(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  // The shortest numbers of islands have three digits of country and four more.
  return text.size() >= 7 && text.size() <= 15 && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), is_digit);
}

constexpr std::array<Text, 12> kDateTimeValid = {
    "2013-07-16T19:20:30+01:00", "2013-07-16T19:20:30Z",        "2013-07-16t19:20:30z",
    "2021-07-07T20:46:24.136Z",  "2018-06-28T23:59:59-5:00",    "2019-07-22T13:17:55+0000",
    "2019-02-15 00:00:00 -0500", "2024-02-29T00:00:00+14:00",   "2016-12-31T23:59:60Z",
    "2013-07-16T19:20+01:00",    "2020-01-01T01:01:01.000000Z", "2013-07-16T19:20:30+01"};
constexpr std::array<Text, 17> kDateTimeInvalid = {"",
                                                   "2013-07-16",
                                                   "2013-07-16T19:20:30",
                                                   "2013-02-29T19:20:30Z",
                                                   "2013-13-01T00:00:00Z",
                                                   "2013-00-01T00:00:00Z",
                                                   "2013-04-31T00:00:00Z",
                                                   "2013-07-16T24:00:00Z",
                                                   "2013-07-16T19:60:30Z",
                                                   "2013-07-16T19:20:61Z",
                                                   "2013-07-16T19:20:30.Z",
                                                   "2013-07-16T19:20:30+24:00",
                                                   "2013-07-16T19:20:30+01:60",
                                                   "2013-07-16T19:20:30Zulu",
                                                   "07/16/2013",
                                                   "yesterday",
                                                   "2013-7-16T19:20:30Z"};

constexpr std::array<Text, 9> kBrazeTimeValid = {"2013-07-16T19:20:30+01:00",
                                                 "2013-07-16T19:20:30:123Z",
                                                 "2013-07-16T19:20:30:123+0100",
                                                 "2013-07-16T19:20:30",
                                                 "2013-07-16 19:20:30",
                                                 "2013-07-16",
                                                 "07/16/2013",
                                                 "Tue 07 16 19:20:30.+0100 2013",
                                                 "Tue Jul 16 19:20:30.Z 2013"};
constexpr std::array<Text, 10> kBrazeTimeInvalid = {"",
                                                    "16/07/2013",
                                                    "02/30/2013",
                                                    "7/16/2013",
                                                    "2013/07/16",
                                                    "2013-07-16T19:20",
                                                    "2013-02-30",
                                                    "Tuesday 07 16 19:20:30.Z 2013",
                                                    "Tue 07 32 19:20:30.Z 2013",
                                                    "1373994030"};

constexpr std::array<Text, 8> kEventTimeValid = {"2013-07-16T19:20:30+01:00",
                                                 "2013-07-16T19:20:30",
                                                 "2013-07-16 19:20:30",
                                                 "2013-07-16T19:20:30.123",
                                                 "2013-07-16T19:20:30:000Z",
                                                 "2013-07-16T19:20:30:000+0100",
                                                 "2013-07-16",
                                                 "2013-07-16T19:20"};
constexpr std::array<Text, 7> kEventTimeInvalid = {"",
                                                   "07/16/2013",
                                                   "2013-07-16T",
                                                   "2013-02-30T00:00:00Z",
                                                   "1373994030",
                                                   "2013-07-16T19:20:30:Z",
                                                   "Tue 07 16 19:20:30.Z 2013"};

constexpr std::array<Text, 3> kDateValid = {"2013-07-16", "2024-02-29", "2000-02-29"};
constexpr std::array<Text, 8> kDateInvalid = {"",           "2013-7-16",  "2023-02-29",
                                              "1900-02-29", "2013-04-31", "2013-13-01",
                                              "20130716",   "2013-07-16Z"};

constexpr std::array<Text, 6> kEmailValid = {"a@b.co",
                                             "ada.lovelace+news@example.com",
                                             "\xC3\xA5sa@example.se",
                                             "o'neil@mail.example.com",
                                             "user_1@xn--bcher-kva.example",
                                             "x@b\xC3\xBC"
                                             "cher.example"};
constexpr std::array<Text, 14> kEmailInvalid = {"",
                                                "ada",
                                                "@example.com",
                                                "ada@",
                                                "ada@example",
                                                "ada@@example.com",
                                                "a@b@c.de",
                                                "ada lovelace@example.com",
                                                "ada@exam ple.com",
                                                "ada..l@example.com",
                                                ".ada@example.com",
                                                "ada.@example.com",
                                                "ada@example..com",
                                                "ada@-example.com"};

constexpr std::array<Text, 5> kUriValid = {"https://example.com/a?b=c#d", "https://example.com",
                                           "app://open/page", "mailto:ada@example.com",
                                           "https://example.com/%C3%A5"};
constexpr std::array<Text, 9> kUriInvalid = {"",
                                             "example.com/a",
                                             "/relative",
                                             "https://",
                                             "https:///path",
                                             "1http://example.com",
                                             "https://exa mple.com",
                                             "https://example.com/%zz",
                                             "https://example.com/<a>"};

constexpr std::array<Text, 2> kUuidValid = {"8f14e45f-ceea-467f-9575-2c4a1e5d3b0a",
                                            "8F14E45F-CEEA-467F-9575-2C4A1E5D3B0A"};
constexpr std::array<Text, 5> kUuidInvalid = {
    "", "8f14e45fceea467f95752c4a1e5d3b0a", "8f14e45f-ceea-467f-9575-2c4a1e5d3b0",
    "8f14e45g-ceea-467f-9575-2c4a1e5d3b0a", "{8f14e45f-ceea-467f-9575-2c4a1e5d3b}"};

constexpr std::array<Text, 3> kE164Valid = {"+12025550143", "11112223333", "+4915112345678"};
constexpr std::array<Text, 7> kE164Invalid = {
    "", "+", "+1 202 555 0143", "0201234567", "202-555-0143", "+1234567890123456", "123456"};

constexpr std::array<Text, 6> kIsoValid = {"2020-06-28",           "2020-06-28T23:59:59-5:00",
                                           "2020-06-28T23:59:59Z", "2020-06-28T23:59:59",
                                           "2020-06-28T23:59",     "2020-06-28T23:59:59.123+02:00"};
constexpr std::array<Text, 7> kIsoInvalid = {"",           "not-a-date", "2020-13-45T00:00:00Z",
                                             "06/28/2020", "2020-6-28",  "2020-06-28T25:00:00Z",
                                             "1593388799"};

constexpr std::array<Text, 3> kLocalValid = {"2015-02-20T13:14:47", "2015-02-20 13:14",
                                             "2015-02-20T13:14:47.250"};
constexpr std::array<Text, 5> kLocalInvalid = {"", "2015-02-20", "2015-02-20T13:14:47Z",
                                               "2015-02-20T13:14:47-05:00", "2015-02-30T13:14:47"};

constexpr std::array<Format, 10> kFormats = {{
    {"date-time", is_date_time, "a date and time with zone as in ISO 8601", kDateTimeValid,
     kDateTimeInvalid},
    {"braze-time", is_braze_time, "a date or time in a notation that attributes take",
     kBrazeTimeValid, kBrazeTimeInvalid},
    {"braze-event-time", is_braze_event_time, "a date and time as in ISO 8601", kEventTimeValid,
     kEventTimeInvalid},
    {"iso8601", is_iso8601, "a date, or a date and time, as in ISO 8601", kIsoValid, kIsoInvalid},
    {"local-date-time", is_local_date_time, "a date and time without zone as in ISO 8601",
     kLocalValid, kLocalInvalid},
    {"date", is_date, "a date as YYYY-MM-DD", kDateValid, kDateInvalid},
    {"email", is_email, "an email address", kEmailValid, kEmailInvalid},
    {"uri", is_uri, "an absolute URI", kUriValid, kUriInvalid},
    {"uuid", is_uuid, "a UUID", kUuidValid, kUuidInvalid},
    {"e164", is_e164, "a phone number as in E.164", kE164Valid, kE164Invalid},
}};

}  // namespace

const Format* find_format(std::string_view name) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const Format& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

std::span<const Format> all_formats() { return kFormats; }

}  // namespace brazecheck
