#include "runner/preflight.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "contract/error.h"
#include "generators/generate.h"
#include "runner/reach.h"
#include "suites/machine.h"
#include "suites/scenario.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

constexpr int kUnauthorized = 401, kNotFound = 404, kNoMethod = 405, kNotImplemented = 501;
constexpr std::chrono::milliseconds kPatience{5000};
constexpr char kNothingHere[] = "/bzc/no/such/operation";
// A body that no operation takes: it is no JSON.
constexpr char kNoJson[] = "{";

struct Probe {
  const Contract* contract = nullptr;
  std::optional<Exchange> answer;
};

Request probe_of(const std::string& method, std::string path) {
  Request request{.method = method,
                  .path = std::move(path),
                  .query = {},
                  .headers = {},
                  .body = std::nullopt,
                  .body_text = std::nullopt};
  if (method != "GET" && method != "HEAD") request.body_text = kNoJson;
  return request;
}

// The path with names that nobody has given to anything.
std::string path_to_nothing(const Contract& contract, std::uint64_t seed) {
  Variables names;
  for (const auto& parameter : contract.path_parameters)
    names[parameter.name] = "bzc_none_" + unique_token(seed, "preflight " + contract.operation, 0);
  return expand_path(contract.path, names);
}

// What the run would call: the operations that are picked, and those that their scenarios use.
std::vector<const Contract*> called(const ContractIndex& index, const RunOptions& options,
                                    const Target& target) {
  std::set<const Contract*> wanted;
  const auto add = [&](const std::string& operation) {
    if (const Contract* contract = index.find(operation)) wanted.insert(contract);
  };
  for (const auto& contract : index.operations()) {
    bool picked = false;
    for (const auto* requirement : contract->requirements) {
      if (!options.selection.picks(*contract, *requirement)) continue;
      picked = true;
      if (!options.profile.scenarios) continue;
      for (const auto& scenario : scenarios()) {
        if (scenario.requirement == requirement->id ||
            scenario.requirement == contract->operation + ":" + requirement->id)
          std::for_each(scenario.uses.begin(), scenario.uses.end(), add);
      }
      if (const Machine* machine = machine_for(requirement->id))
        std::for_each(machine->uses.begin(), machine->uses.end(), add);
    }
    if (picked) wanted.insert(contract.get());
  }
  std::vector<const Contract*> out;
  for (const auto& contract : index.operations()) {
    if (wanted.contains(contract.get()) && out_of_reach(target, *contract).empty())
      out.push_back(contract.get());
  }
  return out;
}

std::string shape_of(const Exchange& exchange) {
  if (!exchange.response) return "";
  const Response& response = *exchange.response;
  std::string said = response.body
                         ? response.body->dump(-1, ' ', false, Json::error_handler_t::replace)
                         : response.body_text.value_or("");
  // Some repeat what they were asked for.
  const std::string& path = exchange.request.path;
  for (auto at = said.find(path); at != std::string::npos; at = said.find(path, at))
    said.erase(at, path.size());
  return fmt::format("{} {}", response.status, said);
}

class Preflight {
 public:
  Preflight(const ContractIndex& index, const RunOptions& options, Target* target)
      : index_(index), options_(options), target_(*target) {}

  std::vector<std::string> run() {
    for (const Contract* contract : called(index_, options_, target_))
      probes_.push_back({contract, std::nullopt});
    if (probes_.empty()) return {};
    send_all();
    target_.asked += static_cast<int>(probes_.size());
    refuse_hopeless();
    learn_of_paths();
    close();
    return notes();
  }

 private:
  [[nodiscard]] ClientOptions client_options() const {
    ClientOptions out{.base_url = target_.base_url, .ca_file = options_.ca_file};
    // An operation that hangs is for its own cases to find: here it only costs time.
    out.timeout = options_.timeout.count() > 0 ? std::min(options_.timeout, kPatience) : kPatience;
    out.stop = options_.stop;
    out.secrets.push_back(target_.key);
    return out;
  }

  void send_all() {
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      HttpClient client(client_options());
      for (std::size_t at = next++; at < probes_.size(); at = next++) {
        const Contract& contract = *probes_[at].contract;
        probes_[at].answer = client.send(
            probe_of(contract.method, path_to_nothing(contract, options_.seed)), target_.key);
      }
    };
    std::vector<std::thread> helpers;
    for (int i = 1; i < std::min(options_.workers, 8); ++i) helpers.emplace_back(work);
    work();
    for (auto& helper : helpers) helper.join();
  }

  [[nodiscard]] static int status_of(const Probe& probe) {
    return probe.answer->response ? probe.answer->response->status : 0;
  }

  // Answered as the documentation says for a key that lacks the operation's permission.
  [[nodiscard]] bool is_denied(const Probe& probe) const {
    return status_of(probe) == index_.common("key-permission", *probe.contract).status;
  }

  void refuse_hopeless() const {
    const auto all = [&](const auto& holds) {
      return std::all_of(probes_.begin(), probes_.end(), holds);
    };
    if (all([](const Probe& probe) { return status_of(probe) == 0; }))
      throw InputError("target.unreachable", target_.base_url,
                       probes_.front().answer->error->message);
    if (all([](const Probe& probe) { return status_of(probe) == kUnauthorized; }))
      throw InputError("target.key-refused", target_.base_url,
                       "every operation refuses the key with 401");
    if (all([&](const Probe& probe) { return is_denied(probe); }))
      throw InputError("target.key-unprivileged", target_.base_url,
                       "the key has no permission for any of the operations");
  }

  // How the target answers, by method, where there is nothing; and the first parts of those paths
  // where a thing that nobody has gets another answer.
  void learn_of_paths() {
    if (target_.emulator) return;
    HttpClient client(client_options());
    std::set<std::string> methods;
    for (const Probe& probe : probes_) methods.insert(probe.contract->method);
    target_.asked += static_cast<int>(methods.size());
    for (const auto& method : methods)
      nothing_[method] = shape_of(client.send(probe_of(method, kNothingHere), target_.key));
    for (const Probe& probe : probes_) {
      const bool of_a_thing = !probe.contract->path_parameters.empty();
      if (of_a_thing && !looks_like_nothing(probe)) telling_.insert(family_of(*probe.contract));
    }
  }
  // No operation answers to its own method that the path does not have it.
  [[nodiscard]] static bool surely_nothing(const Probe& probe) {
    return status_of(probe) == kNotImplemented || status_of(probe) == kNoMethod;
  }
  [[nodiscard]] bool looks_like_nothing(const Probe& probe) const {
    if (surely_nothing(probe)) return true;
    if (status_of(probe) != kNotFound) return false;
    const auto found = nothing_.find(probe.contract->method);
    return found != nothing_.end() && shape_of(*probe.answer) == found->second;
  }
  static std::string family_of(const Contract& contract) {
    return contract.path.substr(0, contract.path.find('/', 1));
  }

  void close() {
    for (const Probe& probe : probes_) {
      const Contract& contract = *probe.contract;
      if (is_denied(probe)) {
        target_.closed[contract.operation] = fmt::format("the key lacks the permission {} ({})",
                                                         contract.permission, status_of(probe));
        ++denied_[contract.permission];
        continue;
      }
      // A name in the path that nobody has may look like that too, unless its relatives tell that
      // the target has words of its own for that.
      const bool absent = !target_.emulator && looks_like_nothing(probe) &&
                          (surely_nothing(probe) || contract.path_parameters.empty() ||
                           telling_.contains(family_of(contract)));
      if (!absent) continue;
      target_.closed[contract.operation] = "the target does not have this operation";
      target_.absent.insert(contract.operation);
      absent_.push_back(contract.operation);
    }
  }

  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> out;
    if (!denied_.empty()) {
      int operations = 0;
      std::vector<std::string> permissions;
      for (const auto& [permission, count] : denied_) {
        permissions.push_back(permission);
        operations += count;
      }
      out.push_back(fmt::format("the key lacks {} {}: nothing is judged of {} {}",
                                permissions.size() == 1 ? "the permission" : "the permissions",
                                fmt::join(permissions, ", "), operations,
                                operations == 1 ? "operation" : "operations"));
    }
    if (!absent_.empty())
      out.push_back(fmt::format("the target lacks {}", fmt::join(absent_, ", ")));
    std::map<std::string, int> needs;
    for (const Probe& probe : probes_) {
      for (const auto& [name, what] : probe.contract->fixture.needs) {
        if (!target_.supplies.contains(name)) ++needs[name + "=… (" + what + ")"];
      }
    }
    for (const auto& [need, count] : needs) {
      out.push_back(fmt::format("{} {} cannot be judged without --fixture {}", count,
                                count == 1 ? "operation" : "operations", need));
    }
    return out;
  }

  const ContractIndex& index_;
  const RunOptions& options_;
  Target& target_;
  std::vector<Probe> probes_;
  std::map<std::string, std::string> nothing_;
  std::set<std::string> telling_;
  std::map<std::string, int> denied_;
  std::vector<std::string> absent_;
};

}  // namespace

std::vector<std::string> preflight(const ContractIndex& index, const RunOptions& options,
                                   Target* target) {
  if (target->in_process) return {};
  return Preflight(index, options, target).run();
}

}  // namespace brazecheck
