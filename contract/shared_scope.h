#pragma once

#include <string>

#include "contract/schema_compiler.h"

namespace brazecheck {

/// What holds for all schemas of a shared object, used on this side: the scope of its requirements,
/// its source, and what a breach leads to. Throws InputError("contract.…", where, …).
[[nodiscard]] CompileScope shared_scope_of(const Json& document, const std::string& file,
                                           Side side);

}  // namespace brazecheck
