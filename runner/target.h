#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "contract/contract.h"

namespace brazecheck {

/// Where cases go, and what may be done there.
struct Target {
  std::string name;  ///< "mock" for the embedded emulator, else the base URL
  std::string base_url;
  std::string shown_url;    ///< for commands that people paste, when base_url ends with the run
  bool emulator = false;    ///< says so on its health path: every effect is allowed
  bool in_process = false;  ///< dies with us: nothing needs tidying up
  std::string key;
  std::optional<std::string> limited_key;  ///< valid, with no permission at all
  std::set<Effect> allowed;                ///< effects that may be exercised
  double patience_seconds = 0;             ///< for read-after-write
  /// How long to wait before building on what an asynchronous operation did; 0: not at all.
  double settle_seconds = 0;
  /// How long to look for the first writes of a run, which tell whether writes show at once; 0 to
  /// take the two above as they are.
  double learning_seconds = 0;
  /// Names of things that no request can make, by the names in contracts' `needs`.
  std::map<std::string, std::string> supplies;
  std::set<std::string> lacks;  ///< operations that it does not have, as it says itself
  int asked = 0;                ///< requests that were sent to learn the following
  /// On this machine, and no emulator of ours: a stand-in of somebody's, which keeps nothing that
  /// matters.
  bool nearby = false;
  std::set<std::string> absent;  ///< operations that a first request did not find
  /// Operations that a first request showed to be out of reach, with the reason.
  std::map<std::string, std::string> closed;
  std::string replay_program = "brazecheck";  ///< with the options before its command
  std::string replay_options;                 ///< what to add to a replay command to reach it again

  [[nodiscard]] const std::string& url_to_show() const {
    return shown_url.empty() ? base_url : shown_url;
  }
};

}  // namespace brazecheck
