#include "suites/refusals.h"

#include <fmt/format.h>

#include <stdexcept>

namespace brazecheck::refusals {

std::string requirement_of(const std::string& operation) {
  return operation + ":common/refused-changes-nothing";
}

bool refused(Session& session, const Call& call, Credential credential) {
  const Exchange& exchange = session.send_as(credential, call);
  if (session.failed()) return false;
  if (exchange.response->status < 400) session.skip("a request that is to be refused was accepted");
  return !session.failed();
}

bool refused_strangers(Session& session, const Call& call) {
  return refused(session, call, Credential::kNone) &&
         (!session.has_limited_key() || refused(session, call, Credential::kWithoutPermission));
}

std::size_t one_too_many(Session& session, const std::string& requirement) {
  try {
    return static_cast<std::size_t>(session.number_in(requirement)) + 1;
  } catch (const std::logic_error&) {
    session.skip("the limits that were chosen for the run are others than those of the API");
    return 1;
  }
}

std::vector<std::string> filled(std::vector<std::string> first, const std::string& name,
                                std::size_t count) {
  for (std::size_t i = 0; first.size() < count; ++i) first.push_back(fmt::format("{}_{}", name, i));
  return first;
}

}  // namespace brazecheck::refusals
