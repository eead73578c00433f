#include "reports/console_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "reports/text.h"

namespace brazecheck {
namespace {

constexpr std::size_t kColumns = 100;
/// Past this many failing requirements a wall of text hides more than it shows.
constexpr std::size_t kMaxDetailed = 20;
constexpr std::size_t kMaxCommand = 2000;
constexpr std::size_t kMaxAnswer = 300;

using Results = std::vector<const RequirementResult*>;
/// Results by requirement id: one rule that several operations share is explained once.
using Groups = std::map<std::string, Results>;

Groups grouped_by_requirement(const Run& run, Verdict verdict) {
  Groups groups;
  for (const RequirementResult* result : sorted_results(run)) {
    if (result->verdict == verdict) groups[result->requirement].push_back(result);
  }
  return groups;
}

/// Text at `indent`, wrapped; `first` stands before the first line in place of the indent.
std::string paragraph(const std::string& text, std::size_t indent, const std::string& first = "") {
  std::string out;
  for (const std::string& line : wrapped(printable(text), kColumns - indent)) {
    out += (out.empty() && !first.empty() ? first : std::string(indent, ' ')) + line + "\n";
  }
  return out;
}

std::string field(std::string_view name, const std::string& value, const Paint& paint) {
  if (value.empty()) return "";
  return paragraph(value, 16, "      " + paint.dim(fmt::format("{:<9}", name)) + " ");
}

/// One line about what came back.
std::string answer(const Failure& failure) {
  if (failure.exchanges.empty()) return "";
  const Exchange& last = failure.exchanges.back();
  if (last.error) return "none: " + last.error->message;
  if (!last.response) return "";
  std::string text = std::to_string(last.response->status);
  if (last.response->body) {
    text += " " + last.response->body->dump(-1, ' ', false, Json::error_handler_t::replace);
  } else if (last.response->body_text) {
    text += " " + printable(*last.response->body_text);
  }
  return clipped(text, kMaxAnswer);
}

std::string command(std::string_view name, const std::string& text, const Paint& paint) {
  if (text.empty()) return "";
  std::string out = "      " + paint.dim(std::string(name)) + "\n        ";
  for (const char c : shortened_command(printable(text, true), kMaxCommand)) {
    out += c;
    if (c == '\n') out += "        ";
  }
  return out + "\n";
}

// A sequence of commands, as a person would tell it.
std::string steps(const Failure& failure, const Paint& paint) {
  std::string out;
  for (std::size_t i = 0; i < failure.steps.size(); ++i)
    out += field(i == 0 ? "steps" : "", fmt::format("{}. {}", i + 1, failure.steps[i]), paint);
  return out;
}

std::string failure_block(const Failure& failure, const Paint& paint) {
  std::string out = paragraph(failure.summary, 4);
  out += field("case", failure.case_label, paint);
  out += steps(failure, paint);
  out += field("at", failure.pointer, paint);
  out += field("expected", failure.expected, paint);
  const std::string whole = answer(failure);
  // What was found may be the answer itself, shortened: once is enough.
  if (!whole.starts_with(failure.actual.substr(0, failure.actual.find("…")))) {
    out += field("actual", failure.actual, paint);
  }
  out += field("answer", whole, paint);
  out += command("request", failure.curl, paint);
  out += command("replay", failure.replay, paint);
  return out;
}

std::string failed_operation(const RequirementResult& result, const Paint& paint) {
  std::string line = "  " + paint.bold(result.operation);
  if (result.cases > 0) {
    line += paint.dim(fmt::format("  {} of {} failed", grouped(result.failed_cases),
                                  counted(result.cases, "case")));
  }
  return line + "\n";
}

std::string detailed_group(const std::string& id, const Results& results, const Paint& paint) {
  const RequirementResult& first = *results.front();
  std::string out = paint.red("FAIL") + " " + paint.bold(id) + "\n";
  out += paragraph(first.statement, 2);
  out += paint.dim(paragraph(fmt::format("{}, {}: {}", first.level, first.basis, first.source), 2));
  out += fmt::format("\n{}", failed_operation(first, paint));
  for (const Failure& failure : first.failures) out += failure_block(failure, paint);
  for (std::size_t at = 1; at < results.size(); ++at) {
    out += failed_operation(*results[at], paint);
    if (results[at]->failures.empty()) continue;
    const Failure& failure = results[at]->failures.front();
    out += paragraph(failure.summary, 4) + command("replay", failure.replay, paint);
  }
  return out + "\n";
}

std::string failures(const Run& run, const Paint& paint) {
  const Groups groups = grouped_by_requirement(run, Verdict::kFail);
  std::string out;
  std::size_t shown = 0;
  for (const auto& [id, results] : groups) {
    if (shown++ < kMaxDetailed) {
      out += detailed_group(id, results, paint);
      continue;
    }
    if (shown == kMaxDetailed + 1) {
      out += fmt::format("{} more, in full in results.json:\n", groups.size() - kMaxDetailed);
    }
    out += "  " + paint.red("FAIL") + " " + clipped(id, kColumns - 7) + "\n";
  }
  if (groups.size() > kMaxDetailed) out += "\n";
  return out;
}

/// One entry a requirement, with the operations that it concerns.
std::string listed(const Run& run, Verdict verdict, const std::string& mark) {
  std::string out;
  for (const auto& [id, results] : grouped_by_requirement(run, verdict)) {
    const RequirementResult& first = *results.front();
    const std::string more =
        results.size() > 1
            ? fmt::format(" and {}",
                          counted(static_cast<std::int64_t>(results.size()) - 1, "other operation"))
            : "";
    out += mark + " " + id + "\n";
    out += paragraph(first.operation + more + ": " +
                         (first.failures.empty() ? first.reason : first.failures.front().summary),
                     2);
  }
  return out.empty() ? out : out + "\n";
}

/// Reasons with their number, the most frequent first.
std::string not_judged(const Run& run, const Paint& paint) {
  std::map<std::pair<std::string, std::string>, int> reasons;
  for (const RequirementResult& result : run.results) {
    if (result.verdict == Verdict::kNotTested) ++reasons[{"not tested", result.reason}];
    if (result.verdict == Verdict::kNotApplicable) ++reasons[{"not applicable", result.reason}];
  }
  std::vector<std::pair<std::pair<std::string, std::string>, int>> rows(reasons.begin(),
                                                                        reasons.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  // The rest are single requirements with reasons of their own: the reports have them.
  constexpr std::size_t kShownReasons = 10;
  int others = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [key, count] = rows[i];
    const auto& [verdict, reason] = key;
    if (i >= kShownReasons) {
      others += count;
      continue;
    }
    out += paragraph(
        reason.empty() ? "no reason given" : reason, 24,
        fmt::format("{:>6}  ", grouped(count)) + paint.dim(fmt::format("{:<14}", verdict)) + "  ");
  }
  if (others > 0) {
    out += paragraph(fmt::format("for {}, in results.json",
                                 counted(static_cast<std::int64_t>(rows.size() - kShownReasons),
                                         "other reason")),
                     24, fmt::format("{:>6}  {:<14}  ", grouped(others), ""));
  }
  return out.empty() ? out : paint.bold("Not judged") + "\n" + out + "\n";
}

struct Row {
  int pass = 0, fail = 0, warn = 0, error = 0, skipped = 0, cases = 0;
  double seconds = 0;

  void add(const RequirementResult& result) {
    pass += result.verdict == Verdict::kPass;
    fail += result.verdict == Verdict::kFail;
    warn += result.verdict == Verdict::kWarn;
    error += result.verdict == Verdict::kError;
    skipped += result.verdict == Verdict::kNotTested || result.verdict == Verdict::kNotApplicable;
    cases += result.cases;
    seconds += result.seconds;
  }
};

std::string cell(int number, int columns) {
  return fmt::format("{:>{}}", number == 0 ? "-" : grouped(number), columns);
}

std::string table(const Run& run, const Paint& paint) {
  std::map<std::string, Row> rows;
  std::size_t name_width = 12;
  for (const RequirementResult& result : run.results) {
    rows[result.operation].add(result);
    name_width = std::clamp(width(result.operation), name_width, std::size_t{44});
  }
  if (rows.empty()) return "";
  const std::string head =
      paint.bold(fmt::format("{:<{}}{:>7}{:>6}{:>6}{:>7}{:>9}{:>9}{:>10}", "operation", name_width,
                             "pass", "fail", "warn", "error", "skipped", "cases", "time")) +
      "\n";
  int blank = 0;
  std::string out;
  for (const auto& [operation, row] : rows) {
    if (row.pass + row.fail + row.warn + row.error == 0) {
      ++blank;
      continue;
    }
    if (out.empty()) out = head;
    const std::string fail = cell(row.fail, 6), warn = cell(row.warn, 6),
                      error = cell(row.error, 7);
    out += fmt::format("{:<{}}", clipped(operation, name_width), name_width) + cell(row.pass, 7) +
           (row.fail > 0 ? paint.red(fail) : fail) + (row.warn > 0 ? paint.yellow(warn) : warn) +
           (row.error > 0 ? paint.red(error) : error) + cell(row.skipped, 9) + cell(row.cases, 9) +
           fmt::format("{:>10}", duration(row.seconds)) + "\n";
  }
  if (blank > 0)
    out += paint.dim(fmt::format("{} of which nothing was judged", counted(blank, "operation"))) +
           "\n";
  return out + "\n";
}

std::string time_spent(const TimeSpent& time) {
  const std::pair<const char*, double> parts[] = {{"transport", time.transport},
                                                  {"emulator", time.mock},
                                                  {"generation", time.generation},
                                                  {"validation", time.validation},
                                                  {"reporting", time.reporting}};
  std::vector<std::string> spent;
  for (const auto& [name, seconds] : parts) {
    if (seconds > 0) spent.push_back(fmt::format("{} {}", name, duration(seconds)));
  }
  if (spent.empty()) return "";
  return paragraph(fmt::format("Time, summed over workers: {}", fmt::join(spent, ", ")), 0);
}

// What the requests met of what contracts name, over all operations.
std::string coverage(const Run& run) {
  constexpr std::pair<const char*, Met OperationCoverage::*> kKinds[] = {
      {"fields", &OperationCoverage::fields},
      {"union branches", &OperationCoverage::branches},
      {"enum values", &OperationCoverage::enum_values},
      {"boundaries", &OperationCoverage::boundaries},
      {"pairs", &OperationCoverage::pairs}};
  std::vector<std::string> parts;
  for (const auto& [name, member] : kKinds) {
    Met all;
    for (const auto& operation : run.coverage) {
      all.met += (operation.*member).met;
      all.known += (operation.*member).known;
    }
    if (all.known == 0) continue;
    parts.push_back(fmt::format("{} of {} {}", grouped(all.met), grouped(all.known), name));
  }
  if (parts.empty()) return "";
  return paragraph(fmt::format("Requests covered {}", fmt::join(parts, ", ")), 0);
}

std::string totals(const Run& run) {
  const int pass = run.count(Verdict::kPass), fail = run.count(Verdict::kFail),
            warn = run.count(Verdict::kWarn), error = run.count(Verdict::kError);
  std::string rate;
  if (run.time.wall > 0) {
    rate = fmt::format(" ({}/s)",
                       grouped(static_cast<std::int64_t>(run.exchanges / run.time.wall + 0.5)));
  }
  const std::string judged = fmt::format(
      "{} exercised: {} passed, {} failed, {} warned{}; {} not tested, {} not applicable;",
      counted(pass + fail + warn + error, "requirement"), grouped(pass), grouped(fail),
      grouped(warn), error > 0 ? fmt::format(", {}", counted(error, "error")) : "",
      grouped(run.count(Verdict::kNotTested)), grouped(run.count(Verdict::kNotApplicable)));
  // Neither is told under a fixed clock.
  if (run.exchanges == 0 && run.time.wall == 0) return judged.substr(0, judged.size() - 1) + "\n";
  const std::string again =
      run.sent_again > 0 ? fmt::format(", {} sent again to a busy target", grouped(run.sent_again))
                         : "";
  const std::string work = fmt::format("{} in {}{}{}", counted(run.exchanges, "exchange"),
                                       duration(run.time.wall), rate, again);
  const bool fits = width(judged) + 1 + width(work) <= kColumns;
  return judged + (fits ? " " : "\n") + work + "\n";
}

}  // namespace

std::string console_summary(const Run& run, const Paint& paint) {
  std::string out = failures(run, paint);
  out += listed(run, Verdict::kError, paint.red("ERROR"));
  out += listed(run, Verdict::kWarn, paint.yellow("WARN"));
  out += not_judged(run, paint);
  out += table(run, paint);
  out += paint.dim(coverage(run));
  out += paint.dim(time_spent(run.time));
  switch (run.exit_code()) {
    case 130:
      out += paint.yellow("Interrupted: these results are partial.") + "\n";
      break;
    case 4:
      out += paint.yellow("Nothing was judged, and that is not a pass.") + "\n";
      break;
    default:
      break;
  }
  const std::string last = totals(run);
  return out + (run.exit_code() == 0 ? paint.green(last) : paint.bold(last));
}

}  // namespace brazecheck
