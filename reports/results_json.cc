#include <fstream>
#include <iterator>

#include "contract/error.h"
#include "reports/reports.h"
#include "reports/text.h"

namespace brazecheck {
namespace {

constexpr int kSchemaVersion = 1;
/// Bodies are bounded by the client; a file that nests deeper was not written by us.
constexpr int kMaxDepth = 600;

constexpr Verdict kVerdicts[] = {Verdict::kPass,          Verdict::kFail,      Verdict::kWarn,
                                 Verdict::kNotApplicable, Verdict::kNotTested, Verdict::kError};

constexpr std::pair<TransportError::Kind, const char*> kErrorKinds[] = {
    {TransportError::Kind::kResolve, "resolve"},
    {TransportError::Kind::kConnect, "connect"},
    {TransportError::Kind::kTls, "tls"},
    {TransportError::Kind::kTimeout, "timeout"},
    {TransportError::Kind::kReset, "reset"},
    {TransportError::Kind::kTooLarge, "too_large"},
    {TransportError::Kind::kProtocol, "protocol"},
    {TransportError::Kind::kInterrupted, "interrupted"},
};

Json fields_json(const Fields& fields) {
  Json list = Json::array();
  for (const auto& [name, value] : fields) {
    list.push_back({{"name", as_utf8(name)}, {"value", as_utf8(value)}});
  }
  return list;
}

Fields fields_from(const Json& list) {
  Fields fields;
  for (const Json& field : list) {
    fields.emplace_back(field.at("name").get<std::string>(), field.at("value").get<std::string>());
  }
  return fields;
}

void put_body(Json* out, const std::optional<Json>& body, const std::optional<std::string>& text) {
  if (body) {
    (*out)["body"] = *body;
  } else if (text) {
    (*out)[is_utf8(*text) ? "body_text" : "body_base64"] = is_utf8(*text) ? *text : base64(*text);
  }
}

void take_body(const Json& from, std::optional<Json>* body, std::optional<std::string>* text) {
  if (from.contains("body")) *body = from["body"];
  if (from.contains("body_text")) *text = from["body_text"].get<std::string>();
  if (from.contains("body_base64")) *text = from_base64(from["body_base64"].get<std::string>());
}

Json exchange_json(const Exchange& exchange) {
  const Request& request = exchange.request;
  Json out = {{"operation", exchange.operation}, {"seconds", exchange.seconds}};
  out["request"] = {{"method", as_utf8(request.method)},
                    {"path", as_utf8(request.path)},
                    {"query", fields_json(request.query)},
                    {"headers", fields_json(request.headers)}};
  put_body(&out["request"], request.body, request.body_text);
  if (exchange.response) {
    out["response"] = {{"status", exchange.response->status},
                       {"headers", fields_json(exchange.response->headers)}};
    put_body(&out["response"], exchange.response->body, exchange.response->body_text);
  }
  if (exchange.error) {
    for (const auto& [kind, name] : kErrorKinds) {
      if (kind == exchange.error->kind) {
        out["error"] = {{"kind", name}, {"message", as_utf8(exchange.error->message)}};
      }
    }
  }
  return out;
}

Exchange exchange_from(const Json& in) {
  Exchange exchange;
  exchange.operation = in.at("operation").get<std::string>();
  exchange.seconds = in.at("seconds").get<double>();
  const Json& request = in.at("request");
  exchange.request.method = request.at("method").get<std::string>();
  exchange.request.path = request.at("path").get<std::string>();
  exchange.request.query = fields_from(request.at("query"));
  exchange.request.headers = fields_from(request.at("headers"));
  take_body(request, &exchange.request.body, &exchange.request.body_text);
  if (in.contains("response")) {
    exchange.response.emplace();
    exchange.response->status = in["response"].at("status").get<int>();
    exchange.response->headers = fields_from(in["response"].at("headers"));
    take_body(in["response"], &exchange.response->body, &exchange.response->body_text);
  }
  if (in.contains("error")) {
    exchange.error.emplace();
    exchange.error->message = in["error"].at("message").get<std::string>();
    for (const auto& [kind, name] : kErrorKinds) {
      if (in["error"].at("kind") == name) exchange.error->kind = kind;
    }
  }
  return exchange;
}

Json texts(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const auto& text : list) out.push_back(as_utf8(text));
  return out;
}

Json failure_json(const Failure& failure) {
  Json exchanges = Json::array();
  for (const Exchange& exchange : failure.exchanges) exchanges.push_back(exchange_json(exchange));
  return {{"summary", as_utf8(failure.summary)},
          {"side", failure.side},
          {"pointer", as_utf8(failure.pointer)},
          {"expected", as_utf8(failure.expected)},
          {"actual", as_utf8(failure.actual)},
          {"case_label", as_utf8(failure.case_label)},
          {"seed", failure.seed},
          {"case_index", failure.case_index},
          {"shrinks", failure.shrinks},
          {"steps", texts(failure.steps)},
          {"exchanges", std::move(exchanges)},
          {"curl", as_utf8(failure.curl)},
          {"replay", as_utf8(failure.replay)}};
}

Failure failure_from(const Json& in) {
  Failure failure;
  in.at("summary").get_to(failure.summary);
  in.at("side").get_to(failure.side);
  in.at("pointer").get_to(failure.pointer);
  in.at("expected").get_to(failure.expected);
  in.at("actual").get_to(failure.actual);
  in.at("case_label").get_to(failure.case_label);
  in.at("seed").get_to(failure.seed);
  in.at("case_index").get_to(failure.case_index);
  in.at("shrinks").get_to(failure.shrinks);
  in.at("steps").get_to(failure.steps);
  in.at("curl").get_to(failure.curl);
  in.at("replay").get_to(failure.replay);
  for (const Json& exchange : in.at("exchanges")) {
    failure.exchanges.push_back(exchange_from(exchange));
  }
  return failure;
}

Json result_json(const RequirementResult& result) {
  Json failures = Json::array();
  for (const Failure& failure : result.failures) failures.push_back(failure_json(failure));
  return {{"operation", result.operation},
          {"category", result.category},
          {"requirement", result.requirement},
          {"statement", as_utf8(result.statement)},
          {"level", result.level},
          {"basis", result.basis},
          {"source", as_utf8(result.source)},
          {"verdict", to_string(result.verdict)},
          {"reason", as_utf8(result.reason)},
          {"cases", result.cases},
          {"failed_cases", result.failed_cases},
          {"seconds", result.seconds},
          {"failures", std::move(failures)}};
}

RequirementResult result_from(const Json& in) {
  RequirementResult result;
  in.at("operation").get_to(result.operation);
  in.at("category").get_to(result.category);
  in.at("requirement").get_to(result.requirement);
  in.at("statement").get_to(result.statement);
  in.at("level").get_to(result.level);
  in.at("basis").get_to(result.basis);
  in.at("source").get_to(result.source);
  in.at("reason").get_to(result.reason);
  in.at("cases").get_to(result.cases);
  in.at("failed_cases").get_to(result.failed_cases);
  in.at("seconds").get_to(result.seconds);
  for (const Verdict verdict : kVerdicts) {
    if (in.at("verdict") == to_string(verdict)) result.verdict = verdict;
  }
  for (const Json& failure : in.at("failures")) result.failures.push_back(failure_from(failure));
  return result;
}

struct Kind {
  const char* name;
  Met OperationCoverage::*met;
};
constexpr Kind kKinds[] = {{"fields", &OperationCoverage::fields},
                           {"branches", &OperationCoverage::branches},
                           {"enum_values", &OperationCoverage::enum_values},
                           {"boundaries", &OperationCoverage::boundaries},
                           {"pairs", &OperationCoverage::pairs}};

Json coverage_json(const OperationCoverage& coverage) {
  Json out = {{"operation", coverage.operation}};
  for (const auto& [name, met] : kKinds)
    out[name] = {{"met", (coverage.*met).met}, {"known", (coverage.*met).known}};
  return out;
}

OperationCoverage coverage_from(const Json& in) {
  OperationCoverage coverage;
  in.at("operation").get_to(coverage.operation);
  for (const auto& [name, met] : kKinds) {
    in.at(name).at("met").get_to((coverage.*met).met);
    in.at(name).at("known").get_to((coverage.*met).known);
  }
  return coverage;
}

Json footer_of(const Json& document) {
  return {{"results", document.at("results").size()},
          {"exchanges", document.at("exchanges")},
          {"digest", digest(document.dump(-1, ' ', false, Json::error_handler_t::replace))}};
}

Run run_from(const Json& document) {
  Run run;
  const Json& info = document.at("info");
  info.at("version").get_to(run.info.version);
  info.at("target").get_to(run.info.target);
  info.at("emulator").get_to(run.info.emulator);
  info.at("seed").get_to(run.info.seed);
  info.at("profile").get_to(run.info.profile);
  info.at("cases_per_property").get_to(run.info.cases_per_property);
  info.at("max_requests").get_to(run.info.max_requests);
  info.at("selectors").get_to(run.info.selectors);
  info.at("started_at").get_to(run.info.started_at);
  info.at("contracts").get_to(run.info.contracts);
  document.at("exchanges").get_to(run.exchanges);
  run.sent_again = document.value("sent_again", 0);
  document.at("interrupted").get_to(run.interrupted);
  const Json& time = document.at("time");
  time.at("generation").get_to(run.time.generation);
  time.at("transport").get_to(run.time.transport);
  time.at("mock").get_to(run.time.mock);
  time.at("validation").get_to(run.time.validation);
  time.at("reporting").get_to(run.time.reporting);
  time.at("wall").get_to(run.time.wall);
  for (const Json& result : document.at("results")) run.results.push_back(result_from(result));
  for (const Json& coverage : document.at("coverage"))
    run.coverage.push_back(coverage_from(coverage));
  return run;
}

}  // namespace

Json results_document(const Run& run) {
  Json results = Json::array();
  for (const RequirementResult* result : sorted_results(run)) {
    results.push_back(result_json(*result));
  }
  Json coverage = Json::array();
  for (const auto& each : run.coverage) coverage.push_back(coverage_json(each));
  Json counts = Json::object();
  for (const Verdict verdict : kVerdicts)
    counts[std::string(to_string(verdict))] = run.count(verdict);
  Json document = {{"schema_version", kSchemaVersion},
                   {"info",
                    {{"version", run.info.version},
                     {"target", as_utf8(run.info.target)},
                     {"emulator", run.info.emulator},
                     {"seed", run.info.seed},
                     {"profile", run.info.profile},
                     {"cases_per_property", run.info.cases_per_property},
                     {"max_requests", run.info.max_requests},
                     {"selectors", Json(run.info.selectors)},
                     {"started_at", run.info.started_at},
                     {"contracts", run.info.contracts}}},
                   {"results", std::move(results)},
                   {"coverage", std::move(coverage)},
                   {"counts", std::move(counts)},
                   {"exchanges", run.exchanges},
                   {"sent_again", run.sent_again},
                   {"interrupted", run.interrupted},
                   {"exit_code", run.exit_code()},
                   {"time",
                    {{"generation", run.time.generation},
                     {"transport", run.time.transport},
                     {"mock", run.time.mock},
                     {"validation", run.time.validation},
                     {"reporting", run.time.reporting},
                     {"wall", run.time.wall}}}};
  document["footer"] = footer_of(document);
  return document;
}

Run load_results(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || !std::filesystem::is_regular_file(file)) {
    throw InputError("report.unreadable", file.string(), "cannot be read");
  }
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto shallow = [&](int depth, Json::parse_event_t, const Json&) {
    if (depth > kMaxDepth) throw InputError("report.unreadable", file.string(), "nests too deeply");
    return true;
  };
  Json document = Json::parse(text, shallow, /*allow_exceptions=*/false);
  if (document.is_discarded() || !document.is_object()) {
    throw InputError("report.unreadable", file.string(), "is not a JSON object; it may be cut off");
  }
  const auto footer = document.find("footer");
  if (footer == document.end()) {
    throw InputError("report.no-footer", file.string(), "has no footer: the run did not finish");
  }
  const Json found = *footer;
  document.erase("footer");
  try {
    if (found != footer_of(document)) {
      throw InputError("report.no-footer", file.string(),
                       "does not match its footer: it is incomplete or was changed");
    }
    if (document.at("schema_version") != kSchemaVersion) {
      throw InputError("report.unreadable", file.string(),
                       "has a schema version that is not known");
    }
    return run_from(document);
  } catch (const Json::exception& e) {
    throw InputError("report.unreadable", file.string(),
                     std::string("is not as expected: ") + e.what());
  }
}

}  // namespace brazecheck
