#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contract/index.h"
#include "mock/keys.h"
#include "mock/state.h"

namespace brazecheck::mock {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 picks a free one
  Keys keys;
  std::vector<std::string> faults;  ///< names as fault_grammar() (mock/faults.h) lists them
  int threads = 1;
  std::string clock = "real";      ///< as EmulatedClock reads it
  double consistency_seconds = 0;  ///< how long the effect of asynchronous operations stays unseen
  std::optional<double> rate_limits;  ///< times the documented ones; nullopt: never enforced
  bool strict = false;
  std::string state_file;  ///< "": in memory
  /// What a new workspace holds: a state (State::load), or {"state": …, "supplies": {name: value}}
  /// as in mock/fixtures. Null: default_fixtures().
  Json fixtures;
  bool admin = true;  ///< the control API
  std::string admin_token;
  std::string tls_certificate, tls_key;  ///< PEM files; "": plain HTTP
  /// Sends a message to the outside world (answers to callbacks); may be called from any thread,
  /// one message at a time. Null: nothing leaves.
  std::function<void(const Outgoing&)> deliver;
};

/// The emulator: an HTTP/1.1 server with the documented behaviour over its own state.
class Server {
 public:
  /// Listens before it returns. `index` must outlive it. Throws InputError: mock.port-in-use,
  /// mock.bad-host, mock.bad-tls, mock.unknown-fault, mock.bad-clock, mock.state-file,
  /// mock.bad-state, mock.open-admin (a control API without a token on an address that others
  /// reach).
  static std::unique_ptr<Server> start(const ContractIndex& index, ServerOptions options);
  virtual ~Server() = default;  ///< stops and joins

  [[nodiscard]] virtual std::string base_url() const = 0;
  /// Seconds spent handling requests (not waiting on sockets), for the run's account of time.
  [[nodiscard]] virtual double busy_seconds() const = 0;
  /// Operations of the contracts that it answers with 501.
  [[nodiscard]] virtual std::set<std::string> lacks() const = 0;
};

/// What a new workspace holds: enough that no list is empty after a plain start, and everything
/// that fixtures of contracts ask a target for (`needs`).
[[nodiscard]] Json default_fixtures();
/// The names in `needs` of contracts, and what default_fixtures() has under them.
[[nodiscard]] std::map<std::string, std::string> default_supplies();

}  // namespace brazecheck::mock
