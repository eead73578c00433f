#include <string_view>

#include "contract/uri.h"
#include "generators/generate.h"

// Seeds, tokens, variables and templates.

namespace brazecheck {
namespace {

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

std::string filled(std::string_view text, const Variables& variables) {
  std::string out;
  for (;;) {
    const std::size_t start = text.find("${");
    const std::size_t end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) return out.append(text);
    const auto found = variables.find(std::string(text.substr(start + 2, end - start - 2)));
    out.append(text.substr(0, start));
    if (found != variables.end()) {
      out += found->second;
      text.remove_prefix(end + 1);
    } else {
      // What is unknown stays, but a variable may still begin inside it.
      out += "${";
      text.remove_prefix(start + 2);
    }
  }
}

void fill(const Variables& variables, Json* value) {
  if (value->is_string()) {
    auto& text = value->get_ref<std::string&>();
    if (text.find("${") != std::string::npos) text = filled(text, variables);
  } else if (value->is_structured()) {
    for (auto& part : *value) fill(variables, &part);
  }
}

}  // namespace

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::kValid:
      return "valid";
    case Origin::kBoundary:
      return "boundary";
    case Origin::kInvalid:
      return "invalid";
  }
  return "";
}

std::uint64_t scoped_seed(std::uint64_t seed, std::string_view scope) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char byte : scope) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;
  return mixed(mixed(seed + 0x9E3779B97F4A7C15u) ^ hash);
}

std::string unique_token(std::uint64_t seed, std::string_view scope, int index) {
  static constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::uint64_t bits =
      mixed(scoped_seed(seed, scope) + static_cast<std::uint64_t>(index) * 0x9E3779B97F4A7C15u);
  std::string token(1, static_cast<char>('a' + bits % 26));
  bits /= 26;
  for (int i = 0; i < 9; ++i, bits /= kDigits.size()) token += kDigits[bits % kDigits.size()];
  return token;
}

Json substitute(const Json& tmpl, const Variables& variables) {
  Json value = tmpl;
  fill(variables, &value);
  return value;
}

Variables fixture_variables(const Fixture& fixture, const std::string& token) {
  Variables variables = {{"unique", token}};
  for (const auto& [name, text] : fixture.variables)
    variables[name] = filled(text, {{"unique", token}});
  // A variable may be made of others; two passes more serve chains of three.
  for (int pass = 0; pass < 2; ++pass) {
    for (auto& [name, text] : variables) text = filled(text, variables);
  }
  return variables;
}

std::string expand_path(std::string_view path_template, const Variables& parameters) {
  std::string path;
  while (!path_template.empty()) {
    const std::size_t start = path_template.find('{');
    const std::size_t end =
        start == std::string_view::npos ? start : path_template.find('}', start);
    if (end == std::string_view::npos) return path.append(path_template);
    const auto found =
        parameters.find(std::string(path_template.substr(start + 1, end - start - 1)));
    path.append(path_template.substr(0, start));
    path += found != parameters.end() ? percent_encode(found->second)
                                      : std::string(path_template.substr(start, end + 1 - start));
    path_template.remove_prefix(end + 1);
  }
  return path;
}

}  // namespace brazecheck
