#include "transport/redact.h"

#include <algorithm>

namespace brazecheck {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
// Secrets from this length on are found inside of words as well.
constexpr std::size_t kMinSecret = 8;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

/// Value of `text` as a hexadecimal number, or -1.
int hex(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    const char l = lower(c);
    if (l >= '0' && l <= '9') {
      value = value * 16 + (l - '0');
    } else if (l >= 'a' && l <= 'f') {
      value = value * 16 + (l - 'a' + 10);
    } else {
      return -1;
    }
  }
  return value;
}

bool same_byte(int value, char wanted) {
  return value >= 0 && value < 256 && lower(static_cast<char>(value)) == lower(wanted);
}

/// How many bytes of `text` at `at` stand for the character `wanted`; 0 if they do not. "%25" can
/// be one percent sign or three characters: `plain` says which reading goes first.
std::size_t spelling(std::string_view text, std::size_t at, char wanted, bool plain) {
  if (at >= text.size()) return 0;
  const char c = text[at];
  const bool same = lower(c) == lower(wanted);
  if (same && (plain || (c != '%' && c != '\\'))) return 1;
  const std::string_view rest = text.substr(at + 1);
  if (c == '%' && rest.size() >= 2 && same_byte(hex(rest.substr(0, 2)), wanted)) return 3;
  if (c == '+' && wanted == ' ') return 1;
  if (c == '\\' && !rest.empty()) {
    if (rest[0] == 'u' && rest.size() >= 5 && same_byte(hex(rest.substr(1, 4)), wanted)) return 6;
    if (rest[0] == wanted) return 2;
  }
  return same ? 1 : 0;
}

/// How many bytes of `text` at `at` spell `secret`; 0 if they do not.
std::size_t matches(std::string_view text, std::size_t at, std::string_view secret) {
  for (const bool plain : {false, true}) {
    std::size_t end = at;
    for (std::size_t i = 0; i < secret.size(); ++i) {
      const std::size_t length = spelling(text, end, secret[i], plain);
      if (length == 0) break;
      end += length;
      if (i + 1 == secret.size()) return end - at;
    }
  }
  return 0;
}

bool in_word(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (l >= '0' && l <= '9') || c == '_';
}

/// A short secret ("dev") is part of many words, and hiding it there would change what is judged:
/// it counts where it stands alone.
bool stands_alone(std::string_view text, std::size_t at, std::size_t length) {
  const std::size_t end = at + length;
  return (at == 0 || !in_word(text[at - 1])) && (end == text.size() || !in_word(text[end]));
}

bool carries_credentials(std::string_view header) {
  return same_text(header, "authorization") || same_text(header, "proxy-authorization") ||
         same_text(header, "cookie") || same_text(header, "set-cookie");
}

}  // namespace

Redactor::Redactor(std::vector<std::string> secrets) {
  for (const std::string& secret : secrets) add(secret);
}

void Redactor::add(const std::string& secret) {
  if (secret.empty() || knows(secret)) return;
  secrets_.push_back(secret);
  // Where one secret begins with another, the longer one must be found first.
  std::stable_sort(secrets_.begin(), secrets_.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const char c : {lower(secret[0]), upper(secret[0]), '%', '\\'}) {
    starts_[static_cast<unsigned char>(c)] = true;
  }
  if (secret[0] == ' ') starts_[static_cast<unsigned char>('+')] = true;
}

Redactor::Match Redactor::find(std::string_view text, std::size_t from) const {
  if (secrets_.empty()) return {kNone, 0};
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!starts_[static_cast<unsigned char>(text[at])]) continue;
    for (const std::string& secret : secrets_) {
      const std::size_t length = matches(text, at, secret);
      if (length != 0 && (secret.size() >= kMinSecret || stands_alone(text, at, length)))
        return {at, length};
    }
  }
  return {kNone, 0};
}

bool Redactor::knows(std::string_view secret) const {
  return std::find(secrets_.begin(), secrets_.end(), secret) != secrets_.end();
}

bool Redactor::found_in(std::string_view text) const { return find(text, 0).begin != kNone; }

bool Redactor::redact(std::string* text) const {
  Match match = find(*text, 0);
  if (match.begin == kNone) return false;
  std::string clean;
  std::size_t from = 0;
  for (; match.begin != kNone; match = find(*text, from)) {
    clean.append(*text, from, match.begin - from).append(kRedacted);
    from = match.begin + match.length;
  }
  clean.append(*text, from);
  *text = std::move(clean);
  return true;
}

void Redactor::redact(Json* document) const {
  if (auto* text = document->get_ptr<std::string*>()) {
    redact(text);
  } else if (document->is_array()) {
    for (Json& item : *document) redact(&item);
  } else if (document->is_object()) {
    Json clean = Json::object();
    bool renamed = false;
    for (auto& [name, value] : document->items()) {
      redact(&value);
      renamed = renamed || found_in(name);
    }
    if (!renamed) return;
    for (auto& [name, value] : document->items()) {
      std::string key = name;
      redact(&key);
      clean[key] = std::move(value);
    }
    *document = std::move(clean);
  }
}

void Redactor::redact_headers(Fields* headers) const {
  redact_fields(headers);
  for (auto& [name, value] : *headers) {
    if (carries_credentials(name) && !value.empty()) value = kRedacted;
  }
}

void Redactor::redact_fields(Fields* fields) const {
  for (auto& [name, value] : *fields) {
    redact(&name);
    redact(&value);
  }
}

}  // namespace brazecheck
