#include <set>

#include "contract/uri.h"
#include "suites/answer.h"
#include "suites/media_library/files.h"

// Assets of the media library: https://www.braze.com/docs/api/endpoints/media_library/
// No operation deletes or lists assets: few are made, and judged by the answers.
namespace brazecheck::media {
namespace {

constexpr char kTypes[] = "media_library.create/file-types";
constexpr char kNameUsed[] = "media_library.create/name-is-used";
constexpr char kExtension[] = "media_library.replace_file/same-extension";

std::string own_name(const Session& session, const std::string& more = "") {
  return "bzc " + session.token() + more;
}

// What the answer calls the one asset that was made, or null.
Json name_of(const Json& answer) {
  const Json assets = new_assets(answer);
  return assets.size() == 1 ? member(assets[0], "name") : Json();
}

// Sends what the rules allow; returns the exchange's status, 0 after a failure.
int status_of(Session& session, const Call& call) {
  const Exchange& exchange = session.send(call);
  return session.failed() ? 0 : exchange.response->status;
}

void name_is_used(Session& session) {
  const std::string name = own_name(session, " Tee \u8336 \U0001F375");
  const Json by_file = session.ok(creation(png().bytes, name));
  if (session.failed()) return;
  session.expect(name_of(by_file) == name, "an asset of a file has the name that was sent",
                 by_file.dump());
  Call call = creation("", name);
  call.body = Json{{"asset_url", session.supplied("asset_url")}, {"name", name}};
  const Json by_url = session.failed() ? Json() : session.ok(call);
  if (session.failed()) return;
  session.expect(name_of(by_url) == name, "an asset of a URL has the name that was sent",
                 by_url.dump());
}

void name_of_the_file(Session& session) {
  const std::string url = session.supplied("asset_url");
  if (session.failed()) return;
  const std::string path = url.substr(0, url.find_first_of("?#"));
  const std::string file = percent_decode(path.substr(path.rfind('/') + 1));
  const std::string stem = file.substr(0, file.rfind('.'));
  Call call = creation("", "");
  call.body = Json{{"asset_url", url}};
  const Json answer = session.ok(call);
  if (session.failed()) return;
  const Json name = name_of(answer);
  session.expect(name == file || name == stem, "without a name the asset has that of its file",
                 answer.dump());
}

void extension_of_the_file(Session& session) {
  for (const File& file : other_files()) {
    if (std::string(file.extension) != "gif" && std::string(file.extension) != "webp") continue;
    const Json answer = session.ok(creation(file.bytes, own_name(session)));
    if (session.failed()) return;
    const Json assets = new_assets(answer);
    if (!session.expect_of(kTypes, assets.size() == 1, "one file makes one asset", answer.dump()))
      return;
    session.expect(member(assets[0], "ext") == file.extension,
                   "ext is the extension of the kind of file that was sent", answer.dump());
  }
}

void own_url(Session& session) {
  std::set<std::string> urls;
  for (const char* more : {" a", " b"}) {
    const Json assets = new_assets(session.ok(creation(png().bytes, own_name(session, more))));
    if (session.failed()) return;
    if (!session.expect_of(kTypes, assets.size() == 1, "one file makes one asset", assets.dump()))
      return;
    urls.insert(member(assets[0], "url").dump());
  }
  session.expect(urls.size() == 2, "two assets have two URLs", *urls.begin());
}

void size_of_the_file(Session& session) {
  // Behind its end an image may have anything.
  for (const std::string& bytes : {png().bytes, png().bytes + std::string(9, '\0')}) {
    const Json answer = session.ok(creation(bytes, own_name(session)));
    if (session.failed()) return;
    const Json assets = new_assets(answer);
    if (!session.expect_of(kTypes, assets.size() == 1, "one file makes one asset", answer.dump()))
      return;
    session.expect(member(assets[0], "size") == bytes.size(),
                   "size is the number of bytes that were sent", answer.dump());
  }
}

std::set<std::string> names_in(const Json& answer) {
  std::set<std::string> names;
  for (const auto& asset : new_assets(answer)) {
    const Json name = member(asset, "name");
    if (name.is_string()) names.insert(name.get<std::string>());
  }
  return names;
}

void zip_names(Session& session) {
  const std::string one = "one-" + session.token(), two = "two-" + session.token();
  const std::string zip = zipped({{one + ".png", png().bytes}, {two + ".png", png().bytes}});
  const Json kept = session.ok(creation(zip, ""));
  if (session.failed()) return;
  const auto names = names_in(kept);
  session.expect(names == std::set{one, two} || names == std::set{one + ".png", two + ".png"},
                 "without a name the files of a ZIP file keep theirs", kept.dump());
  const std::string prefix = own_name(session);
  const Json single = session.ok(creation(png().bytes, prefix));
  if (session.failed() ||
      !session.expect_of(kNameUsed, name_of(single) == prefix,
                         "an asset of a file has the name that was sent", single.dump()))
    return;
  const Json named = session.failed() ? Json() : session.ok(creation(zip, prefix));
  if (session.failed()) return;
  const auto numbered = names_in(named);
  session.expect(numbered.size() == 2, "files of one ZIP file differ in their names", named.dump());
  for (const auto& name : numbered) {
    session.expect(name.starts_with(prefix) &&
                       name.find_first_of("0123456789", prefix.size()) != std::string::npos,
                   "with a name the files of a ZIP file are called by it and a number",
                   named.dump());
  }
}

void file_types(Session& session) {
  for (const File& file : other_files()) {
    const int status = status_of(session, creation(file.bytes, own_name(session, file.extension)));
    if (session.failed()) return;
    session.expect(status == 200, std::string("a file of the type ") + file.extension + " is taken",
                   std::to_string(status));
  }
  const int status = status_of(session, creation("just some text", own_name(session)));
  if (session.failed()) return;
  session.expect(status >= 400, "a file of a type that is not supported is refused",
                 std::to_string(status));
}

void file_size(Session& session) {
  // Inside JSON a body has no room for a file that large, but it has for a ZIP file of zeros.
  const auto most = static_cast<std::size_t>(session.number_in("media_library.create/file-size"));
  const std::size_t zeros = most / 2 - png().bytes.size();
  const auto halves = [&](std::size_t more) {
    return zipped({{"a.png", png().bytes, zeros}, {"b.png", png().bytes, zeros + more}});
  };
  const int fits = status_of(session, creation(halves(0), own_name(session)));
  if (session.failed()) return;
  session.expect(fits == 200, "a ZIP file that holds as much as it may is taken",
                 std::to_string(fits));
  const int large = status_of(session, creation(halves(1), own_name(session)));
  if (session.failed()) return;
  session.expect(large >= 400, "a ZIP file that holds more when unpacked is refused",
                 std::to_string(large));
}

// Judges the body of a refusal.
void expect_code(Session& session, const Json& body) {
  const Json code = member(body, "error_code");
  session.expect(code.is_string() && !code.get<std::string>().empty(),
                 "a refusal while processing holds an error_code", body.dump());
  session.expect(member(body, "meta").is_object(), "it holds meta, an object", body.dump());
}

void creation_error_has_code(Session& session) {
  const Exchange& exchange = session.send(creation("just some text", own_name(session)));
  if (session.failed()) return;
  if (!session.expect_of(kTypes, exchange.response->status >= 400,
                         "a file of a type that is not supported is refused",
                         std::to_string(exchange.response->status)))
    return;
  expect_code(session, exchange.response->body.value_or(Json()));
}

void id_and_url_stay(Session& session) {
  const std::string asset = session.supplied("asset_id");
  if (session.failed()) return;
  const auto url_after = [&](const std::string& bytes) {
    return member(member(session.ok(replacement(asset, bytes)), "new_image_asset"), "url");
  };
  const Json first = url_after(png().bytes);
  // Behind its end an image may have anything.
  const Json second = url_after(png().bytes + std::string(9, '\0'));
  if (session.failed()) return;
  session.expect(first == second, "an asset has the URL that it had before its file was replaced",
                 first.dump() + ", then " + second.dump());
}

void size_of_the_new_file(Session& session) {
  const std::string asset = session.supplied("asset_id");
  if (session.failed()) return;
  for (const std::string& bytes : {png().bytes, png().bytes + std::string(9, '\0')}) {
    const Json answer = session.ok(replacement(asset, bytes));
    if (session.failed()) return;
    session.expect(member(member(answer, "new_image_asset"), "size") == bytes.size(),
                   "size is the number of bytes that were sent", answer.dump());
  }
}

void same_extension(Session& session) {
  const std::string asset = session.supplied("asset_id");
  if (session.failed()) return;
  for (const File& file : other_files()) {
    if (std::string(file.extension) == "vcf" || std::string(file.extension) == "svg") continue;
    const int status = status_of(session, replacement(asset, file.bytes));
    if (session.failed()) return;
    session.expect(status >= 400, "a file of another kind than the asset is refused",
                   std::string(file.extension) + ": " + std::to_string(status));
  }
}

void replacement_error_has_code(Session& session) {
  const std::string asset = session.supplied("asset_id");
  if (session.failed()) return;
  const Exchange& exchange = session.send(replacement(asset, other_files()[1].bytes));
  if (session.failed()) return;
  if (!session.expect_of(kExtension, exchange.response->status >= 400,
                         "a file of another kind than the asset is refused",
                         std::to_string(exchange.response->status)))
    return;
  expect_code(session, exchange.response->body.value_or(Json()));
}

ScenarioRegistration judged(const std::string& statement, std::function<void(Session&)> play) {
  const std::string requirement = "media_library." + statement;
  return ScenarioRegistration{
      {requirement, {requirement.substr(0, requirement.find('/'))}, std::move(play)}};
}

const ScenarioRegistration kRegistrations[] = {
    judged("create/name-is-used", name_is_used),
    judged("create/name-of-the-file", name_of_the_file),
    judged("create/extension-of-the-file", extension_of_the_file),
    judged("create/own-url", own_url),
    judged("create/size-of-the-file", size_of_the_file),
    judged("create/zip-names", zip_names),
    judged("create/file-types", file_types),
    judged("create/file-size", file_size),
    judged("create/processing-error-has-code", creation_error_has_code),
    judged("replace_file/id-and-url-stay", id_and_url_stay),
    judged("replace_file/size-of-the-file", size_of_the_new_file),
    judged("replace_file/same-extension", same_extension),
    judged("replace_file/processing-error-has-code", replacement_error_has_code),
};

}  // namespace
}  // namespace brazecheck::media
