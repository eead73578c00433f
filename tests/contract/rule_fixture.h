#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "contract/json.h"
#include "contract/rules.h"

namespace brazecheck {

inline Json json(const std::string& text) { return Json::parse(text); }

/// "" when the value passes the rule, else "pointer: expected / actual".
inline std::string breach(std::string_view name, const std::string& args_text, const Json& value) {
  const Rule* rule = find_rule(name);
  if (rule == nullptr) return "no such rule";
  const Json args = Json::parse(args_text);
  EXPECT_EQ(rule->check_args(args), "") << args_text;
  EXPECT_FALSE(rule->describe(args).empty());
  const auto found = rule->check(value, args);
  return found ? found->pointer + ": " + found->expected + " / " + found->actual : "";
}

/// What `explain` says of a use of the rule.
inline std::string described(std::string_view name, const std::string& args_text) {
  const Rule* rule = find_rule(name);
  return rule == nullptr ? "no such rule" : rule->describe(Json::parse(args_text));
}

}  // namespace brazecheck
