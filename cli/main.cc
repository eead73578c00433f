#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "cli/commands.h"
#include "contract/error.h"

namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  brazecheck run                               check the embedded emulator\n"
    "  brazecheck run --only users --seed 7         one category, one seed\n"
    "  brazecheck serve --port 8080                 an emulator for your own tests\n"
    "  brazecheck check exchanges.jsonl             judge recorded exchanges\n"
    "  brazecheck explain users.track/objects-max-combined\n"
    "\n"
    "Exit codes: 0 conforming, 1 not conforming, 2 usage or input, 3 target unreachable,\n"
    "4 nothing was judged, 130 interrupted.";

}  // namespace

int main(int argc, char** argv) {
  using namespace brazecheck;
  CLI::App app("Contract and conformance suite for the Braze REST API", "brazecheck");
  app.require_subcommand(1);
  app.footer(kFooter);
  app.fallthrough(false);

  cli::Context context;
  std::error_code ignored;
  context.executable = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  if (context.executable.empty()) context.executable = argv[0];
  app.add_option("--contracts", context.contracts_dir,
                 "Directory of contracts to use instead of the built-in ones");
  app.add_option(
         "--limits", context.limits,
         "Profile of limits that the account has (repeatable); see brazecheck list profiles")
      ->allow_extra_args(false);

  cli::Action action;
  for (auto* add :
       {&cli::add_run, &cli::add_serve, &cli::add_check, &cli::add_list, &cli::add_contracts,
        &cli::add_explain, &cli::add_cleanup, &cli::add_selftest, &cli::add_version}) {
    add(app, context, &action);
  }
  try {
    app.parse(argc, argv);
    const int code = action();
    // An answer that nobody got is no success. The stream remembers failures of earlier flushes.
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (!written && code == cli::kConforming)
      throw InputError("usage.unwritable", "standard output", "writing failed");
    return code;
  } catch (const CLI::ParseError& error) {
    // Help is a success; every other parse error is one of usage, whatever number CLI11 gives it.
    return app.exit(error) == 0 ? cli::kConforming : cli::kUsage;
  } catch (const InputError& error) {
    fmt::print(stderr, "brazecheck: {}\n", error.what());
    return error.id().starts_with("target.") ? cli::kHarness : cli::kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "brazecheck: [internal] {}\n", error.what());
    return cli::kHarness;
  }
}
