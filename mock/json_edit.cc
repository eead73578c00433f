#include "mock/json_edit.h"

#include <charconv>
#include <optional>

namespace brazecheck::mock {

namespace {

constexpr std::string_view kEach = "*";
constexpr std::string_view kEverythingBelow = "**";

/// The next token of a pointer ("/a~1b/c" -> "a/b"), taken off its front.
std::string take_token(std::string_view* pointer) {
  pointer->remove_prefix(1);
  const std::size_t end = std::min(pointer->find('/'), pointer->size());
  std::string token;
  for (std::size_t i = 0; i < end; ++i) {
    const bool escaped = (*pointer)[i] == '~' && i + 1 < end;
    if (escaped && (*pointer)[i + 1] == '1') {
      token += '/';
      ++i;
    } else if (escaped && (*pointer)[i + 1] == '0') {
      token += '~';
      ++i;
    } else {
      token += (*pointer)[i];
    }
  }
  pointer->remove_prefix(end);
  return token;
}

std::optional<std::size_t> position(const std::string& token, std::size_t size) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error != std::errc() || end != token.data() + token.size() || value >= size)
    return std::nullopt;
  return value;
}

/// Names of all members, or places of all items with the last first.
std::vector<std::string> all_tokens(const Json& value) {
  std::vector<std::string> tokens;
  if (value.is_array()) {
    for (std::size_t i = value.size(); i > 0; --i) tokens.push_back(std::to_string(i - 1));
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) tokens.push_back(name);
  }
  return tokens;
}

bool has_part(const Json& value, const std::string& token) {
  return value.is_object() ? value.contains(token)
                           : value.is_array() && position(token, value.size()).has_value();
}

void edit_below(Json* value, const Edit& edit) {
  for (const std::string& token : all_tokens(*value)) {
    edit_below(&part(value, token), edit);
    edit(value, token);
  }
}

}  // namespace

void edit_all(Json* document, std::string_view pointer, const Edit& edit) {
  if (pointer.empty() || pointer.front() != '/') return;
  const std::string token = take_token(&pointer);
  if (token == kEverythingBelow && pointer.empty()) return edit_below(document, edit);
  for (const std::string& name :
       token == kEach ? all_tokens(*document) : std::vector<std::string>{token}) {
    if (!has_part(*document, name)) continue;
    if (pointer.empty()) {
      edit(document, name);
    } else {
      edit_all(&part(document, name), pointer, edit);
    }
  }
}

Json& part(Json* parent, const std::string& token) {
  return parent->is_object() ? (*parent)[token] : (*parent)[*position(token, parent->size())];
}

void erase_part(Json* parent, const std::string& token) {
  if (parent->is_object()) {
    parent->erase(token);
  } else {
    parent->erase(*position(token, parent->size()));
  }
}

Json retyped(const Json& value) {
  switch (value.type()) {
    case Json::value_t::array:
      return Json::object();
    case Json::value_t::object:
      return Json::array();
    case Json::value_t::string:
    case Json::value_t::null:
      return 7;
    default:
      return value.dump();
  }
}

void drop_member(Json* document, const std::string& pointer) {
  edit_all(document, pointer, erase_part);
}

void retype_member(Json* document, const std::string& pointer) {
  edit_all(document, pointer, [](Json* parent, const std::string& token) {
    Json& member = part(parent, token);
    member = retyped(member);
  });
}

void rename_error(Json* document, const std::string& name) {
  const Json::json_pointer id("/errors/0/id");
  if (document->contains(id)) {
    document->at(id) = name;
  } else if (document->is_object()) {
    (*document)["message"] = name;
  }
}

}  // namespace brazecheck::mock
