#include "contract/document_store.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>

#include "contract/error.h"
#include "contract/json_parser.h"
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

// The way from a document to a part of it, written out only for an error.
struct Trail {
  const Trail* parent;
  std::string_view name;

  [[nodiscard]] std::string text() const {
    if (parent == nullptr) return std::string(name);
    return parent->text() + "/" + pointer_token(name);
  }
};

// Merges the patches of the chosen profiles into every object that has some.
void apply_profiles(const std::set<std::string>& chosen, const Trail& where, int depth,
                    Json* node) {
  if (depth > kMaxNesting) {
    const std::string place = where.text();
    throw InputError("contract.invalid", place.substr(0, place.find('#')), "is nested too deeply");
  }
  if (node->is_array()) {
    std::size_t index = 0;
    for (Json& part : *node->get_ptr<Json::array_t*>()) {
      if (part.is_structured())
        apply_profiles(chosen, {&where, std::to_string(index)}, depth + 1, &part);
      ++index;
    }
    return;
  }
  auto& members = *node->get_ptr<Json::object_t*>();
  if (const auto found = members.find("x-profiles"); found != members.end()) {
    const Json patches = std::move(found->second);
    members.erase(found);
    const bool objects =
        patches.is_object() && std::all_of(patches.begin(), patches.end(),
                                           [](const Json& patch) { return patch.is_object(); });
    if (!objects) {
      throw InputError("contract.invalid", where.text() + "/x-profiles",
                       "must hold an object of changes for each profile");
    }
    for (const auto& [name, patch] : patches.items()) {
      if (chosen.contains(name)) node->merge_patch(patch);
    }
  }
  for (auto& [name, part] : members) {
    if (part.is_structured()) apply_profiles(chosen, {&where, name}, depth + 1, &part);
  }
}

// Null when it cannot be read.
std::optional<std::string> read_file(const fs::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (file == nullptr) return std::nullopt;
  (void)std::setvbuf(file.get(), nullptr, _IONBF, 0);  // it is read in one go
  // Larger than most files, and smaller than what the heap fetches from the system by itself: the
  // room that it leaves takes the document.
  constexpr std::size_t kChunk = 96 * 1024;
  const auto buffer = std::make_unique_for_overwrite<char[]>(kChunk);
  std::string text;
  while (const std::size_t got = std::fread(buffer.get(), 1, kChunk, file.get())) {
    text.append(buffer.get(), got);
    if (got < kChunk) break;
  }
  if (std::ferror(file.get()) != 0) return std::nullopt;
  return text;
}

}  // namespace

Json parse_document(const std::string& text, const std::string& name) {
  if (auto document = parse_plain_json(text)) return std::move(*document);
  // Whatever is wrong, the slow way tells what and where.
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
  std::unique_lock lock(mutex_);
  Slot& slot = slots_[file];
  while (slot.state != State::kDone) {
    if (slot.state == State::kNew) {
      read_into(file, &slot, &lock);
    } else if (!read_next(&lock)) {  // better than to wait
      done_.wait(lock, [&slot] { return slot.state == State::kDone; });
    }
  }
  if (slot.error) std::rethrow_exception(slot.error);
  return slot.document.get();
}

std::string DocumentStore::text(const std::string& file) {
  {
    const std::lock_guard lock(mutex_);
    const auto slot = slots_.find(file);
    if (slot != slots_.end() && slot->second.state == State::kDone) return slot->second.text;
  }
  return read_file(directory_ / file).value_or("");
}

bool DocumentStore::inspected(const std::string& file) {
  const std::lock_guard lock(mutex_);
  const auto slot = slots_.find(file);
  return slot != slots_.end() && slot->second.state == State::kDone && slot->second.inspected;
}

bool DocumentStore::read_next(std::unique_lock<std::mutex>* lock) {
  while (next_ < ahead_.size()) {
    const std::string& file = ahead_[next_++];
    Slot& slot = slots_[file];
    if (slot.state != State::kNew) continue;
    read_into(file, &slot, lock);
    return true;
  }
  return false;
}

// `lock` is open while the file is read and held again afterwards.
void DocumentStore::read_into(const std::string& file, Slot* slot,
                              std::unique_lock<std::mutex>* lock) {
  slot->state = State::kTaken;
  lock->unlock();
  try {
    fill(file, slot);
  } catch (...) {
    slot->error = std::current_exception();
  }
  lock->lock();
  slot->state = State::kDone;
  done_.notify_all();
}

void DocumentStore::fill(const std::string& file, Slot* slot) const {
  const fs::path path = directory_ / file;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return;
  auto text = read_file(path);
  if (!text) throw InputError("contract.unreadable", file, "the file cannot be read");
  slot->text = std::move(*text);
  auto document = std::make_unique<Json>(parse_document(slot->text, file));
  const std::string root = file + "#";
  if (document->is_structured()) apply_profiles(profiles_, {nullptr, root}, 0, document.get());
  slot->inspected = inspect_ && inspect_(file, *document);
  slot->document = std::move(document);
}

ReadAhead::ReadAhead(DocumentStore& store, std::vector<std::string> files,
                     std::function<bool(const std::string&, const Json&)> inspect)
    : store_(store) {
  {
    const std::lock_guard lock(store_.mutex_);
    store_.ahead_ = std::move(files);
    store_.next_ = 0;
    store_.inspect_ = std::move(inspect);
  }
  // The thread that asks reads as well. Beyond a few, the others would only wait for it.
  constexpr unsigned kMost = 3;
  const unsigned others = std::min(std::max(std::thread::hardware_concurrency(), 1U) - 1, kMost);
  for (unsigned i = 0; i < others; ++i) {
    try {
      threads_.emplace_back([this] {
        std::unique_lock lock(store_.mutex_);
        while (store_.read_next(&lock)) {
        }
      });
    } catch (const std::system_error&) {
      break;  // no thread to be had: then it is read by whoever asks
    }
  }
}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(store_.mutex_);
    store_.next_ = store_.ahead_.size();
  }
  for (auto& thread : threads_) thread.join();
  const std::lock_guard lock(store_.mutex_);
  store_.inspect_ = nullptr;
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
