#include "mock/faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "mock/json_edit.h"
#include "mock/limits.h"

namespace brazecheck::mock {

namespace {

// The server's own status for callers without requests left, as HTTP calls it.
constexpr int kTooMany = 429;
constexpr std::string_view kQuery = "/query/";

/// Whether a value that is text on the wire lies exactly so far past the limit, as text or as the
/// number that it reads as.
bool text_goes_past(const Schema& schema, const std::string& text, const Requirement& requirement,
                    int past) {
  if (meets_limit(schema, Json(text), requirement, past)) return true;
  const Json number = Json::parse(text, nullptr, false);
  return number.is_number() && meets_limit(schema, number, requirement, past);
}

/// Whether some part of the call lies exactly so far past the limit.
bool goes_past(const Call& call, const Requirement& requirement, int past) {
  const Contract& contract = *call.contract;
  if (contract.body != nullptr && meets_limit(*contract.body, call.body, requirement, past))
    return true;
  for (const Parameter& parameter : contract.path_parameters) {
    const auto value = call.path.find(parameter.name);
    if (value != call.path.end() &&
        text_goes_past(*parameter.schema, value->second, requirement, past)) {
      return true;
    }
  }
  for (const Parameter& parameter : contract.query_parameters) {
    for (const auto& [name, value] : call.query) {
      if (name == parameter.name && text_goes_past(*parameter.schema, value, requirement, past))
        return true;
    }
  }
  return false;
}

/// Whether the call has what the fault points at, with the value that it names.
bool holds(const Call& call, const Fault& fault) {
  if (fault.argument.starts_with(kQuery)) {
    const std::string* value = call.parameter(fault.argument.substr(kQuery.size()));
    return value != nullptr && (!fault.value || *fault.value == *value);
  }
  bool found = false;
  Json body = call.body;
  edit_all(&body, fault.argument, [&](Json* parent, const std::string& token) {
    found = found || !fault.value || part(parent, token) == *fault.value;
  });
  return found;
}

bool leave_out(const std::string& pointer, Call* call) {
  if (pointer.starts_with(kQuery)) {
    const std::string name = pointer.substr(kQuery.size());
    return std::erase_if(call->query, [&](const auto& field) { return field.first == name; }) > 0;
  }
  bool found = false;
  edit_all(&call->body, pointer, [&](Json* parent, const std::string& token) {
    erase_part(parent, token);
    found = true;
  });
  return found;
}

bool distort(const Fault& fault, Call* call) {
  if (!fault.argument.starts_with(kQuery))
    return fault.distortion->apply(&call->body, fault.argument);
  bool changed = false;
  for (auto& [name, value] : call->query) {
    if (name != fault.argument.substr(kQuery.size())) continue;
    const Json other = fault.distortion->of(value);
    std::string text = other.is_string() ? other.get<std::string>() : other.dump();
    changed = changed || text != value;
    value = std::move(text);
  }
  return changed;
}

}  // namespace

Faults::Faults(const ContractIndex& index, const std::vector<std::string>& faults) {
  for (const std::string& text : faults) faults_.push_back(parse_fault(index, text));
}

std::vector<std::string> Faults::texts() const {
  std::vector<std::string> texts;
  for (const Fault& fault : faults_) texts.push_back(fault.text);
  return texts;
}

bool Faults::has(FaultKind kind, const Contract* contract) const {
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.kind == kind && fault.concerns(contract);
  });
}

ContractIndex::Match Faults::misroute(const ContractIndex& index, const std::string& path) const {
  for (const Fault& fault : faults_) {
    if (fault.kind != FaultKind::kAnyMethod && fault.kind != FaultKind::kAnyPath) continue;
    if (fault.kind == FaultKind::kAnyMethod) {
      if (auto match = index.match(fault.contract->method, path); match.contract == fault.contract)
        return match;
      continue;
    }
    std::string above = path;
    for (auto slash = above.rfind('/'); slash != std::string::npos; slash = above.rfind('/')) {
      above.resize(slash);
      if (auto match = index.match(fault.contract->method, above); match.contract == fault.contract)
        return match;
    }
  }
  return {};
}

bool Faults::names(FaultKind kind, const Requirement& requirement) const {
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.kind == kind && fault.requirement == &requirement;
  });
}

bool Faults::overlooks(const Requirement& requirement) const {
  return names(FaultKind::kAccept, requirement);
}

bool Faults::overlooks(const Requirement& requirement, const Call& call) const {
  return overlooks(requirement) ||
         (names(FaultKind::kAcceptOne, requirement) && goes_past(call, requirement, 1));
}

bool Faults::crashes_at(const Requirement& requirement) const {
  return names(FaultKind::kCrash, requirement);
}

bool Faults::carries_out(const Requirement& requirement) const {
  return names(FaultKind::kRefusedEffect, requirement);
}

std::optional<Faults::Rejection> Faults::rejection(const Call& call) const {
  for (const Fault& fault : faults_) {
    const bool crash = fault.kind == FaultKind::kCrashLimit;
    if ((crash || fault.kind == FaultKind::kRefuseLimit) &&
        goes_past(call, *fault.requirement, 0)) {
      return Rejection{fault.requirement, "", crash};
    }
    if (fault.kind == FaultKind::kRefuse && fault.concerns(call.contract) && holds(call, fault))
      return Rejection{nullptr, fault.argument, false};
  }
  return std::nullopt;
}

void Faults::misread(Call* call, Names* names) const {
  for (const Fault& fault : faults_) {
    if (!fault.concerns(call->contract)) continue;
    bool changed = false;
    if (fault.kind == FaultKind::kIgnore) {
      changed = leave_out(fault.argument, call);
    } else if (fault.kind == FaultKind::kRequest) {
      changed = distort(fault, call);
    }
    if (changed) names->push_back(fault.text);
  }
}

std::optional<Call> Faults::miswritten(const Call& call, FaultKind kind) const {
  std::optional<Call> written;
  for (const Fault& fault : faults_) {
    if (fault.kind != kind || !fault.concerns(call.contract)) continue;
    Call other = written.value_or(call);
    if (distort(fault, &other)) written = std::move(other);
  }
  return written;
}

int Faults::page_shift(const Contract& contract) const {
  if (has(FaultKind::kDropPage, &contract)) return 1;
  return has(FaultKind::kRepeatPage, &contract) ? -1 : 0;
}

std::optional<Faults::Refusal> Faults::refusal(const Contract& contract, std::uint64_t draw) const {
  for (const Fault& fault : faults_) {
    const bool limited =
        fault.kind == FaultKind::kRateLimited || fault.kind == FaultKind::kRateLimitedBare;
    if (!limited && fault.kind != FaultKind::kError) continue;
    if (!fault.concerns(&contract) || !fault.happens(draw)) continue;
    return Refusal{limited ? kTooMany : fault.status, limited,
                   fault.kind == FaultKind::kRateLimitedBare, fault.text};
  }
  return std::nullopt;
}

}  // namespace brazecheck::mock
