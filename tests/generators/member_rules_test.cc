#include <map>

#include "tests/generators/own_operation.h"

// Rules on members and items together: requests at their edge and past it.

namespace brazecheck {
namespace {

std::size_t bytes_of(const Json& value) {
  return value.is_string() ? value.get_ref<const std::string&>().size() : value.dump().size();
}

std::size_t total_bytes(const Case& made, const std::vector<std::string>& names) {
  std::size_t total = 0;
  for (const auto& name : names) {
    if (made.request.body->contains(name)) total += bytes_of(made.request.body->at(name));
  }
  return total;
}

TEST(OneKeyAcross, IsKeptByOneKindOfItemsAndBrokenByTwo) {
  const OwnOperation keys(OwnOperation::with_body(R"({"type": "object", "required": ["users"],
    "properties": {"users": {"type": "array", "minItems": 1, "items": {"type": "object",
      "properties": {"id": {"type": "string"}, "mail": {"type": "string", "format": "email"},
                     "vip": {"type": "boolean"}},
      "anyOf": [{"required": ["id"]}, {"required": ["mail"]}]},
      "x-rules": [{"rule": "one_key_across", "keys": ["id", "mail"]}]}}})"));
  keys.expect_proven("users-one-key-across");
  const auto used = [](const Case& made) {
    std::set<std::string> names;
    for (const auto& item : made.request.body->at("users")) {
      for (const char* name : {"id", "mail"}) {
        if (item.contains(name)) names.insert(name);
      }
    }
    return names;
  };
  for (const auto& made : keys.cases("users-one-key-across", Expect::kRefused))
    EXPECT_EQ(used(made).size(), 2U) << made.label;
  std::map<std::set<std::string>, int> seen;
  for (const auto& made : keys.valid(50)) ++seen[used(made)];
  EXPECT_GT(seen[{"id"}], 3);
  EXPECT_GT(seen[{"mail"}], 3);
  EXPECT_EQ(seen.size(), 2U);
}

TEST(MembersDiffer, IsBrokenByTheSameValueTwice) {
  const OwnOperation names(
      OwnOperation::with_body(R"({"type": "object", "required": ["current", "next"],
    "properties": {"current": {"enum": ["a", "b"]}, "next": {"type": "string", "minLength": 1},
                   "note": {"type": "string"}},
    "x-rules": [{"rule": "members_differ", "members": ["current", "next"]}]})"));
  names.expect_proven("body-members-differ", /*accepted_too=*/false);
  for (const auto& made : names.cases("body-members-differ", Expect::kRefused))
    EXPECT_EQ(made.request.body->at("current"), made.request.body->at("next")) << made.label;
}

TEST(TextNotNaming, IsBrokenByATextThatNamesItsOwnThing) {
  const OwnOperation block(
      OwnOperation::with_body(R"({"type": "object", "required": ["name", "content"],
    "properties": {"name": {"type": "string", "pattern": "^[a-z]{1,20}$"},
                   "content": {"type": "string"}},
    "x-rules": [{"rule": "text_not_naming", "text": "content", "names": "name",
                 "before": "${", "after": "}"}]})"));
  block.expect_proven("body-text-not-naming", /*accepted_too=*/false);
  for (const auto& made : block.cases("body-text-not-naming", Expect::kRefused)) {
    const Json& body = *made.request.body;
    EXPECT_NE(
        body.at("content").get<std::string>().find("${" + body.at("name").get<std::string>() + "}"),
        std::string::npos)
        << body;
  }
}

TEST(MaxTotalBytes, IsTriedToTheByteAndAByteLonger) {
  const OwnOperation all(OwnOperation::with_body(R"({"type": "object", "required": ["title"],
    "properties": {"title": {"type": "string"}, "text": {"type": "string"},
                   "extra": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    "additionalProperties": false,
    "x-rules": [{"rule": "max_total_bytes", "max": 200}]})"));
  all.expect_proven("body-max-total-bytes");
  const std::vector<std::string> names = {"title", "text", "extra"};
  for (const auto& made : all.cases("body-max-total-bytes", Expect::kAccepted))
    EXPECT_EQ(total_bytes(made, names), 200U) << made.label;
  for (const auto& made : all.cases("body-max-total-bytes", Expect::kRefused))
    EXPECT_EQ(total_bytes(made, names), 201U) << made.label;
  EXPECT_GT(all.bodies_with({"title", "text"}), 5);
}

TEST(MaxTotalBytes, CountsOnlyTheMembersThatItNames) {
  const OwnOperation some(
      OwnOperation::with_body(R"({"type": "object", "required": ["a", "b", "free"],
    "properties": {"a": {"type": "string"}, "b": {"type": "string"},
                   "free": {"type": "string", "minLength": 90}},
    "x-rules": [{"rule": "max_total_bytes", "max": 60, "members": ["a", "b"]}]})"));
  some.expect_proven("body-max-total-bytes");
  for (const auto& made : some.cases("body-max-total-bytes", Expect::kRefused))
    EXPECT_EQ(total_bytes(made, {"a", "b"}), 61U) << made.label;
}

// The most items that have the same value of the first key that they have.
std::size_t most_alike(const Json& body, const std::vector<std::string>& arrays,
                       const std::vector<std::string>& keys) {
  std::map<std::pair<std::string, Json>, std::size_t> counts;
  std::size_t most = 0;
  for (const auto& array : arrays) {
    if (!body.contains(array)) continue;
    for (const auto& item : body.at(array)) {
      for (const auto& key : keys) {
        if (!item.contains(key)) continue;
        most = std::max(most, ++counts[{key, item.at(key)}]);
        break;
      }
    }
  }
  return most;
}

TEST(MaxPerKey, IsTriedForEveryKeyOverAllLists) {
  const OwnOperation bulk(OwnOperation::with_body(R"({"type": "object", "definitions": {},
    "properties": {
      "events": {"type": "array", "items": {"type": "object", "required": ["id"],
        "properties": {"id": {"type": "string"}, "mail": {"type": "string", "format": "email"},
                       "name": {"type": "string"}}}},
      "visits": {"type": "array", "items": {"type": "object",
        "properties": {"id": {"type": "string"}, "mail": {"type": "string", "format": "email"}}}}},
    "x-rules": [{"rule": "max_per_key", "arrays": ["events", "visits"], "keys": ["id", "mail"],
                 "max": 4}]})"));
  bulk.expect_proven("body-max-per-key");
  const auto alike = [](const Case& made) {
    return most_alike(*made.request.body, {"events", "visits"}, {"id", "mail"});
  };
  for (const auto& made : bulk.cases("body-max-per-key", Expect::kAccepted))
    EXPECT_EQ(alike(made), 4U) << made.label;
  for (const auto& made : bulk.cases("body-max-per-key", Expect::kRefused)) {
    EXPECT_EQ(alike(made), 5U) << made.label;
    EXPECT_FALSE(made.request.body->at("events").empty());
    EXPECT_FALSE(made.request.body->at("visits").empty());
  }
}

TEST(MaxPerKey, LeavesRoomForALimitOnAllItems) {
  const OwnOperation bulk(OwnOperation::with_body(R"({"type": "object", "required": ["events"],
    "properties": {"events": {"type": "array", "items": {"type": "object", "required": ["id"],
        "properties": {"id": {"type": "string"}}}}},
    "x-rules": [{"rule": "max_per_key", "arrays": ["events"], "keys": ["id"], "max": 2},
                {"rule": "max_total_items", "arrays": ["events"], "max": 30}]})"));
  bulk.expect_proven("body-max-per-key");
  bulk.expect_proven("body-max-total-items");
  for (const auto& made : bulk.cases("body-max-total-items", Expect::kAccepted))
    EXPECT_EQ(made.request.body->at("events").size(), 30U);
}

TEST(MaxTotalItems, CountsListsInsideTheItemsOfAList) {
  const OwnOperation menu(OwnOperation::with_body(R"({"type": "object", "required": ["sections"],
    "properties": {"sections": {"type": "array", "minItems": 1, "maxItems": 10, "items": {
      "type": "object", "required": ["rows"], "properties": {"title": {"type": "string"},
        "rows": {"type": "array", "minItems": 1, "items": {"type": "object",
          "required": ["id"], "properties": {"id": {"type": "string"}}}}}}}},
    "x-rules": [{"rule": "max_total_items", "arrays": ["sections.item.rows"], "max": 7}]})"));
  menu.expect_proven("body-max-total-items");
  const auto rows = [](const Case& made) {
    std::size_t total = 0;
    for (const auto& section : made.request.body->at("sections")) total += section["rows"].size();
    return total;
  };
  for (const auto& made : menu.cases("body-max-total-items", Expect::kAccepted)) {
    EXPECT_EQ(rows(made), 7U);
    EXPECT_EQ(made.request.body->at("sections").size(), 2U) << "one list shows nothing of a sum";
  }
  for (const auto& made : menu.cases("body-max-total-items", Expect::kRefused))
    EXPECT_EQ(rows(made), 8U);
  std::set<std::size_t> seen;
  for (const auto& made : menu.valid(50)) seen.insert(rows(made));
  EXPECT_GT(seen.size(), 2U) << "large values are not given up for plain ones";
}

}  // namespace
}  // namespace brazecheck
