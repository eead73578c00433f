#pragma once

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "contract/json.h"

namespace brazecheck {

/// The JSON files below one directory, read on demand and kept. Files are named relative to it,
/// with '/' ("objects/event.json"). Safe to use from several threads.
class DocumentStore {
 public:
  /// Documents say what the chosen `profiles` change in them: wherever an object has `x-profiles`,
  /// the patches of these are merged into it, and `x-profiles` is gone. Throws
  /// InputError("contract.unreadable", …) when `directory` is not a directory.
  explicit DocumentStore(std::filesystem::path directory, std::set<std::string> profiles = {});

  /// The file's document, or null when there is no such file. Throws InputError:
  /// contract.unreadable; contract.syntax with line and column; contract.duplicate-key;
  /// contract.invalid for an `x-profiles` that is no object of objects.
  [[nodiscard]] const Json* find(const std::string& file);

  /// Names of all .json files below the directory, sorted. Throws
  /// InputError("contract.unreadable").
  [[nodiscard]] std::vector<std::string> files() const;

  /// The bytes of a file; those that its document was made of, where it was read already. "" for a
  /// file that cannot be read.
  [[nodiscard]] std::string text(const std::string& file);

  /// What was remembered of a document when it was read ahead; false where it was not.
  [[nodiscard]] bool inspected(const std::string& file);

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] const std::set<std::string>& profiles() const { return profiles_; }

 private:
  friend class ReadAhead;
  using Inspect = std::function<bool(const std::string& file, const Json& document)>;

  enum class State { kNew, kTaken, kDone };
  struct Slot {
    State state = State::kNew;
    std::string text;
    std::unique_ptr<Json> document;  ///< null for a file that is not there
    std::exception_ptr error;        ///< what find() throws
    bool inspected = false;
  };

  /// Reads the next file of `ahead_` that nobody has begun; false when there is none.
  bool read_next(std::unique_lock<std::mutex>* lock);
  void read_into(const std::string& file, Slot* slot, std::unique_lock<std::mutex>* lock);
  void fill(const std::string& file, Slot* slot) const;

  std::filesystem::path directory_;
  std::set<std::string> profiles_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::map<std::string, Slot> slots_;
  std::vector<std::string> ahead_;  ///< files that are wanted soon
  std::size_t next_ = 0;            ///< of `ahead_`
  Inspect inspect_;
};

/// While it lives, other threads read documents that will be asked for. Errors wait for whoever
/// asks.
class ReadAhead {
 public:
  /// `inspect` is called with each document on the thread that reads it; DocumentStore::inspected
  /// tells what it returned. REQUIRES: what it uses and `store` outlive the object; `store` has no
  /// other.
  ReadAhead(DocumentStore& store, std::vector<std::string> files,
            std::function<bool(const std::string& file, const Json& document)> inspect);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

 private:
  DocumentStore& store_;
  std::vector<std::thread> threads_;
};

/// Parses a file's text; the errors above name `name`. Unlike Json::parse it refuses duplicate
/// keys, of which one would silently win.
[[nodiscard]] Json parse_document(const std::string& text, const std::string& name);

}  // namespace brazecheck
