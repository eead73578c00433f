#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/exchange_line.h"
#include "contract/check.h"
#include "contract/error.h"

namespace brazecheck::cli {
namespace {

struct Options {
  std::string file;
  std::string only;
  std::string format = "text";
};

struct Tally {
  int judged = 0, conforming = 0, nonconforming = 0, unknown = 0, unreadable = 0;
};

enum class Judgement { kConforming, kNonconforming, kUnknownOperation };

const char* name_of(Judgement judgement) {
  switch (judgement) {
    case Judgement::kConforming:
      return "conforming";
    case Judgement::kNonconforming:
      return "nonconforming";
    case Judgement::kUnknownOperation:
      return "unknown_operation";
  }
  return "";
}

std::string safe_dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void print_text(int number, const RecordedExchange& recorded, const std::string& operation,
                Judgement judgement, const std::vector<Finding>& findings) {
  if (judgement == Judgement::kConforming && findings.empty()) return;
  const std::string id = recorded.id.is_null()     ? fmt::format("line {}", number)
                         : recorded.id.is_string() ? recorded.id.get<std::string>()
                                                   : safe_dump(recorded.id);
  if (judgement == Judgement::kUnknownOperation) {
    fmt::print("{}: no contract for {} {}\n", id, recorded.request.method, recorded.request.path);
    return;
  }
  fmt::print("{}: {} {}\n", id, operation, name_of(judgement));
  for (const auto& finding : findings) {
    fmt::print("  {:<6} {} {}\n         {}  [{}]\n", to_string(finding.requirement->level),
               to_string(finding.side), finding.message(), finding.requirement->id,
               finding.requirement->source);
  }
}

void print_jsonl(const RecordedExchange& recorded, const std::string& operation,
                 Judgement judgement, const std::vector<Finding>& findings) {
  Json line = {{"id", recorded.id},
               {"operation", operation.empty() ? Json() : Json(operation)},
               {"verdict", name_of(judgement)},
               {"findings", Json::array()}};
  for (const auto& finding : findings) {
    line["findings"].push_back({{"side", to_string(finding.side)},
                                {"requirement", finding.requirement->id},
                                {"level", to_string(finding.requirement->level)},
                                {"pointer", finding.pointer},
                                {"message", finding.message()}});
  }
  fmt::print("{}\n", safe_dump(line));
}

void judge_line(const ContractIndex& index, const Options& options, int number,
                const RecordedExchange& recorded, Tally* tally) {
  const auto match = index.match(recorded.request.method, recorded.request.path);
  std::vector<Finding> findings;
  auto judgement = Judgement::kUnknownOperation;
  std::string operation;
  if (match.contract != nullptr) {
    operation = match.contract->operation;
    judgement = Judgement::kConforming;
    if (options.only != "response") {
      if (recorded.judge_request)
        findings = check_request(index, *match.contract, recorded.request);
      if (auto deprecated = check_stage(*match.contract))
        findings.push_back(std::move(*deprecated));
    }
    if (options.only != "request" && recorded.response) {
      for (auto& finding : check_response(index, *match.contract, *recorded.response))
        findings.push_back(std::move(finding));
    }
    for (const auto& finding : findings) {
      if (finding.requirement->level == Level::kMust) judgement = Judgement::kNonconforming;
    }
  }
  ++tally->judged;
  ++(judgement == Judgement::kConforming      ? tally->conforming
     : judgement == Judgement::kNonconforming ? tally->nonconforming
                                              : tally->unknown);
  if (options.format == "jsonl") {
    print_jsonl(recorded, operation, judgement, findings);
  } else {
    print_text(number, recorded, operation, judgement, findings);
  }
}

int check(const Context& context, const Options& options) {
  const ContractIndex index = context.load();
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) throw InputError("check.unreadable", options.file, "the file cannot be read");
  }
  std::istream& input = options.file == "-" ? std::cin : file;
  Tally tally;
  std::string line;
  for (int number = 1; std::getline(input, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    std::string problem;
    const auto recorded = read_exchange(line, &problem);
    if (recorded) {
      judge_line(index, options, number, *recorded, &tally);
    } else {
      ++tally.unreadable;
      fmt::print(stderr, "brazecheck: [check.bad-line] {}:{}: {}\n", options.file, number, problem);
    }
  }
  if (input.bad()) throw InputError("check.unreadable", options.file, "reading failed");
  if (options.format == "text") {
    fmt::print("{} exchanges: {} conforming, {} not conforming, {} of unknown operations{}\n",
               tally.judged, tally.conforming, tally.nonconforming, tally.unknown,
               tally.unreadable > 0 ? fmt::format("; {} lines unreadable", tally.unreadable) : "");
  }
  if (tally.unreadable > 0) return kUsage;
  if (tally.nonconforming > 0) return kNonconforming;
  return tally.conforming > 0 ? kConforming : kNothingRan;
}

}  // namespace

void add_check(CLI::App& app, const Context& context, Action* action) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("check", "Judge recorded exchanges by the contracts, without a network");
  command->footer(
      "One JSON object a line; either side may be absent:\n"
      "  "
      "{\"id\":\"a1\",\"request\":{\"method\":\"POST\",\"path\":\"/users/"
      "track\",\"query\":{},\"headers\":{},\"body\":{}},\n"
      "   \"response\":{\"status\":201,\"headers\":{},\"body\":{\"message\":\"success\"}}}\n"
      "\n"
      "Examples:\n"
      "  brazecheck check exchanges.jsonl\n"
      "  brazecheck check --only response --format jsonl - < exchanges.jsonl");
  command->add_option("file", options->file, "File of recorded exchanges, or - for standard input")
      ->required();
  command->add_option("--only", options->only, "Judge one side: request or response")
      ->check(CLI::IsMember({"request", "response"}));
  command->add_option("--format", options->format, "text or jsonl")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  command->callback([&context, options, action] {
    *action = [&context, options] { return check(context, *options); };
  });
}

}  // namespace brazecheck::cli
