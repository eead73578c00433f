#pragma once

#include <string>
#include <vector>

#include "contract/index.h"
#include "runner/run.h"
#include "runner/target.h"

namespace brazecheck {

/// Before the first case: one harmless request to each operation that the run would call. It tells
/// whether the key may call it and whether the target has it at all, and goes into
/// `target->closed`; what the run will not judge for it is said in the sentences returned.
///
/// Harmless: reads ask for things that are not there; anything else gets a body that is no JSON,
/// which is refused before it is looked at, or names a thing that nobody has.
///
/// Throws InputError: target.unreachable; target.key-refused where every operation answers 401;
/// target.key-unprivileged where none may be called.
[[nodiscard]] std::vector<std::string> preflight(const ContractIndex& index,
                                                 const RunOptions& options, Target* target);

}  // namespace brazecheck
