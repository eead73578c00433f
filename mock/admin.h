#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mock/emulated_clock.h"
#include "mock/emulator.h"

namespace brazecheck::mock {

/// Everything under this path belongs to the control API.
inline constexpr std::string_view kAdminPath = "/__admin";

/// The control API: what tests and people do to an emulator beside sending it requests. It is
/// described in mock/ui/openapi.json, which it serves itself. Thread-safe.
class Admin {
 public:
  struct Options {
    bool enabled = true;
    std::string token;  ///< asked for with every request when not ""
    /// Names of things in the fixtures, by the names that contracts give them: for whoever tests.
    std::map<std::string, std::string> supplies;
  };

  /// Both must outlive it.
  Admin(Emulator& emulator, EmulatedClock& clock, Options options);

  /// The answer, or nothing where the path is not one of its own.
  [[nodiscard]] std::optional<HttpAnswer> handle(const HttpQuery& query);

  /// Methods and paths (behind kAdminPath) of all that it answers, beside the page and its
  /// description; a last segment "*" stands for any one.
  [[nodiscard]] static std::vector<std::pair<std::string_view, std::string_view>> operations();

 private:
  struct Request {
    std::string path;  ///< behind kAdminPath, decoded
    Fields query;
    Json body;  ///< null when there is none
  };
  struct Route {
    std::string_view method;
    std::string_view path;  ///< a last segment "*" stands for any one
    HttpAnswer (Admin::*answer)(const Request& request);
  };
  static const std::vector<Route>& routes();
  [[nodiscard]] std::optional<HttpAnswer> refusal(const HttpQuery& query) const;

  HttpAnswer health(const Request& request);
  HttpAnswer get_state(const Request& request);
  HttpAnswer put_state(const Request& request);
  HttpAnswer reset_state(const Request& request);
  HttpAnswer add_fixtures(const Request& request);
  HttpAnswer list_tables(const Request& request);
  HttpAnswer get_table(const Request& request);
  HttpAnswer list_snapshots(const Request& request);
  HttpAnswer take_snapshot(const Request& request);
  HttpAnswer restore_snapshot(const Request& request);
  HttpAnswer drop_snapshot(const Request& request);
  HttpAnswer list_requests(const Request& request);
  HttpAnswer get_request(const Request& request);
  HttpAnswer clear_requests(const Request& request);
  HttpAnswer get_faults(const Request& request);
  HttpAnswer put_faults(const Request& request);
  HttpAnswer clear_faults(const Request& request);
  HttpAnswer get_clock(const Request& request);
  HttpAnswer put_clock(const Request& request);

  Emulator* emulator_;
  EmulatedClock* clock_;
  Options options_;
  std::mutex mutex_;
  std::map<std::string, Json> snapshots_;  ///< by name; guarded by `mutex_`
  std::vector<std::string> faults_;        ///< those in force; guarded by `mutex_`
};

}  // namespace brazecheck::mock
