#include "runner/ledger.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <ctime>
#include <iterator>
#include <utility>

#include "contract/coverage.h"

namespace brazecheck {
namespace {

std::optional<std::int64_t> whole_number(const std::string* text) {
  std::int64_t number = 0;
  if (text == nullptr || text->empty() || text->front() == '-') return std::nullopt;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

bool is_refusal(int status) { return status >= 400 && status < 500; }

/// Methods that ask for no more than what is said of a thing, or of what can be done with it.
bool asks_about(const Exchange& exchange) {
  return exchange.request.method == "HEAD" || exchange.request.method == "OPTIONS";
}

bool says_something(const Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isspace(c) == 0; });
  }
  return value.is_structured() && std::any_of(value.begin(), value.end(), says_something);
}

/// Families name the member differently that tells why.
bool tells_why(const Json& body) {
  for (const char* name : {"message", "error", "detail", "errors"}) {
    const auto found = body.find(name);
    if (found != body.end() && says_something(*found)) return true;
  }
  return false;
}

bool is_utf8(const std::string& content_type, std::size_t at) {
  std::string charset = content_type.substr(at, content_type.find(';', at) - at);
  std::erase_if(charset, [](char c) { return c == '"' || c == ' ' || c == '\t'; });
  std::transform(charset.begin(), charset.end(), charset.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return charset == "utf-8";
}

/// The moment of an HTTP date, "Sun, 06 Nov 1994 08:49:37 GMT", in seconds since 1970.
std::optional<std::int64_t> moment_of(const std::string* date) {
  std::tm parts{};
  if (date == nullptr) return std::nullopt;
  const char* const end = strptime(date->c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&parts);
}

/// Clocks of one service may differ by as much.
constexpr std::int64_t kSkewSeconds = 5;
/// Whatever is less is no moment, but a number of seconds: 2001.
constexpr std::int64_t kFirstMoment = 1'000'000'000;
/// Whatever is more is counted in thousandths: the year 5138.
constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;

/// JSON is UTF-8; a charset need not be named.
bool names_other_charset(const std::string& content_type) {
  constexpr std::string_view kName = "charset=";
  std::string lower = content_type;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto at = lower.find(kName);
  return at != std::string::npos && !is_utf8(lower, at + kName.size());
}

}  // namespace

ResponseLedger::ResponseLedger(const ContractIndex& index, std::shared_ptr<CallBudgets> budgets)
    : index_(index), budgets_(std::move(budgets)) {
  for (const auto& operation : index.operations())
    longest_interval_ =
        std::max<std::int64_t>(longest_interval_, operation->rate_limit.per_seconds);
}

void ResponseLedger::seen(const Contract& contract, const Requirement& requirement) {
  ++entries_[{&contract, &requirement}].seen;
  settled_.reset();
}

void ResponseLedger::note(std::map<Key, Entry>* entries, Key key, Finding finding,
                          const Exchange& exchange, Origination from) {
  Entry& entry = (*entries)[key];
  ++entry.failed;
  if (!entry.first || from < entry.first->from) entry.first = {from, std::move(finding), exchange};
}

void ResponseLedger::fail(const Contract& contract, Finding finding, const Exchange& exchange,
                          Origination from) {
  const Key key{&contract, finding.requirement};
  note(&entries_, key, std::move(finding), exchange, from);
  settled_.reset();
}

void ResponseLedger::record(const Contract& contract, const Exchange& exchange, Origination from,
                            const Sending& when) {
  if (exchange.error && exchange.error->kind == TransportError::Kind::kInterrupted) return;
  answered(contract, exchange, from);
  if (exchange.error) return;
  const Response& response = *exchange.response;
  seen(contract, index_.common("no-server-error"));
  if (asks_about(exchange)) {
    // Neither has a body, and no page names their statuses.
    if (response.status >= 500)
      fail(contract,
           {Side::kResponse, &index_.common("no-server-error"), "/status", "no server error",
            std::to_string(response.status)},
           exchange, from);
    return;
  }
  seen(contract, index_.common("status-documented"));
  if (const auto* spec = contract.response(response.status);
      spec != nullptr && spec->body != nullptr) {
    seen(contract, index_.common("response-json"));
    if (response.body) {
      std::set<const Requirement*> applied;
      collect_applied(*spec->body, *response.body, &applied);
      for (const auto* requirement : applied) seen(contract, *requirement);
    }
  }
  std::set<const Requirement*> failed;
  for (auto& finding : check_response(index_, contract, response)) {
    if (failed.insert(finding.requirement).second)
      fail(contract, std::move(finding), exchange, from);
  }
  check_label(contract, exchange, from, failed.contains(&index_.common("response-content-type")));
  if (failed.empty()) check_refusal(contract, exchange, from);
  check_rate_headers(contract, exchange, from, when);
}

// Whoever answers nothing may have been brought down by what it refused just before.
void ResponseLedger::answered(const Contract& contract, const Exchange& exchange,
                              Origination from) {
  const Requirement& requirement = index_.common("answered");
  const Contract* const refuser = refused_;
  refused_ = nullptr;
  seen(contract, requirement);
  if (refuser != nullptr) ++followers_[refuser].sent;
  if (exchange.response) {
    if (!is_refusal(exchange.response->status)) return;
    refused_ = &contract;
    seen(contract, index_.common("answers-after-refusal"));
    return;
  }
  Finding finding{Side::kResponse, &requirement, "", "one complete response in time",
                  exchange.error->message};
  if (refuser == nullptr) {
    fail(contract, std::move(finding), exchange, from);
    return;
  }
  ++followers_[refuser].silent;
  silences_.push_back({refuser, &contract, std::move(finding), exchange, from});
  settled_.reset();
}

// Recordings may leave headers out; what came over the wire just now has them all.
void ResponseLedger::check_label(const Contract& contract, const Exchange& exchange,
                                 Origination from, bool failed) {
  const Response& response = *exchange.response;
  const auto* spec = contract.response(response.status);
  if (spec == nullptr || spec->body == nullptr || !response.body) return;
  const Requirement& requirement = index_.common("response-content-type");
  seen(contract, requirement);
  if (failed) return;
  const std::string* type = find_header(response.headers, "Content-Type");
  if (type != nullptr && !names_other_charset(*type)) return;
  fail(contract,
       {Side::kResponse, &requirement, "/headers/Content-Type",
        type == nullptr ? "a header" : "no charset but UTF-8", type == nullptr ? "absent" : *type},
       exchange, from);
}

// A body that departs from its schema is a finding by itself.
void ResponseLedger::check_refusal(const Contract& contract, const Exchange& exchange,
                                   Origination from) {
  const Response& response = *exchange.response;
  const auto* spec = contract.response(response.status);
  if (!is_refusal(response.status) || spec == nullptr || spec->body == nullptr || !response.body)
    return;
  const Requirement& requirement = index_.common("error-message");
  seen(contract, requirement);
  if (tells_why(*response.body)) return;
  fail(contract, {Side::kResponse, &requirement, "", "a text that says why", "none"}, exchange,
       from);
}

// Documented for valid calls; observed on refusals too, but empty on a 401.
void ResponseLedger::check_rate_headers(const Contract& contract, const Exchange& exchange,
                                        Origination from, const Sending& when) {
  const Response& response = *exchange.response;
  if (response.status < 200 || response.status >= 300) return;
  const Requirement& requirement = index_.common("rate-limit-headers", contract);
  const CommonRules& common = index_.common_rules();
  seen(contract, requirement);
  for (const auto& name : {common.limit_header, common.remaining_header, common.reset_header}) {
    const std::string* value = find_header(response.headers, name);
    if (whole_number(value)) continue;
    fail(contract,
         {Side::kResponse, &requirement, "/headers/" + name, "a whole number",
          value ? "\"" + *value + "\"" : "absent"},
         exchange, from);
    return;
  }
  check_budget(contract, exchange, from, when);
}

// What one call leaves of a budget is no less than one does that was sent afterwards, whatever
// others take meanwhile. Answers of another interval or limit are not compared.
void ResponseLedger::check_budget(const Contract& contract, const Exchange& exchange,
                                  Origination from, const Sending& when) {
  const Response& response = *exchange.response;
  const CommonRules& common = index_.common_rules();
  const auto number = [&](const std::string& name) {
    return *whole_number(find_header(response.headers, name));
  };
  const std::int64_t limit = number(common.limit_header), left = number(common.remaining_header);
  const Requirement& requirement = index_.common("rate-limit-consistent", contract);
  seen(contract, requirement);
  const auto departs = [&](const Requirement& from_what, const std::string& header,
                           std::string expected, std::int64_t actual) {
    fail(contract,
         {Side::kResponse, &from_what, "/headers/" + header, std::move(expected),
          std::to_string(actual)},
         exchange, from);
  };
  if (left > limit) {
    departs(requirement, common.remaining_header, "at most the limit, " + std::to_string(limit),
            left);
    return;
  }
  const std::int64_t reset = number(common.reset_header);
  // The target's own clock, which need not be ours.
  const auto now = moment_of(find_header(response.headers, "Date"));
  const auto took = static_cast<std::int64_t>(exchange.seconds) + 1;
  if (reset < (now ? *now - took - kSkewSeconds : kFirstMoment)) {
    departs(requirement, common.reset_header, "a moment that is still to come", reset);
    return;
  }
  if (reset > (now ? *now + longest_interval_ + kSkewSeconds : kFirstMilliseconds)) {
    departs(requirement, common.reset_header,
            "a moment in seconds since 1970, no further away than the longest interval", reset);
    return;
  }
  ++told_[&contract];
  settled_.reset();
  const auto before = budgets_->note({&contract, limit, reset}, when, left);
  if (before && left > *before) {
    departs(requirement, common.remaining_header,
            "no more than the " + std::to_string(*before) + " of a call before", left);
  } else if (before && left == *before && left > 0) {
    departs(index_.common("rate-limit-counts", contract), common.remaining_header,
            "less than the " + std::to_string(*before) + " of a call before", left);
  }
}

void ResponseLedger::merge(ResponseLedger&& other) {
  for (auto& [key, entry] : other.entries_) {
    Entry& mine = entries_[key];
    mine.seen += entry.seen;
    mine.failed += entry.failed;
    if (entry.first && (!mine.first || entry.first->from < mine.first->from))
      mine.first = std::move(entry.first);
  }
  for (const auto& [contract, count] : other.followers_) {
    followers_[contract].sent += count.sent;
    followers_[contract].silent += count.silent;
  }
  for (const auto& [contract, count] : other.told_) told_[contract] += count;
  std::move(other.silences_.begin(), other.silences_.end(), std::back_inserter(silences_));
  settled_.reset();
}

const std::map<ResponseLedger::Key, ResponseLedger::Entry>& ResponseLedger::entries() const {
  if (!settled_) {
    settled_ = entries_;
    settle_silences();
    settle_counts();
  }
  return *settled_;
}

// One request that is never answered meets a refusal before it by chance; an operation whose
// refusals are mostly followed by silence causes it.
void ResponseLedger::settle_silences() const {
  for (const auto& silence : silences_) {
    const Followers& after = followers_.at(silence.refuser);
    const bool caused = after.silent > 1 && after.silent * 2 > after.sent;
    Finding finding = silence.finding;
    if (caused) {
      finding.requirement = &index_.common("answers-after-refusal");
      finding.expected = "the request after a refusal is answered";
    }
    const Key key{caused ? silence.refuser : silence.silent, finding.requirement};
    note(&*settled_, key, std::move(finding), silence.exchange, silence.from);
  }
}

// A single answer shows nothing of what calls take.
void ResponseLedger::settle_counts() const {
  for (const auto& [contract, count] : told_) {
    if (count > 1)
      (*settled_)[{contract, &index_.common("rate-limit-counts", *contract)}].seen += count;
  }
}

}  // namespace brazecheck
