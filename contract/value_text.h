#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"
#include "contract/schema.h"

/// Words for values and constraints, for violations and for the statements of requirements.
namespace brazecheck {

/// A value for people, at most about 80 characters: `"abc"`, `12`, `an array of 3 items`. Long
/// texts and what looks like a key or token are cut.
[[nodiscard]] std::string describe_value(const Json& value);

/// The type of a value with its article: "a string", "an integer".
[[nodiscard]] std::string describe_type(const Json& value);

/// "a, b or c".
[[nodiscard]] std::string join_words(const std::vector<std::string>& words, std::string_view last);

/// "1 item", "76 items".
[[nodiscard]] std::string count_of(std::size_t count, std::string_view singular,
                                   std::string_view plural);

/// What `keyword` of `schema` asks for: "at most 75 items", "an array". Not for kRequired and
/// kRule, which have an entry each.
[[nodiscard]] std::string expectation(const Schema& schema, Keyword keyword);

/// The same as the end of a sentence: "holds at most 75 items", "is an array".
[[nodiscard]] std::string predicate(const Schema& schema, Keyword keyword);

/// A short name for a schema among alternatives: its title, types or the members it asks for.
[[nodiscard]] std::string schema_name(const Schema& schema);

}  // namespace brazecheck
