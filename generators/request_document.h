#pragma once

#include <optional>
#include <string>

#include "contract/contract.h"
#include "contract/exchange.h"
#include "generators/case.h"
#include "generators/sampler.h"

namespace brazecheck {

/// A request as one JSON document, {"path": {…}, "query": {…}, "headers": {…}, "body": …}: what
/// generators change before it is put on the wire. Parameters hold values of their schema's type.
using RequestDocument = Json;

/// The request that `document` describes: path filled in, arrays of the query as `name[]`.
[[nodiscard]] Request to_request(const Contract& contract, const RequestDocument& document);

/// A conforming request; the plainest one when `minimal`. Path parameters take the variable of
/// their name. Throws InputError("generate.unsatisfiable", …) when the contract admits none.
[[nodiscard]] RequestDocument sample_document(const Contract& contract, const Variables& variables,
                                              Sampler& sampler, int size, bool minimal);

/// The document of an example of the contract: variables filled in, and names that must be new
/// replaced by `token`.
[[nodiscard]] RequestDocument example_document(const Contract& contract, const Example& example,
                                               const Variables& variables,
                                               const std::string& token);

/// Puts the names of things that exist where the contract asks for them (`x-fixture`), but for the
/// text at `except`, which a case is about. What the target has to supply stays "${name}".
void use_fixture_names(const Contract& contract, const Variables& variables,
                       const std::optional<Json::json_pointer>& except, RequestDocument* document);

/// The variables that a case of `contract` runs with: shared by all cases unless the fixture is per
/// case, when `scope` and `index` tell the case from others.
[[nodiscard]] Variables case_variables(const Contract& contract, std::uint64_t seed,
                                       const std::string& scope, int index);

}  // namespace brazecheck
