#include "runner/ledger.h"

#include <algorithm>
#include <cctype>

#include "contract/coverage.h"

namespace brazecheck {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

void ResponseLedger::seen(const Contract& contract, const Requirement& requirement) {
  ++entries_[{&contract, &requirement}].seen;
}

void ResponseLedger::fail(const Contract& contract, Finding finding, const Exchange& exchange,
                          Origination from) {
  Entry& entry = entries_[{&contract, finding.requirement}];
  ++entry.failed;
  if (!entry.first || from < entry.first->from) entry.first = {from, std::move(finding), exchange};
}

void ResponseLedger::record(const Contract& contract, const Exchange& exchange, Origination from) {
  if (exchange.error && exchange.error->kind == TransportError::Kind::kInterrupted) return;
  const Requirement& answered = index_.common("answered");
  seen(contract, answered);
  if (exchange.error) {
    fail(contract,
         {Side::kResponse, &answered, "", "one complete response in time", exchange.error->message},
         exchange, from);
    return;
  }
  const Response& response = *exchange.response;
  seen(contract, index_.common("no-server-error"));
  seen(contract, index_.common("status-documented"));
  if (const auto* spec = contract.response(response.status);
      spec != nullptr && spec->body != nullptr) {
    seen(contract, index_.common("response-json"));
    if (response.body) {
      std::set<const Requirement*> applied;
      collect_applied(*spec->body, *response.body, &applied);
      for (const auto* requirement : applied) seen(contract, *requirement);
      if (find_header(response.headers, "Content-Type"))
        seen(contract, index_.common("response-content-type"));
    }
  }
  std::set<const Requirement*> failed;
  for (auto& finding : check_response(index_, contract, response)) {
    if (failed.insert(finding.requirement).second)
      fail(contract, std::move(finding), exchange, from);
  }
  check_rate_headers(contract, exchange, from);
}

// Documented for valid calls; observed on refusals too, but empty on a 401.
void ResponseLedger::check_rate_headers(const Contract& contract, const Exchange& exchange,
                                        Origination from) {
  const Response& response = *exchange.response;
  if (response.status < 200 || response.status >= 300) return;
  const Requirement& requirement = index_.common("rate-limit-headers", contract);
  const CommonRules& common = index_.common_rules();
  seen(contract, requirement);
  for (const auto& name : {common.limit_header, common.remaining_header, common.reset_header}) {
    const std::string* value = find_header(response.headers, name);
    if (value != nullptr && is_number(*value)) continue;
    fail(contract,
         {Side::kResponse, &requirement, "/headers/" + name, "a whole number",
          value ? "\"" + *value + "\"" : "absent"},
         exchange, from);
    return;
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
}

}  // namespace brazecheck
