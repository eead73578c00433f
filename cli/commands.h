#pragma once

#include <functional>
#include <string>
#include <vector>

#include "contract/index.h"

namespace CLI {
class App;
}

namespace brazecheck::cli {

/// Exit codes that users and CI rely on.
enum ExitCode {
  kConforming = 0,
  kNonconforming = 1,
  kUsage = 2,    ///< also config and contract errors
  kHarness = 3,  ///< target unreachable, harness error
  kNothingRan = 4,
  kInterrupted = 130,
};

/// What every command may need.
struct Context {
  std::string executable;           ///< path of this binary
  std::string contracts_dir;        ///< --contracts, or ""
  std::vector<std::string> limits;  ///< --limits: profiles of limits that an account has

  /// "brazecheck" with the options before the command, for commands that people paste.
  [[nodiscard]] std::string invocation() const;
  /// Loads the contracts; throws InputError("contract.not-found", …) when there are none.
  [[nodiscard]] ContractIndex load() const;
};

/// Each adds its subcommand to `app`; when it is chosen, `*action` runs it and gives the exit code.
using Action = std::function<int()>;
void add_run(CLI::App& app, const Context& context, Action* action);
void add_selftest(CLI::App& app, const Context& context, Action* action);
void add_serve(CLI::App& app, const Context& context, Action* action);
void add_check(CLI::App& app, const Context& context, Action* action);
void add_contracts(CLI::App& app, const Context& context, Action* action);
void add_list(CLI::App& app, const Context& context, Action* action);
void add_explain(CLI::App& app, const Context& context, Action* action);
void add_cleanup(CLI::App& app, const Context& context, Action* action);
void add_version(CLI::App& app, const Context& context, Action* action);

}  // namespace brazecheck::cli
