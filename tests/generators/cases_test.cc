#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "contract/check.h"
#include "generators/generate.h"
#include "generators/likeness.h"

// Properties of the generators over every contract that there is.

namespace brazecheck {
namespace {

const ContractIndex& contracts() {
  static const ContractIndex index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  return index;
}

// What a target would supply of the things that no request can make.
Case supplied(Case made) {
  Variables supplies;
  for (const auto& [name, what] : made.contract->fixture.needs) {
    supplies[name] = name.ends_with("_url")             ? "https://example.com/a.png"
                     : name.ends_with("integration_id") ? "f2a5c1de-0b7a-4c55-9d0e-3a1b2c4d5e6f"
                                                        : "supplied";
  }
  supply(supplies, &made);
  return made;
}

// Every `step`th contract: what makes all cases of an operation several times over takes too long
// for all of them, and concerns code that they share.
std::vector<const Contract*> some_contracts(std::size_t step) {
  std::vector<const Contract*> found;
  for (std::size_t i = 0; i < contracts().operations().size(); i += step)
    found.push_back(contracts().operations()[i].get());
  return found;
}

std::set<std::string> broken(const Case& open) {
  const Case made = supplied(open);
  std::set<std::string> ids;
  for (const auto& finding : check_request(contracts(), *made.contract, made.request)) {
    if (finding.requirement->level == Level::kMust) ids.insert(finding.requirement->id);
  }
  return ids;
}

void expect_kept_promise(const Case& made) {
  const auto ids = broken(made);
  const std::string what =
      made.requirement->id + " #" + std::to_string(made.index) + ": " + made.label;
  if (made.expect == Expect::kAccepted) {
    EXPECT_TRUE(ids.empty()) << what << " breaks " << *ids.begin();
  } else {
    EXPECT_EQ(ids, std::set<std::string>{made.requirement->id}) << what;
  }
}

bool same(const Case& a, const Case& b) {
  return a.requirement == b.requirement && a.label == b.label && a.index == b.index &&
         a.request.path == b.request.path && a.request.query == b.request.query &&
         a.request.body == b.request.body && a.variables == b.variables;
}

bool same(const std::vector<Case>& a, const std::vector<Case>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Case& x, const Case& y) { return same(x, y); });
}

TEST(ValidCases, BreakNoRequirementOfAnyContract) {
  for (const auto& contract : contracts().operations()) {
    auto cases = valid_cases(contracts(), *contract, 5, 30);
    ASSERT_FALSE(cases.empty()) << contract->operation;
    EXPECT_LE(cases.size(), contract->examples.size() + 36) << contract->operation;
    for (auto& made : random_cases(contracts(), *contract, 5, 30)) cases.push_back(std::move(made));
    for (const Case& made : cases) {
      SCOPED_TRACE(contract->operation);
      EXPECT_EQ(supplied(made).request.path.find('{'), std::string::npos) << made.request.path;
      expect_kept_promise(made);
    }
  }
}

TEST(ValidCases, SpeakOfNothingThatTheTargetLacks) {
  // The variation that a target has is one of an email.
  const Contract& contract = *contracts().find("messages.send");
  const Json known = "${message_variation_id}";
  int looked = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    for (const auto& made : random_cases(contracts(), contract, seed, 40)) {
      if (!made.request.body->contains("messages")) continue;
      for (const auto& [channel, message] : made.request.body->at("messages").items()) {
        if (!message.is_object() || message.value("message_variation_id", Json()) != known)
          continue;
        ++looked;
        EXPECT_EQ(channel, "email") << "seed " << seed << ", " << made.label;
      }
    }
  }
  EXPECT_GT(looked, 100);
}

TEST(BoundaryCases, StayWithinTheLimitOrPassItAndBreakNothingElse) {
  std::size_t accepted = 0, refused = 0;
  for (const auto& contract : contracts().operations()) {
    SCOPED_TRACE(contract->operation);
    for (const Case& made : boundary_cases(contracts(), *contract, 5)) {
      expect_kept_promise(made);
      ++(made.expect == Expect::kAccepted ? accepted : refused);
    }
  }
  EXPECT_GT(accepted, 50u);
  EXPECT_GT(refused, 50u);
}

TEST(InvalidCases, BreakTheirRequirementAlone) {
  for (const auto& contract : contracts().operations()) {
    SCOPED_TRACE(contract->operation);
    for (const Case& made : invalid_cases(contracts(), *contract, 5)) {
      EXPECT_EQ(made.expect, Expect::kRefused);
      EXPECT_FALSE(made.label.empty());
      expect_kept_promise(made);
    }
  }
}

TEST(Cases, AreNumberedByRequirementWithoutGaps) {
  for (const Contract* contract : some_contracts(5)) {
    std::map<const Requirement*, int> next;
    for (const Case& made : invalid_cases(contracts(), *contract, 5))
      EXPECT_EQ(made.index, next[made.requirement]++);
  }
}

TEST(Cases, AreEssentialOnceForEachSideOfARequirement) {
  for (const Contract* contract : some_contracts(5)) {
    std::set<std::pair<const Requirement*, Expect>> shown;
    for (auto* make : {&boundary_cases, &invalid_cases}) {
      for (const Case& made : make(contracts(), *contract, 5)) {
        const bool first = shown.emplace(made.requirement, made.expect).second;
        EXPECT_EQ(made.priority, first ? 0 : 1) << made.label;
      }
    }
  }
}

TEST(Cases, OfOneRequirementAreUnlike) {
  for (const Contract* contract : some_contracts(5)) {
    for (auto* make : {&boundary_cases, &invalid_cases}) {
      std::map<const Requirement*, Alike> sent;
      for (const Case& made : make(contracts(), *contract, 5))
        EXPECT_TRUE(sent[made.requirement].add(made)) << made.label;
    }
  }
}

TEST(Cases, AreTheSameForOneSeedAndOthersForAnother) {
  for (const Contract* contract : some_contracts(5)) {
    SCOPED_TRACE(contract->operation);
    EXPECT_TRUE(same(valid_cases(contracts(), *contract, 3, 30),
                     valid_cases(contracts(), *contract, 3, 30)));
    EXPECT_TRUE(
        same(boundary_cases(contracts(), *contract, 3), boundary_cases(contracts(), *contract, 3)));
    EXPECT_TRUE(
        same(invalid_cases(contracts(), *contract, 3), invalid_cases(contracts(), *contract, 3)));
    if (contract->body != nullptr) {
      EXPECT_FALSE(same(valid_cases(contracts(), *contract, 3, 30),
                        valid_cases(contracts(), *contract, 4, 30)));
    }
  }
}

TEST(Uncovered, LeavesNoLimitWithoutARequestThatPassesIt) {
  for (const auto& contract : contracts().operations()) {
    for (const Requirement* requirement : uncovered_limits(contracts(), *contract))
      ADD_FAILURE() << contract->operation << ": " << requirement->id;
  }
}

TEST(ShrinkCandidates, KeepTheClassOfTheirCase) {
  for (const Contract* contract : some_contracts(5)) {
    SCOPED_TRACE(contract->operation);
    std::vector<Case> originals = valid_cases(contracts(), *contract, 9, 4);
    for (const auto& list :
         {boundary_cases(contracts(), *contract, 9), invalid_cases(contracts(), *contract, 9)}) {
      for (std::size_t i = 0; i < list.size(); i += 1 + list.size() / 4)
        originals.push_back(list[i]);
    }
    for (const Case& original : originals) {
      if (original.request.body && original.request.body->dump().size() > 20'000) continue;
      for (const Case& smaller : shrink_candidates(contracts(), original)) {
        EXPECT_EQ(smaller.requirement, original.requirement);
        expect_kept_promise(smaller);
      }
    }
  }
}

TEST(ShrinkCandidates, EndAtSomethingSmall) {
  const Contract* track = contracts().find("users.track");
  ASSERT_NE(track, nullptr);
  Case current = valid_cases(contracts(), *track, 9, 40).back();
  for (int steps = 0;; ++steps) {
    ASSERT_LT(steps, 500);
    const auto smaller = shrink_candidates(contracts(), current);
    if (smaller.empty()) break;
    current = smaller.front();
  }
  EXPECT_LT(current.request.body->dump().size(), 60u) << *current.request.body;
}

TEST(ShrinkCandidates, LeaveALimitAtTheLimit) {
  const Contract* track = contracts().find("users.track");
  ASSERT_NE(track, nullptr);
  int tried = 0;
  for (const Case& made : boundary_cases(contracts(), *track, 9)) {
    if (made.requirement->id != "users.track/objects-max-combined" ||
        made.expect != Expect::kAccepted)
      continue;
    const auto total = [](const Json& body) {
      std::size_t sum = 0;
      for (const auto& list : body) sum += list.size();
      return sum;
    };
    for (const Case& smaller : shrink_candidates(contracts(), made)) {
      EXPECT_EQ(total(*smaller.request.body), total(*made.request.body));
    }
    ++tried;
  }
  EXPECT_GT(tried, 0);
}

TEST(Cases, ShareVariablesUnlessTheFixtureIsUsedUp) {
  for (const auto& contract : contracts().operations()) {
    if (contract->fixture.variables.empty()) continue;
    std::set<Variables> seen;
    for (const Case& made : random_cases(contracts(), *contract, 5, 20))
      seen.insert(made.variables);
    EXPECT_EQ(seen.size(), contract->fixture.per_case ? 20u : 1u) << contract->operation;
  }
}

TEST(Cases, NameNewThingsAnewInEveryCase) {
  const Contract* create = contracts().find("catalogs.create");
  ASSERT_NE(create, nullptr);
  std::set<std::string> names;
  const auto cases = valid_cases(contracts(), *create, 5, 100);
  for (const Case& made : cases)
    names.insert(made.request.body->at("catalogs").at(0).at("name").get<std::string>());
  EXPECT_EQ(names.size(), cases.size());
}

}  // namespace
}  // namespace brazecheck
