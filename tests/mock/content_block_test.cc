#include <gtest/gtest.h>

#include "mock/liquid.h"
#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

class ContentBlockTest : public testing::Test {
 protected:
  ContentBlockTest()
      : workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); }) {}

  Workspace::Answer create(const Json& body) {
    return workspace.call("POST", "/content_blocks/create", body);
  }
  std::string made(const Json& body) {
    const auto answer = create(body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.body.value("content_block_id", "");
  }
  Workspace::Answer update(const std::string& id, Json body) {
    body["content_block_id"] = id;
    return workspace.call("POST", "/content_blocks/update", body);
  }
  Workspace::Answer info(const std::string& id, const std::string& more = "") {
    return workspace.call("GET", "/content_blocks/info?content_block_id=" + id + more);
  }
  static std::string text(const Workspace::Answer& answer) {
    EXPECT_EQ(answer.status, 400);
    return answer.body.value("message", "");
  }

  Workspace workspace;
};

TEST_F(ContentBlockTest, ABlockReadsBackAsItWasCreated) {
  const auto answer = create({{"name", "note"},
                              {"content", "<b>Ships</b> today"},
                              {"description", "About orders"},
                              {"tags", {"orders"}}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body.at("liquid_tag"), "{{content_blocks.${note}}}");
  EXPECT_EQ(answer.body.at("created_at"), "2026-03-01T12:00:30.250Z");
  const std::string id = answer.body.at("content_block_id");
  EXPECT_EQ(info(id).body, Json({{"content_block_id", id},
                                 {"name", "note"},
                                 {"content", "<b>Ships</b> today"},
                                 {"description", "About orders"},
                                 {"content_type", "html"},
                                 {"tags", {"orders"}},
                                 {"created_at", "2026-03-01T12:00:30.250Z"},
                                 {"last_edited", "2026-03-01T12:00:30.250Z"},
                                 {"inclusion_count", 0},
                                 {"inclusion_data", Json::array()},
                                 {"message", "success"}}));
}

TEST_F(ContentBlockTest, ContentWithoutMarkupIsText) {
  EXPECT_EQ(info(made({{"name", "a"}, {"content", "1 < 2"}})).body.at("content_type"), "text");
}

TEST_F(ContentBlockTest, NamesAreUnique) {
  ASSERT_NE(made({{"name", "note"}, {"content", "a"}}), "");
  EXPECT_EQ(text(create({{"name", "note"}, {"content", "b"}})),
            "Content Block with this name already exists");
  const std::string draft = made({{"name", "other"}, {"content", "a"}, {"state", "draft"}});
  EXPECT_EQ(text(update(draft, {{"name", "note"}})), "Content Block with this name already exists");
  EXPECT_EQ(info(draft).body.at("name"), "other");
}

TEST_F(ContentBlockTest, OnlyDraftsAreRenamedAndNothingBecomesADraftAgain) {
  const std::string id = made({{"name", "note"}, {"content", "a"}, {"state", "draft"}});
  const auto renamed = update(id, {{"name", "letter"}});
  EXPECT_EQ(renamed.status, 201);
  EXPECT_EQ(renamed.body.at("content_block_id"), id);
  EXPECT_EQ(renamed.body.at("liquid_tag"), "{{content_blocks.${letter}}}");
  EXPECT_EQ(update(id, {{"state", "active"}}).status, 201);
  EXPECT_EQ(text(update(id, {{"name", "again"}})),
            "Content Block name cannot be updated for active Content Blocks");
  EXPECT_EQ(text(update(id, {{"state", "draft"}})),
            "Active Content Block can not be updated to Draft. Create a new Content Block.");
  EXPECT_EQ(update(id, {{"name", "letter"}, {"content", "b"}}).status, 201);
}

TEST_F(ContentBlockTest, ABlockIsActiveUnlessCreatedAsADraft) {
  EXPECT_EQ(text(update(made({{"name", "note"}, {"content", "a"}}), {{"state", "draft"}})),
            "Active Content Block can not be updated to Draft. Create a new Content Block.");
}

TEST_F(ContentBlockTest, ABlockDoesNotIncludeItself) {
  const std::string id = made({{"name", "note"}, {"content", "a"}, {"state", "draft"}});
  EXPECT_EQ(text(update(id, {{"content", "x {{ content_blocks.${note} }}"}})),
            "Content Block cannot be referenced within itself");
  EXPECT_EQ(update(id, {{"content", "x {{content_blocks.${letter}}}"}}).status, 201);
  EXPECT_EQ(text(update(id, {{"name", "letter"}})),
            "Content Block cannot be referenced within itself");
}

TEST_F(ContentBlockTest, TagsHaveToExistAndARefusedUpdateChangesNothing) {
  EXPECT_EQ(text(create({{"name", "note"}, {"content", "a"}, {"tags", {"nobody's"}}})),
            "Some tags could not be found");
  const std::string id = made({{"name", "note"}, {"content", "a"}});
  EXPECT_EQ(text(update(id, {{"content", "b"}, {"tags", {"nobody's"}}})),
            "Some tags could not be found");
  EXPECT_EQ(info(id).body.at("content"), "a");
}

TEST_F(ContentBlockTest, AnEditChangesOnlyWhatItNamesAndTheTimeOfTheEdit) {
  const std::string id = made({{"name", "note"}, {"content", "a"}, {"description", "d"}});
  workspace.now += std::chrono::hours(1);
  ASSERT_EQ(update(id, {{"content", "b"}}).status, 201);
  const Json shown = info(id).body;
  EXPECT_EQ(shown.at("content"), "b");
  EXPECT_EQ(shown.at("description"), "d");
  EXPECT_EQ(shown.at("created_at"), "2026-03-01T12:00:30.250Z");
  EXPECT_EQ(shown.at("last_edited"), "2026-03-01T13:00:30.250Z");
}

TEST_F(ContentBlockTest, UnknownAndDeletedBlocksAreRefused) {
  EXPECT_EQ(text(info("nobody")), "Content Block ID is invalid for this workspace");
  EXPECT_EQ(text(update("nobody", {{"content", "a"}})),
            "Content Block ID is invalid for this workspace");
  Workspace other([](EmulatorOptions* options) {
    options->fixtures = {
        {"tables",
         {{"content_blocks", {{{"id", "b"}, {"document", {{"name", "n"}, {"deleted", true}}}}}}}}};
  });
  EXPECT_EQ(text(other.call("GET", "/content_blocks/info?content_block_id=b")),
            "Content Block has been deleted—content not available");
  EXPECT_EQ(other.call("GET", "/content_blocks/list").body.at("count"), 0);
  // Its name is free again.
  EXPECT_EQ(other.call("POST", "/content_blocks/create", {{"name", "n"}, {"content", "a"}}).status,
            201);
}

TEST_F(ContentBlockTest, InclusionsAreCountedAndNamedOnDemandUnlessArchived) {
  const auto message = [](const char* body) { return Json{{"channel", "email"}, {"body", body}}; };
  Workspace other([&](EmulatorOptions* options) {
    const Json block = {{"name", "note"}, {"content", "a"}};
    const Json text = message("Hi {{content_blocks.${note}}}");
    options->fixtures = {
        {"tables",
         {{"content_blocks", {{{"id", "b"}, {"document", block}}}},
          {"campaigns",
           {{{"id", "c"}, {"document", {{"messages", {{"v", text}, {"w", message("Hi")}}}}}},
            {{"id", "old"}, {"document", {{"archived", true}, {"messages", {{"u", text}}}}}}}},
          {"canvases",
           {{{"id", "k"},
             {"document", {{"steps", {{{"id", "s"}, {"messages", {{"x", text}}}}}}}}}}}}}};
  });
  const auto quiet = other.call("GET", "/content_blocks/info?content_block_id=b").body;
  EXPECT_EQ(quiet.at("inclusion_count"), 2);
  EXPECT_EQ(quiet.at("inclusion_data"), Json::array());
  const auto full =
      other.call("GET", "/content_blocks/info?content_block_id=b&include_inclusion_data=true").body;
  EXPECT_EQ(full.at("inclusion_data"),
            Json({{{"campaign_id", "c"}, {"message_variation_id", "v"}},
                  {{"canvas_id", "k"}, {"canvas_step_id", "s"}, {"message_variation_id", "x"}}}));
  EXPECT_EQ(other.call("GET", "/content_blocks/list")
                .body.at("content_blocks")
                .at(0)
                .at("inclusion_count"),
            2);
}

TEST_F(ContentBlockTest, ListsAreCutByTimeLimitAndOffset) {
  Workspace other;
  for (const char* name : {"one", "two", "three"}) {
    const Json body = {{"name", name}, {"content", "a"}};
    ASSERT_EQ(other.call("POST", "/content_blocks/create", body).status, 201);
    other.now += std::chrono::hours(1);
  }
  const auto names = [&](const std::string& query) {
    Json found = Json::array();
    const auto answer = other.call("GET", "/content_blocks/list" + query);
    for (const Json& entry : answer.body.at("content_blocks")) found.push_back(entry.at("name"));
    EXPECT_EQ(answer.body.at("count"), found.size());
    return found;
  };
  EXPECT_EQ(names(""), Json({"one", "two", "three"}));
  EXPECT_EQ(names("?modified_after=2026-03-01T13:00:30.250Z"), Json({"two", "three"}));
  EXPECT_EQ(names("?modified_before=2026-03-01T13:00:30.250Z"), Json({"one", "two"}));
  EXPECT_EQ(names("?offset=1&limit=1"), Json::array({"two"}));
  EXPECT_EQ(text(other.call("GET", "/content_blocks/list?offset=0")),
            "Offset must be greater than 0");
}

TEST(Liquid, IsParsedWhereEverythingOpenedIsClosed) {
  for (const char* fine :
       {"", "a } b", "{{ a }}", "{{${first_name}}}", "{% if a %}b{% else %}c{% endif %}",
        "{%- for a in b -%}{{a}}{%- endfor -%}", "{% raw %}{{ {% {% endraw %}",
        "{% comment %}{% if %}{% endcomment %}", "{% translation a %}b{% endtranslation %}"}) {
    EXPECT_TRUE(liquid_parses(fine)) << fine;
  }
  for (const char* broken :
       {"{{ a", "{% if a %}", "{% if %}b{% endif %}", "{% endif %}", "{% else %}", "{% a",
        "{% if a %}{% for b in c %}{% endif %}{% endfor %}", "{% raw %}"}) {
    EXPECT_FALSE(liquid_parses(broken)) << broken;
  }
}

TEST(Liquid, KnowsTheContentBlocksThatATextIncludes) {
  EXPECT_EQ(content_block_names("{{content_blocks.${a}}} {{ content_blocks.${b} | x }} "
                                "{{content_blocks.${a}}} content_blocks.${c}"),
            (std::vector<std::string>{"a", "b"}));
}

TEST(Liquid, TakesTheTextBetweenTranslationTags) {
  EXPECT_EQ(translation_sources("{% translation a %}One{% endtranslation %} x {%translation \"b\"%}"
                                "{{two}}{%endtranslation%}{% translation c %}"),
            (std::map<std::string, std::string>{{"a", "One"}, {"b", "{{two}}"}}));
}

}  // namespace
}  // namespace brazecheck::mock
