#pragma once

#include <string>
#include <vector>

#include "mock/answers.h"
#include "mock/state.h"

namespace brazecheck::mock {

/// What email templates and Content Blocks have in common.

/// The error that tags of the request raise where the workspace lacks one of them, or "". A
/// workspace has the tags of the table "tags" (by name), and those that anything in it carries.
[[nodiscard]] bool has_tags(State& state, const Json& tags);

/// The success of a call that writes: 201 where the contract documents it, as every recorded POST
/// answers that; else the documented status.
[[nodiscard]] Reply written(const Contract& contract, Json extra);

/// The rows that a list shows: those that `shown` and the parameters modified_after and
/// modified_before leave, both inclusive, of the time in the member `changed`; from `offset` on, at
/// most `limit`.
[[nodiscard]] std::vector<const Table::Row*> listed(const Call& call, const Table& table,
                                                    const char* changed,
                                                    bool (*shown)(const Json& document));

}  // namespace brazecheck::mock
