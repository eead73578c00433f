#include "mock/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace brazecheck::mock {

namespace {

/// Whether `key` is `name`, `name[]` or `name[3]`.
bool names(std::string_view key, std::string_view name) {
  if (!key.starts_with(name)) return false;
  const std::string_view rest = key.substr(name.size());
  return rest.empty() || (rest.front() == '[' && rest.back() == ']' &&
                          std::all_of(rest.begin() + 1, rest.end() - 1,
                                      [](char c) { return c >= '0' && c <= '9'; }));
}

}  // namespace

const std::string* Call::parameter(std::string_view name) const {
  const auto found = std::find_if(query.begin(), query.end(),
                                  [&](const auto& field) { return field.first == name; });
  return found == query.end() ? nullptr : &found->second;
}

std::vector<std::string> Call::parameters(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query) {
    if (names(key, name)) values.push_back(value);
  }
  return values;
}

std::int64_t Call::number_parameter(std::string_view name, std::int64_t otherwise) const {
  const std::string* text = parameter(name);
  if (text == nullptr) return otherwise;
  std::int64_t value = 0;
  const char* last = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), last, value);
  return error == std::errc() && end == last ? value : otherwise;
}

std::string Call::new_uuid(std::string_view purpose) const {
  return uuid_from(stable_hash(seed, fmt::format("{} {}", number, purpose)));
}

std::string Call::new_hex(std::string_view purpose, std::size_t digits) const {
  return hex_digits(stable_hash(seed, fmt::format("{} {}", number, purpose)), digits);
}

}  // namespace brazecheck::mock
