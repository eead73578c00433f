#include "contract/uri.h"
#include "generators/generate.h"

namespace brazecheck {
namespace {

// Replaces "${name}" where expand_path put it, percent-encoded again.
std::string fill_path(std::string path, const Variables& variables) {
  for (const auto& [name, value] : variables) {
    const std::string open = percent_encode("${" + name + "}");
    const std::string put = percent_encode(value);
    for (auto at = path.find(open); at != std::string::npos; at = path.find(open, at + put.size()))
      path.replace(at, open.size(), put);
  }
  return path;
}

}  // namespace

void supply(const Variables& supplies, Case* tested) {
  const Fixture& fixture = tested->contract->fixture;
  if (fixture.needs.empty() && fixture.kept.empty()) return;
  Variables& variables = tested->variables;
  variables.insert(supplies.begin(), supplies.end());
  const Json filled = substitute(Json(variables), variables);
  for (auto& [name, value] : variables) value = filled.at(name).get<std::string>();
  Request& request = tested->request;
  request.path = fill_path(request.path, variables);
  for (auto* fields : {&request.query, &request.headers}) {
    for (auto& [name, value] : *fields) value = substitute(value, variables).get<std::string>();
  }
  if (request.body) request.body = substitute(*request.body, variables);
  tested->extra_setup = substitute(tested->extra_setup, variables);
}

}  // namespace brazecheck
