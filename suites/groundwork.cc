#include "suites/groundwork.h"

#include <utility>

namespace brazecheck {
namespace {

std::set<std::string>& registry() {
  static std::set<std::string> all;
  return all;
}

}  // namespace

const std::set<std::string>& groundwork() { return registry(); }

GroundworkRegistration::GroundworkRegistration(std::string requirement) {
  registry().insert(std::move(requirement));
}

}  // namespace brazecheck
