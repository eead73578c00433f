#include <fmt/format.h>

#include <cmath>

#include "contract/json.h"
#include "reports/files.h"
#include "reports/text.h"

namespace brazecheck {
namespace {

std::string_view allure_status(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
    case Verdict::kWarn:
      return "passed";
    case Verdict::kFail:
      return "failed";
    case Verdict::kError:
      return "broken";
    case Verdict::kNotApplicable:
    case Verdict::kNotTested:
      return "skipped";
  }
  return "unknown";
}

std::string_view severity(const std::string& level) {
  if (level == "must") return "critical";
  return level == "should" ? "normal" : "minor";
}

std::string message(const RequirementResult& result) {
  if (!result.failures.empty()) return as_utf8(result.failures.front().summary);
  if (result.verdict == Verdict::kNotTested) return "not tested: " + as_utf8(result.reason);
  if (result.verdict == Verdict::kNotApplicable) return "not applicable: " + as_utf8(result.reason);
  return as_utf8(result.reason);
}

/// What the report shows where other frameworks show a stack trace.
std::string trace(const RequirementResult& result) {
  std::string out;
  for (const Failure& failure : result.failures) {
    if (!out.empty()) out += "\n";
    out += printable(failure.summary, true) + "\n";
    const auto line = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) out += fmt::format("{:<9} {}\n", name, printable(value, true));
    };
    line("case", failure.case_label);
    line("side", failure.side);
    line("at", failure.pointer);
    line("expected", failure.expected);
    line("actual", failure.actual);
    line("seed", std::to_string(failure.seed));
    line("replay", failure.replay);
  }
  return out;
}

Json labels(const RequirementResult& result) {
  Json list = Json::array();
  const auto add = [&](std::string_view name, std::string_view value) {
    list.push_back({{"name", name}, {"value", value}});
  };
  add("epic", "Braze REST API");
  add("feature", result.category);
  add("story", result.operation);
  add("parentSuite", "Braze REST API");
  add("suite", result.category);
  add("subSuite", result.operation);
  add("package", result.operation);
  add("severity", severity(result.level));
  add("framework", "brazecheck");
  add("tag", result.level);
  add("tag", result.basis);
  if (result.verdict == Verdict::kWarn) add("tag", "warning");
  if (result.verdict == Verdict::kNotTested) add("tag", "not-tested");
  if (result.verdict == Verdict::kNotApplicable) add("tag", "not-applicable");
  return list;
}

Json parameters(const RequirementResult& result) {
  Json list = Json::array();
  // Excluded from identity: another seed or counterexample is the same test, not another one.
  const auto add = [&](std::string_view name, const std::string& value) {
    list.push_back({{"name", name}, {"value", as_utf8(value)}, {"excluded", true}});
  };
  add("cases", std::to_string(result.cases));
  if (result.failures.empty()) return list;
  add("failed cases", std::to_string(result.failed_cases));
  add("seed", std::to_string(result.failures.front().seed));
  if (!result.failures.front().case_label.empty()) add("case", result.failures.front().case_label);
  return list;
}

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : as_utf8(text)) {
    if (std::string_view("\\`*_{}[]<>#|").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// Adds the attachments of `result` to `files` and returns the references to them.
Json attachments(const RequirementResult& result, const std::string& uuid,
                 std::map<std::string, std::string>* files) {
  Json list = Json::array();
  int number = 0;
  const auto add = [&](const std::string& name, std::string_view type, std::string content) {
    const std::string source = fmt::format("{}-attachment-{}-{}", uuid, ++number, name);
    list.push_back({{"name", name}, {"source", source}, {"type", type}});
    (*files)[source] = std::move(content);
  };
  for (const Failure& failure : result.failures) {
    for (const Exchange& exchange : failure.exchanges) {
      add("request.txt", "text/plain", request_text(exchange.request));
      add("response.txt", "text/plain", response_text(exchange));
    }
    if (!failure.curl.empty()) add("curl.sh.txt", "text/plain", as_utf8(failure.curl) + "\n");
    if (!failure.replay.empty()) add("replay.sh.txt", "text/plain", as_utf8(failure.replay) + "\n");
  }
  return list;
}

std::string property(std::string_view name, std::string_view value) {
  std::string out = std::string(name) + "=";
  for (const char c : printable(value)) {
    if (c == '\\') out += '\\';
    out += c;
  }
  return out + "\n";
}

}  // namespace

std::map<std::string, std::string> allure_files(const Run& run) {
  std::map<std::string, std::string> files;
  const std::string run_id =
      fmt::format("{}\n{}\n{}\n", run.info.started_at, run.info.target, run.info.seed);
  // A millisecond apart: readers that sort by time then keep our order.
  std::int64_t start = epoch_ms(run.info.started_at) - 1;
  for (const RequirementResult* result : sorted_results(run)) {
    ++start;
    const std::string full_name = result->operation + ": " + result->requirement;
    const std::string uuid = stable_uuid(run_id + full_name);
    const std::string identity = digest(full_name, 1) + digest(full_name, 2);
    Json out = {{"uuid", uuid},
                {"historyId", identity},
                {"testCaseId", identity},
                {"fullName", full_name},
                {"name", result->requirement},
                {"description",
                 markdown_text(result->statement) + "\n\nSource: " + markdown_text(result->source)},
                {"status", allure_status(result->verdict)},
                {"stage", "finished"},
                {"start", start},
                {"stop", start + std::llround(result->seconds * 1000)},
                {"labels", labels(*result)},
                {"parameters", parameters(*result)},
                {"steps", Json::array()},
                {"attachments", attachments(*result, uuid, &files)}};
    Json details = Json::object();
    if (const std::string text = message(*result); !text.empty()) details["message"] = text;
    if (const std::string text = trace(*result); !text.empty()) details["trace"] = text;
    out["statusDetails"] = details;
    if (result->source.starts_with("https://")) {
      out["links"] = {
          {{"name", "documentation"}, {"url", as_utf8(result->source)}, {"type", "link"}}};
    }
    files[uuid + "-result.json"] = out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  files["environment.properties"] =
      property("brazecheck", run.info.version) + property("target", run.info.target) +
      property("seed", std::to_string(run.info.seed)) +
      property("cases_per_property", std::to_string(run.info.cases_per_property)) +
      property("contracts", run.info.contracts) + property("started", run.info.started_at);
  return files;
}

}  // namespace brazecheck
