#include "runner/fixtures.h"

#include <gtest/gtest.h>

#include <thread>

#include "contract/error.h"
#include "tests/runner/engine_fixture.h"

namespace brazecheck {
namespace {

Case case_of(const std::string& operation, const std::string& token) {
  Case tested;
  tested.contract = contracts().find(operation);
  tested.requirement = &contracts().common("valid-accepted");
  tested.variables = {
      {"catalog_name", "bzc_" + token}, {"item_id", "item_" + token}, {"unique", token}};
  return tested;
}

Exchange answer(const Contract& contract, const Request& request, int status) {
  Exchange exchange{.operation = contract.operation, .request = request};
  exchange.response = Response{.status = status};
  return exchange;
}

std::string ensure(Fixtures& fixtures, Case tested, const Fixtures::Sender& send) {
  return fixtures.ensure(&tested, send);
}

TEST(FixturesTest, AreSetUpOnceForAllWhoComeAtTheSameTime) {
  Fixtures fixtures(contracts());
  std::atomic<int> sent{0};
  std::vector<std::string> problems(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < problems.size(); ++i) {
      threads.emplace_back([&, i] {
        problems[i] = ensure(fixtures, case_of("catalogs.item.get", "one"),
                             [&](const Contract& contract, const Request& request, int) {
                               ++sent;
                               return answer(contract, request, contract.success_status());
                             });
      });
    }
  }
  EXPECT_EQ(sent, 2);
  EXPECT_EQ(problems, std::vector<std::string>(8));
}

TEST(FixturesTest, TheJournalIsWrittenBeforeTheFirstRequest) {
  Fixtures fixtures(contracts());
  std::vector<std::string> events;
  fixtures.on_create([&](const Json& teardown) {
    events.push_back("journal " + teardown[0]["path"]["catalog_name"].get<std::string>());
  });
  EXPECT_EQ(ensure(fixtures, case_of("catalogs.item.get", "one"),
                   [&](const Contract& contract, const Request& request, int step) {
                     events.push_back(std::to_string(step) + " " + contract.operation);
                     return answer(contract, request, contract.success_status());
                   }),
            "");
  EXPECT_EQ(events, (std::vector<std::string>{"journal bzc_one", "0 catalogs.create",
                                              "1 catalogs.item.create"}));
}

TEST(FixturesTest, WithoutAJournalNothingIsSetUp) {
  Fixtures fixtures(contracts());
  int sent = 0;
  const auto send = [&](const Contract& contract, const Request& request, int) {
    ++sent;
    return answer(contract, request, contract.success_status());
  };
  fixtures.on_create(
      [](const Json&) { throw InputError("report.unwritable", "journal", "no space left"); });
  EXPECT_THROW((void)ensure(fixtures, case_of("catalogs.item.get", "one"), send), InputError);
  EXPECT_EQ(fixtures.tear_down(send), 0);
  EXPECT_EQ(sent, 0);
}

TEST(FixturesTest, AFailedSetUpIsTheReasonForAllWhoShareItAndIsNotTriedAgain) {
  Fixtures fixtures(contracts());
  int sent = 0;
  const auto refuse = [&](const Contract& contract, const Request& request, int) {
    ++sent;
    return answer(contract, request, 403);
  };
  const std::string problem = ensure(fixtures, case_of("catalogs.item.get", "one"), refuse);
  EXPECT_EQ(problem,
            "the state that the case needs could not be reached: POST /catalogs answered 403");
  EXPECT_EQ(ensure(fixtures, case_of("catalogs.item.get", "one"), refuse), problem);
  EXPECT_EQ(sent, 1);
}

TEST(FixturesTest, AreTakenDownNewestFirstAndWhatIsGoneIsGone) {
  Fixtures fixtures(contracts());
  const auto accept = [](const Contract& contract, const Request& request, int) {
    return answer(contract, request, contract.success_status());
  };
  for (const char* token : {"one", "two", "three"})
    EXPECT_EQ(ensure(fixtures, case_of("catalogs.item.get", token), accept), "");
  std::vector<std::string> deleted;
  const int refused =
      fixtures.tear_down([&](const Contract& contract, const Request& request, int) {
        deleted.push_back(request.method + " " + request.path);
        const int statuses[] = {contract.success_status(), 404, 500};
        return answer(contract, request, statuses[deleted.size() - 1]);
      });
  EXPECT_EQ(deleted,
            (std::vector<std::string>{"DELETE /catalogs/bzc_three", "DELETE /catalogs/bzc_two",
                                      "DELETE /catalogs/bzc_one"}));
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(fixtures.tear_down(accept), 0);
}

// What belongs to one case alone is taken down right after it.
Json removal_of(const std::string& catalog) {
  return {{"operation", "catalogs.delete"}, {"path", {{"catalog_name", catalog}}}};
}

class ReleaseTest : public testing::Test {
 protected:
  Case creating(Json body) {
    Case tested = case_of("catalogs.create", "one");
    tested.request.body = std::move(body);
    return tested;
  }
  /// What ensure() and release() write down and send, in order.
  std::vector<std::string> events(const Case& tested, bool accepted) {
    events_.clear();
    fixtures_.on_create(
        [this](const Json& teardown) { events_.push_back("journal " + teardown.dump()); });
    const auto send = [this](const Contract& contract, const Request& request, int step) {
      events_.push_back(std::to_string(step) + " " + request.method + " " + request.path);
      return answer(contract, request, contract.success_status());
    };
    EXPECT_EQ(ensure(fixtures_, tested, send), "");
    events_.emplace_back("case");
    fixtures_.release(tested, accepted, Json(), send);
    EXPECT_EQ(fixtures_.tear_down(send), 0);
    return events_;
  }
  static std::string journal_of(const std::string& catalog) {
    return "journal " + Json::array({removal_of(catalog)}).dump();
  }

  Fixtures fixtures_{contracts()};
  std::vector<std::string> events_;
};

TEST_F(ReleaseTest, WhatTheFixtureMadeGoesWhateverBecameOfTheCase) {
  const std::vector<std::string> expected = {journal_of("bzc_one"), "0 POST /catalogs", "case",
                                             "0 DELETE /catalogs/bzc_one"};
  EXPECT_EQ(events(case_of("catalogs.delete", "one"), true), expected);
  Fixtures again(contracts());
  std::vector<std::string> sent;
  const auto send = [&](const Contract& contract, const Request& request, int) {
    sent.push_back(request.method + " " + request.path);
    return answer(contract, request, contract.success_status());
  };
  EXPECT_EQ(ensure(again, case_of("catalogs.delete", "one"), send), "");
  again.release(case_of("catalogs.delete", "one"), false, Json(), send);
  EXPECT_EQ(sent, (std::vector<std::string>{"POST /catalogs", "DELETE /catalogs/bzc_one"}));
}

TEST_F(ReleaseTest, WhatTheCaseItselfMadeGoesByItsNameInTheBody) {
  EXPECT_EQ(events(creating({{"catalogs", {{{"name", "bzc_made/here"}}}}}), true),
            (std::vector<std::string>{journal_of("bzc_made/here"), "case",
                                      "0 DELETE /catalogs/bzc_made%2Fhere"}));
}

TEST_F(ReleaseTest, NothingIsSentForACaseThatWasRefusedAndHadNoFixture) {
  EXPECT_EQ(events(creating({{"catalogs", {{{"name", "bzc_refused"}}}}}), false),
            (std::vector<std::string>{journal_of("bzc_refused"), "case"}));
}

TEST_F(ReleaseTest, WhatWasMadeForARefusalGoesToo) {
  Case taken = creating({{"catalogs", {{{"name", "bzc_one"}}}}});
  taken.extra_setup = {
      {{"operation", "catalogs.create"}, {"body", {{"catalogs", {{{"name", "bzc_one"}}}}}}}};
  EXPECT_EQ(events(taken, false), (std::vector<std::string>{journal_of("bzc_one"), "case",
                                                            "0 DELETE /catalogs/bzc_one"}));
}

TEST_F(ReleaseTest, ANameThatTheBodyDoesNotHoldIsNeitherWrittenDownNorSent) {
  const std::vector<std::string> nothing = {"case"};
  for (const Json& body :
       {Json::object(), Json{{"catalogs", Json::array()}}, Json{{"catalogs", {{{"name", 5}}}}},
        Json(5), Json{{"catalogs", "text"}}}) {
    EXPECT_EQ(events(creating(body), true), nothing) << body;
  }
  EXPECT_EQ(events(case_of("catalogs.create", "one"), true), nothing) << "no body";
}

TEST_F(ReleaseTest, WhatTheServiceNamesItselfGoesByItsNameInTheAnswer) {
  Case made = case_of("scim.users.create", "one");
  fixtures_.on_create([this](const Json& teardown) { events_.push_back(teardown.dump()); });
  std::string origin;
  const auto send = [&](const Contract& contract, const Request& request, int) {
    events_.push_back(request.method + " " + request.path);
    const std::string* header = find_header(request.headers, "X-Request-Origin");
    origin = header == nullptr ? "" : *header;
    return answer(contract, request, contract.success_status());
  };
  EXPECT_EQ(ensure(fixtures_, made, send), "");
  EXPECT_EQ(events_, std::vector<std::string>{}) << "no name yet";
  fixtures_.release(made, true, {{"id", "u-1"}}, send);
  ASSERT_EQ(events_.size(), 2U);
  EXPECT_NE(events_[0].find("\"id\":\"u-1\""), std::string::npos) << events_[0];
  EXPECT_EQ(events_[1], "DELETE /scim/v2/Users/u-1");
  EXPECT_NE(origin, "") << "steps send the headers that they name";
  events_.clear();
  fixtures_.release(made, true, Json::object(), send);
  EXPECT_EQ(events_, std::vector<std::string>{}) << "an answer without a name";
}

TEST_F(ReleaseTest, WhatCasesShareStaysUntilTheEnd) {
  EXPECT_EQ(events(case_of("catalogs.item.get", "one"), true).back(), "0 DELETE /catalogs/bzc_one");
  EXPECT_EQ(events_.size(), 5U) << "journal, two steps, the case, one removal";
}

TEST(FixturesTest, AStepOfAnUnknownOperationIsAMistakeOfTheContract) {
  EXPECT_THROW((void)fixture_steps(contracts(), "here", {{{"operation", "catalogs.nothing"}}}, {}),
               InputError);
  const auto steps = fixture_steps(contracts(), "here",
                                   {{{"operation", "catalogs.items.list"},
                                     {"path", {{"catalog_name", "${a}/x"}}},
                                     {"query", {{"n", 5}, {"cursor", "${a}"}}}}},
                                   {{"a", "A"}});
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].request.path, "/catalogs/A%2Fx/items");
  EXPECT_EQ(steps[0].request.query, (Fields{{"cursor", "A"}, {"n", "5"}}));
  EXPECT_THROW((void)fixture_steps(contracts(), "here", {{{"operation", "catalogs.delete"}}}, {}),
               InputError)
      << "no name";
  for (const Json& path :
       {Json(5), Json::array({5}), Json{{"catalog_name", 5}}, Json{{"catalog_name", nullptr}}}) {
    EXPECT_THROW((void)fixture_steps(contracts(), "here",
                                     {{{"operation", "catalogs.delete"}, {"path", path}}}, {}),
                 InputError)
        << path;
  }
}

}  // namespace
}  // namespace brazecheck
