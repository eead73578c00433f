#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generators/broken_case.h"
#include "generators/generate.h"
#include "tests/contract/own_contracts.h"

namespace brazecheck {

/// A contract of our own whose operation is things.post, and what generators make of it.
class OwnOperation {
 public:
  static constexpr std::uint64_t kSeed = 3;

  explicit OwnOperation(const Json& contract) {
    own_.write("things/post.json", contract);
    index_ = std::make_unique<ContractIndex>(own_.load());
  }

  /// A contract whose requests have this body.
  static Json with_body(const std::string& schema) {
    Json contract = small_contract("things.post", "POST", "/things");
    contract["request"]["body"] = {{"required", true}, {"schema", Json::parse(schema)}};
    return contract;
  }
  /// A contract whose requests have these parameters, and what the query says as a whole.
  static Json with_query(const std::string& parameters, const std::string& together) {
    Json contract = small_contract("things.post", "POST", "/things");
    contract["request"]["query"] = Json::parse(parameters);
    if (!together.empty()) contract["request"]["query_together"] = Json::parse(together);
    return contract;
  }

  [[nodiscard]] const ContractIndex& index() const { return *index_; }
  [[nodiscard]] const Contract& contract() const { return *index_->find("things.post"); }
  [[nodiscard]] const Requirement* requirement(const std::string& rule) const {
    const auto* found = index_->find_requirement("things.post/" + rule);
    EXPECT_NE(found, nullptr) << rule;
    return found;
  }
  [[nodiscard]] std::vector<Case> valid(int count) const {
    return random_cases(*index_, contract(), kSeed, count);
  }

  /// The boundary and invalid cases of one requirement that expect this.
  [[nodiscard]] std::vector<Case> cases(const std::string& rule, Expect expect) const {
    const auto* wanted = requirement(rule);
    std::vector<Case> found;
    for (auto* make : {&boundary_cases, &invalid_cases}) {
      for (auto& made : make(*index_, contract(), kSeed)) {
        if (made.requirement == wanted && made.expect == expect) found.push_back(std::move(made));
      }
    }
    return found;
  }

  /// Ids of the `must` requirements that a request breaks.
  [[nodiscard]] std::set<std::string> broken(const Request& request) const {
    std::set<std::string> ids;
    for (const auto* requirement : broken_musts(*index_, contract(), request))
      ids.insert(requirement->id);
    return ids;
  }

  /// Both sides of a limit are shown: accepted cases break nothing, refused ones this rule alone;
  /// and random valid cases keep it too.
  void expect_proven(const std::string& rule, bool accepted_too = true) const {
    SCOPED_TRACE(rule);
    const auto accepted = cases(rule, Expect::kAccepted), refused = cases(rule, Expect::kRefused);
    if (accepted_too) {
      EXPECT_FALSE(accepted.empty());
    }
    EXPECT_FALSE(refused.empty());
    for (const auto& made : accepted)
      EXPECT_EQ(broken(made.request), std::set<std::string>{}) << made.label;
    for (const auto& made : refused)
      EXPECT_EQ(broken(made.request), std::set{"things.post/" + rule}) << made.label;
    for (const auto& made : valid(50))
      EXPECT_EQ(broken(made.request), std::set<std::string>{}) << made.label;
  }

  /// How many of 50 random valid bodies have all of these members.
  [[nodiscard]] int bodies_with(const std::vector<std::string>& members) const {
    const auto all = valid(50);
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const Case& made) {
      return std::all_of(members.begin(), members.end(), [&](const std::string& name) {
        return made.request.body->contains(name);
      });
    }));
  }

 private:
  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
};

/// The value of a query parameter, or "" when it is not there.
inline std::string query_value(const Request& request, std::string_view name) {
  for (const auto& [key, value] : request.query) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace brazecheck
