#include "mock/json_distortion.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "mock/clock.h"
#include "mock/json_edit.h"

namespace brazecheck::mock {

namespace {

enum class Takes { kNothing, kNumber, kJson };

bool begins_character(char c) { return (c & 0xC0) != 0x80; }

/// What an encoding without the character would make of it: a question mark.
std::string ascii_only(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool ascii = (c & 0x80) == 0;
    if (ascii || begins_character(c)) out += ascii ? c : '?';
  }
  return out;
}

/// At most so many characters.
std::string cut_to(const std::string& text, std::int64_t length) {
  std::int64_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_character(text[i]) && ++characters > length) return text.substr(0, i);
  }
  return text;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

/// As text stands in a page of HTML.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  }
  return out;
}

/// Later by so many seconds; the form of the text stays.
Json shifted(const Json& value, std::int64_t seconds) {
  if (value.is_number_integer()) return value.get<std::int64_t>() + seconds;
  if (!value.is_string()) return value;
  const std::string text = value;
  // "2026-01-31" or "2026-01-31T10:20:30", and whatever follows.
  constexpr std::size_t kDate = 10, kTime = 19;
  if (text.size() < kDate || text[4] != '-' || text[7] != '-') return value;
  const bool timed = text.size() >= kTime && text[13] == ':';
  const auto time = parse_time(text.substr(0, timed ? kTime : kDate));
  if (!time) return value;
  const std::string later = to_export_time(*time + std::chrono::seconds(seconds));
  if (!timed) return later.substr(0, kDate) + text.substr(kDate);
  return later.substr(0, kDate) + text[kDate] + later.substr(kDate + 1, kTime - kDate - 1) +
         text.substr(kTime);
}

/// The number without its fraction; `otherwise` where 64 bits do not hold it.
Json whole(double number, const Json& otherwise) {
  return std::abs(number) < 0x1p63 ? Json(static_cast<std::int64_t>(number)) : otherwise;
}

Json empty_of(const Json& value) {
  if (value.is_string()) return "";
  if (value.is_array()) return Json::array();
  if (value.is_object()) return Json::object();
  return value;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

struct Distortion::Known {
  Way way;
  std::string_view name;
  Takes takes;
  std::string_view effect;
};

const std::vector<Distortion::Known>& Distortion::known() {
  static const std::vector<Known> kKnown = {
      {Way::kRemove, "remove", Takes::kNothing, "is missing"},
      {Way::kRetype, "retype", Takes::kNothing, "has another type"},
      {Way::kNull, "null", Takes::kNothing, "is null"},
      {Way::kEmpty, "empty", Takes::kNothing, "is an empty text, list or object"},
      {Way::kSet, "set", Takes::kJson, "is always this value"},
      {Way::kAdd, "add", Takes::kNumber, "numbers are higher by so much"},
      {Way::kReverse, "reverse", Takes::kNothing, "lists are the other way round"},
      {Way::kRepeat, "repeat", Takes::kNothing, "lists have their first entry twice"},
      {Way::kLoseFirst, "lose-first", Takes::kNothing, "lists lack their first entry"},
      {Way::kLoseLast, "lose-last", Takes::kNothing, "lists lack their last entry"},
      {Way::kHalve, "halve", Takes::kNothing, "lists lack their second half"},
      {Way::kAscii, "ascii", Takes::kNothing, "texts have question marks for all but ASCII"},
      {Way::kCut, "cut", Takes::kNumber, "texts have so many characters at most"},
      {Way::kLower, "lower", Takes::kNothing, "texts are in lower case"},
      {Way::kTrim, "trim", Takes::kNothing, "texts lose blanks at their ends"},
      {Way::kEscape, "escape", Takes::kNothing, "texts are escaped as in HTML"},
      {Way::kRound, "round", Takes::kNothing, "numbers lose their fraction"},
      {Way::kDouble, "double", Takes::kNothing, "whole numbers lose digits beyond a double's"},
      {Way::kShift, "shift", Takes::kNumber, "times are so many seconds later"},
  };
  return kKnown;
}

std::vector<std::string> Distortion::names() {
  std::vector<std::string> names;
  for (const Known& way : known()) {
    const char* argument = way.takes == Takes::kNumber ? "=<number>"
                           : way.takes == Takes::kJson ? "=<JSON>"
                                                       : "";
    names.push_back(std::string(way.name) + argument);
  }
  return names;
}

std::vector<std::string> Distortion::grammar() {
  std::vector<std::string> lines = names();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i] += "  ";
    lines[i] += known()[i].effect;
  }
  return lines;
}

std::optional<Distortion> Distortion::parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto way = std::find_if(known().begin(), known().end(),
                                [&](const Known& candidate) { return candidate.name == name; });
  if (way == known().end() || (equals == std::string_view::npos) != (way->takes == Takes::kNothing))
    return std::nullopt;
  Distortion out;
  out.way_ = way->way;
  if (way->takes == Takes::kNothing) return out;
  const std::string_view argument = text.substr(equals + 1);
  if (way->takes == Takes::kNumber) {
    const auto number = number_in(argument);
    if (!number) return std::nullopt;
    out.number_ = *number;
  } else {
    out.value_ = Json::parse(argument, nullptr, false);
    if (out.value_.is_discarded()) return std::nullopt;
  }
  return out;
}

bool Distortion::apply(Json* document, const std::string& pointer) const {
  bool changed = false;
  edit_all(document, pointer, [&](Json* parent, const std::string& token) {
    if (way_ == Way::kRemove) {
      erase_part(parent, token);
      changed = true;
      return;
    }
    Json& value = part(parent, token);
    Json other = of(value);
    if (other.type() == value.type() && other == value) return;
    value = std::move(other);
    changed = true;
  });
  return changed;
}

Json Distortion::of(const Json& value) const {
  const auto of_text = [&](auto change) -> Json {
    return value.is_string() ? Json(change(value.get_ref<const std::string&>())) : value;
  };
  const auto of_list = [&](auto change) -> Json {
    if (!value.is_array() || value.empty()) return value;
    Json list = value;
    change(&list);
    return list;
  };
  switch (way_) {
    case Way::kRemove:
      return value;
    case Way::kRetype:
      return retyped(value);
    case Way::kNull:
      return nullptr;
    case Way::kEmpty:
      return empty_of(value);
    case Way::kSet:
      return value_;
    case Way::kAdd:
      if (value.is_number_float()) return value.get<double>() + static_cast<double>(number_);
      return value.is_number() ? Json(value.get<std::int64_t>() + number_) : value;
    case Way::kReverse:
      return of_list([](Json* list) { std::reverse(list->begin(), list->end()); });
    case Way::kRepeat:
      return of_list([](Json* list) { list->insert(list->begin(), Json(list->front())); });
    case Way::kLoseFirst:
      return of_list([](Json* list) { list->erase(list->begin()); });
    case Way::kLoseLast:
      return of_list([](Json* list) { list->erase(list->size() - 1); });
    case Way::kHalve:
      return of_list([](Json* list) {
        list->erase(list->begin() + static_cast<std::ptrdiff_t>((list->size() + 1) / 2),
                    list->end());
      });
    case Way::kAscii:
      return of_text(ascii_only);
    case Way::kCut:
      return of_text([&](const std::string& text) { return cut_to(text, number_); });
    case Way::kLower:
      return of_text(lower);
    case Way::kTrim:
      return of_text(trimmed);
    case Way::kEscape:
      return of_text(escaped);
    case Way::kRound:
      return value.is_number_float() ? whole(value.get<double>(), value) : value;
    case Way::kDouble:
      return value.is_number_integer() ? whole(value.get<double>(), value) : value;
    case Way::kShift:
      return shifted(value, number_);
  }
  return value;
}

}  // namespace brazecheck::mock
