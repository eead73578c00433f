#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "contract/index.h"
#include "mock/clock.h"
#include "mock/faults.h"
#include "mock/handlers.h"
#include "mock/http_server.h"
#include "mock/rate_pools.h"
#include "mock/state.h"

namespace brazecheck::mock {

struct EmulatorOptions {
  /// Keys with their permissions; nullopt means every permission.
  std::map<std::string, std::optional<std::set<std::string>>> keys;
  std::vector<std::string> faults;
  Clock clock = system_now;
  std::uint64_t seed = 1;  ///< equal seeds give equal ids for equal users
};

/// The documented behaviour, without any network: a request in, an answer out. Thread-safe.
class Emulator {
 public:
  /// Throws InputError("mock.unknown-fault", …). `index` must outlive it.
  Emulator(const ContractIndex& index, EmulatorOptions options);

  [[nodiscard]] HttpAnswer handle(const HttpQuery& query);
  [[nodiscard]] double busy_seconds() const { return 1e-9 * static_cast<double>(busy_.load()); }
  /// The largest body worth reading: the documented limit, unless a fault lifts it.
  [[nodiscard]] std::size_t max_body_bytes() const;
  /// Operations of the contracts that it answers with 501.
  [[nodiscard]] std::set<std::string> lacks() const;

 private:
  struct Answered {
    const Contract* contract = nullptr;
    Reply reply;
    bool counted = false;  ///< against the rate limit: the caller was known
  };

  [[nodiscard]] Answered respond(const HttpQuery& query);
  /// The refusal of a request that is wrong in a way common to all operations, or nothing.
  [[nodiscard]] std::optional<Reply> check_key(const HttpQuery& query,
                                               const Contract* contract) const;
  [[nodiscard]] std::optional<Reply> check_form(const HttpQuery& query, const Contract& contract,
                                                Request* request) const;
  [[nodiscard]] Reply judge(Call* call, Request request);
  [[nodiscard]] Reply run(const Call& call);
  [[nodiscard]] std::string allowed_methods(const std::string& path) const;
  [[nodiscard]] bool enforced(std::string_view common_requirement) const;
  [[nodiscard]] HttpAnswer write(Answered outcome, double seconds);
  void add_rate_headers(const Answered& outcome, Fields* headers);

  const ContractIndex* index_;
  EmulatorOptions options_;
  Faults faults_;
  RatePools pools_;
  std::unordered_map<const Contract*, Handler> handlers_;
  std::mutex state_mutex_;
  State state_;
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::int64_t> busy_{0};
};

}  // namespace brazecheck::mock
