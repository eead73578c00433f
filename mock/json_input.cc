#include "mock/json_input.h"

#include <simdjson.h>

#include <cstddef>
#include <cstdint>

namespace brazecheck::mock {

namespace {

constexpr std::size_t kMaxDepth = 400;

/// A parser holds buffers of about 14 times its largest text. Each thread keeps one of this many
/// bytes of text, which nearly all bodies fit in; a larger body gets one that goes with it.
constexpr std::size_t kKeptCapacity = 256 * 1024;

/// The parsed element as our document; false where an object names a member twice, or
/// where more than `levels` levels nest.
bool convert(const simdjson::dom::element& element, std::size_t levels, Json* out) {
  using Type = simdjson::dom::element_type;
  switch (element.type()) {
    case Type::OBJECT: {
      if (levels == 0) return false;
      *out = Json::object();
      auto& members = out->get_ref<Json::object_t&>();
      for (const auto [key, value] : simdjson::dom::object(element)) {
        // Clients often write members in the order of their names: try the end first.
        const std::size_t before = members.size();
        const auto member = members.emplace_hint(members.end(), key, nullptr);
        if (members.size() == before || !convert(value, levels - 1, &member->second)) return false;
      }
      return true;
    }
    case Type::ARRAY: {
      if (levels == 0) return false;
      const simdjson::dom::array elements(element);
      *out = Json::array();
      auto& items = out->get_ref<Json::array_t&>();
      items.reserve(elements.size());
      for (const simdjson::dom::element item : elements) {
        if (!convert(item, levels - 1, &items.emplace_back())) return false;
      }
      return true;
    }
    case Type::STRING:
      *out = Json::string_t(std::string_view(element));
      return true;
    case Type::INT64: {
      // As the rest of the program has it: unsigned is what is not negative.
      const auto number = std::int64_t(element);
      *out = number < 0 ? Json(number) : Json(static_cast<std::uint64_t>(number));
      return true;
    }
    case Type::UINT64:
      *out = std::uint64_t(element);
      return true;
    case Type::DOUBLE:
      *out = double(element);
      return true;
    case Type::BOOL:
      *out = bool(element);
      return true;
    case Type::NULL_VALUE:
      return true;
  }
  return false;
}

std::size_t members_in(const Json& json) {
  std::size_t count = json.is_object() ? json.size() : 0;
  if (json.is_structured()) {
    for (const Json& part : json) count += members_in(part);
  }
  return count;
}

/// For the rare text with integers beyond 64 bits, which the fast parser has no type for. Takes and
/// refuses the same otherwise.
std::optional<Json> parse_with_large_integers(std::string_view text) {
  // This parser would take a NUL byte for the end of its input.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  std::size_t keys = 0;
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t event, const Json&) {
    if (event == Json::parse_event_t::key) ++keys;
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && static_cast<std::size_t>(depth) >= kMaxDepth) too_deep = true;
    return !too_deep;
  };
  Json document = Json::parse(text.begin(), text.end(), watch, false);
  // The last of two members of a name wins here, so that fewer are left than were read.
  if (too_deep || document.is_discarded() || members_in(document) != keys) return std::nullopt;
  return document;
}

std::optional<Json> parse_with(simdjson::dom::parser* parser, std::string_view text) {
  simdjson::dom::element root;
  const simdjson::error_code error = parser->parse(text.data(), text.size()).get(root);
  if (error == simdjson::NUMBER_ERROR) return parse_with_large_integers(text);
  if (error != simdjson::SUCCESS) return std::nullopt;
  std::optional<Json> document(std::in_place);
  if (!convert(root, kMaxDepth, &*document)) return std::nullopt;
  return document;
}

/// False when memory runs out: better a refusal than a crash.
bool prepare(simdjson::dom::parser* parser, std::size_t capacity) {
  // The parser counts an empty array or object as no level, and stops before its limit otherwise.
  return parser->allocate(capacity, kMaxDepth + 1) == simdjson::SUCCESS;
}

}  // namespace

std::optional<Json> parse_body(std::string_view text) {
  if (text.size() > kKeptCapacity) {
    simdjson::dom::parser parser;
    return prepare(&parser, text.size()) ? parse_with(&parser, text) : std::nullopt;
  }
  thread_local simdjson::dom::parser parser(kKeptCapacity);
  thread_local const bool ready = prepare(&parser, kKeptCapacity);
  return ready ? parse_with(&parser, text) : std::nullopt;
}

}  // namespace brazecheck::mock
