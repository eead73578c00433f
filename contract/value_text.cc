#include "contract/value_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "contract/formats.h"
#include "contract/json_values.h"
#include "contract/pattern.h"

namespace brazecheck {
namespace {

constexpr std::size_t kTextLimit = 60;    // code points of a string that are shown
constexpr std::size_t kTokenLength = 32;  // unbroken texts of this length may be keys
constexpr std::size_t kTokenShown = 6;
constexpr std::size_t kListed = 12;  // values of an enumeration that are listed

bool is_token_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '.' || c == '+' || c == '/' || c == '=';
}

bool looks_secret(std::string_view text) {
  if (text.starts_with("Bearer ")) return true;
  return text.size() >= kTokenLength && std::all_of(text.begin(), text.end(), is_token_char) &&
         std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  while (end < text.size()) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && count-- == 0) break;
    ++end;
  }
  return text.substr(0, end);
}

// Quoted and escaped; bytes that are not UTF-8 are replaced, for a report must stay UTF-8.
std::string in_quotes(std::string_view text) {
  return Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string describe_string(const std::string& text) {
  const bool secret = looks_secret(text);
  const std::size_t shown = secret ? kTokenShown : kTextLimit;
  // A byte count settles short texts without counting code points.
  if (text.size() <= shown || (!secret && count_code_points(text) <= shown)) return in_quotes(text);
  return fmt::format("{}… ({})", in_quotes(first_code_points(text, shown)),
                     count_of(count_code_points(text), "character", "characters"));
}

// A value of an enumeration: plain words stand without quotes.
std::string listed(const Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const bool plain = !text.empty() && text != "null" && text != "true" && text != "false" &&
                       text.size() <= kTextLimit && !(text[0] >= '0' && text[0] <= '9') &&
                       std::all_of(text.begin(), text.end(), is_token_char);
    return plain ? text : describe_string(text);
  }
  return describe_value(value);
}

std::string list_of(const std::vector<Json>& values) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(values.size(), kListed); ++i)
    words.push_back(listed(values[i]));
  if (values.size() > kListed) words.push_back(fmt::format("{} others", values.size() - kListed));
  return join_words(words, " or ");
}

std::string types_text(unsigned types) {
  std::vector<std::string> words;
  if (types & kObject) words.emplace_back("an object");
  if (types & kArray) words.emplace_back("an array");
  if (types & kString) words.emplace_back("a string");
  if (types & kNumber) words.emplace_back("a number");
  if ((types & kInteger) && !(types & kNumber)) words.emplace_back("an integer");
  if (types & kBoolean) words.emplace_back("a boolean");
  if (types & kNull) words.emplace_back("null");
  return join_words(words, " or ");
}

std::vector<std::string> names_of(const std::vector<const Schema*>& branches) {
  std::vector<std::string> names;
  for (const Schema* branch : branches) {
    std::string name = schema_name(*branch);
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  return names;
}

std::string any_of_text(const Schema& schema) {
  const auto group = required_group(schema.any_of);
  if (!group.empty()) return "at least one of " + join_words(group, ", ");
  return join_words(names_of(schema.any_of), " or ");
}

std::string one_of_text(const Schema& schema) {
  const auto group = required_group(schema.one_of);
  if (!group.empty()) return "exactly one of " + join_words(group, ", ");
  return "exactly one of: " + join_words(names_of(schema.one_of), " or ");
}

std::string not_text(const Schema& schema) {
  const auto group = negated_group(schema);
  if (group.size() == 1) return "no " + group.front();
  if (group.size() == 2) return fmt::format("not both {} and {}", group[0], group[1]);
  if (!group.empty()) return fmt::format("not {} together", join_words(group, " and "));
  return "anything but " + schema_name(*schema.negated);
}

std::string no_others_text(const Schema& schema) {
  std::vector<std::string> names;
  for (const auto& property : schema.properties) names.push_back(property.name);
  for (const auto& entry : schema.pattern_properties)
    names.push_back("/" + entry.pattern->text() + "/");
  if (names.empty()) return "no members";
  if (names.size() > kListed) return "none but the documented members";
  return "no members but " + join_words(names, " and ");
}

std::string dependencies_text(const Schema& schema) {
  std::vector<std::string> words;
  for (const auto& dependency : schema.dependencies) {
    words.push_back(fmt::format("{} wherever {} is present",
                                dependency.schema != nullptr
                                    ? schema_name(*dependency.schema)
                                    : join_words(dependency.required, " and "),
                                dependency.name));
  }
  return join_words(words, " and ");
}

}  // namespace

std::string describe_value(const Json& value) {
  if (value.is_string()) return describe_string(value.get_ref<const std::string&>());
  if (value.is_array()) {
    return value.empty() ? "an empty array"
                         : "an array of " + count_of(value.size(), "item", "items");
  }
  if (value.is_object()) {
    return value.empty() ? "an empty object"
                         : "an object with " + count_of(value.size(), "member", "members");
  }
  return value.is_discarded() ? "nothing" : value.dump();
}

std::string describe_type(const Json& value) {
  if (value.is_string()) return "a string";
  if (value.is_array()) return "an array";
  if (value.is_object()) return "an object";
  if (value.is_boolean()) return "a boolean";
  if (value.is_number()) return is_integral(value) ? "an integer" : "a number";
  return "null";
}

std::string join_words(const std::vector<std::string>& words, std::string_view last) {
  std::string result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) result += i + 1 == words.size() ? last : std::string_view(", ");
    result += words[i];
  }
  return result;
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

std::string schema_name(const Schema& schema) {
  // Two steps through references suffice: an own title first, then that of the target.
  if (!schema.title.empty()) return schema.title;
  const Schema& target = resolved(schema);
  if (&target != &schema && !target.title.empty()) return target.title;
  if (target.never) return "nothing";
  if (target.constant) return listed(*target.constant);
  if (!target.enumeration.empty()) return list_of(target.enumeration);
  if (target.format != nullptr) return std::string(target.format->description);
  if (!target.required.empty()) {
    std::vector<std::string> names;
    for (const auto& required : target.required) names.push_back(required.name);
    return "an object with " + join_words(names, " and ");
  }
  if (target.types != 0) return types_text(target.types);
  return target.negated != nullptr ? "another form" : "a further form";
}

std::string expectation(const Schema& schema, Keyword keyword) {
  switch (keyword) {
    case Keyword::kFalse:
      return "nothing";
    case Keyword::kType:
      return types_text(schema.types);
    case Keyword::kEnum:
      return schema.enumeration.size() == 1 ? list_of(schema.enumeration)
                                            : "one of " + list_of(schema.enumeration);
    case Keyword::kConst:
      return listed(*schema.constant);
    case Keyword::kMultipleOf:
      return fmt::format("a multiple of {}", *schema.multiple_of);
    case Keyword::kMaximum:
      return fmt::format("at most {}", *schema.maximum);
    case Keyword::kExclusiveMaximum:
      return fmt::format("less than {}", *schema.exclusive_maximum);
    case Keyword::kMinimum:
      return fmt::format("at least {}", *schema.minimum);
    case Keyword::kExclusiveMinimum:
      return fmt::format("more than {}", *schema.exclusive_minimum);
    case Keyword::kMaxLength:
      return "at most " + count_of(*schema.max_length, "character", "characters");
    case Keyword::kMinLength:
      return "at least " + count_of(*schema.min_length, "character", "characters");
    case Keyword::kPattern:
      return fmt::format("a text that matches /{}/", schema.pattern->text());
    case Keyword::kFormat:
      return std::string(schema.format->description);
    case Keyword::kAdditionalItems:
      return "at most " + count_of(schema.tuple.size(), "item", "items");
    case Keyword::kMaxItems:
      return "at most " + count_of(*schema.max_items, "item", "items");
    case Keyword::kMinItems:
      return "at least " + count_of(*schema.min_items, "item", "items");
    case Keyword::kUniqueItems:
      return "items that all differ";
    case Keyword::kContains:
      return "at least one item that is " + schema_name(*schema.contains);
    case Keyword::kMaxProperties:
      return "at most " + count_of(*schema.max_properties, "member", "members");
    case Keyword::kMinProperties:
      return "at least " + count_of(*schema.min_properties, "member", "members");
    case Keyword::kAdditionalProperties:
      return no_others_text(schema);
    case Keyword::kPropertyNames:
      return "members of permitted names";
    case Keyword::kDependencies:
      return dependencies_text(schema);
    case Keyword::kAnyOf:
      return any_of_text(schema);
    case Keyword::kOneOf:
      return one_of_text(schema);
    case Keyword::kNot:
      return not_text(schema);
    case Keyword::kRequired:
    case Keyword::kRule:
    case Keyword::kCount:
      break;
  }
  return "";
}

std::string predicate(const Schema& schema, Keyword keyword) {
  const std::string text = expectation(schema, keyword);
  switch (keyword) {
    case Keyword::kFalse:
      return "is absent";
    case Keyword::kMaxLength:
    case Keyword::kMinLength:
      return "has " + text;
    case Keyword::kAdditionalItems:
    case Keyword::kMaxItems:
    case Keyword::kMinItems:
    case Keyword::kUniqueItems:
    case Keyword::kContains:
    case Keyword::kMaxProperties:
    case Keyword::kMinProperties:
    case Keyword::kAdditionalProperties:
    case Keyword::kPropertyNames:
    case Keyword::kDependencies:
      return "holds " + text;
    case Keyword::kAnyOf:
      return (required_group(schema.any_of).empty() ? "is " : "holds ") + text;
    case Keyword::kOneOf:
      return (required_group(schema.one_of).empty() ? "is " : "holds ") + text;
    case Keyword::kNot: {
      const auto group = negated_group(schema);
      if (group.empty()) return "is " + text;
      return "does not hold " + join_words(group, " and ") + (group.size() > 1 ? " together" : "");
    }
    default:
      return "is " + text;
  }
}

}  // namespace brazecheck
