#include "generators/generate.h"

namespace brazecheck {
namespace {

void replace_all(const std::string& from, const std::string& to, std::string* text) {
  for (auto at = text->find(from); at != std::string::npos; at = text->find(from, at + to.size())) {
    text->replace(at, from.size(), to);
  }
}

void replace_all(const std::string& from, const std::string& to, Json* value) {
  if (value->is_string()) {
    replace_all(from, to, value->get_ptr<std::string*>());
  } else if (value->is_structured()) {
    for (auto& part : *value) replace_all(from, to, &part);
  }
}

}  // namespace

Case renewed(const Case& original, int attempt) {
  Case made = original;
  std::vector<std::string> tokens = {original.token};
  const auto unique = original.variables.find("unique");
  if (original.contract->fixture.per_case && unique != original.variables.end()) {
    tokens.push_back(unique->second);
  }
  for (const auto& token : tokens) {
    if (token.empty()) continue;
    // Tokens are of one length, so limits that a case meets exactly stay met.
    const std::string fresh = unique_token(original.seed, "renewed/" + token, attempt);
    replace_all(token, fresh, &made.request.path);
    for (auto& [name, value] : made.request.query) replace_all(token, fresh, &value);
    if (made.request.body) replace_all(token, fresh, &*made.request.body);
    replace_all(token, fresh, &made.extra_setup);
    for (auto& [name, value] : made.variables) replace_all(token, fresh, &value);
    if (made.token == token) made.token = fresh;
  }
  return made;
}

}  // namespace brazecheck
