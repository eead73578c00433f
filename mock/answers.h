#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mock/call.h"

namespace brazecheck::mock {

/// A parameter that an error of the catalog family speaks of, with its value.
struct Culprit {
  std::string parameter;
  Json value;
};

/// The documented success: its status, `{"message": "success"}` and the members of `extra`.
[[nodiscard]] Reply success(const Contract& contract, Json extra = Json::object());

/// Refuses with the contract's error of this id (or message), in the shape of its family. An error
/// that the contract does not know is still an answer: its id becomes the text.
[[nodiscard]] Reply refuse(const Contract& contract, std::string_view error,
                           const std::vector<Culprit>& culprits = {});

/// Refuses with what the broken requirement names: its error, its status.
[[nodiscard]] Reply refuse(const ContractIndex& index, const Contract& contract,
                           const Finding& finding, const Json& body);

/// Refuses with a requirement of common.json, in the shape that the contract (null where the
/// request names no operation) has for refusals. `status` and `text` stand in where nothing is
/// documented: they are what HTTP itself says.
[[nodiscard]] Reply refuse_common(const ContractIndex& index, const Contract* contract,
                                  std::string_view name, int status, const std::string& text);

/// The documented text for a broken requirement: of the error that it names, else one that says
/// where the breach is.
[[nodiscard]] std::string error_text(const ContractIndex& index, const Contract& contract,
                                     const Finding& finding);

/// The last property name of a JSON pointer, array positions left out; "" for the root.
[[nodiscard]] std::string last_name(const std::string& pointer);

}  // namespace brazecheck::mock
