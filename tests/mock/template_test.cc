#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

class TemplateTest : public testing::Test {
 protected:
  TemplateTest()
      : workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); }) {}

  std::string create(const Json& more = Json::object()) {
    Json body = {{"template_name", "letter"}, {"subject", "Hello"}, {"body", "<p>Hello</p>"}};
    body.update(more);
    const auto answer = workspace.call("POST", "/templates/email/create", body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.body.value("message", ""), "success");
    return answer.body.value("email_template_id", "");
  }
  Workspace::Answer info(const std::string& id) {
    return workspace.call("GET", "/templates/email/info?email_template_id=" + id);
  }
  Json names(const std::string& query = "") {
    Json found = Json::array();
    const auto answer = workspace.call("GET", "/templates/email/list" + query);
    EXPECT_EQ(answer.body.value("count", std::size_t{0}), answer.body.at("templates").size());
    for (const Json& entry : answer.body.at("templates"))
      found.push_back(entry.at("template_name"));
    return found;
  }
  std::string refusal(const char* path, const Json& body) {
    const auto answer = workspace.call("POST", path, body);
    EXPECT_EQ(answer.status, 400);
    return answer.body.value("message", "");
  }

  Workspace workspace;
};

TEST_F(TemplateTest, ATemplateReadsBackAsItWasCreated) {
  const std::string id = create({{"preheader", "Look"},
                                 {"plaintext_body", "Hello"},
                                 {"tags", {"shop"}},
                                 {"should_inline_css", false}});
  const Json shown = info(id).body;
  EXPECT_EQ(shown.at("email_template_id"), id);
  EXPECT_EQ(shown.at("template_name"), "letter");
  EXPECT_EQ(shown.at("preheader"), "Look");
  EXPECT_EQ(shown.at("plaintext_body"), "Hello");
  EXPECT_EQ(shown.at("tags"), Json::array({"shop"}));
  EXPECT_EQ(shown.at("should_inline_css"), false);
  EXPECT_EQ(shown.at("created_at"), "2026-03-01T12:00:30.250Z");
  EXPECT_EQ(shown.at("message"), "success");
}

TEST_F(TemplateTest, WithoutACssSettingTheWorkspaceDecides) {
  EXPECT_EQ(info(create()).body.at("should_inline_css"), true);
  Workspace other;
  const Json body = {{"template_name", "letter"}, {"subject", "Hello"}, {"body", "Hello"}};
  const auto made = other.call("POST", "/templates/email/create", body);
  const std::string id = made.body.at("email_template_id");
  EXPECT_EQ(other.call("GET", "/templates/email/info?email_template_id=" + id)
                .body.at("should_inline_css"),
            false);
}

TEST_F(TemplateTest, AnUpdateChangesWhatItNamesAndNothingElse) {
  const std::string id = create({{"preheader", "Look"}});
  workspace.now += std::chrono::hours(1);
  const auto answer = workspace.call("POST", "/templates/email/update",
                                     {{"email_template_id", id}, {"subject", "Bye"}});
  EXPECT_EQ(answer.status, 201);
  const Json shown = info(id).body;
  EXPECT_EQ(shown.at("subject"), "Bye");
  EXPECT_EQ(shown.at("preheader"), "Look");
  EXPECT_EQ(shown.at("created_at"), "2026-03-01T12:00:30.250Z");
  EXPECT_EQ(shown.at("updated_at"), "2026-03-01T13:00:30.250Z");
}

TEST_F(TemplateTest, TagsAndContentBlocksHaveToExist) {
  const Json known = names();
  const Json base = {{"template_name", "letter"}, {"subject", "Hello"}, {"body", "Hello"}};
  Json tagged = base;
  tagged["tags"] = {"shop", "nobody's"};
  EXPECT_EQ(refusal("/templates/email/create", tagged), "Some tags could not be found");
  Json including = base;
  including["body"] = "{{ content_blocks.${nobody} }}";
  EXPECT_EQ(refusal("/templates/email/create", including),
            "Email must have valid Content Block names");
  EXPECT_EQ(names(), known);
  create({{"body", "{{content_blocks.${opening_hours}}}"}});
}

TEST_F(TemplateTest, ARefusedUpdateChangesNothing) {
  const std::string id = create();
  EXPECT_EQ(refusal("/templates/email/update",
                    {{"email_template_id", id}, {"subject", "Bye"}, {"tags", {"nobody's"}}}),
            "Some tags could not be found");
  EXPECT_EQ(info(id).body.at("subject"), "Hello");
  EXPECT_EQ(refusal("/templates/email/update", {{"email_template_id", id}, {"template_name", ""}}),
            "Template name is required");
}

TEST_F(TemplateTest, UnknownTemplatesAreRefused) {
  EXPECT_EQ(info("nobody").status, 400);
  EXPECT_FALSE(
      refusal("/templates/email/update", {{"email_template_id", "nobody"}, {"subject", "a"}})
          .empty());
}

TEST_F(TemplateTest, TemplatesOfTheDragAndDropEditorAreNotSeen) {
  Workspace other([](EmulatorOptions* options) {
    options->fixtures = {
        {"tables",
         {{"email_templates",
           {{{"id", "t"},
             {"document", {{"template_name", "dragged"}, {"drag_and_drop", true}}}}}}}}};
  });
  EXPECT_EQ(other.call("GET", "/templates/email/list").body.at("count"), 0);
  EXPECT_EQ(other.call("GET", "/templates/email/info?email_template_id=t").status, 400);
}

TEST_F(TemplateTest, ListsAreCutByTimeLimitAndOffset) {
  const Json before = names();
  create({{"template_name", "one"}});
  workspace.now += std::chrono::hours(1);
  create({{"template_name", "two"}});
  Json all = before;
  all.push_back("one");
  all.push_back("two");
  EXPECT_EQ(names(), all);
  EXPECT_EQ(names("?modified_after=2026-03-01T12:00:30.250Z"), Json({"one", "two"}));
  EXPECT_EQ(names("?modified_after=2026-03-01T12:00:30.251Z"), Json::array({"two"}));
  EXPECT_EQ(names("?modified_after=2026-03-01T12:00:00Z&modified_before=2026-03-01T12:00:30.250Z"),
            Json::array({"one"}));
  EXPECT_EQ(names("?modified_after=2026-03-01T12:00:00Z&offset=1"), Json::array({"two"}));
  EXPECT_EQ(names("?modified_after=2026-03-01T12:00:00Z&limit=1"), Json::array({"one"}));
}

TEST_F(TemplateTest, AHundredAreListedWithoutALimit) {
  Workspace other;
  const Json body = {{"template_name", "letter"}, {"subject", "Hello"}, {"body", "Hello"}};
  for (int i = 0; i < 103; ++i) {
    ASSERT_EQ(other.call("POST", "/templates/email/create", body).status, 201);
  }
  EXPECT_EQ(other.call("GET", "/templates/email/list").body.at("count"), 100);
  EXPECT_EQ(other.call("GET", "/templates/email/list?offset=100").body.at("count"), 3);
  EXPECT_EQ(other.call("GET", "/templates/email/list?limit=103").body.at("count"), 103);
}

}  // namespace
}  // namespace brazecheck::mock
