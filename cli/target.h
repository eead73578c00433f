#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/index.h"
#include "mock/server.h"
#include "runner/target.h"

namespace brazecheck::cli {

struct TargetOptions {
  std::string target = "mock";  ///< or a base URL
  std::string key_env = "BRAZE_API_KEY";
  std::string limited_key_env;
  std::vector<std::string> allow;               ///< effects
  std::vector<std::string> faults;              ///< for the embedded emulator
  std::map<std::string, std::string> fixtures;  ///< what no request can make, by name
  std::string ca_file;
  std::string fixed_clock;                 ///< for the embedded emulator, or ""
  double consistency_seconds = 0;          ///< of the embedded emulator
  std::optional<double> patience_seconds;  ///< as asked for; 0: writes show at once
};

/// A target that answers, and the embedded emulator when it is that.
struct ReadyTarget {
  Target target;
  std::unique_ptr<mock::Server> server;
};

/// The secret in an environment variable. Throws InputError("usage.no-key", …) when it is not set.
[[nodiscard]] std::string key_from(const std::string& variable);
/// "2s", "500ms" or "1.5" in seconds. Throws InputError("usage.duration", …).
[[nodiscard]] double read_seconds(const std::string& text);

/// How long an emulator in this process may take to answer: it waits for nobody.
inline constexpr std::chrono::seconds kInProcessTimeout{5};

/// The target as far as it is known without reaching it: for plans that are only shown.
[[nodiscard]] Target described_target(const TargetOptions& options);

/// Starts the emulator, or reaches the URL, asks whether it is an emulator.
/// key. Throws InputError: usage.* for wrong options; target.bad-url, target.insecure (a key would
/// go in clear text to another machine), target.unreachable.
[[nodiscard]] ReadyTarget prepare_target(const ContractIndex& index, const TargetOptions& options);

}  // namespace brazecheck::cli
