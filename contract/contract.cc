#include "contract/contract.h"

#include <algorithm>

namespace brazecheck {

std::string_view to_string(Effect effect) {
  switch (effect) {
    case Effect::kRead:
      return "read";
    case Effect::kWrite:
      return "write";
    case Effect::kSend:
      return "send";
    case Effect::kDestroy:
      return "destroy";
    case Effect::kExport:
      return "export";
  }
  return "";
}

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::kGeneral:
      return "general";
    case Stage::kEarlyAccess:
      return "early_access";
    case Stage::kBeta:
      return "beta";
    case Stage::kHidden:
      return "hidden";
    case Stage::kDeprecated:
      return "deprecated";
  }
  return "";
}

std::string_view to_string(Authentication authentication) {
  switch (authentication) {
    case Authentication::kRestKey:
      return "rest_key";
    case Authentication::kScimToken:
      return "scim_token";
    case Authentication::kClientKey:
      return "client_key";
  }
  return "";
}

const ResponseSpec* Contract::response(int status) const {
  for (const auto& spec : responses) {
    if (spec.status == status) return &spec;
  }
  return nullptr;
}

int Contract::success_status() const {
  int lowest = 0;
  for (const auto& spec : responses) {
    if (spec.status >= 200 && spec.status < 300 && !spec.common) {
      lowest = lowest == 0 ? spec.status : std::min(lowest, spec.status);
    }
  }
  return lowest;
}

const DocumentedError* Contract::find_error(std::string_view id_or_message) const {
  for (const auto& error : errors) {
    if (!error.id.empty() && error.id == id_or_message) return &error;
  }
  for (const auto& error : errors) {
    if (!error.message.empty() && error.message == id_or_message) return &error;
  }
  return nullptr;
}

std::set<std::string> Fixture::supplied_names() const {
  std::set<std::string> names = kept;
  for (const auto& [name, what] : needs) names.insert(name);
  return names;
}

}  // namespace brazecheck
