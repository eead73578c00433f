#include "mock/emulator.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "contract/check.h"
#include "mock/answers.h"
#include "mock/http_wire.h"
#include "mock/json_input.h"

namespace brazecheck::mock {

namespace {

constexpr std::string_view kHealthPath = "/__admin/health";
// Only read this much of a body when a fault lifts the documented limit.
constexpr std::size_t kLiftedBodyBytes = 64u << 20;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) ==
                  std::tolower(static_cast<unsigned char>(y));
         });
}

/// The key of "Authorization: Bearer <key>"; nullopt when there is none.
std::optional<std::string> bearer_key(const Fields& headers) {
  const std::string* header = find_header(headers, "Authorization");
  if (header == nullptr) return std::nullopt;
  const std::string_view text = trimmed(*header);
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos || !same_word(text.substr(0, blank), "Bearer")) {
    return std::nullopt;
  }
  const std::string_view key = trimmed(text.substr(blank));
  if (key.empty()) return std::nullopt;
  return std::string(key);
}

bool is_json(const std::string& content_type) {
  return same_word(trimmed(std::string_view(content_type).substr(0, content_type.find(';'))),
                   "application/json");
}

/// True when the pointer leads into an item of an array of the body: "/events/3/name".
bool in_item(const std::string& pointer) {
  const std::size_t second = pointer.find('/', 1);
  return second != std::string::npos && second + 1 < pointer.size() && pointer[second + 1] >= '0' &&
         pointer[second + 1] <= '9' && !pointer.starts_with("/path/") &&
         !pointer.starts_with("/query/") && !pointer.starts_with("/headers/");
}

/// Takes the attribute that a pointer leads into out of its item: "/attributes/3/city/name" ends at
/// "city". Elsewhere nothing is known to be without effect.
void ignore(Json* body, const std::string& pointer) {
  if (!in_item(pointer)) return;
  const std::size_t third = pointer.find('/', pointer.find('/', 1) + 1);
  if (third == std::string::npos) return;
  const Json::json_pointer place(pointer.substr(0, pointer.find('/', third + 1)));
  if (!body->contains(place) || !body->at(place.parent_pointer()).is_object()) return;
  body->at(place.parent_pointer()).erase(place.back());
}

}  // namespace

Emulator::Emulator(const ContractIndex& index, EmulatorOptions options)
    : index_(&index), options_(std::move(options)), faults_(index, options_.faults), pools_(index) {
  for (auto list :
       {track_handlers, identity_handlers, export_handlers, catalog_handlers, item_handlers}) {
    for (Handler& handler : list()) {
      if (const Contract* contract = index.find(handler.operation)) {
        handlers_.emplace(contract, std::move(handler));
      }
    }
  }
  state_.users = Users(index, options_.seed);
}

std::set<std::string> Emulator::lacks() const {
  std::set<std::string> operations;
  for (const auto& contract : index_->operations()) {
    if (!handlers_.contains(contract.get())) operations.insert(contract->operation);
  }
  return operations;
}

std::size_t Emulator::max_body_bytes() const {
  return enforced("request-body-size") ? index_->common_rules().max_body_bytes : kLiftedBodyBytes;
}

bool Emulator::enforced(std::string_view common_requirement) const {
  return !faults_.overlooks(index_->common(common_requirement));
}

HttpAnswer Emulator::handle(const HttpQuery& query) {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::steady_clock::now() - begin; };
  Answered outcome = respond(query);
  const double seconds = std::chrono::duration<double>(elapsed()).count();
  HttpAnswer answer = write(std::move(outcome), seconds);
  busy_ += std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed()).count();
  return answer;
}

Emulator::Answered Emulator::respond(const HttpQuery& query) {
  Answered outcome;
  const std::string path(target_path(query.target));
  if (path == kHealthPath && (query.method == "GET" || query.method == "HEAD")) {
    outcome.reply.status = 200;
    outcome.reply.body = {{"status", "ok"},
                          {"service", "brazecheck-emulator"},
                          {"version", BRAZECHECK_VERSION},
                          {"lacks", lacks()}};
    return outcome;
  }
  auto match = index_->match(query.method, path);
  const bool known = match.contract != nullptr || match.path_known;
  if (!known) {
    outcome.reply = refuse_common(*index_, "unknown-path", 404, "Invalid URL");
    return outcome;
  }
  if (auto refusal = check_key(query, match.contract)) {
    outcome.reply = std::move(*refusal);
    // A key that is known but lacks a permission has used up a call.
    outcome.contract = match.contract;
    outcome.counted = outcome.reply.requirement == &index_->common("key-permission");
    return outcome;
  }
  if (match.contract == nullptr) {
    outcome.reply = refuse_common(*index_, "unknown-method", 405, "Method Not Allowed");
    outcome.reply.headers.emplace_back("Allow", allowed_methods(path));
    return outcome;
  }
  outcome.contract = match.contract;
  outcome.counted = true;
  Request request;
  request.method = query.method;
  request.path = path;
  if (auto refusal = check_form(query, *match.contract, &request)) {
    outcome.reply = std::move(*refusal);
    return outcome;
  }
  Call call;
  call.index = index_;
  call.contract = match.contract;
  call.faults = &faults_;
  call.path = std::move(match.path_parameters);
  call.now = options_.clock();
  call.seed = options_.seed;
  outcome.reply = judge(&call, std::move(request));
  return outcome;
}

std::optional<Reply> Emulator::check_key(const HttpQuery& query, const Contract* contract) const {
  const std::optional<std::string> key = bearer_key(query.headers);
  if (!key) {
    if (faults_.has(FaultKind::kNoAuth) || !enforced("key-required")) return std::nullopt;
    return refuse_common(*index_, "key-required", 401, "Invalid API key: ");
  }
  const auto entry = options_.keys.find(*key);
  if (entry == options_.keys.end()) {
    if (faults_.has(FaultKind::kAnyKey) || !enforced("key-known")) return std::nullopt;
    return refuse_common(*index_, "key-known", 401, "Invalid API key: " + *key);
  }
  const auto& permissions = entry->second;
  if (contract == nullptr || !permissions || contract->permission.empty() ||
      permissions->contains(contract->permission) || faults_.has(FaultKind::kNoPermissions) ||
      !enforced("key-permission")) {
    return std::nullopt;
  }
  return refuse_common(*index_, "key-permission", 403,
                       "You do not have permission to access this resource");
}

std::string Emulator::allowed_methods(const std::string& path) const {
  std::set<std::string> methods;
  for (const auto& contract : index_->operations()) {
    if (!methods.contains(contract->method) && index_->match(contract->method, path).contract) {
      methods.insert(contract->method);
    }
  }
  return fmt::format("{}", fmt::join(methods, ", "));
}

std::optional<Reply> Emulator::check_form(const HttpQuery& query, const Contract& contract,
                                          Request* request) const {
  // The server reads no further than the general limit; some operations take less.
  const bool over_own = contract.has_body && query.body.size() > contract.max_body_bytes;
  if (query.body_too_large || (over_own && enforced("request-body-size"))) {
    return refuse_common(*index_, "request-body-size", 413, "Request Entity Too Large");
  }
  request->query = target_query(query.target);
  for (const auto& [name, value] : query.headers) {
    // The key is a secret, and the content type is judged here.
    if (same_word(name, "Authorization") || same_word(name, "Content-Type")) continue;
    request->headers.emplace_back(name, value);
  }
  // Some clients send a body with everything; where none is expected it has no meaning.
  if (query.body.empty() || !contract.has_body) return std::nullopt;
  const std::string* type = find_header(query.headers, "Content-Type");
  if (type != nullptr && !is_json(*type) && enforced("request-content-type")) {
    return refuse_common(*index_, "request-content-type", 415, "Unsupported Media Type");
  }
  request->body = parse_body(query.body);
  if (!request->body && enforced("request-json")) {
    return refuse_common(*index_, "request-json", 400, "The request body is not valid JSON");
  }
  return std::nullopt;
}

Reply Emulator::judge(Call* call, Request request) {
  const Contract& contract = *call->contract;
  std::vector<Finding> findings = check_request(*index_, contract, request);
  call->query = std::move(request.query);
  if (request.body) call->body = std::move(*request.body);
  const auto handler = handlers_.find(&contract);
  const bool item_by_item = handler != handlers_.end() && handler->second.item_by_item;
  std::vector<std::string> ignored;
  for (Finding& finding : findings) {
    const Requirement& requirement = *finding.requirement;
    if (faults_.overlooks(requirement)) {
      call->overlooked = true;
      continue;
    }
    if (requirement.outcome == Outcome::kIgnored && requirement.level != Level::kMay &&
        item_by_item) {
      ignored.push_back(finding.pointer);
    }
    const bool refusing =
        requirement.outcome == Outcome::kRejected || requirement.outcome == Outcome::kReported;
    if (requirement.level != Level::kMust || !refusing) continue;
    if (requirement.outcome == Outcome::kReported && item_by_item && in_item(finding.pointer)) {
      call->reported.push_back(std::move(finding));
    } else {
      return refuse(*index_, contract, finding, call->body);
    }
  }
  if (const Requirement* limit = faults_.refused_limit(*call)) {
    return refuse(*index_, contract, Finding{Side::kRequest, limit, "", "less", "the limit"},
                  call->body);
  }
  for (const std::string& pointer : ignored) ignore(&call->body, pointer);
  return run(*call);
}

Reply Emulator::run(const Call& call) {
  const auto handler = handlers_.find(call.contract);
  if (handler == handlers_.end()) {
    return {501,
            Json{{"message", fmt::format("The emulator does not have {} {} yet.",
                                         call.contract->method, call.contract->path)}},
            {}};
  }
  const bool forgets = faults_.has(FaultKind::kLostWrite, *call.contract) ||
                       faults_.has(FaultKind::kStaleDelete, *call.contract);
  const std::lock_guard lock(state_mutex_);
  if (!forgets) return handler->second.run(call, state_);
  State scratch = state_;
  return handler->second.run(call, scratch);
}

void Emulator::add_rate_headers(const Answered& outcome, Fields* headers) {
  if (faults_.has(FaultKind::kNoRateHeaders)) return;
  const CommonRules& rules = index_->common_rules();
  std::string limit, remaining, reset;  // empty for callers that are not known, as was observed
  if (outcome.counted) {
    const RateStatus status = pools_.take(*outcome.contract, options_.clock());
    limit = std::to_string(status.limit);
    remaining = std::to_string(status.remaining);
    reset = std::to_string(status.reset);
  }
  headers->emplace_back(rules.limit_header, limit);
  headers->emplace_back(rules.remaining_header, remaining);
  headers->emplace_back(rules.reset_header, reset);
}

HttpAnswer Emulator::write(Answered outcome, double seconds) {
  Reply& reply = outcome.reply;
  const bool succeeded = reply.succeeded();
  faults_.spoil(outcome.contract, &reply);
  HttpAnswer answer;
  answer.status = reply.status;
  // Whatever a client put into its request may come back: replace what is not UTF-8.
  answer.body = reply.body.dump(-1, ' ', false, Json::error_handler_t::replace);
  answer.headers = std::move(reply.headers);
  answer.headers.emplace_back("Content-Type", "application/json");
  add_rate_headers(outcome, &answer.headers);
  const std::uint64_t number = ++requests_;
  answer.headers.emplace_back("X-Request-Id",
                              uuid_from(stable_hash(options_.seed, std::to_string(number))));
  answer.headers.emplace_back("X-Runtime", fmt::format("{:.6f}", seconds));
  if (succeeded) {
    answer.headers.emplace_back("Cache-Control", "max-age=0, private, must-revalidate");
    answer.headers.emplace_back(
        "ETag", fmt::format("W/\"{}\"", hex_digits(stable_hash(0, answer.body), 32)));
  } else {
    answer.headers.emplace_back("Cache-Control", "no-cache");
  }
  answer.headers.emplace_back("Vary", "Origin,Accept-Encoding");
  faults_.spoil(outcome.contract, succeeded, &answer);
  return answer;
}

}  // namespace brazecheck::mock
