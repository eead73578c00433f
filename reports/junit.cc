#include <fmt/format.h>

#include <set>

#include "reports/files.h"
#include "reports/text.h"

namespace brazecheck {
namespace {

/// Text for XML 1.0: markup escaped, and what XML has no notation for spelled out.
std::string xml(std::string_view raw, bool attribute = true) {
  const std::string text = printable(raw, true);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    // U+FFFE and U+FFFF are characters, but not XML's.
    if (text.compare(at, 2, "\xEF\xBF") == 0 && at + 2 < text.size() &&
        static_cast<unsigned char>(text[at + 2]) >= 0xBE) {
      out += static_cast<unsigned char>(text[at + 2]) == 0xBE ? "\\ufffe" : "\\uffff";
      at += 2;
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"' && attribute) {
      out += "&quot;";
    } else if ((c == '\n' || c == '\t') && attribute) {
      out += c == '\n' ? "&#10;" : "&#9;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string seconds(double value) { return fmt::format("{:.3f}", value); }

std::string first_summary(const RequirementResult& result) {
  if (!result.failures.empty()) return result.failures.front().summary;
  return result.reason.empty() ? result.statement : result.reason;
}

/// Everything that a person needs who sees only the CI's test view.
std::string details(const RequirementResult& result) {
  std::string out = result.statement + "\nsource: " + result.source + "\n";
  for (const Failure& failure : result.failures) {
    out += "\n" + failure.summary + "\n";
    if (!failure.case_label.empty()) out += "case: " + failure.case_label + "\n";
    if (!failure.pointer.empty()) out += "at: " + failure.pointer + "\n";
    if (!failure.expected.empty()) out += "expected: " + failure.expected + "\n";
    if (!failure.actual.empty()) out += "actual: " + failure.actual + "\n";
    if (!failure.curl.empty()) out += failure.curl + "\n";
    if (!failure.replay.empty()) out += "replay: " + failure.replay + "\n";
  }
  return out;
}

std::string test_case(const RequirementResult& result, const std::string& name) {
  const std::string open = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{}\"",
                                       xml(result.operation), xml(name), seconds(result.seconds));
  const auto with = [&](const std::string& element) {
    return open + ">\n      " + element + "\n    </testcase>\n";
  };
  const std::string message = xml(first_summary(result));
  switch (result.verdict) {
    case Verdict::kPass:
      return open + "/>\n";
    case Verdict::kWarn:
      return with("<system-out>" + xml("warning: " + details(result), false) + "</system-out>");
    case Verdict::kFail:
      return with(fmt::format("<failure message=\"{}\" type=\"{}\">{}</failure>", message,
                              xml(result.level), xml(details(result), false)));
    case Verdict::kError:
      return with(fmt::format("<error message=\"{}\" type=\"error\">{}</error>", message,
                              xml(details(result), false)));
    case Verdict::kNotApplicable:
    case Verdict::kNotTested:
      return with(
          fmt::format("<skipped message=\"{}: {}\"/>",
                      result.verdict == Verdict::kNotTested ? "not tested" : "not applicable",
                      xml(result.reason)));
  }
  return "";
}

struct Counts {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  double time = 0;

  void add(const RequirementResult& result) {
    ++tests;
    time += result.seconds;
    failures += result.verdict == Verdict::kFail;
    errors += result.verdict == Verdict::kError;
    skipped += result.verdict == Verdict::kNotTested || result.verdict == Verdict::kNotApplicable;
  }
};

}  // namespace

std::string junit_document(const Run& run) {
  const std::vector<const RequirementResult*> results = sorted_results(run);
  // JUnit times have no zone.
  const std::string timestamp = run.info.started_at.substr(0, 19);
  std::string suites;
  Counts all;
  for (std::size_t at = 0; at < results.size();) {
    const std::string& operation = results[at]->operation;
    Counts counts;
    std::string cases;
    std::set<std::string> names;  // some readers drop the second of two equal ones
    for (; at < results.size() && results[at]->operation == operation; ++at) {
      std::string name = results[at]->requirement;
      for (int n = 2; !names.insert(name).second; ++n) {
        name = fmt::format("{} ({})", results[at]->requirement, n);
      }
      counts.add(*results[at]);
      all.add(*results[at]);
      cases += test_case(*results[at], name);
    }
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
        "time=\"{}\" timestamp=\"{}\">\n{}  </testsuite>\n",
        xml(operation), counts.tests, counts.failures, counts.errors, counts.skipped,
        seconds(counts.time), xml(timestamp), cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"brazecheck\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "time=\"{}\">\n{}</testsuites>\n",
      all.tests, all.failures, all.errors, seconds(all.time), suites);
}

}  // namespace brazecheck
