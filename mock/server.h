#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contract/index.h"

namespace brazecheck::mock {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 picks a free one
  /// Keys with their permissions; nullopt means every permission, and the key is a SCIM token too.
  std::map<std::string, std::optional<std::set<std::string>>> keys;
  std::vector<std::string> faults;  ///< names as find_fault (mock/faults.h) reads them
  int threads = 1;
  std::string
      fixed_clock;  ///< a time that stands still ("2026-01-01T00:00:00Z"), or "" for the real one
};

/// The emulator: an HTTP/1.1 server with the documented behaviour over its own state.
class Server {
 public:
  /// Listens before it returns. `index` must outlive it. Throws InputError: mock.port-in-use,
  /// mock.bad-host, mock.unknown-fault, mock.bad-clock.
  static std::unique_ptr<Server> start(const ContractIndex& index, ServerOptions options);
  virtual ~Server() = default;  ///< stops and joins

  [[nodiscard]] virtual std::string base_url() const = 0;
  /// Seconds spent handling requests (not waiting on sockets), for the run's account of time.
  [[nodiscard]] virtual double busy_seconds() const = 0;
  /// Operations of the contracts that it answers with 501.
  [[nodiscard]] virtual std::set<std::string> lacks() const = 0;
};

}  // namespace brazecheck::mock
