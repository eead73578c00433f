#include "runner/reach.h"

#include <fmt/format.h>

#include "runner/verdicts.h"

namespace brazecheck {
namespace {

std::string forbidden(const Target& target, const Contract& contract) {
  if (target.allowed.count(contract.effect) != 0) return "";
  return fmt::format("{} has the effect \"{}\", which needs --allow {} on this target",
                     contract.operation, to_string(contract.effect), to_string(contract.effect));
}

// A REST key opens no operation that takes another kind of key; an emulator knows one kind only.
std::string foreign_key(const Target& target, const Contract& contract) {
  if (target.emulator || contract.authentication == Authentication::kRestKey) return "";
  return fmt::format("takes a key of another kind ({}), which this run does not have",
                     to_string(contract.authentication));
}

}  // namespace

std::string out_of_reach(const Target& target, const Contract& contract) {
  if (std::string reason = forbidden(target, contract); !reason.empty()) return reason;
  if (target.lacks.contains(contract.operation)) return kLacking;
  if (std::string reason = foreign_key(target, contract); !reason.empty()) return reason;
  const auto closed = target.closed.find(contract.operation);
  return closed == target.closed.end() ? "" : closed->second;
}

bool can_do_without(const Target& target, const Contract& contract) {
  return target.nearby && contract.effect == Effect::kDestroy &&
         target.absent.contains(contract.operation);
}

std::string missing_supply(const Target& target, const Contract& contract) {
  for (const auto& [name, what] : contract.fixture.needs) {
    if (!target.supplies.contains(name))
      return fmt::format("needs {} that the target has: give it with --fixture {}=…", what, name);
  }
  return "";
}

}  // namespace brazecheck
