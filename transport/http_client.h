#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/exchange.h"
#include "contract/uri.h"  // percent_encode, percent_decode

namespace brazecheck {

struct ClientOptions {
  std::string base_url;  ///< "https://rest.iad-01.braze.com", no trailing slash
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{30000};  ///< whole exchange
  std::size_t max_response_bytes = 32u << 20;
  const std::atomic<bool>* stop = nullptr;  ///< once set, an exchange under way is given up
  std::string ca_file;  ///< "" for the system's; verification cannot be turned off
  /// Replaced by "[redacted]" wherever they appear in what is recorded, also when echoed.
  std::vector<std::string> secrets;
};

/// Where a request's own Authorization header has the key, for requests that are signed wrongly on
/// purpose ("Basic ${key}"); without it such a header gives way to the usual one.
inline constexpr std::string_view kKeyPlaceholder = "${key}";

/// A blocking HTTP client over libcurl with its own kept-alive connection. One per thread.
class HttpClient {
 public:
  /// Throws InputError("target.bad-url", …) for anything but http(s)://host[:port][/prefix].
  explicit HttpClient(ClientOptions options);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// Sends `request`, signed with `bearer` when given, and records both sides exactly (redacted).
  /// Bodies get Content-Type: application/json unless the request names one; an empty value sends
  /// none. Never throws for what the target does: that is Exchange::error. Redirects are not
  /// followed. Throws InputError (request.bad-header, request.bad-method) for what cannot be sent.
  [[nodiscard]] Exchange send(Request request, const std::optional<std::string>& bearer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A shell command that sends the request again; the key is "$BRAZE_API_KEY", never its value.
/// Quoted for POSIX shells; bytes that a shell cannot carry go through printf and --data-binary @-.
/// `signed_with_key` false leaves the Authorization header out.
[[nodiscard]] std::string to_curl(const std::string& base_url, const Request& request,
                                  bool signed_with_key);

}  // namespace brazecheck
