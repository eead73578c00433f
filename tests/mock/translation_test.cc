#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

const std::string kGerman = "11111111-1111-4111-8111-111111111111";
const std::string kFrench = "22222222-2222-4222-8222-222222222222";
const std::string kNobody = "33333333-3333-4333-8333-333333333333";
const Json kTexts = {{"a", "Hallo"}, {"b", "Tschüss"}};

Json row(const std::string& id, Json document) {
  return {{"id", id}, {"document", std::move(document)}};
}

Json message(const std::string& first) {
  return {{"channel", "email"},
          {"subject", "{% translation a %}" + first + "{% endtranslation %}"},
          {"body", "{% translation b %}Bye{% endtranslation %}"}};
}

/// A campaign that is a draft, one that runs, and one with a draft since; a Canvas in draft.
Json fixtures() {
  const auto locale = [](const char* name) {
    return Json{{"name", name}, {"country", "DE"}, {"language", "de"}, {"locale_key", "de-de"}};
  };
  const Json messages = {{"v", message("Hello")}, {"plain", {{"body", "Hello"}}}};
  const Json changed = {{"messages", {{"v", message("Good day")}}}};
  return {{"tables",
           {{"locales", {row(kGerman, locale("de-DE")), row(kFrench, locale("fr-FR"))}},
            {"campaigns",
             {row("draft", {{"draft", true}, {"messages", messages}}),
              row("live", {{"draft", false}, {"messages", messages}}),
              row("edited",
                  {{"draft", false}, {"messages", messages}, {"post_launch_draft", changed}})}},
            {"canvases",
             {row("canvas", {{"draft", true},
                             {"steps", {{{"id", "s"}, {"messages", {{"v", message("Hi")}}}}}}})}},
            {"webhook_templates",
             {row("hook", {{"body", "{% translation a %}Hello{% endtranslation %}"}}),
              row("bare", {{"body", "Hello"}})}},
            {"email_templates", {row("mail", message("Hello"))}},
            {"translations",
             {row("webhook_templates/hook", {{"live", {{kGerman, {{"a", "Servus"}}}}}}),
              row("edited//v", {{"live", {{kGerman, {{"a", "Hallo"}, {"b", "Ade"}}}}}})}}}}};
}

class TranslationTest : public testing::Test {
 protected:
  TranslationTest() : workspace([](EmulatorOptions* options) { options->fixtures = fixtures(); }) {}

  Workspace::Answer get(const std::string& target) { return workspace.call("GET", target); }
  Workspace::Answer campaign(const std::string& id, const std::string& more = "") {
    return get("/campaigns/translations?message_variation_id=v&campaign_id=" + id + more);
  }
  Workspace::Answer put(const std::string& id, const Json& texts,
                        const std::string& locale = kGerman) {
    return workspace.call("PUT", "/campaigns/translations",
                          {{"campaign_id", id},
                           {"message_variation_id", "v"},
                           {"locale_id", locale},
                           {"translation_map", texts}});
  }
  static Json map(const Workspace::Answer& answer) {
    return answer.body.value(Json::json_pointer("/translations/0/translation_map"), Json());
  }
  /// The text of a refusal in the form of the family.
  static std::string error(const Workspace::Answer& answer) {
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_FALSE(answer.body.contains("message")) << answer.body;
    return answer.body.value(Json::json_pointer("/errors/0/message"), "");
  }

  Workspace workspace;
};

TEST_F(TranslationTest, AnUpdateReadsBackWithItsLocale) {
  EXPECT_EQ(campaign("draft").body, Json({{"translations", Json::array()}}));
  const auto answer = put("draft", kTexts);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, Json({{"message", "success"}}));
  EXPECT_EQ(campaign("draft").body, Json({{"translations",
                                           {{{"translation_map", kTexts},
                                             {"locale",
                                              {{"uuid", kGerman},
                                               {"name", "de-DE"},
                                               {"country", "DE"},
                                               {"language", "de"},
                                               {"locale_key", "de-de"}}}}}}}));
}

TEST_F(TranslationTest, AllLocalesAreGivenUnlessOneIsAskedFor) {
  ASSERT_EQ(put("draft", kTexts).status, 200);
  ASSERT_EQ(put("draft", {{"a", "Salut"}, {"b", "Adieu"}}, kFrench).status, 200);
  EXPECT_EQ(campaign("draft").body.at("translations").size(), 2u);
  const auto french = campaign("draft", "&locale_id=" + kFrench);
  EXPECT_EQ(french.body.at("translations").size(), 1u);
  EXPECT_EQ(map(french), Json({{"a", "Salut"}, {"b", "Adieu"}}));
}

TEST_F(TranslationTest, LocalesHaveToExist) {
  EXPECT_EQ(error(campaign("draft", "&locale_id=" + kNobody)),
            "The provided locale code does not exist.");
  EXPECT_EQ(error(put("draft", kTexts, kNobody)), "The provided locale code does not exist.");
  // Known to the workspace, but nobody translated the message.
  EXPECT_EQ(error(campaign("draft", "&locale_id=" + kGerman)), "INVALID_LOCALE_ID");
}

TEST_F(TranslationTest, EveryIdHasToBeTranslatedAndOthersAreDropped) {
  EXPECT_EQ(error(put("draft", {{"b", "Ade"}})), "The provided translations are missing 'a'");
  EXPECT_EQ(error(put("draft", {{"c", "Ade"}})), "The provided translations are missing 'a', 'b'");
  EXPECT_TRUE(campaign("draft").body.at("translations").empty());
  Json more = kTexts;
  more["c"] = "Nobody asked";
  ASSERT_EQ(put("draft", more).status, 200);
  EXPECT_EQ(map(campaign("draft")), kTexts);
}

TEST_F(TranslationTest, LiquidThatCannotBeParsedIsRefused) {
  ASSERT_EQ(put("draft", kTexts).status, 200);
  EXPECT_EQ(error(put("draft", {{"a", "{{ oops"}, {"b", "Ade"}})),
            "The provided translations yielded errors when parsing. Please contact Braze for more "
            "information.");
  EXPECT_EQ(map(campaign("draft")), kTexts);
}

TEST_F(TranslationTest, SourcesAreTheTextsInsideTheTags) {
  const auto answer =
      get("/campaigns/translations/source?campaign_id=draft&message_variation_id=v");
  EXPECT_EQ(answer.body,
            Json({{"translations", {{"translation_map", {{"a", "Hello"}, {"b", "Bye"}}}}},
                  {"message", "success"}}));
}

TEST_F(TranslationTest, WhatRunsIsTranslatedInItsDraft) {
  EXPECT_FALSE(error(put("live", kTexts)).empty());
  ASSERT_EQ(put("edited", kTexts).status, 200);
  EXPECT_EQ(map(campaign("edited")), Json({{"a", "Hallo"}, {"b", "Ade"}}));
  EXPECT_EQ(map(campaign("edited", "&post_launch_draft_version=true")), kTexts);
  const std::string source =
      "/campaigns/translations/source?campaign_id=edited&message_variation_id=v";
  const Json::json_pointer first("/translations/translation_map/a");
  EXPECT_EQ(get(source).body.at(first), "Hello");
  EXPECT_EQ(get(source + "&post_launch_draft_version=true").body.at(first), "Good day");
}

TEST_F(TranslationTest, MessagesWithoutTagsAreNotTranslated) {
  const std::string plain = "?campaign_id=draft&message_variation_id=plain";
  EXPECT_EQ(error(get("/campaigns/translations" + plain)),
            "This message does not support multi-language.");
  EXPECT_EQ(error(get("/campaigns/translations/source" + plain)),
            "This message does not support multi-language.");
}

TEST_F(TranslationTest, UnknownMessagesAreRefused) {
  EXPECT_EQ(error(campaign("nobody")), "INVALID_CAMPAIGN_ID");
  EXPECT_EQ(error(get("/campaigns/translations?campaign_id=draft&message_variation_id=x")),
            "INVALID_MESSAGE_VARIATION_ID");
  const std::string canvas = "/canvas/translations?workflow_id=canvas";
  EXPECT_EQ(error(get(canvas + "&step_id=x&message_variation_id=v")), "MESSAGE_NOT_FOUND");
  EXPECT_EQ(error(get(canvas + "&step_id=s&message_variation_id=x")),
            "INVALID_MESSAGE_VARIATION_ID");
}

TEST_F(TranslationTest, AWorkspaceWithoutLocalesHasTheFeatureTurnedOff) {
  Workspace other([](EmulatorOptions* options) {
    options->fixtures = fixtures();
    options->fixtures["tables"].erase("locales");
  });
  EXPECT_EQ(error(other.call("GET", "/templates/email/translations?template_id=mail")),
            "MULTI_LANGUAGE_NOT_ENABLED");
}

TEST_F(TranslationTest, StepsOfCanvasesAreTranslated) {
  const std::string place = "?workflow_id=canvas&step_id=s&message_variation_id=v";
  EXPECT_EQ(get("/canvas/translations/source" + place)
                .body.at(Json::json_pointer("/translations/translation_map/a")),
            "Hi");
  ASSERT_EQ(workspace
                .call("PUT", "/canvas/translations",
                      {{"workflow_id", "canvas"},
                       {"step_id", "s"},
                       {"message_variation_id", "v"},
                       {"locale_id", kGerman},
                       {"translation_map", kTexts}})
                .status,
            200);
  EXPECT_EQ(map(get("/canvas/translations" + place)), kTexts);
}

TEST_F(TranslationTest, ABlockMadeByTheApiIsTranslatedUntilItsTagsChange) {
  const auto made = workspace.call(
      "POST", "/content_blocks/create",
      {{"name", "n"},
       {"content",
        "{% translation a %}A{% endtranslation %}{% translation b %}B{% endtranslation %}"}});
  const std::string id = made.body.at("content_block_id");
  const std::string target = "/content_blocks/translations?content_block_id=" + id;
  ASSERT_EQ(
      workspace
          .call("PUT", "/content_blocks/translations",
                {{"content_block_id", id}, {"locale_id", kGerman}, {"translation_map", kTexts}})
          .status,
      200);
  EXPECT_EQ(map(get(target)), kTexts);
  ASSERT_EQ(
      workspace
          .call("POST", "/content_blocks/update",
                {{"content_block_id", id}, {"content", "{% translation a %}A{% endtranslation %}"}})
          .status,
      201);
  EXPECT_EQ(map(get(target)), Json({{"a", "Hallo"}}));
}

TEST_F(TranslationTest, EmailTemplatesTakeTheNamesOfOlderPages) {
  const auto update = [&](const char* name, const Json& texts) {
    return workspace
        .call("PUT", "/templates/email/translations",
              {{"template_id", "mail"}, {"locale_id", kGerman}, {name, texts}})
        .status;
  };
  const std::string target = "?template_id=mail&locale_id=" + kGerman;
  ASSERT_EQ(update("translations_map", kTexts), 200);
  EXPECT_EQ(map(get("/templates/email/translations" + target)), kTexts);
  const Json other = {{"a", "Servus"}, {"b", "Ade"}};
  ASSERT_EQ(update("translations", {{{"translation_map", other}}}), 200);
  EXPECT_EQ(map(get("/templates/translations/email" + target)), other);
}

TEST_F(TranslationTest, WebhookTemplatesAnswerInTheirOwnForm) {
  const auto source = get("/templates/webhook/translations/source?template_id=hook");
  EXPECT_EQ(source.body, Json({{"translations", {{"translation_map", {{"a", "Hello"}}}}}}));
  const auto update = [&](const std::string& locale) {
    return workspace.call(
        "PUT", "/templates/webhook/translations",
        {{"template_id", "hook"}, {"locale_id", locale}, {"translation_map", {{"a", "Hallo"}}}});
  };
  EXPECT_EQ(update(kGerman).body, Json::object());
  // The workspace has this locale, the template does not.
  const auto refused = update(kFrench);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, Json({{"message", "Locale not found"}}));
  const std::string target = "/templates/webhook/translations?template_id=hook";
  EXPECT_EQ(map(get(target)), Json({{"a", "Hallo"}}));
  EXPECT_EQ(get(target + "&locale_id=" + kNobody).body, Json({{"message", "Invalid locale ID"}}));
  EXPECT_EQ(get("/templates/webhook/translations/source?template_id=bare").body,
            Json({{"message", "This template does not have multi-language setup"}}));
}

TEST_F(TranslationTest, BreachesOfTheContractAreRefusedInTheFormOfTheFamily) {
  EXPECT_FALSE(error(get("/campaigns/translations?campaign_id=draft")).empty());
}

}  // namespace
}  // namespace brazecheck::mock
