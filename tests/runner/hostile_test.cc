#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "mock/server.h"
#include "suites/answer.h"
#include "suites/scenario.h"

// Scenarios against targets that answer anything: what a target does is never an exception.

namespace brazecheck {
namespace {

const ContractIndex& contracts() {
  static const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  return index;
}

constexpr int kCallsAtMost = 5000;
constexpr char kToken[] = "t0ken";

/// Plays the scenario against `answer`. Returns the number of calls.
template <typename Answer>
int play(const Scenario& scenario, Answer answer) {
  int calls = 0;
  Session session(
      contracts(), scenario.requirement,
      [&](const Contract& contract, const Request& request, Credential) {
        ++calls;
        if (calls > kCallsAtMost) throw std::runtime_error("calls without end");
        Exchange exchange{.operation = contract.operation, .request = request};
        exchange.response = answer(contract);
        return exchange;
      },
      kToken, 0, Settling(0, [](auto) {}));
  session.supply(mock::default_supplies());
  scenario.play(session);
  return calls;
}

/// Values of the names and types that scenarios look for, put together without sense.
class Nonsense {
 public:
  explicit Nonsense(unsigned seed) : random_(seed) {}

  int up_to(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit + 1)); }

  Json value(int depth) {
    const int kind = up_to(depth > 0 ? 9 : 5);
    if (kind == 0) return nullptr;
    if (kind == 1) return up_to(4);
    if (kind == 2) return up_to(1) == 0 ? Json(true) : Json(-1.5e300);
    if (kind == 3) return "text";
    if (kind == 4) return std::string("bzc_") + kToken;
    if (kind == 5) return Json::array();
    Json out = kind < 8 ? Json::object() : Json::array();
    if (out.is_object()) return object(depth);
    for (int i = up_to(2); i >= 0; --i) out.push_back(value(depth - 1));
    return out;
  }

  Json object(int depth) {
    static const std::vector<std::string> kNames = {"users",
                                                    "catalogs",
                                                    "items",
                                                    "errors",
                                                    "external_id",
                                                    "name",
                                                    "id",
                                                    "count",
                                                    "custom_attributes",
                                                    "custom_events",
                                                    "purchases",
                                                    "user_aliases",
                                                    "first_name",
                                                    "email",
                                                    "braze_id",
                                                    "dob",
                                                    "fields",
                                                    "num_items",
                                                    "description",
                                                    "total_revenue",
                                                    "invalid_user_ids",
                                                    "deleted",
                                                    "events_processed",
                                                    "attributes_processed",
                                                    "message",
                                                    "Name",
                                                    "Tags",
                                                    "colour",
                                                    "likes",
                                                    "home",
                                                    "visits"};
    Json out = Json::object();
    for (const auto& name : kNames) {
      if (up_to(2) == 0) continue;
      const bool list = name == "users" || name == "catalogs" || name == "items";
      // Mostly lists with one entry that looks right, so that scenarios come far.
      if (list && up_to(4) != 0) {
        Json entry = depth > 0 ? object(depth - 1) : Json::object();
        entry["external_id"] = entry["name"] = std::string("bzc_") + kToken;
        out[name] = Json::array({std::move(entry)});
      } else {
        out[name] = value(depth - 1);
      }
    }
    if (up_to(2) != 0) out.erase("errors");
    return out;
  }

 private:
  std::mt19937 random_;
};

TEST(Scenarios, AreRegisteredForStatementsAndOperationsThatAreThere) {
  ASSERT_FALSE(scenarios().empty());
  for (const auto& scenario : scenarios()) {
    // "operation:requirement" where the requirement is one of all operations.
    const auto colon = scenario.requirement.find(':');
    EXPECT_NE(contracts().find_requirement(
                  scenario.requirement.substr(colon == std::string::npos ? 0 : colon + 1)),
              nullptr)
        << scenario.requirement;
    EXPECT_NE(contracts().find(
                  scenario.requirement.substr(0, std::min(colon, scenario.requirement.find('/')))),
              nullptr)
        << scenario.requirement;
    for (const auto& operation : scenario.uses)
      EXPECT_NE(contracts().find(operation), nullptr)
          << scenario.requirement << " uses " << operation;
  }
}

TEST(Scenarios, CallOnlyTheOperationsThatTheyDeclare) {
  for (const auto& scenario : scenarios()) {
    for (unsigned seed = 0; seed < 20; ++seed) {
      Nonsense nonsense(seed);
      play(scenario, [&](const Contract& contract) {
        EXPECT_EQ(std::count(scenario.uses.begin(), scenario.uses.end(), contract.operation), 1)
            << scenario.requirement << " calls " << contract.operation;
        return Response{.status = contract.success_status(),
                        .headers = {},
                        .body = nonsense.object(3),
                        .body_text = std::nullopt};
      });
    }
  }
}

TEST(Scenarios, EndWithoutTroubleWhateverOneBodyComes) {
  const std::vector<std::optional<Json>> bodies = {std::nullopt,
                                                   Json(nullptr),
                                                   Json(42),
                                                   Json("text"),
                                                   Json(true),
                                                   Json::array(),
                                                   Json::array({1}),
                                                   Json::object(),
                                                   Json{{"users", 5}},
                                                   Json{{"users", {5}}},
                                                   Json{{"users", {{"a", 1}}}},
                                                   Json{{"catalogs", "x"}},
                                                   Json{{"catalogs", {1, nullptr}}},
                                                   Json{{"items", {{"id", 7}}}},
                                                   Json{{"items", 5}}};
  for (const auto& scenario : scenarios()) {
    for (const auto& body : bodies) {
      for (const int status : {0, 200, 201, 202, 404}) {
        EXPECT_NO_THROW(EXPECT_GT(
            play(scenario,
                 [&](const Contract& contract) {
                   return Response{.status = status != 0 ? status : contract.success_status(),
                                   .headers = {{"Link", "<x?cursor=again>; rel=\"next\""}},
                                   .body = body,
                                   .body_text = std::nullopt};
                 }),
            0))
            << scenario.requirement << " with " << status << " " << body.value_or("no body").dump();
      }
    }
  }
}

TEST(Scenarios, EndWithoutTroubleWhenAnswersLookAlmostRight) {
  for (const auto& scenario : scenarios()) {
    for (unsigned seed = 0; seed < 40; ++seed) {
      Nonsense nonsense(seed);
      EXPECT_NO_THROW(EXPECT_GT(
          play(scenario,
               [&](const Contract& contract) {
                 const int status = nonsense.up_to(9) == 0 ? 404 : contract.success_status();
                 return Response{
                     .status = status,
                     .headers = {{"Link", nonsense.up_to(1) == 0 ? "rel=\"next\""
                                                                 : "<?cursor=a%3D>;rel=\"next\""}},
                     .body = nonsense.object(3),
                     .body_text = std::nullopt};
               }),
          0))
          << scenario.requirement << " with seed " << seed;
    }
  }
}

TEST(Scenarios, DoNotGoOnWithoutATarget) {
  for (const auto& scenario : scenarios()) {
    int calls = 0;
    Session session(
        contracts(), scenario.requirement,
        [&](const Contract& contract, const Request& request, Credential) {
          ++calls;
          Exchange exchange{.operation = contract.operation, .request = request};
          exchange.error = TransportError{TransportError::Kind::kConnect, "nobody there"};
          return exchange;
        },
        kToken, 3600, Settling(0, [](auto) {}));
    session.supply(mock::default_supplies());
    EXPECT_NO_THROW(scenario.play(session)) << scenario.requirement;
    EXPECT_EQ(calls, 1) << scenario.requirement;
    EXPECT_TRUE(session.broken()) << scenario.requirement;
  }
}

TEST(Answers, AreReadWhateverTheirShape) {
  EXPECT_EQ(member({{"a", 1}}, "a"), 1);
  EXPECT_TRUE(member({{"a", 1}}, "b").is_null());
  EXPECT_TRUE(member(5, "a").is_null());
  EXPECT_EQ(list({{"a", {1, 2}}}, "a").size(), 2U);
  EXPECT_EQ(list({{"a", "text"}}, "a"), Json::array());
  EXPECT_EQ(list(nullptr, "a"), Json::array());
}

}  // namespace
}  // namespace brazecheck
