#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "mock/server.h"
#include "mock/upload.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

const std::string kPng = "\x89PNG\r\n\x1a\n and so on";
const std::string kPngText = "iVBORw0KGgogYW5kIHNvIG9u";  // kPng in Base64
const std::string kGif = "GIF89a and so on";

/// A ZIP file with these entries.
std::string zipped(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out(8 << 20, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_open_memory(writer, out.data(), out.size(), &used);
  for (const auto& [name, bytes] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  out.resize(used);
  return out;
}

/// A form with these fields; a file where there is a file name.
std::string form(const std::vector<FormField>& fields) {
  std::string body;
  for (const FormField& field : fields) {
    body += "--frontier\r\nContent-Disposition: form-data; name=\"" + field.name + "\"";
    if (!field.filename.empty()) body += "; filename=\"" + field.filename + "\"";
    body += "\r\n\r\n" + field.content + "\r\n";
  }
  return body + "--frontier--\r\n";
}

class MediaTest : public testing::Test {
 protected:
  MediaTest()
      : workspace([](EmulatorOptions* options) {
          const auto asset = [](const char* ext, const char* type) {
            return Json{{"name", "Cup"},
                        {"size", 10},
                        {"url", "https://media.example.com/a"},
                        {"ext", ext},
                        {"type", type}};
          };
          options->fixtures = {{"tables",
                                {{"media_assets",
                                  {{{"id", "cup"}, {"document", asset("png", "image")}},
                                   {{"id", "film"}, {"document", asset("mp4", "video")}}}}}}};
        }) {}

  Workspace::Answer create(const Json& body) {
    return workspace.call("POST", "/media_library/create", body);
  }
  Workspace::Answer replace(const Json& body) {
    return workspace.call("PUT", "/media_library/replace_file", body);
  }
  Workspace::Answer send_form(const char* method, const char* target, const std::string& body) {
    HttpQuery query;
    query.method = method;
    query.target = target;
    query.headers = {{"Authorization", "Bearer full"},
                     {"Content-Type", "multipart/form-data; boundary=frontier"}};
    query.body = body;
    const HttpAnswer answer = workspace.emulator().handle(query);
    EXPECT_EQ(header(answer, "Content-Type"), "application/json");
    return {answer.status, Json::parse(answer.body, nullptr, false)};
  }
  Workspace::Answer create_form(const std::vector<FormField>& fields) {
    return send_form("POST", "/media_library/create", form(fields));
  }
  static Json asset(const Workspace::Answer& answer, std::size_t index = 0) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.at("new_assets").at(index);
  }
  static void expect_code(const Workspace::Answer& answer, int status, const char* code,
                          const Json& meta) {
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.body.value("error_code", ""), code) << answer.body;
    EXPECT_EQ(answer.body.value("meta", Json()), meta);
    EXPECT_FALSE(answer.body.value("message", "").empty());
  }
  std::size_t stored() {
    std::size_t count = 0;
    workspace.emulator().store().with_state(
        [&](State& state) { count = state.table("media_assets").size(); });
    return count;
  }

  Workspace workspace;
};

TEST_F(MediaTest, VideosAndContactsAreTakenAndFontsInZipFiles) {
  EXPECT_EQ(asset(create_form({{"asset_file", "film.mp4", "moving"}})).at("ext"), "mp4");
  EXPECT_EQ(asset(create_form({{"asset_file", "card", "BEGIN:VCARD\r\nEND:VCARD"}})).at("ext"),
            "vcf");
  const std::string file = zipped({{"a.png", kPng}, {"b.woff2", "letters"}, {"c.vcf", "card"}});
  const auto answer = create_form({{"asset_file", "pack.zip", file}});
  EXPECT_EQ(asset(answer, 1).at("ext"), "woff2");
  EXPECT_EQ(answer.body.at("errors").size(), 1u);
  expect_code(create_form({{"asset_file", "b.woff2", "letters"}}), 400, "UNSUPPORTED_FILE_TYPE",
              {{"file_type", "woff2"}});
}

TEST_F(MediaTest, AUrlGivesNameAndTypeAndIsNotFetched) {
  const auto answer = create({{"asset_url", "https://cdn.example.com/a/green%20tea.JPG?w=1"}});
  EXPECT_EQ(asset(answer).at("name"), "green tea");
  EXPECT_EQ(asset(answer).at("ext"), "jpg");
  EXPECT_EQ(answer.body.at("errors"), Json::array());
  EXPECT_FALSE(answer.body.contains("message"));
  EXPECT_EQ(stored(), 3u);
  const auto again =
      create({{"asset_url", "https://cdn.example.com/a/green%20tea.JPG?w=1"}, {"name", "Tea"}});
  EXPECT_EQ(asset(again).at("name"), "Tea");
  EXPECT_EQ(asset(again).at("size"), asset(answer).at("size"));
  EXPECT_NE(asset(again).at("url"), asset(answer).at("url"));
}

TEST_F(MediaTest, ExactlyOneOfUrlAndFileIsTaken) {
  EXPECT_EQ(create({{"name", "a"}}).body,
            Json({{"message", "Either asset_url or asset_file must be provided."}}));
  const auto both = create({{"asset_url", "https://a.example/b.png"}, {"asset_file", kPngText}});
  EXPECT_EQ(both.body.at("message"),
            "Both asset_url and asset_file cannot be provided. Please provide only one.");
  EXPECT_EQ(create_form({{"name", "", "a"}}).body,
            Json({{"message", "Either asset_url or asset_file must be provided."}}));
  EXPECT_EQ(
      create_form({{"asset_url", "", "https://a.example/b.png"}, {"asset_file", "b.png", kPng}})
          .status,
      400);
  EXPECT_EQ(send_form("POST", "/media_library/create", "no form").status, 400);
  EXPECT_EQ(stored(), 2u);
}

TEST_F(MediaTest, ProcessingErrorsHaveACodeAndDetails) {
  expect_code(create({{"asset_url", "tea"}}), 400, "INVALID_ASSET_URL", {{"asset_url", "tea"}});
  expect_code(create_form({{"asset_url", "", "tea"}}), 400, "INVALID_ASSET_URL",
              {{"asset_url", "tea"}});
  expect_code(create({{"asset_url", "https://a.example/b.exe"}}), 400, "UNSUPPORTED_FILE_TYPE",
              {{"file_type", "exe"}});
  expect_code(create_form({{"asset_file", "notes.txt", "words"}}), 400, "UNSUPPORTED_FILE_TYPE",
              {{"file_type", "txt"}});
  EXPECT_EQ(stored(), 2u);
}

TEST_F(MediaTest, AFileIsKnownByItsBytes) {
  const Json inside = asset(create({{"asset_file", kPngText}, {"name", "Tea"}}));
  EXPECT_EQ(inside.at("ext"), "png");
  EXPECT_EQ(inside.at("size"), kPng.size());
  const Json sent = asset(create_form({{"asset_file", "green.tea.gif", kGif}}));
  EXPECT_EQ(sent.at("name"), "green.tea");
  EXPECT_EQ(sent.at("ext"), "gif");
  EXPECT_EQ(sent.at("size"), kGif.size());
}

TEST_F(MediaTest, AZipFileGivesAnAssetForEachImage) {
  const std::string file = zipped({{"a.png", kPng}, {"notes.txt", "hello"}, {"b.gif", kGif}});
  const auto answer = create_form({{"asset_file", "all.zip", file}});
  EXPECT_EQ(asset(answer, 0).at("name"), "a");
  EXPECT_EQ(asset(answer, 1).at("name"), "b");
  EXPECT_EQ(
      answer.body.at("errors"),
      Json({{{"name", "notes"}, {"size", 5}, {"ext", "txt"}, {"error", "UNSUPPORTED_FILE_TYPE"}}}));
  const auto named = create_form(
      {{"asset_file", "all.zip", zipped({{"a.png", kPng}, {"b.png", kPng}})}, {"name", "", "Tea"}});
  EXPECT_EQ(asset(named, 0).at("name"), "Tea 1");
  EXPECT_EQ(asset(named, 1).at("name"), "Tea 2");
  EXPECT_EQ(stored(), 6u);
}

TEST_F(MediaTest, ABadZipFileAddsNothing) {
  const auto nested =
      create_form({{"asset_file", "all.zip", zipped({{"a.png", kPng}, {"b/c.png", kPng}})}});
  expect_code(nested, 400, "ZIPPED_ENTITY_CANNOT_HAVE_NESTED_DIRECTORY", Json::object());
  const auto large =
      create_form({{"asset_file", "all.zip", zipped({{"a.png", std::string(6 << 20, 'a')}})}});
  EXPECT_EQ(large.body.value("error_code", ""), "ZIP_FILE_TOO_LARGE");
  EXPECT_EQ(large.body.at("meta").at("zip_file_name"), "all.zip");
  const auto broken = create_form({{"asset_file", "all.zip", "PK\x03\x04 and nothing"}});
  EXPECT_EQ(broken.body.value("error_code", ""), "ZIP_UPLOAD_ERROR");
  EXPECT_TRUE(broken.body.at("meta").contains("original_error"));
  EXPECT_EQ(stored(), 2u);
}

TEST_F(MediaTest, AZipFileBehindAUrlIsHonestlyNotEmulated) {
  EXPECT_EQ(create({{"asset_url", "https://a.example/b.zip"}}).status, 501);
}

TEST_F(MediaTest, AReplacementKeepsNameAndUrl) {
  const auto answer = replace({{"asset_id", "cup"}, {"asset_file", kPngText}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, Json({{"info", "Asset file updated successfully."},
                               {"new_image_asset",
                                {{"name", "Cup"},
                                 {"size", kPng.size()},
                                 {"url", "https://media.example.com/a"},
                                 {"ext", "png"}}}}));
  EXPECT_EQ(replace({{"asset_id", "cup"}, {"asset_url", "https://a.example/b.png"}}).status, 200);
}

TEST_F(MediaTest, AReplacementHasToFitTheAsset) {
  EXPECT_EQ(replace({{"asset_url", "https://a.example/b.png"}}).body.at("message"),
            "asset_id is required.");
  EXPECT_EQ(replace({{"asset_id", "cup"}}).body.at("message"),
            "Either file or asset_url is required.");
  expect_code(replace({{"asset_id", "x"}, {"asset_url", "https://a.example/b.png"}}), 404,
              "ASSET_NOT_FOUND", {{"asset_id", "x"}});
  expect_code(replace({{"asset_id", "cup"}, {"asset_url", "https://a.example/b.jpg"}}), 400,
              "EXTENSION_MISMATCH", {{"expected_extension", "png"}, {"received_extension", "jpg"}});
  expect_code(replace({{"asset_id", "film"}, {"asset_url", "https://a.example/b.mp4"}}), 400,
              "UNSUPPORTED_ASSET_TYPE_FOR_REPLACE", {{"asset_type", "video"}});
  expect_code(send_form("PUT", "/media_library/replace_file",
                        form({{"asset_id", "", "cup"}, {"asset_file", "b.png", "scrambled"}})),
              400, "CORRUPT_FILE", {{"file_name", "b.png"}});
}

TEST(Upload, ReadsTheFieldsOfAForm) {
  const auto fields = form_fields(form({{"name", "", "two\r\nlines"}, {"file", "a.png", kPng}}));
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0].name, "name");
  EXPECT_EQ(fields[0].content, "two\r\nlines");
  EXPECT_EQ(fields[1].filename, "a.png");
  EXPECT_EQ(fields[1].content, kPng);
  for (const char* wrong : {"", "--", "--a", "--a\r\n", "--a\r\nb", "a\r\n\r\nb\r\n--a--"}) {
    EXPECT_TRUE(form_fields(wrong).empty()) << wrong;
  }
}

TEST(Upload, KnowsFilesByNameAndBytes) {
  EXPECT_EQ(extension_of_name("a.b.PNG"), "png");
  EXPECT_EQ(extension_of_name(".png"), "");
  EXPECT_EQ(extension_of_name("a.b/c"), "");
  EXPECT_EQ(extension_of_bytes("\xff\xd8\xff\xe0"), "jpg");
  EXPECT_EQ(extension_of_bytes("RIFF1234WEBPVP8 "), "webp");
  EXPECT_EQ(extension_of_bytes("<?xml version=\"1.0\"?>\n<svg/>"), "svg");
  EXPECT_EQ(extension_of_bytes("hello"), "");
  EXPECT_TRUE(same_kind("jpeg", "jpg"));
  EXPECT_FALSE(same_kind("jpeg", "png"));
}

TEST(Upload, DecodesBase64) {
  EXPECT_EQ(from_base64(kPngText), kPng);
  EXPECT_EQ(from_base64("data:image/png;base64," + kPngText), kPng);
  EXPECT_EQ(from_base64("not base 64!"), std::nullopt);
}

}  // namespace
}  // namespace brazecheck::mock
