#include "runner/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

namespace brazecheck {
namespace {

// Cases that reach nobody, before the rest is given up, as long as nobody ever answered.
constexpr int kTriesToReach = 8;
// Waits for an operation that answers nothing, before its other cases are given up.
constexpr int kSilences = 3;
// Further tries where the target was busy, and what is waited for a limit to be lifted, at most.
constexpr int kRetries = 3;
constexpr double kLongestWait = 5;

constexpr int kTooManyRequests = 429;
constexpr int kBadGateway = 502, kUnavailable = 503, kGatewayTimeout = 504;

// A key of the right look that nobody issued.
constexpr char kUnknownKey[] = "00000000-0000-4000-8000-000000000000";

std::optional<double> number(const std::string* text) {
  if (text == nullptr) return std::nullopt;
  double value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

// Seconds after which the answer says that it will have changed; nullopt where it is no word about
// being busy, but about the request.
std::optional<double> busy_for(const CommonRules& common, const Response& response, int tries) {
  const double growing = 0.1 * static_cast<double>(1 << (2 * tries));
  const auto after = number(find_header(response.headers, "Retry-After"));
  switch (response.status) {
    case kTooManyRequests: {
      if (after) return *after;
      if (number(find_header(response.headers, common.remaining_header)) != 0) return std::nullopt;
      const auto reset = number(find_header(response.headers, common.reset_header));
      if (!reset) return growing;
      const double now =
          std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
              .count();
      return std::max(*reset - now, 0.05);
    }
    case kBadGateway:
    case kUnavailable:
    case kGatewayTimeout:
      return after ? *after : growing;
    default:
      return std::nullopt;
  }
}

// What is left of a busy target's answer after all tries says nothing about the contract, where it
// says itself that it is busy.
bool says_busy(const CommonRules& common, const Response& response) {
  if (response.status == kTooManyRequests) return busy_for(common, response, 0).has_value();
  return response.status == kUnavailable && find_header(response.headers, "Retry-After") != nullptr;
}

}  // namespace

Exchange not_sent(const Contract& contract, const Request& request, std::string reason) {
  Exchange none{.operation = contract.operation, .request = request};
  none.error = TransportError{TransportError::Kind::kInterrupted, std::move(reason)};
  return none;
}

Wire::Wire(const ContractIndex& index, const Target& target, WireOptions options)
    : index_(index), target_(target), options_(std::move(options)) {}

ClientOptions Wire::client_options() const {
  ClientOptions out;
  out.base_url = target_.base_url;
  out.ca_file = options_.ca_file;
  out.stop = options_.stop;
  if (options_.timeout.count() > 0) out.timeout = options_.timeout;
  if (!target_.key.empty()) out.secrets.push_back(target_.key);
  if (target_.limited_key) out.secrets.push_back(*target_.limited_key);
  return out;
}

std::optional<std::string> Wire::bearer(Credential credential) const {
  switch (credential) {
    case Credential::kFull:
      return target_.key;
    case Credential::kNone:
      return std::nullopt;
    case Credential::kUnknown:
      return kUnknownKey;
    case Credential::kWithoutPermission:
      return target_.limited_key;
  }
  return std::nullopt;
}

void Wire::pause(std::chrono::duration<double> time) const {
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
  while (Clock::now() < until && !interrupted()) {
    std::this_thread::sleep_for(
        std::min<Clock::duration>(until - Clock::now(), std::chrono::milliseconds(50)));
  }
}

Exchange Wire::send_once(Worker& worker, const Request& request, Credential credential,
                         bool must_be_sent, Sending* when) {
  when->sent = Clock::now();
  HttpClient& client = interrupted() && must_be_sent ? worker.tidier() : worker.client;
  Exchange exchange = client.send(request, bearer(credential));
  // The interrupt came just now: what removes something is sent all the same.
  if (must_be_sent && exchange.error &&
      exchange.error->kind == TransportError::Kind::kInterrupted) {
    exchange = worker.tidier().send(request, bearer(credential));
  }
  when->received = Clock::now();
  worker.transport += std::chrono::duration<double>(when->received - when->sent).count();
  ++worker.exchanges;
  exchanges_.fetch_add(1, std::memory_order_relaxed);
  if (exchange.response) answered_ = true;
  return exchange;
}

Exchange Wire::send(Worker& worker, const Contract& contract, const Request& request,
                    Credential credential, Origination from) {
  const bool must_be_sent = from.step >= kOfRelease;
  if (std::string reason = used_up(); !reason.empty() && !must_be_sent)
    return not_sent(contract, request, std::move(reason));
  const CommonRules& common = index_.common_rules();
  Sending when;
  Exchange exchange = send_once(worker, request, credential, must_be_sent, &when);
  for (int tries = 0; tries < kRetries && exchange.response && !interrupted(); ++tries) {
    const auto wait = busy_for(common, *exchange.response, tries);
    if (!wait || *wait > kLongestWait) break;
    pause(std::chrono::duration<double>(*wait));
    ++worker.sent_again;
    exchange = send_once(worker, request, credential, must_be_sent, &when);
  }
  exchange.operation = contract.operation;
  count_silence(contract, exchange);
  const auto judged = Clock::now();
  if (!exchange.response || !says_busy(common, *exchange.response))
    worker.ledger.record(contract, exchange, from, when);
  worker.validation += std::chrono::duration<double>(Clock::now() - judged).count();
  if (options_.fixed_clock) forget_time(&exchange);
  return exchange;
}

void Wire::count_silence(const Contract& contract, const Exchange& exchange) {
  if (!exchange.error || exchange.error->kind != TransportError::Kind::kTimeout) return;
  const std::lock_guard lock(mutex_);
  ++silences_[&contract];
}

std::string Wire::used_up() const {
  if (options_.max_requests <= 0 || exchanges() < options_.max_requests) return "";
  return "the budget of requests is used up";
}

std::string Wire::exhausted(const Contract& contract) const {
  // Connecting in vain takes seconds: enough tries, and nobody is there.
  if (!answered_ && unreached_ >= kTriesToReach) return "the target cannot be reached";
  if (std::string reason = used_up(); !reason.empty()) return reason;
  if (options_.max_seconds > 0 &&
      std::chrono::duration<double>(Clock::now() - begun_).count() >= options_.max_seconds)
    return fmt::format("the budget of {} seconds is used up", options_.max_seconds);
  const std::lock_guard lock(mutex_);
  const auto silent = silences_.find(&contract);
  if (silent != silences_.end() && silent->second >= kSilences)
    return fmt::format("{} did not answer in time {} times", contract.operation, silent->second);
  return "";
}

void Wire::forget_time(Exchange* exchange) {
  exchange->seconds = 0;
  if (!exchange->response) return;
  auto& headers = exchange->response->headers;
  Fields kept;
  for (const char* name : {"Content-Type", "Link", "Allow"}) {
    if (const auto* value = find_header(headers, name)) kept.emplace_back(name, *value);
  }
  headers = std::move(kept);
}

}  // namespace brazecheck
