#include "mock/emulator.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "contract/check.h"
#include "mock/admission.h"
#include "mock/answers.h"
#include "mock/error_body.h"
#include "mock/http_wire.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

// What HTTP calls it; the documentation names the status, but no text.
constexpr int kTooMany = 429;
constexpr int kInternalError = 500;
// Only read this much of a body when a fault lifts the documented limit.
constexpr std::size_t kLiftedBodyBytes = 64u << 20;
constexpr std::uint64_t kFaultSeed = 0x6661756c74;

/// True when the pointer leads into an item of an array of the body: "/events/3/name".
bool in_item(const std::string& pointer) {
  const std::size_t second = pointer.find('/', 1);
  return second != std::string::npos && second + 1 < pointer.size() && pointer[second + 1] >= '0' &&
         pointer[second + 1] <= '9' && !pointer.starts_with("/path/") &&
         !pointer.starts_with("/query/") && !pointer.starts_with("/headers/");
}

/// Takes the attribute that a finding is about out of its item: "/attributes/3/city/name" ends at
/// "city". One that is none of the values it can have is emptied instead. Elsewhere nothing is
/// known to be without effect.
void ignore(Json* body, const Finding& finding) {
  const std::string& pointer = finding.pointer;
  if (!in_item(pointer)) return;
  const std::size_t third = pointer.find('/', pointer.find('/', 1) + 1);
  if (third == std::string::npos) return;
  const Json::json_pointer place(pointer.substr(0, pointer.find('/', third + 1)));
  if (!body->contains(place) || !body->at(place.parent_pointer()).is_object()) return;
  if (finding.requirement->keyword == "enum") {
    body->at(place) = nullptr;
  } else {
    body->at(place.parent_pointer()).erase(place.back());
  }
}

/// A call as Store keeps it until its time comes.
Json postponed(const Call& call) {
  Json query = Json::array();
  for (const auto& [name, value] : call.query) query.push_back(Json::array({name, value}));
  Json out = {{"operation", call.contract->operation},
              {"path", call.raw_path},
              {"query", std::move(query)},
              {"number", call.number},
              {"asked", call.asked.time_since_epoch().count()},
              {"base_url", call.base_url}};
  if (!call.body.is_null()) out["body"] = call.body;
  return out;
}

Reply server_error(const Contract& contract) {
  return {kInternalError,
          error_body(contract, kInternalError, error_id(contract, kInternalError),
                     reason_phrase(kInternalError), {}),
          {}};
}

/// Ids come from the numbers of calls: beside a state that earlier processes made, later starts
/// count from later numbers (a thousand a millisecond), or new things would take the places of old
/// ones.
std::uint64_t first_number(const EmulatorOptions& options) {
  if (options.state_file.empty()) return 0;
  return static_cast<std::uint64_t>(system_now().time_since_epoch().count()) << 10;
}

}  // namespace

Emulator::Emulator(const ContractIndex& index, EmulatorOptions options)
    : index_(&index),
      options_(std::move(options)),
      faults_(std::make_shared<Faults>(index, options_.faults)),
      effects_(FaultEffects::of(faults_)),
      first_number_(first_number(options_)),
      pools_(index, options_.rate_limits.value_or(1)),
      store_(index, {options_.seed, options_.consistency, options_.state_file, options_.fixtures},
             [this](const Json& postponed, Time now, State& state) {
               perform(postponed, now, state);
             }) {
  for (Handler& handler : all_handlers()) {
    if (const Contract* contract = index.find(handler.operation)) {
      handlers_.emplace(contract, std::move(handler));
    }
  }
  // Stored calls that became due while nobody ran need the handlers.
  store_.catch_up(now());
}

const Handler* Emulator::handler_of(const Contract& contract) const {
  const auto handler = handlers_.find(&contract);
  return handler == handlers_.end() ? nullptr : &handler->second;
}

std::set<std::string> Emulator::lacks() const {
  std::set<std::string> operations;
  for (const auto& contract : index_->operations()) {
    if (handler_of(*contract) == nullptr) operations.insert(contract->operation);
  }
  return operations;
}

std::size_t Emulator::max_body_bytes(std::string_view method, std::string_view target) const {
  if (faults()->overlooks(index_->common("request-body-size"))) return kLiftedBodyBytes;
  const auto match = index_->match(method, target_path(target));
  return match.contract != nullptr ? match.contract->max_body_bytes
                                   : index_->common_rules().max_body_bytes;
}

void Emulator::set_faults(const std::vector<std::string>& faults) {
  auto changed = std::make_shared<const Faults>(*index_, faults);
  const std::lock_guard lock(faults_mutex_);
  faults_ = std::move(changed);
  effects_ = FaultEffects::of(faults_);
}

std::shared_ptr<FaultEffects> Emulator::effects() const {
  const std::lock_guard lock(faults_mutex_);
  return effects_;
}

std::shared_ptr<const Faults> Emulator::faults() const {
  const std::lock_guard lock(faults_mutex_);
  return faults_;
}

HttpAnswer Emulator::handle(const HttpQuery& query) {
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::steady_clock::now() - begin; };
  const std::shared_ptr<const Faults> faults = this->faults();
  const std::uint64_t number = ++requests_;
  Answered outcome;
  // Of a seed of its own, so that it has nothing in common with the ids drawn for the request.
  outcome.draw = stable_hash(options_.seed ^ kFaultSeed, std::to_string(number));
  respond(query, number, *faults, &outcome);
  const double seconds = std::chrono::duration<double>(elapsed()).count();
  HttpAnswer answer = write(outcome, *faults, number, seconds);
  keep(query, std::move(outcome), answer, number, seconds);
  busy_ += std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed()).count();
  return answer;
}

void Emulator::respond(const HttpQuery& query, std::uint64_t number, const Faults& faults,
                       Answered* out) {
  const std::string path(target_path(query.target));
  auto match = index_->match(query.method, path);
  if (match.contract == nullptr) {
    if (auto taken_for = faults.misroute(*index_, path); taken_for.contract != nullptr)
      match = std::move(taken_for);
  }
  if (match.contract == nullptr && !match.path_known) {
    out->reply = refuse_common(*index_, nearest(*index_, query.method, path), "unknown-path", 404,
                               "Invalid URL");
    return;
  }
  if (match.contract != nullptr) out->operation = match.contract->operation;
  if (auto refusal = check_key(*index_, options_.keys, query, match.contract, faults)) {
    // A key that is known but lacks a permission has used up a call.
    const bool known = refusal->requirement == &index_->common("key-permission");
    out->reply = std::move(*refusal);
    out->contract = match.contract;
    if (match.contract != nullptr) crash_for(faults, *match.contract, &out->reply);
    if (known && match.contract != nullptr) out->rate = pools_.take(*match.contract, now());
    return;
  }
  if (match.contract == nullptr) {
    out->reply = refuse_common(*index_, nullptr, "unknown-method", 405, "Method Not Allowed");
    out->reply.headers.emplace_back("Allow", allowed_methods(*index_, path));
    return;
  }
  out->contract = match.contract;
  out->rate = pools_.take(*match.contract, now());
  if (out->rate->exceeded && options_.rate_limits) {
    out->reply = {kTooMany,
                  error_body(*match.contract, kTooMany, error_id(*match.contract, kTooMany),
                             reason_phrase(kTooMany), {}),
                  {}};
    return;
  }
  // A fault's refusal comes whatever the request holds; the journal still says what is wrong with
  // it.
  std::optional<Reply> instead;
  if (const auto refusal = faults.refusal(*match.contract, out->draw)) {
    instead = refuse_for(*refusal, *match.contract, out);
  }
  Request request;
  request.method = query.method;
  request.path = path;
  if (auto refusal =
          check_form(*index_, options_.strict, query, *match.contract, faults, &request)) {
    crash_for(faults, *match.contract, &*refusal);
    out->reply = instead ? std::move(*instead) : std::move(*refusal);
    return;
  }
  Call call;
  call.index = index_;
  call.contract = match.contract;
  call.faults = &faults;
  call.path = std::move(match.path_parameters);
  call.raw_path = path;
  call.now = now();
  call.asked = call.now;
  call.seed = options_.seed;
  call.number = first_number_ + number;
  const std::string* host = find_header(query.headers, "Host");
  call.base_url = options_.scheme + "://" + (host != nullptr ? *host : "localhost");
  Reply reply = answer(std::move(request), &call, instead.has_value(), out);
  out->reply = instead ? std::move(*instead) : std::move(reply);
}

Reply Emulator::answer(Request request, Call* call, bool only_judge, Answered* out) {
  if (auto refusal = judge(std::move(request), call, &out->findings)) {
    const Requirement* broken = refusal->requirement;
    if (!only_judge && broken != nullptr && call->faults->carries_out(*broken)) {
      call->overlooked = true;
      (void)run(*call);
    }
    return std::move(*refusal);
  }
  if (only_judge) return {};
  call->faults->misread(call, &out->spoiled_by);
  return run(*call);
}

void Emulator::crash_for(const Faults& faults, const Contract& contract, Reply* refusal) const {
  if (refusal->requirement == nullptr || !faults.crashes_at(*refusal->requirement)) return;
  *refusal = server_error(contract);
}

Reply Emulator::refuse_for(const Faults::Refusal& refusal, const Contract& contract,
                           Answered* out) {
  if (refusal.rate_limited && out->rate) out->rate->remaining = 0;
  out->bare = refusal.bare;
  out->spoiled_by.push_back(refusal.fault);
  return {refusal.status,
          error_body(contract, refusal.status, error_id(contract, refusal.status),
                     reason_phrase(refusal.status), {}),
          {}};
}

std::optional<Reply> Emulator::judge(Request request, Call* call,
                                     std::vector<Finding>* findings) const {
  const Contract& contract = *call->contract;
  *findings = check_request(*index_, contract, request);
  if (auto stage = check_stage(contract)) findings->push_back(std::move(*stage));
  call->query = std::move(request.query);
  if (request.body) call->body = std::move(*request.body);
  if (request.body_text) call->body_text = std::move(*request.body_text);
  const Handler* handler = handler_of(contract);
  const bool item_by_item = handler != nullptr && handler->item_by_item;
  std::vector<const Finding*> ignored;
  for (const Finding& finding : *findings) {
    const Requirement& requirement = *finding.requirement;
    if (call->faults->crashes_at(requirement)) return server_error(contract);
    if (call->faults->overlooks(requirement, *call)) {
      call->overlooked = true;
      continue;
    }
    if (requirement.outcome == Outcome::kIgnored && requirement.level != Level::kMay &&
        item_by_item) {
      ignored.push_back(&finding);
    }
    if (!refuses(finding, options_.strict)) continue;
    if (requirement.outcome == Outcome::kReported && item_by_item && in_item(finding.pointer)) {
      call->reported.push_back(finding);
    } else {
      return refuse(*index_, contract, finding, call->body);
    }
  }
  if (const auto rejected = call->faults->rejection(*call)) {
    if (rejected->crash) return server_error(contract);
    const Requirement* limit = rejected->requirement;
    const Finding finding{Side::kRequest,
                          limit != nullptr ? limit : &index_->common("valid-accepted"),
                          rejected->pointer, "less", "the limit"};
    return refuse(*index_, contract, finding, call->body);
  }
  for (const Finding* finding : ignored) ignore(&call->body, *finding);
  return std::nullopt;
}

Reply Emulator::run(const Call& call) {
  const Handler* handler = handler_of(*call.contract);
  if (handler == nullptr) {
    return {501,
            Json{{"message", fmt::format("The emulator does not have {} {} yet.",
                                         call.contract->method, call.contract->path)}},
            {}};
  }
  const bool forgets = call.faults->has(FaultKind::kLostWrite, call.contract) ||
                       call.faults->has(FaultKind::kStaleDelete, call.contract);
  const std::shared_ptr<FaultEffects> effects = this->effects();
  return store_.run(
      *handler, call, forgets, [&] { return postponed(call); }, effects.get());
}

void Emulator::perform(const Json& postponed, Time now, State& state) const {
  const Contract* contract = index_->find(text(postponed, "operation"));
  const Handler* handler = contract == nullptr ? nullptr : handler_of(*contract);
  if (handler == nullptr) return;
  const std::shared_ptr<const Faults> faults = this->faults();
  Call call;
  call.index = index_;
  call.contract = contract;
  call.faults = faults.get();
  call.now = now;
  call.asked = now;
  if (const Json& asked = member(postponed, "asked"); asked.is_number_integer()) {
    call.asked = Time(std::chrono::milliseconds(asked.get<std::int64_t>()));
  }
  call.seed = options_.seed;
  call.number = member(postponed, "number").get<std::uint64_t>();
  call.base_url = text(postponed, "base_url");
  Request request;
  request.method = contract->method;
  request.path = text(postponed, "path");
  call.path = index_->match(request.method, request.path).path_parameters;
  for (const Json& field : items(postponed, "query")) {
    request.query.emplace_back(text(field[0]), text(field[1]));
  }
  if (const auto body = postponed.find("body"); body != postponed.end()) request.body = *body;
  std::vector<Finding> findings;
  if (judge(std::move(request), &call, &findings)) return;
  if (const std::shared_ptr<FaultEffects> effects = this->effects()) {
    (void)effects->run(*handler, call, state);
  } else {
    (void)handler->run(call, state);
  }
}

HttpAnswer Emulator::write(Answered& outcome, const Faults& faults, std::uint64_t number,
                           double seconds) const {
  Reply& reply = outcome.reply;
  const bool succeeded = reply.succeeded();
  faults.spoil(outcome.contract, outcome.draw, &reply, &outcome.spoiled_by);
  HttpAnswer answer;
  answer.status = reply.status;
  // Whatever a client put into its request may come back: replace what is not UTF-8.
  if (!reply.body.is_null()) {
    answer.body = reply.body.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  answer.headers = std::move(reply.headers);
  if (find_header(answer.headers, "Content-Type") == nullptr && !answer.body.empty()) {
    answer.headers.emplace_back("Content-Type", "application/json");
  }
  if (!outcome.bare && !faults.has(FaultKind::kNoRateHeaders, outcome.contract)) {
    const CommonRules& rules = index_->common_rules();
    const auto& rate = outcome.rate;
    // Empty for callers that are not known, as was observed.
    answer.headers.emplace_back(rules.limit_header, rate ? std::to_string(rate->limit) : "");
    answer.headers.emplace_back(rules.remaining_header,
                                rate ? std::to_string(rate->remaining) : "");
    answer.headers.emplace_back(rules.reset_header, rate ? std::to_string(rate->reset) : "");
  }
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
  answer.headers.emplace_back("Date", to_http_date(now()));
  faults.spoil(outcome.contract, outcome.draw, succeeded, &answer, &outcome.spoiled_by);
  return answer;
}

void Emulator::keep(const HttpQuery& query, Answered outcome, const HttpAnswer& answer,
                    std::uint64_t number, double seconds) {
  JournalEntry entry;
  entry.number = number;
  entry.at = now();
  entry.method = query.method;
  entry.target = query.target.substr(0, Journal::kKeptTarget);
  entry.operation = std::move(outcome.operation);
  entry.status = answer.status;
  entry.findings = std::move(outcome.findings);
  entry.add_refusal(outcome.reply.requirement);
  entry.request_body = query.body.substr(0, Journal::kKeptBytes);
  entry.request_bytes = query.body.size();
  entry.response_body = answer.body.substr(0, Journal::kKeptBytes);
  entry.response_bytes = answer.body.size();
  entry.seconds = seconds;
  entry.fault = fmt::format("{}", fmt::join(outcome.spoiled_by, ", "));
  // The refusal of a key names it; the journal shows no keys.
  if (const auto key = bearer_key(query.headers); key && !outcome.rate) {
    for (auto at = entry.response_body.find(*key); at != std::string::npos;
         at = entry.response_body.find(*key, at + 1)) {
      entry.response_body.replace(at, key->size(), "…");
    }
    entry.response_bytes = entry.response_body.size();
  }
  journal_.add(std::move(entry));
}

}  // namespace brazecheck::mock
