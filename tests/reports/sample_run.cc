#include "sample_run.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace brazecheck::test {
namespace {

RequirementResult result(std::string operation, std::string requirement, std::string statement,
                         Verdict verdict) {
  RequirementResult out;
  out.category = operation.substr(0, operation.find('.'));
  out.operation = std::move(operation);
  out.requirement = std::move(requirement);
  out.statement = std::move(statement);
  out.level = "must";
  out.basis = "stated";
  out.source = "braze-docs:_docs/_api/endpoints/user_data/post_user_track.md";
  out.verdict = verdict;
  out.cases = 12;
  out.seconds = 0.125;
  return out;
}

Exchange exchange() {
  Exchange out;
  out.operation = "users.track";
  out.request.method = "POST";
  out.request.path = "/users/track";
  out.request.headers = {{"Content-Type", "application/json"}};
  out.request.body = Json{{"events", {{{"name", "a"}, {"time", "2026-01-31T12:00:00Z"}}}}};
  out.response.emplace();
  out.response->status = 201;
  out.response->headers = {{"Content-Type", "application/json"}};
  out.response->body = Json{{"message", "success"}, {"events_processed", 76}};
  out.seconds = 0.004;
  return out;
}

Failure failure() {
  Failure out;
  out.summary = "accepted with 201, although 76 entries exceed the limit of 75";
  out.side = "request";
  out.pointer = "/events";
  out.expected = "at most 75 items";
  out.actual = "76 items";
  out.case_label = "76 entries where at most 75 are allowed";
  out.seed = 18446744073709551615u;
  out.case_index = 3;
  out.shrinks = 17;
  out.exchanges = {exchange()};
  out.curl =
      "curl -sS -X POST 'http://127.0.0.1:8080/users/track' \\\n"
      "  -H \"Authorization: Bearer $BRAZE_API_KEY\" \\\n"
      "  -H 'Content-Type: application/json' \\\n"
      "  --data-raw '{\"events\":[{\"name\":\"a\",\"time\":\"2026-01-31T12:00:00Z\"}]}'";
  out.replay = "brazecheck run --only 'users.track/events-max-items' --seed 7";
  return out;
}

/// What a hostile target can put into our text: markup, terminal codes, bytes that are no UTF-8.
Failure hostile_failure() {
  Failure out = failure();
  out.summary = "answered <b>\"500\"</b> & \x1b[31mred\x1b[0m \xff \xEF\xBF\xBF ]]>";
  out.side = "response";
  out.pointer = "";
  out.actual = std::string("nul \0 and \xC2\x9B csi", 14);
  out.exchanges[0].response->body.reset();
  out.exchanges[0].response->body_text = "\xff\xfe raw \x07";
  out.exchanges[0].response->headers = {{"X-Odd", "\xe9t\xe9"}};
  Exchange broken = exchange();
  broken.response.reset();
  broken.error =
      TransportError{TransportError::Kind::kReset, "127.0.0.1:8080: the connection broke off"};
  out.exchanges.push_back(broken);
  out.curl += std::string(3000, 'x');
  return out;
}

}  // namespace

Run sample_run() {
  Run run;
  run.info.version = "0.1.0";
  run.info.target = "mock";
  run.info.seed = 7;
  run.info.profile = "standard";
  run.info.cases_per_property = 50;
  run.info.selectors = {"users", "catalogs"};
  run.info.started_at = "2026-01-31T12:00:00Z";
  run.info.contracts = "3f2a";
  run.coverage.push_back({.operation = "users.track",
                          .fields = {40, 42},
                          .branches = {3, 3},
                          .enum_values = {8, 9},
                          .boundaries = {12, 12},
                          .pairs = {300, 420}});
  run.exchanges = 18204;
  run.time = {0.4, 3.1, 2.04, 0.3, 0.05, 4.25};

  // Not in order: writers sort.
  run.results.push_back(result("users.track", "users.track/events-max-items",
                               "The events array holds at most 75 items.", Verdict::kFail));
  run.results.back().failed_cases = 3;
  run.results.back().failures = {failure()};
  run.results.push_back(
      result("users.track", "event/name-required", "An event has a name.", Verdict::kPass));
  run.results.push_back(result("users.track", "common/documented-status",
                               "Every response has a status that the documentation names for the "
                               "operation, and no request, however malformed, is answered with a "
                               "server error.",
                               Verdict::kFail));
  run.results.back().failed_cases = 1;
  run.results.back().failures = {hostile_failure()};
  run.results.push_back(result("catalogs.items.create_many", "common/documented-status",
                               "Every response has a status that the documentation names for the "
                               "operation, and no request, however malformed, is answered with a "
                               "server error.",
                               Verdict::kFail));
  run.results.back().failed_cases = 2;
  run.results.back().failures = {failure()};
  run.results.push_back(
      result("catalogs.items.create_many", "catalogs.items.create_many/items-id-pattern",
             "An item id holds letters, digits, hyphens and underscores.", Verdict::kWarn));
  run.results.back().level = "should";
  run.results.back().failures = {failure()};
  run.results.push_back(result("catalogs.items.create_many", "common/key-without-permission",
                               "A key without the permission is refused.",
                               Verdict::kNotApplicable));
  run.results.back().reason = "no key without permissions is configured";
  run.results.back().cases = 0;
  run.results.push_back(result("users.delete", "common/valid-accepted",
                               "Valid requests are accepted.", Verdict::kNotTested));
  run.results.back().reason = "destroys data; allow it with --allow destroy";
  run.results.back().cases = 0;
  run.results.back().source =
      "https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/";
  run.results.push_back(
      result("users.delete", "common/json-response", "Responses are JSON.", Verdict::kError));
  run.results.back().reason = "the fixture could not be set up: 127.0.0.1:8080: cannot connect";
  return run;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << file;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void expect_golden(const std::string& name, const std::string& actual) {
  const std::filesystem::path file = std::filesystem::path(BRAZECHECK_TEST_DATA) / "golden" / name;
  if (std::getenv("BRAZECHECK_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << actual;
  }
  EXPECT_EQ(read_file(file), actual)
      << "BRAZECHECK_UPDATE_GOLDEN=1 accepts the new text as " << file;
}

TempFolder::TempFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "brazecheck-reports-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace brazecheck::test
