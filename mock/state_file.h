#pragma once

#include <filesystem>
#include <memory>

#include "mock/state.h"

namespace brazecheck::mock {

/// The state on disk: an SQLite database with a row for each row of the state. What write() has
/// returned from survives the end of the process, however it ends.
class StateFile {
 public:
  /// Opens or creates it. Throws InputError("mock.state-file", path, …) for what cannot be opened,
  /// is no state file, or was written by a version with another format.
  explicit StateFile(const std::filesystem::path& path);
  ~StateFile();
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;

  /// Whether nothing was ever written to it.
  [[nodiscard]] bool empty() const;
  /// Puts every row into the state.
  void load(State* state) const;
  /// Writes the rows that the state's log names as they are now, in one transaction. Throws
  /// InputError("mock.state-file", …) when the disk does not take them.
  void write(const State& state);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brazecheck::mock
