#include "contract/requirement_builder.h"

#include <algorithm>
#include <array>

#include "contract/error.h"
#include "contract/schema_locator.h"

namespace brazecheck {
namespace {

constexpr std::array<std::string_view, 9> kMembers = {
    "id", "statement", "level", "basis", "source", "outcome", "status", "error", "or_error"};

bool is_response(std::string_view prefix) {
  return prefix == "response" || prefix.starts_with("response.");
}

// "body.events[].name" without the body; parts of shared objects start with the object's name.
std::string steps_text(const std::vector<PathSegment>& path, std::string text) {
  for (const PathSegment& segment : path) {
    switch (segment.kind) {
      case PathSegment::Kind::kProperty:
        if (!text.empty()) text += '.';
        text += segment.name;
        break;
      case PathSegment::Kind::kItem:
        text += "[]";
        break;
      case PathSegment::Kind::kMember:
        text += text.empty() ? "*" : ".*";
        break;
      case PathSegment::Kind::kName:
        text = text.empty() ? "each member name" : "each member name of " + text;
        break;
    }
  }
  return text;
}

std::string text_member(const Json& overrides, const std::string& name, const std::string& where) {
  const auto found = overrides.find(name);
  if (found == overrides.end()) return "";
  if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
    throw InputError("contract.invalid", where + "/" + name, "must be a text that is not empty");
  }
  return found->get<std::string>();
}

template <typename Enum>
void parse_member(const Json& overrides, const std::string& name, const std::string& where,
                  Enum* out) {
  const std::string text = text_member(overrides, name, where);
  if (!text.empty() && !from_string(text, out)) {
    throw InputError("contract.invalid", where + "/" + name, "\"" + text + "\" is no " + name);
  }
}

}  // namespace

Place Place::below(PathSegment segment) const {
  Place result = *this;
  result.path.push_back(std::move(segment));
  return result;
}

std::vector<PathSegment> path_of_pointer(std::string_view pointer) {
  using Kind = PathSegment::Kind;
  std::vector<PathSegment> path;
  const std::vector<std::string> tokens = pointer_tokens(pointer);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& token = tokens[i];
    const bool named = i + 1 < tokens.size();
    if (named && (token == "properties" || token == "definitions")) {
      path.push_back({Kind::kProperty, tokens[++i]});
    } else if (named && (token == "patternProperties" || token == "x-generate")) {
      path.push_back({Kind::kMember, ""});
      ++i;
    } else if (named && token == "dependencies") {
      ++i;
    } else if (token == "items" || token == "additionalItems") {
      path.push_back({Kind::kItem, ""});
    } else if (token == "additionalProperties") {
      path.push_back({Kind::kMember, ""});
    } else if (token == "propertyNames") {
      path.push_back({Kind::kName, ""});
    }
  }
  return path;
}

std::string id_path(const Place& place) {
  std::string result = place.scope->path_prefix;
  for (const PathSegment& segment : place.path) {
    if (!result.empty()) result += '.';
    switch (segment.kind) {
      case PathSegment::Kind::kProperty:
        result += segment.name;
        break;
      case PathSegment::Kind::kItem:
        result += "item";
        break;
      case PathSegment::Kind::kMember:
        result += '*';
        break;
      case PathSegment::Kind::kName:
        result += "name";
        break;
    }
  }
  return result.empty() ? place.scope->root_name : result;
}

std::string subject_of(const Place& place) {
  const std::string& prefix = place.scope->path_prefix;
  const bool shared = place.scope->root_name == "object";
  for (const auto& [kind, words] :
       {std::pair<std::string_view, std::string_view>{"query.", "query parameter "},
        {"path.", "path parameter "},
        {"header.", "header "}}) {
    if (prefix.starts_with(kind)) {
      return std::string(words) + steps_text(place.path, prefix.substr(kind.size()));
    }
  }
  std::string lead;
  if (is_response(prefix)) {
    lead = prefix == "response" ? "in responses, " : "in " + prefix.substr(9) + " responses, ";
  }
  if (shared) return lead + steps_text(place.path, place.scope->scope);
  return lead + (place.path.empty() ? "the body" : steps_text(place.path, ""));
}

std::string kebab_case(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      result += '-';
      result += static_cast<char>(c - 'A' + 'a');
    } else {
      result += c == '_' ? '-' : c;
    }
  }
  return result;
}

bool is_requirement_member(std::string_view name) {
  return std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end();
}

Requirement default_requirement(const Place& place, const std::string& derived,
                                std::string statement, std::string_view keyword,
                                const std::string& location) {
  Requirement result;
  result.id = place.scope->scope + "/" + derived;
  result.statement = std::move(statement);
  result.source = place.source;
  result.side = place.scope->side;
  result.outcome = place.scope->outcome;
  result.status = place.scope->side == Side::kRequest ? place.scope->status : 0;
  result.location = location;
  result.keyword = keyword;
  return result;
}

void override_requirement(const Json& overrides, const Place& place, const std::string& where,
                          Requirement* requirement) {
  if (!overrides.is_object()) throw InputError("contract.invalid", where, "must be an object");
  for (const auto& [name, value] : overrides.items()) {
    if (!is_requirement_member(name)) {
      throw InputError("contract.unknown-keyword", where + "/" + name,
                       "nothing of that name can be said of a requirement");
    }
  }
  const std::string id = text_member(overrides, "id", where);
  if (!id.empty()) {
    // A shared object is compiled once a side, and an id of its own must differ between them.
    const bool shared_response =
        place.scope->root_name == "object" && is_response(place.scope->path_prefix);
    requirement->id = place.scope->scope + (shared_response ? "/response." : "/") + id;
  }
  const std::string statement = text_member(overrides, "statement", where);
  if (!statement.empty()) requirement->statement = statement;
  const std::string source = text_member(overrides, "source", where);
  if (!source.empty()) requirement->source = source;
  const std::string error = text_member(overrides, "error", where);
  if (!error.empty()) requirement->error = error;
  const std::string other = text_member(overrides, "or_error", where);
  if (!other.empty()) requirement->other_error = other;
  parse_member(overrides, "level", where, &requirement->level);
  parse_member(overrides, "basis", where, &requirement->basis);
  if (overrides.contains("outcome")) {
    parse_member(overrides, "outcome", where, &requirement->outcome);
    // The status of the scope is that of a refusal.
    if (requirement->outcome == Outcome::kIgnored ||
        requirement->outcome == Outcome::kUndocumented) {
      requirement->status = 0;
    }
  }
  const auto status = overrides.find("status");
  if (status != overrides.end()) {
    if (!status->is_number_integer() || *status < 100 || *status > 599) {
      throw InputError("contract.invalid", where + "/status", "must be an HTTP status");
    }
    requirement->status = status->get<int>();
  }
}

}  // namespace brazecheck
