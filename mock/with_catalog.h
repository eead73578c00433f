#pragma once

#include <string>

#include "mock/answers.h"
#include "mock/call.h"
#include "mock/state.h"

namespace brazecheck::mock {

/// Runs `action` on the catalog that the path names, or refuses the call where there is none.
template <typename Action>
Reply with_catalog(const Call& call, State* state, Action action) {
  const std::string& name = call.path.at("catalog_name");
  const auto found = state->catalogs.find(name);
  if (found == state->catalogs.end()) {
    return refuse(*call.contract, "catalog-not-found", {{"catalog_name", name}});
  }
  return action(found->second);
}

}  // namespace brazecheck::mock
