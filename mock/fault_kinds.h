#pragma once

#include <string_view>
#include <vector>

#include "mock/fault_grammar.h"

namespace brazecheck::mock {

/// What follows the name of a kind.
enum class FaultForm {
  kNothing,
  kAnyOperation,         ///< [operation or *]
  kOperation,            ///< operation
  kTwoOperations,        ///< operation:operation
  kOperationText,        ///< operation:text, which may be empty
  kOperationPointer,     ///< operation:pointer
  kOperationValue,       ///< operation:pointer[=JSON]
  kOperationDistortion,  ///< operation:pointer:way
  kOperationStatus,      ///< operation:status
  kOperationDelay,       ///< operation:milliseconds
  kHeader,               ///< operation:name:value
  kTypeOf,               ///< [operation:]content type
  kRequirement,          ///< requirement
  kErrorStatus,          ///< requirement, or operation/error, then :status
  kErrorText,            ///< requirement, or operation/error, then :text
};

struct FaultKindInfo {
  FaultKind kind;
  std::string_view name;
  FaultForm form;
  bool passing;  ///< a passing trouble: takes "*" for all operations, and a probability
  std::string_view arguments;
  std::string_view effect;
};

/// All kinds, in the order in which people are shown them.
[[nodiscard]] const std::vector<FaultKindInfo>& fault_kinds();

}  // namespace brazecheck::mock
