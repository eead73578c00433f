#include "contract/schema_locator.h"

#include <charconv>

#include "contract/error.h"
#include "contract/json_values.h"

namespace brazecheck {
namespace {

bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find_first_of(":/?#");
  return colon != std::string_view::npos && colon > 0 && text[colon] == ':';
}

// Length of "scheme://authority", or of "scheme:", or 0.
std::size_t authority_end(std::string_view uri) {
  if (!has_scheme(uri)) return 0;
  const std::size_t colon = uri.find(':');
  if (uri.substr(colon + 1, 2) != "//") return colon + 1;
  const std::size_t slash = uri.find('/', colon + 3);
  return slash == std::string_view::npos ? uri.size() : slash;
}

std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool rooted = path.starts_with('/');
  bool directory = false;
  std::size_t start = rooted ? 1 : 0;
  while (start <= path.size()) {
    const std::size_t slash = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, slash - start);
    directory = segment == "." || segment == "..";
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!directory) kept.push_back(segment);
    start = slash + 1;
  }
  std::string result = rooted ? "/" : "";
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i > 0) result += '/';
    result += kept[i];
  }
  if (directory && !kept.empty()) result += '/';
  return result;
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
            text.data() + i + 3) {
      result += static_cast<char>(byte);
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

// The `$id` of a schema that names a resource of its own; beside `$ref` it counts for nothing.
const std::string* resource_id(const Json& node) {
  if (!node.is_object()) return nullptr;
  const auto id = node.find("$id");
  if (id == node.end() || !id->is_string() || node.contains("$ref")) return nullptr;
  const auto& text = id->get_ref<const std::string&>();
  return text.empty() || text[0] == '#' ? nullptr : &text;
}

const Json* step(const Json& node, const std::string& token) {
  if (node.is_object()) {
    const auto found = node.find(token);
    return found == node.end() ? nullptr : &*found;
  }
  if (!node.is_array()) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool whole = error == std::errc() && end == token.data() + token.size();
  return whole && index < node.size() ? &node[index] : nullptr;
}

}  // namespace

std::string resolve_reference(std::string_view base, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  base = base.substr(0, base.find('#'));
  if (reference.empty()) return std::string(base);
  if (has_scheme(reference)) return std::string(reference);
  const std::size_t authority = authority_end(base);
  const std::string_view path = base.substr(authority);
  const std::string head(base.substr(0, authority));
  if (reference.starts_with('/')) return head + without_dots(reference);
  const std::size_t slash = path.rfind('/');
  std::string merged(slash == std::string_view::npos ? "" : path.substr(0, slash + 1));
  if (merged.empty() && authority > 0) merged = "/";
  return head + without_dots(merged.append(reference));
}

std::string pointer_token(std::string_view text) {
  if (text.find_first_of("~/") == std::string_view::npos) return std::string(text);
  std::string result;
  for (const char c : text) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

std::vector<std::string> pointer_tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (!tokens.empty()) {
      char c = pointer[i];
      if (c == '~' && i + 1 < pointer.size()) c = pointer[++i] == '1' ? '/' : '~';
      tokens.back() += c;
    }
  }
  return tokens;
}

void SchemaLocator::add_document(const std::string& name, const Json& document) {
  resources_[name] = &document;
  if (ids_) index(name, document, "", 0);
}

const Json* SchemaLocator::document(const std::string& name) {
  const auto found = resources_.find(name);
  if (found != resources_.end()) return found->second;
  const Json* loaded = documents_ ? documents_(name) : nullptr;
  if (loaded != nullptr) add_document(name, *loaded);
  return loaded;
}

void SchemaLocator::index(const std::string& base, const Json& node, const std::string& pointer,
                          int depth) {
  if (depth > kMaxNesting || !node.is_structured()) return;
  SchemaSite site{&node, base, pointer};
  enter(&site);
  if (site.base != base) resources_.emplace(site.base, &node);
  if (node.is_array()) {
    for (std::size_t i = 0; i < node.size(); ++i) {
      index(site.base, node[i], site.pointer + "/" + std::to_string(i), depth + 1);
    }
    return;
  }
  const auto id = node.find("$id");
  if (id != node.end() && id->is_string() && !node.contains("$ref")) {
    const auto& text = id->get_ref<const std::string&>();
    const std::size_t hash = text.find('#');
    if (hash != std::string::npos && hash + 1 < text.size()) {
      anchors_.emplace(site.base + text.substr(hash), site);
    }
  }
  for (const auto& [name, member] : node.items()) {
    // Data, not schemas: a "$id" in there names nothing.
    if (name == "enum" || name == "const" || name == "default" || name == "examples") continue;
    index(site.base, member, site.pointer + "/" + pointer_token(name), depth + 1);
  }
}

void SchemaLocator::enter(SchemaSite* site) const {
  if (!ids_) return;
  if (const std::string* id = resource_id(*site->node)) {
    site->base = resolve_reference(site->base, *id);
    site->pointer.clear();
  }
}

SchemaSite SchemaLocator::child(const SchemaSite& parent, const Json& node,
                                std::string_view keyword, std::string_view name) const {
  SchemaSite site{&node, parent.base, {}};
  site.pointer.reserve(parent.pointer.size() + keyword.size() + name.size() + 2);
  site.pointer.append(parent.pointer).append("/").append(keyword);
  if (name.data() != nullptr) site.pointer.append("/").append(pointer_token(name));
  enter(&site);
  return site;
}

SchemaSite SchemaLocator::resolve(const std::string& base, const std::string& reference,
                                  const std::string& where) {
  const auto dangling = [&](const std::string& why) {
    return InputError("contract.dangling-ref", where,
                      "\"" + reference + "\" leads nowhere: " + why);
  };
  SchemaSite site{nullptr, resolve_reference(base, reference), ""};
  site.node = document(site.base);
  if (site.node == nullptr) throw dangling("there is no document \"" + site.base + "\"");
  enter(&site);
  const std::size_t hash = reference.find('#');
  const std::string fragment = hash == std::string::npos
                                   ? ""
                                   : percent_decoded(std::string_view(reference).substr(hash + 1));
  if (fragment.empty()) return site;
  if (fragment[0] != '/') {
    const auto anchor = anchors_.find(site.base + "#" + fragment);
    if (anchor == anchors_.end()) throw dangling("there is no schema of that name");
    return anchor->second;
  }
  for (const std::string& token : pointer_tokens(fragment)) {
    site.node = step(*site.node, token);
    if (site.node == nullptr) throw dangling("nothing stands at " + fragment);
    site.pointer += "/" + pointer_token(token);
    enter(&site);
  }
  return site;
}

}  // namespace brazecheck
