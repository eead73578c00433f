#include "contract/document_store.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "contract/error.h"
#include "contract/json_values.h"
#include "contract/schema_locator.h"

namespace brazecheck {
namespace {

namespace fs = std::filesystem;

std::string line_and_column(const std::string& text, std::size_t byte) {
  const std::size_t end = std::min(byte > 0 ? byte - 1 : 0, text.size());
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
  const auto newline = text.rfind('\n', end > 0 ? end - 1 : 0);
  const std::size_t column =
      newline == std::string::npos || newline >= end ? end + 1 : end - newline;
  return std::to_string(line) + ":" + std::to_string(column);
}

// nlohmann's message starts with "[json.exception…] parse error at line 1, column 2: "; the reader
// has the position already.
std::string reason(const std::string& what) {
  const auto colon = what.find(": ");
  return colon == std::string::npos ? what : what.substr(colon + 2);
}

// Merges the patches of the chosen profiles into every object that has some.
void apply_profiles(const std::set<std::string>& chosen, const std::string& where, int depth,
                    Json* node) {
  if (depth > kMaxNesting)
    throw InputError("contract.invalid", where.substr(0, where.find('#')), "is nested too deeply");
  if (const auto found = node->is_object() ? node->find("x-profiles") : node->end();
      found != node->end()) {
    const Json patches = std::move(*found);
    node->erase(found);
    const bool objects =
        patches.is_object() && std::all_of(patches.begin(), patches.end(),
                                           [](const Json& patch) { return patch.is_object(); });
    if (!objects) {
      throw InputError("contract.invalid", where + "/x-profiles",
                       "must hold an object of changes for each profile");
    }
    for (const auto& [name, patch] : patches.items()) {
      if (chosen.contains(name)) node->merge_patch(patch);
    }
  }
  for (const auto& [name, part] : node->items()) {
    if (part.is_structured())
      apply_profiles(chosen, where + "/" + pointer_token(name), depth + 1, &part);
  }
}

}  // namespace

Json parse_document(const std::string& text, const std::string& name) {
  std::vector<std::set<std::string>> keys;
  std::string duplicate;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key &&
        !keys.back().insert(parsed.get<std::string>()).second && duplicate.empty()) {
      duplicate = parsed.get<std::string>();
    }
    return true;
  };
  Json document;
  try {
    document = Json::parse(text, watch);
  } catch (const Json::parse_error& error) {
    throw InputError("contract.syntax", name + ":" + line_and_column(text, error.byte),
                     reason(error.what()));
  } catch (const Json::out_of_range& error) {
    // Numbers that no double holds; the parser does not say where.
    throw InputError("contract.syntax", name, reason(error.what()));
  }
  if (!duplicate.empty()) {
    throw InputError("contract.duplicate-key", name,
                     "the key \"" + duplicate + "\" comes twice in one object");
  }
  return document;
}

DocumentStore::DocumentStore(fs::path directory, std::set<std::string> profiles)
    : directory_(std::move(directory)), profiles_(std::move(profiles)) {
  std::error_code error;
  if (!fs::is_directory(directory_, error)) {
    throw InputError("contract.unreadable", directory_.string(), "there is no such directory");
  }
}

const Json* DocumentStore::find(const std::string& file) {
  if (const auto known = documents_.find(file); known != documents_.end())
    return known->second.get();
  const fs::path path = directory_ / file;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return nullptr;
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw InputError("contract.unreadable", file, "the file cannot be read");
  auto document = std::make_unique<Json>(parse_document(text.str(), file));
  if (document->is_structured()) apply_profiles(profiles_, file + "#", 0, document.get());
  return documents_.emplace(file, std::move(document)).first->second.get();
}

std::vector<std::string> DocumentStore::files() const {
  std::vector<std::string> names;
  std::error_code error;
  auto entry = fs::recursive_directory_iterator(directory_, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unknown;  // a link that leads nowhere is no file
    if (entry->path().extension() == ".json" && entry->is_regular_file(unknown)) {
      names.push_back(entry->path().lexically_relative(directory_).generic_string());
    }
  }
  if (error) throw InputError("contract.unreadable", directory_.string(), error.message());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace brazecheck
