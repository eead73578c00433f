#include "contract/check.h"
#include "contract/uri.h"
#include "generators/request_document.h"
#include "tests/generators/own_operation.h"

// Names of things that exist: put in by generators, and by the target that supplies them.

namespace brazecheck {
namespace {

Json sending_contract() {
  Json contract = OwnOperation::with_body(R"({"type": "object", "required": ["campaign", "users"],
    "properties": {
      "campaign": {"type": "string", "x-fixture": "campaign_id"},
      "users": {"type": "array", "minItems": 1, "maxItems": 5, "items": {"type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string", "maxLength": 40},
                       "app": {"allOf": [{"type": "string", "x-fixture": "app_id"}]}}}},
      "form": {"anyOf": [{"type": "string", "x-fixture": "app_id"}, {"type": "integer"}]},
      "plain": {"type": "string"}}})");
  contract["path"] = "/things/{kind}/{thing}";
  contract["request"]["path"] = {{"kind", {{"type", "string"}}}, {"thing", {{"type", "string"}}}};
  contract["request"]["query"]["segment"] = {
      {"required", true}, {"schema", {{"type", "string"}, {"x-fixture", "segment_id"}}}};
  contract["fixture"] = {{"needs",
                          {{"campaign_id", "A campaign."},
                           {"app_id", "An app."},
                           {"segment_id", "A segment."},
                           {"kind", "A kind of things."}}},
                         {"variables", {{"thing", "bzc_${unique}"}, {"label", "of ${app_id}"}}}};
  return contract;
}

const OwnOperation& sending() {
  static const OwnOperation operation(sending_contract());
  return operation;
}

const Variables& supplies() {
  static const Variables names = {
      {"campaign_id", "c-1"}, {"app_id", "a \"1\""}, {"segment_id", "s&1"}, {"kind", "a b/ü${x}"}};
  return names;
}

TEST(FixtureNames, StandInQueriesBodiesAndAddressesUntilTheTargetSuppliesThem) {
  int apps = 0;
  for (Case made : sending().valid(60)) {
    const Json& body = *made.request.body;
    EXPECT_EQ(body.at("campaign"), "${campaign_id}");
    EXPECT_EQ(query_value(made.request, "segment"), "${segment_id}");
    EXPECT_TRUE(made.request.path.starts_with("/things/" + percent_encode("${kind}") + "/bzc_"))
        << made.request.path;
    for (const auto& user : body.at("users")) {
      if (!user.contains("app")) continue;
      EXPECT_EQ(user.at("app"), "${app_id}");
      ++apps;
    }
    if (body.contains("form") && body["form"].is_string()) {
      EXPECT_EQ(body["form"], "${app_id}");
    }
    if (body.contains("plain")) {
      EXPECT_NE(body["plain"], "${app_id}");
    }
  }
  EXPECT_GT(apps, 5);
}

TEST(Supply, FillsInWhatTheTargetHasEverywhere) {
  for (Case made : sending().valid(40)) {
    supply(supplies(), &made);
    EXPECT_EQ(made.request.body->at("campaign"), "c-1");
    EXPECT_EQ(query_value(made.request, "segment"), "s&1");
    EXPECT_TRUE(made.request.path.starts_with("/things/a%20b%2F%C3%BC%24%7Bx%7D/bzc_"))
        << made.request.path;
    EXPECT_EQ(made.variables.at("label"), "of a \"1\"");
    EXPECT_EQ(made.request.body->dump().find("${campaign_id}"), std::string::npos);
    EXPECT_EQ(sending().broken(made.request), std::set<std::string>{});
  }
}

TEST(Supply, FillsInTheStepsOfACaseAndItsHeaders) {
  Case made = sending().valid(1).front();
  made.extra_setup = {{{"operation", "things.post"}, {"body", {{"id", "x-${campaign_id}"}}}}};
  made.request.headers.emplace_back("X-App", "${app_id}");
  supply(supplies(), &made);
  EXPECT_EQ(made.extra_setup[0]["body"]["id"], "x-c-1");
  EXPECT_EQ(made.request.headers.back().second, "a \"1\"");
}

TEST(Supply, LeavesOperationsAloneThatNeedNothing) {
  const OwnOperation free(OwnOperation::with_body(
      R"({"type": "object", "required": ["text"], "properties": {"text": {"const": "${app_id}"}}})"));
  Case made = free.valid(1).front();
  supply(supplies(), &made);
  EXPECT_EQ(made.request.body->at("text"), "${app_id}");
  EXPECT_FALSE(made.variables.contains("app_id"));
}

TEST(Supply, LeavesNamesOpenThatTheTargetDoesNotHave) {
  Case made = sending().valid(1).front();
  supply({{"app_id", "a"}}, &made);
  EXPECT_EQ(made.request.body->at("campaign"), "${campaign_id}");
}

TEST(UseFixtureNames, KeepsTheValueThatACaseIsAbout) {
  const RequestDocument original = {
      {"query", {{"segment", "mine"}}},
      {"body", {{"campaign", "mine"}, {"users", {{{"id", "u"}, {"app", "mine"}}}}}}};
  const auto used = [&](const std::optional<Json::json_pointer>& except) {
    RequestDocument document = original;
    use_fixture_names(sending().contract(), {{"segment_id", "known"}}, except, &document);
    return document;
  };
  const Json all = used(std::nullopt);
  EXPECT_EQ(all["query"]["segment"], "known");
  EXPECT_EQ(all["body"]["campaign"], "${campaign_id}");
  EXPECT_EQ(all["body"]["users"][0]["app"], "${app_id}");
  const Json one = used(Json::json_pointer("/body/campaign"));
  EXPECT_EQ(one["body"]["campaign"], "mine");
  EXPECT_EQ(one["body"]["users"][0]["app"], "${app_id}");
  EXPECT_EQ(used(Json::json_pointer("/body/nothing")), all);
}

TEST(FixtureNames, AreKeptInCasesAboutOtherPlaces) {
  for (auto* make : {&boundary_cases, &invalid_cases}) {
    for (const auto& made : make(sending().index(), sending().contract(), 5)) {
      if (made.expect != Expect::kAccepted) continue;
      EXPECT_EQ(made.request.body->at("campaign"), "${campaign_id}") << made.label;
      for (const auto& user : made.request.body->at("users"))
        EXPECT_TRUE(!user.contains("app") || user["app"] == "${app_id}") << made.label;
      EXPECT_EQ(query_value(made.request, "segment"), "${segment_id}") << made.label;
    }
  }
  const auto cases = sending().cases("users-max-items", Expect::kAccepted);
  EXPECT_FALSE(cases.empty());
}

TEST(FixtureNames, AreKeptInCasesAboutTheObjectThatHoldsThem) {
  Json contract = sending_contract();
  contract["request"]["body"]["schema"]["x-rules"] =
      Json::parse(R"([{"rule": "max_total_bytes", "max": 100, "members": ["plain", "campaign"]},
                      {"rule": "max_total_items", "arrays": ["users"], "max": 4}])");
  contract["request"]["query"]["from"] = {{"required", true},
                                          {"schema", {{"type", "string"}, {"format", "date"}}}};
  contract["request"]["query"]["to"] = contract["request"]["query"]["from"];
  contract["request"]["query_together"] =
      Json::parse(R"({"x-rules": [{"rule": "times_ordered", "earlier": "from", "later": "to"}]})");
  const OwnOperation whole(contract);
  int tried = 0;
  for (const char* rule : {"body-max-total-items", "query-times-ordered"}) {
    for (const auto expect : {Expect::kAccepted, Expect::kRefused}) {
      for (const auto& made : whole.cases(rule, expect)) {
        SCOPED_TRACE(made.label);
        EXPECT_EQ(made.request.body->at("campaign"), "${campaign_id}");
        EXPECT_EQ(query_value(made.request, "segment"), "${segment_id}");
        ++tried;
      }
    }
  }
  EXPECT_GE(tried, 4);
}

TEST(FixtureNames, InAddressesMayHaveAFormatThatOnlyTheSuppliedOnesMeet) {
  Json contract = sending_contract();
  contract["request"]["path"]["kind"] = {{"type", "string"}, {"format", "uuid"}};
  const OwnOperation formal(contract);
  formal.expect_proven("users-max-items");
  formal.expect_proven("users.item.id-max-length");
  formal.expect_proven("path.kind-format", /*accepted_too=*/false);
  for (const auto& made : formal.cases("path.kind-format", Expect::kRefused))
    EXPECT_EQ(made.request.path.find(percent_encode("${kind}")), std::string::npos);
  for (Case made : formal.valid(20)) {
    Variables names = supplies();
    names["kind"] = "f2a5c1de-0b7a-4c55-9d0e-3a1b2c4d5e6f";
    supply(names, &made);
    EXPECT_TRUE(check_request(formal.index(), formal.contract(), made.request).empty());
  }
}

TEST(FixtureNames, AreNotVariedWhereAnythingElseWouldNameNothing) {
  Json contract = sending_contract();
  contract["request"]["body"]["schema"]["properties"]["campaign"]["maxLength"] = 50;
  const OwnOperation limited(contract);
  EXPECT_TRUE(limited.cases("campaign-max-length", Expect::kAccepted).empty())
      << "50 characters name no campaign";
  const auto refused = limited.cases("campaign-max-length", Expect::kRefused);
  ASSERT_FALSE(refused.empty());
  for (const auto& made : refused)
    EXPECT_EQ(made.request.body->at("campaign").get<std::string>().find("${"), std::string::npos);
}

}  // namespace
}  // namespace brazecheck
