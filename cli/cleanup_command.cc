#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>

#include "cli/commands.h"
#include "cli/target.h"
#include "contract/error.h"
#include "runner/fixtures.h"
#include "suites/judge.h"
#include "transport/http_client.h"

namespace brazecheck::cli {
namespace {

struct Options {
  std::string journal;
  TargetOptions target;
};

// A line is the steps that take one thing down; the last line of a run may be cut off by a kill.
std::vector<std::vector<FixtureStep>> read_journal(const ContractIndex& index,
                                                   const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<FixtureStep>> entries;
  std::string line;
  bool understood = true;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    const std::string where = fmt::format("{}:{}", path, number);
    try {
      const Json entry = Json::parse(line, nullptr, false);
      if (!entry.is_array()) throw InputError("cleanup.bad-line", where, "not a list of steps");
      entries.push_back(fixture_steps(index, where, entry, {}));
    } catch (const InputError& problem) {
      fmt::print(stderr, "brazecheck: {}\n", problem.what());
      understood = false;
    }
  }
  // Also a folder, which opens like a file.
  if (!file.eof()) throw InputError("cleanup.unreadable", path, "the journal cannot be read");
  if (!understood && entries.empty())
    throw InputError("cleanup.no-journal", path, "no line of it is a list of steps");
  std::reverse(entries.begin(), entries.end());
  return entries;
}

// Whether the answer to a removal says that there is nothing to remove: 404, or 400 where the
// operation documents no 404 of its own (the journal holds what was accepted once, so nothing else
// is wrong with it).
bool is_gone(const Contract& contract, int status) {
  constexpr int kBadRequest = 400, kNotFound = 404;
  const ResponseSpec* own = contract.response(kNotFound);
  return status == kNotFound || (status == kBadRequest && (own == nullptr || own->common));
}

int cleanup(const Context& context, const Options& options) {
  const ContractIndex index = context.load();
  const auto entries = read_journal(index, options.journal);
  const ReadyTarget ready = prepare_target(index, options.target);
  HttpClient client({.base_url = ready.target.base_url,
                     .ca_file = options.target.ca_file,
                     .secrets = {ready.target.key}});
  int removed = 0, gone = 0, failed = 0;
  for (const auto& entry : entries) {
    for (const auto& step : entry) {
      const Exchange exchange = client.send(step.request, ready.target.key);
      if (exchange.response && is_accepted(*step.contract, *exchange.response)) {
        ++removed;
      } else if (exchange.response && is_gone(*step.contract, exchange.response->status)) {
        ++gone;
      } else {
        ++failed;
        fmt::print(stderr, "brazecheck: {} {}: {}\n", step.request.method, step.request.path,
                   exchange.error ? exchange.error->message
                                  : fmt::format("answered with {}", exchange.response->status));
      }
    }
  }
  fmt::print("{} removed, {} already gone, {} failed\n", removed, gone, failed);
  return failed > 0 ? kHarness : kConforming;
}

}  // namespace

void add_cleanup(CLI::App& app, const Context& context, Action* action) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("cleanup", "Remove what a run that was cut off left on a workspace");
  command->footer(
      "A run lists what it is about to create in journal.jsonl, in its report folder, and removes "
      "it at its end.\n"
      "\n"
      "Examples:\n"
      "  BRAZE_API_KEY=… brazecheck cleanup brazecheck-report/journal.jsonl --target "
      "https://rest.iad-01.braze.com");
  command->add_option("journal", options->journal, "The journal of the run")->required();
  command->add_option("--target", options->target.target, "Base URL that the run had")->required();
  command
      ->add_option("--key-env", options->target.key_env,
                   "Environment variable that holds the API key")
      ->capture_default_str();
  command->add_option("--ca-file", options->target.ca_file,
                      "Certificates to trust instead of the system's");
  command->callback([&context, options, action] {
    *action = [&context, options] { return cleanup(context, *options); };
  });
}

}  // namespace brazecheck::cli
