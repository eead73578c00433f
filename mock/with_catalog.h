#pragma once

#include <string>
#include <type_traits>

#include "mock/answers.h"
#include "mock/call.h"
#include "mock/state.h"

namespace brazecheck::mock {

/// Runs `action` on the catalog that the path names, or refuses the call where there is none. An
/// action that takes a `const Catalog&` only reads.
template <typename Action>
Reply with_catalog(const Call& call, State* state, Action action) {
  const std::string& name = call.path.at("catalog_name");
  if constexpr (std::is_invocable_v<Action, const Catalog&>) {
    if (const Catalog* catalog = state->catalogs.find(name)) return action(*catalog);
  } else {
    if (Catalog* catalog = state->catalogs.edit(name)) return action(*catalog);
  }
  return refuse(*call.contract, "catalog-not-found", {{"catalog_name", name}});
}

}  // namespace brazecheck::mock
