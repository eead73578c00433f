#include "mock/faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "mock/clock.h"
#include "mock/json_edit.h"
#include "mock/limits.h"

namespace brazecheck::mock {

namespace {

// The server's own status for callers without requests left, as HTTP calls it.
constexpr int kTooMany = 429;
constexpr int kInternalError = 500;

/// Whether the fault happens this time.
bool happens(const Fault& fault, std::uint64_t draw) {
  if (fault.probability >= 1) return true;
  // The upper bits as a fraction of one.
  const double fraction = static_cast<double>(stable_hash(draw, fault.text) >> 11) * 0x1p-53;
  return fraction < fault.probability;
}

/// Whether the reply is the refusal that the fault is about.
bool is_refused_for(const Fault& fault, const Contract* contract, const Reply& reply) {
  if (fault.error != nullptr) return fault.contract == contract && fault.error == reply.error;
  if (fault.requirement == nullptr) return false;
  return fault.requirement == reply.requirement ||
         (reply.error != nullptr && reply.error->requirement == fault.requirement);
}

/// Changes the reply as the fault says; false when the fault is about something else.
bool apply(const Fault& fault, const Contract* contract, bool succeeded, Reply* reply) {
  const bool own_success = succeeded && fault.concerns(contract);
  const bool own_refusal = !succeeded && is_refused_for(fault, contract, *reply);
  switch (fault.kind) {
    case FaultKind::kStatus:
      if (own_success) reply->status = fault.status;
      return own_success;
    case FaultKind::kDrop:
      if (own_success) drop_member(&reply->body, fault.argument);
      return own_success;
    case FaultKind::kRetype:
      if (own_success) retype_member(&reply->body, fault.argument);
      return own_success;
    case FaultKind::kErrorStatus:
      if (own_refusal) reply->status = fault.status;
      return own_refusal;
    case FaultKind::kErrorId:
      if (own_refusal) rename_error(&reply->body, fault.argument);
      return own_refusal;
    default:
      return false;
  }
}

/// Changes the answer as the fault says; false when the fault is of another kind.
bool apply(const Fault& fault, bool succeeded, HttpAnswer* answer) {
  switch (fault.kind) {
    case FaultKind::kContentType:
      for (auto& [name, value] : answer->headers) {
        if (name == "Content-Type") value = fault.argument;
      }
      return true;
    case FaultKind::kServerError:
      answer->status = kInternalError;
      answer->body = R"({"message":"Internal Server Error"})";
      return true;
    case FaultKind::kHang:
      answer->delivery = HttpAnswer::Delivery::kNever;
      return true;
    case FaultKind::kTruncate:
      if (succeeded) answer->delivery = HttpAnswer::Delivery::kTruncated;
      return succeeded;
    case FaultKind::kMalformed:
      if (!succeeded || answer->body.empty()) return false;
      answer->body.pop_back();
      return true;
    case FaultKind::kLatency:
      answer->delay += fault.delay;
      return true;
    case FaultKind::kReset:
      answer->delivery = HttpAnswer::Delivery::kReset;
      return true;
    case FaultKind::kSlowBody:
      answer->delivery = HttpAnswer::Delivery::kSlow;
      return true;
    default:
      return false;
  }
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

bool Faults::has(FaultKind kind) const {
  return std::any_of(faults_.begin(), faults_.end(),
                     [&](const Fault& fault) { return fault.kind == kind; });
}

bool Faults::has(FaultKind kind, const Contract& contract) const {
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.kind == kind && fault.concerns(&contract);
  });
}

bool Faults::overlooks(const Requirement& requirement) const {
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.kind == FaultKind::kAccept && fault.requirement == &requirement;
  });
}

const Requirement* Faults::refused_limit(const Call& call) const {
  for (const Fault& fault : faults_) {
    if (fault.kind != FaultKind::kRefuseLimit) continue;
    const Contract& contract = *call.contract;
    if (contract.body != nullptr && meets_limit(*contract.body, call.body, *fault.requirement)) {
      return fault.requirement;
    }
    for (const Parameter& parameter : contract.path_parameters) {
      const auto value = call.path.find(parameter.name);
      if (value != call.path.end() &&
          meets_limit(*parameter.schema, Json(value->second), *fault.requirement)) {
        return fault.requirement;
      }
    }
    for (const Parameter& parameter : contract.query_parameters) {
      for (const auto& [name, value] : call.query) {
        if (name == parameter.name &&
            meets_limit(*parameter.schema, Json(value), *fault.requirement)) {
          return fault.requirement;
        }
      }
    }
  }
  return nullptr;
}

std::optional<Faults::Refusal> Faults::refusal(const Contract& contract, std::uint64_t draw) const {
  for (const Fault& fault : faults_) {
    const bool limited =
        fault.kind == FaultKind::kRateLimited || fault.kind == FaultKind::kRateLimitedBare;
    if (!limited && fault.kind != FaultKind::kError) continue;
    if (!fault.concerns(&contract) || !happens(fault, draw)) continue;
    return Refusal{limited ? kTooMany : fault.status, limited,
                   fault.kind == FaultKind::kRateLimitedBare, fault.text};
  }
  return std::nullopt;
}

void Faults::spoil(const Contract* contract, std::uint64_t draw, Reply* reply, Names* names) const {
  const bool succeeded = reply->succeeded();
  for (const Fault& fault : faults_) {
    if (happens(fault, draw) && apply(fault, contract, succeeded, reply)) {
      names->push_back(fault.text);
    }
  }
}

void Faults::spoil(const Contract* contract, std::uint64_t draw, bool succeeded, HttpAnswer* answer,
                   Names* names) const {
  for (const Fault& fault : faults_) {
    if (fault.concerns(contract) && happens(fault, draw) && apply(fault, succeeded, answer)) {
      names->push_back(fault.text);
    }
  }
}

}  // namespace brazecheck::mock
