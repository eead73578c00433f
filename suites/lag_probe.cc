#include "suites/lag_probe.h"

#include <algorithm>

namespace brazecheck {
namespace {

std::vector<LagProbe>& registry() {
  static std::vector<LagProbe> all;
  return all;
}

}  // namespace

LagProbeRegistration::LagProbeRegistration(LagProbe probe) {
  registry().push_back(std::move(probe));
}

const std::vector<LagProbe>& lag_probes() {
  static const std::vector<LagProbe> sorted = [] {
    auto all = registry();
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.uses < b.uses; });
    return all;
  }();
  return sorted;
}

}  // namespace brazecheck
