#include <fmt/format.h>

#include <algorithm>

#include "contract/formats.h"
#include "contract/uri.h"
#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/upload.h"

namespace brazecheck::mock {

namespace {

constexpr const char* kAssets = "media_assets";
// What a file may have, and all of a ZIP file unpacked: prose of the contracts (file-size).
constexpr std::size_t kMaxBytes = 5242880;  // not from a contract

/// A file as it was sent, or as its URL describes it: nothing is ever fetched.
struct Media {
  std::string asset_id;
  std::string name;  ///< what the request calls it, or ""
  std::string url;
  std::string filename;
  std::string bytes;
  bool has_url = false;
  bool has_file = false;
};

/// The last part of the path of a URL.
std::string file_of(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t host = url.find("//");
  if (host != std::string_view::npos) url.remove_prefix(host + 2);
  const std::size_t slash = url.rfind('/');
  return slash == std::string_view::npos ? "" : percent_decode(url.substr(slash + 1));
}

Media read_form(const std::string& body) {
  Media media;
  for (FormField& field : form_fields(body)) {
    if (field.name == "asset_id") media.asset_id = field.content;
    if (field.name == "name") media.name = field.content;
    if (field.name == "asset_url") {
      media.has_url = true;
      media.url = field.content;
    }
    if (field.name == "asset_file") {
      media.has_file = true;
      media.filename = field.filename;
      media.bytes = std::move(field.content);
    }
  }
  return media;
}

Media read(const Call& call) {
  Media media;
  if (call.body.is_null()) {
    media = read_form(call.body_text);
  } else {
    media.asset_id = text(call.body, "asset_id");
    media.name = text(call.body, "name");
    media.has_url = call.body.contains("asset_url");
    media.url = text(call.body, "asset_url");
    media.has_file = call.body.contains("asset_file");
    const std::string file = text(call.body, "asset_file");
    media.bytes = from_base64(file).value_or(file);
  }
  if (media.has_url) media.filename = file_of(media.url);
  return media;
}

/// Nobody looks behind a URL: the same one always has the same made-up size.
std::size_t size_of(const Media& media) {
  return media.has_file ? media.bytes.size() : 1024 + stable_hash(0, media.url) % 65536;
}

/// What the form of a file says of its kind: by its bytes, else by its name.
std::string extension_of(const Media& media) {
  const std::string named = extension_of_name(media.filename);
  if (media.has_url) return named;
  const std::string found = extension_of_bytes(media.bytes);
  // The bytes decide, but their owner's spelling stays ("jpeg").
  return found.empty() ? named : same_kind(found, named) ? named : found;
}

/// What kind of asset a file of this extension is, or "" for a type that is not supported. The
/// pages name images one by one, contact files, fonts and videos only as such.
std::string_view type_of(std::string_view extension) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"png", "image"}, {"jpg", "image"},  {"jpeg", "image"},  {"gif", "image"},
      {"svg", "image"}, {"webp", "image"}, {"vcf", "contact"}, {"mp4", "video"},
      {"ttf", "font"},  {"otf", "font"},   {"woff", "font"},   {"woff2", "font"}};
  for (const auto& [known, type] : kTypes) {
    if (known == extension) return type;
  }
  return "";
}

bool is_image(std::string_view extension) { return type_of(extension) == "image"; }

/// Fonts come in ZIP files alone, and these hold nothing but images and fonts.
bool is_taken(std::string_view extension) {
  const std::string_view type = type_of(extension);
  return !type.empty() && type != "font";
}
bool is_taken_zipped(std::string_view extension) {
  const std::string_view type = type_of(extension);
  return type == "image" || type == "font";
}

bool is_uri(const std::string& url) {
  const Format* format = find_format("uri");
  return format == nullptr || format->matches(url);
}

Json shown(const Json& asset) {
  Json out = Json::object();
  for (const char* name : {"name", "size", "url", "ext"}) out[name] = member(asset, name);
  return out;
}

/// Stores an asset; `number` tells those of one call apart.
Json add(const Call& call, State& state, const std::string& name, const std::string& extension,
         std::size_t size, std::size_t number) {
  const std::string id = call.new_hex(fmt::format("media asset {}", number), 24);
  const std::string now = to_export_time(call.now);
  const Json asset = {
      {"asset_id", id},
      {"name", name},
      {"size", size},
      {"url", fmt::format("https://media.example.com/images/{}/original.{}", id, extension)},
      {"ext", extension},
      {"type", std::string(type_of(extension))},
      {"created_at", now},
      {"updated_at", now}};
  state.table(kAssets).put(id, asset);
  return shown(asset);
}

Reply added(const Call& call, Json assets, Json errors) {
  Reply reply;
  reply.status = call.contract->success_status();
  reply.body = {{"new_assets", std::move(assets)},
                {"errors", std::move(errors)},
                {"dashboard_url", "https://dashboard.example.com/engagement/media_library"}};
  return reply;
}

/// Takes the images and fonts of a ZIP file; what is neither is named beside them.
Reply add_zip(const Call& call, State& state, const Media& media) {
  const Unzipped zip = unzip(media.bytes, kMaxBytes);
  if (!zip.problem.empty()) {
    return refuse(*call.contract, "ZIP_UPLOAD_ERROR", {{"original_error", zip.problem}});
  }
  if (zip.too_large) {
    return refuse(*call.contract, "ZIP_FILE_TOO_LARGE",
                  {{"zip_file_name", media.filename}, {"zip_file_size", zip.bytes}});
  }
  Json assets = Json::array();
  Json errors = Json::array();
  std::size_t number = 0;
  for (const ZipEntry& entry : zip.entries) {
    if (entry.name.empty()) return refuse(*call.contract, "ZIPPED_ENTITY_HAS_NO_NAME");
    if (entry.directory) {
      return refuse(*call.contract, "ZIPPED_ENTITY_CANNOT_HAVE_NESTED_DIRECTORY");
    }
    ++number;
    Media single;
    single.has_file = true;
    single.filename = entry.name;
    single.bytes = entry.bytes;
    const std::string extension = extension_of(single);
    const std::string name = media.name.empty() ? without_extension(entry.name)
                                                : fmt::format("{} {}", media.name, number);
    if (is_taken_zipped(extension)) {
      assets.push_back(add(call, state, name, extension, entry.bytes.size(), number));
    } else {
      errors.push_back({{"name", name},
                        {"size", entry.bytes.size()},
                        {"ext", extension},
                        {"error", "UNSUPPORTED_FILE_TYPE"}});
    }
  }
  return added(call, std::move(assets), std::move(errors));
}

Reply create(const Call& call, State& state) {
  const Contract& contract = *call.contract;
  const Media media = read(call);
  // Of a form nothing was judged before; of JSON only what a fault overlooks gets here.
  if (!media.has_url && !media.has_file) {
    return refuse(contract, "Either asset_url or asset_file must be provided.");
  }
  if (media.has_url && media.has_file && !call.overlooked) {
    return refuse(contract,
                  "Both asset_url and asset_file cannot be provided. Please provide only one.");
  }
  if (media.has_url && !call.overlooked && !is_uri(media.url)) {
    return refuse(contract, "INVALID_ASSET_URL", {{"asset_url", media.url}});
  }
  const std::string extension = extension_of(media);
  if (extension == "zip") {
    if (media.has_file) return add_zip(call, state, media);
    return {
        501, Json{{"message", "The emulator fetches nothing: send a ZIP file as asset_file."}}, {}};
  }
  if (!is_taken(extension) && !call.overlooked) {
    return refuse(contract, "UNSUPPORTED_FILE_TYPE", {{"file_type", extension}});
  }
  if (size_of(media) > kMaxBytes) return refuse(contract, "ASSET_SIZE_EXCEEDS_LIMIT");
  std::string name = media.name.empty() ? without_extension(media.filename) : media.name;
  // A file inside JSON has no name of its own.
  if (name.empty()) name = "Untitled";
  return added(call, Json::array({add(call, state, name, extension, size_of(media), 1)}),
               Json::array());
}

/// The error that a new file for the asset raises, with what its `meta` holds; "" for none.
std::string replacement_error(const Media& media, const Json& asset, std::vector<Culprit>* meta) {
  const std::string expected = text(asset, "ext");
  if (const std::string type = text(asset, "type"); type == "video") {
    *meta = {{"asset_type", type}};
    return "UNSUPPORTED_ASSET_TYPE_FOR_REPLACE";
  }
  const std::string named = extension_of_name(media.filename);
  const std::string received = extension_of(media);
  // A name has to end just so; of a file without one the kind is all there is to compare.
  const bool matches = named.empty()
                           ? media.has_file && (received.empty() || same_kind(received, expected))
                           : named == expected;
  if (!matches) {
    *meta = {{"expected_extension", expected}, {"received_extension", received}};
    return "EXTENSION_MISMATCH";
  }
  if (size_of(media) > kMaxBytes) {
    *meta = {{"size_limit_bytes", kMaxBytes}, {"file_size_bytes", size_of(media)}};
    return "ASSET_SIZE_EXCEEDS_LIMIT";
  }
  if (media.has_file && is_image(expected) &&
      !same_kind(extension_of_bytes(media.bytes), expected)) {
    *meta = {{"file_name", media.filename}};
    return "CORRUPT_FILE";
  }
  return "";
}

Reply replace(const Call& call, State& state) {
  const Contract& contract = *call.contract;
  const Media media = read(call);
  if (media.asset_id.empty()) return refuse(contract, "asset_id is required.");
  if (!media.has_url && !media.has_file) {
    return refuse(contract, "Either file or asset_url is required.");
  }
  if (media.has_url && !call.overlooked && !is_uri(media.url)) {
    return refuse(contract, "INVALID_ASSET_URL", {{"asset_url", media.url}});
  }
  const Json* known = state.table(kAssets).find(media.asset_id);
  if (known == nullptr) return refuse(contract, "ASSET_NOT_FOUND", {{"asset_id", media.asset_id}});
  std::vector<Culprit> meta;
  const std::string error = call.overlooked ? "" : replacement_error(media, *known, &meta);
  if (!error.empty()) return refuse(contract, error, meta);
  Json asset = *known;
  asset["size"] = size_of(media);
  asset["updated_at"] = to_export_time(call.now);
  state.table(kAssets).put(media.asset_id, asset);
  Reply reply;
  reply.status = contract.success_status();
  reply.body = {{"info", "Asset file updated successfully."}, {"new_image_asset", shown(asset)}};
  return reply;
}

}  // namespace

std::vector<Handler> media_handlers() {
  return {{"media_library.create", create}, {"media_library.replace_file", replace}};
}

}  // namespace brazecheck::mock
