#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"
#include "suites/machine.h"
#include "suites/media_library/files.h"

// The file of one asset replaced and refused to be, with assets made now and then: no operation
// deletes them.
namespace brazecheck::media {
namespace {

constexpr char kName[] = "media_library.create/name-is-used";
constexpr char kTypes[] = "media_library.create/file-types";
constexpr char kUrlStays[] = "media_library.replace_file/id-and-url-stay";
constexpr char kExtension[] = "media_library.replace_file/same-extension";

constexpr int kMostAssets = 2;

struct Assets {
  int made = 0;
};

using Command = Step<Assets>;

// Another file of the same kind: behind its end an image may have anything.
std::string padded(std::size_t zeros) { return png().bytes + std::string(zeros, '\0'); }

Command create(std::size_t kind, std::string name) {
  const File& file = kind == 0 ? png() : other_files()[kind - 1];
  return {.text = fmt::format("create a {} called {}", file.extension, name),
          .possible = [](const Assets& model) { return model.made < kMostAssets; },
          .apply = [](Assets& model) { ++model.made; },
          .run =
              [&file, name](const Assets& before, Session& session) {
                const std::string whole =
                    fmt::format("bzc {} {} {}", session.token(), before.made, name);
                const Json answer = session.ok(creation(file.bytes, whole));
                if (session.failed()) return;
                const Json assets = new_assets(answer);
                if (!session.expect_of(kTypes, assets.size() == 1, "one file makes one asset",
                                       answer.dump()))
                  return;
                session.expect_of(kName, member(assets[0], "name") == whole,
                                  "an asset has the name that was sent", answer.dump());
              }};
}

Command create_refused() {
  return {.text = "create an asset of a text, which is refused",
          .possible = {},
          .apply = {},
          .run = [](const Assets&, Session& session) {
            const Exchange& exchange =
                session.send(creation("words alone", "bzc " + session.token()));
            if (session.failed()) return;
            session.expect_of(kTypes, exchange.response->status >= 400,
                              "a file of a type that is not supported is refused",
                              std::to_string(exchange.response->status));
          }};
}

Command replace(std::size_t zeros) {
  return {.text = fmt::format("replace the file, by one with {} bytes more", zeros),
          .possible = {},
          .apply = {},
          .run = [zeros](const Assets&, Session& session) {
            const std::string asset = session.supplied("asset_id");
            if (session.failed()) return;
            const Json shown =
                member(session.ok(replacement(asset, padded(zeros))), "new_image_asset");
            if (session.failed() || !member(shown, "url").is_string()) return;
            std::string& url = session.memory()["url"];
            if (url.empty()) url = member(shown, "url").get<std::string>();
            session.expect_of(kUrlStays, member(shown, "url") == url,
                              "an asset keeps its URL when its file is replaced", shown.dump());
            session.expect_of(kExtension, member(shown, "ext") == png().extension,
                              "an asset keeps its extension", shown.dump());
          }};
}

Command replace_refused(std::size_t kind) {
  const File& file = other_files()[kind];
  return {.text = fmt::format("replace the file by a {}, which is refused", file.extension),
          .possible = {},
          .apply = {},
          .run = [&file](const Assets&, Session& session) {
            const std::string asset = session.supplied("asset_id");
            if (session.failed()) return;
            const Exchange& exchange = session.send(replacement(asset, file.bytes));
            if (session.failed()) return;
            session.expect_of(kExtension, exchange.response->status >= 400,
                              "a file of another kind than the asset is refused",
                              std::to_string(exchange.response->status));
          }};
}

Command next(const Assets& model, Draw& draw) {
  static const std::vector<std::string> names = {"plain", "\u8336 \U0001F375", "\u05ea\u05d4 & <b>",
                                                 "a.b c"};
  const std::size_t what = draw.below(10);
  if (what < 3 && model.made < kMostAssets)
    return create(draw.below(1 + other_files().size()), draw.pick(names));
  if (what < 4) return create_refused();
  if (what < 6) return replace_refused(draw.below(3));  // images of other kinds
  return replace(draw.below(30));
}

const MachineRegistration kRegistration{
    {.name = "media",
     .judges = {kUrlStays, kExtension, kName},
     .uses = {"media_library.create", "media_library.replace_file"},
     .draw = commands_of<Assets>(next, [](const Assets&, Session&) {})}};

}  // namespace
}  // namespace brazecheck::media
