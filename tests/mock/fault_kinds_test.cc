#include <gtest/gtest.h>

#include "contract/error.h"
#include "mock/fault_grammar.h"
#include "workspace.h"

// The kinds of faults that change what is accepted and what is answered. What they do to the state
// is in fault_effects_test.cc, troubles of the network are in faults_test.cc.
namespace brazecheck::mock {
namespace {

const Json kEvent = {{"external_id", "a"}, {"name", "e"}, {"time", "2024-05-01T10:00:00Z"}};

Json events(std::size_t count) {
  Json list = Json::array();
  for (std::size_t i = 0; i < count; ++i) list.push_back(kEvent);
  return {{"events", std::move(list)}};
}

Json catalog(const std::string& name) {
  return {{"catalogs",
           {{{"name", name},
             {"description", "d"},
             {"fields", {{{"name", "id"}, {"type", "string"}}}}}}}};
}

int track(Workspace& workspace, const Json& body) {
  return workspace.call("POST", "/users/track", body).status;
}

TEST(FaultKindsTest, ALimitMayBeOffByOneOnEitherSide) {
  Workspace past({"accept-one:users.track/objects-max-combined"});
  EXPECT_EQ(track(past, events(75)), 201);
  EXPECT_EQ(track(past, events(76)), 201);
  EXPECT_EQ(track(past, events(77)), 400);
  Workspace before({"refuse-limit:users.track/objects-max-combined"});
  EXPECT_EQ(track(before, events(74)), 201);
  EXPECT_EQ(track(before, events(75)), 400);
  Workspace name({"accept-one:catalogs.create/catalogs.item.name-max-length"});
  EXPECT_EQ(name.call("POST", "/catalogs", catalog(std::string(251, 'n'))).status, 201);
  EXPECT_EQ(name.call("POST", "/catalogs", catalog(std::string(252, 'n'))).status, 400);
}

TEST(FaultKindsTest, ServerErrorsComeAtALimitOrPastIt) {
  Workspace at({"crash-limit:users.track/objects-max-combined"});
  EXPECT_EQ(track(at, events(74)), 201);
  EXPECT_EQ(track(at, events(75)), 500);
  EXPECT_EQ(track(at, events(76)), 400);
  Workspace past({"crash:users.track/objects-max-combined"});
  EXPECT_EQ(track(past, events(75)), 201);
  EXPECT_EQ(track(past, events(76)), 500);
  Workspace form({"crash:common/request-json", "crash:common/key-known"});
  EXPECT_EQ(form.send("POST", "/users/track", "{").status, 500);
  EXPECT_EQ(form.send("GET", "/catalogs", "", "nobody").status, 500);
  EXPECT_EQ(form.send("GET", "/catalogs").status, 200);
}

TEST(FaultKindsTest, ARefusalMayTakeEffect) {
  Workspace workspace({"refused-effect:event/time-format"});
  Json body = events(1);
  body["events"][0]["time"] = "soon";
  body["attributes"] = {{{"external_id", "b"}, {"city", "Rome"}}};
  const auto answer = workspace.call("POST", "/users/track", body);
  EXPECT_NE(answer.body.value("message", ""), "") << answer.body;
  Workspace refused({"refused-effect:catalogs.create/catalogs.item.name-pattern"});
  EXPECT_EQ(refused.call("POST", "/catalogs", catalog("a b")).status, 400);
  EXPECT_EQ(refused.call("GET", "/catalogs").body.at("catalogs").size(), 1u);
}

TEST(FaultKindsTest, AValidMemberOrParameterMayBeRefused) {
  Workspace workspace({"refuse:users.track:/events/*/properties",
                       "refuse:catalogs.list:/query/x=\"1\"",
                       "refuse:users.track:/events/*/name=\"worst\""});
  EXPECT_EQ(track(workspace, events(1)), 201);
  Json body = events(2);
  body["events"][1]["properties"] = {{"p", 1}};
  EXPECT_EQ(track(workspace, body), 400);
  body = events(1);
  body["events"][0]["name"] = "worst";
  EXPECT_EQ(track(workspace, body), 400);
  EXPECT_EQ(workspace.send("GET", "/catalogs?x=1").status, 400);
  EXPECT_EQ(workspace.send("GET", "/catalogs?x=2").status, 200);
}

TEST(FaultKindsTest, KeysGoUncheckedForOneOperation) {
  Workspace workspace({"no-auth:catalogs.list", "any-key:segments.list",
                       "no-permissions:users.track", "any-scheme:feed.list"});
  EXPECT_EQ(workspace.send("GET", "/catalogs", "", "").status, 200);
  EXPECT_EQ(workspace.send("GET", "/segments/list", "", "").status, 401);
  EXPECT_EQ(workspace.send("GET", "/segments/list", "", "nobody").status, 200);
  EXPECT_EQ(workspace.send("GET", "/catalogs", "", "nobody").status, 401);
  EXPECT_EQ(workspace.send("POST", "/users/track", events(1).dump(), "reader").status, 201);
  const auto with = [&](const std::string& target, const std::string& header) {
    HttpQuery query;
    query.method = "GET";
    query.target = target;
    query.headers = {{"Authorization", header}};
    return workspace.emulator().handle(query).status;
  };
  EXPECT_EQ(with("/feed/list", "Basic full"), 200);
  EXPECT_EQ(with("/feed/list", "full"), 200);
  EXPECT_EQ(with("/feed/list", "Basic nobody"), 401);
  EXPECT_EQ(with("/canvas/list", "Basic full"), 401);
}

TEST(FaultKindsTest, MethodsAndPathsAreTakenForAnOperation) {
  Workspace workspace({"any-method:catalogs.list", "any-path:segments.list"});
  EXPECT_EQ(workspace.send("PUT", "/catalogs").status, 200);
  EXPECT_EQ(workspace.send("PUT", "/segments/list").status, 405);
  EXPECT_EQ(workspace.send("GET", "/segments/list/and/more").status, 200);
  EXPECT_EQ(workspace.send("GET", "/feed/list/and/more").status, 404);
  EXPECT_EQ(workspace.send("GET", "/segments/lost").status, 404);
}

TEST(FaultKindsTest, AnswersAreWrongInOnePlace) {
  Workspace workspace(
      {"answer:users.track:/events_processed:add=1", "refusal:users.track:/message:remove",
       "success-body:segments.list:", "error-body:catalogs.delete:<html>gone</html>"});
  EXPECT_EQ(workspace.call("POST", "/users/track", events(2)).body.at("events_processed"), 3);
  const auto refused = workspace.call("POST", "/users/track", events(76));
  EXPECT_EQ(refused.status, 400);
  EXPECT_FALSE(refused.body.contains("message"));
  EXPECT_EQ(workspace.send("GET", "/segments/list").body, "");
  EXPECT_EQ(workspace.send("DELETE", "/catalogs/none").body, "<html>gone</html>");
}

TEST(FaultKindsTest, HeadersAreSetOrLeftOut) {
  const std::string remaining = contracts().common_rules().remaining_header;
  Workspace workspace({"header:catalogs.list:" + remaining + ":-", "header:*:x-extra:yes: really",
                       "success-header:segments.list:Content-Type:-",
                       "error-header:catalogs.delete:content-type:text/html"});
  const HttpAnswer list = workspace.send("GET", "/catalogs");
  EXPECT_EQ(find_header(list.headers, remaining), nullptr);
  EXPECT_EQ(header(list, "X-Extra"), "yes: really");
  EXPECT_EQ(find_header(workspace.send("GET", "/segments/list").headers, "Content-Type"), nullptr);
  EXPECT_EQ(header(workspace.send("DELETE", "/catalogs/none"), "Content-Type"), "text/html");
  ASSERT_EQ(workspace.call("POST", "/catalogs", catalog("c")).status, 201);
  EXPECT_EQ(header(workspace.send("DELETE", "/catalogs/c"), "Content-Type"), "application/json");
}

void expect_unknown(const std::string& fault, const std::string& hint) {
  try {
    (void)parse_fault(contracts(), fault);
    FAIL() << fault << " was taken";
  } catch (const InputError& error) {
    EXPECT_EQ(error.id(), "mock.unknown-fault");
    EXPECT_NE(std::string(error.what()).find(hint), std::string::npos) << error.what();
  }
}

TEST(FaultKindsTest, WhatIsWrittenWrongIsSaid) {
  expect_unknown("answer:users.track:/message:backwards", "lose-last");
  expect_unknown("answer:users.track:message:reverse", "not a JSON pointer");
  expect_unknown("answer:users.track", "write answer:<operation>:<pointer>:<way>");
  expect_unknown("answer:users.nothing:/message:reverse", "there is no operation");
  expect_unknown("refuse:users.track:/events=[", "is not JSON");
  expect_unknown("stale:users.track", "write stale:");
  expect_unknown("stale:users.track:none", "there is no operation 'none'");
  expect_unknown("header:*:X-A", "write header:");
  expect_unknown("header:*:X-A:", "write header:");
  expect_unknown("accept-one:users.track/events-type", "no limit");
  expect_unknown("crash-limit:users.track/events-type", "no limit");
  expect_unknown("crash:common/answered", "speaks of state or of answers");
  expect_unknown("refused-effect:common/request-json", "no call that could take effect");
  EXPECT_GT(fault_grammar().size(), 45u);
}

}  // namespace
}  // namespace brazecheck::mock
