#include "transport/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

#include "contract/error.h"
#include "contract/uri.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

/// A part of a parsed URL, or "" where it has none.
std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK || text == nullptr) return "";
  std::string copy = text;
  curl_free(text);
  return copy;
}

// By address or by the reserved name: "127.example.org" is somebody else's machine.
bool is_loopback(std::string host) {
  for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  in_addr address{};
  const bool numeric = inet_pton(AF_INET, host.c_str(), &address) == 1;
  return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
         (numeric && host.starts_with("127."));
}

}  // namespace

BaseUrl parse_base_url(const std::string& text) {
  const auto refuse = [](const std::string& why) -> BaseUrl {
    // The URL itself is not repeated: it may hold a password.
    throw InputError("target.bad-url", "base URL", why);
  };
  const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), curl_url_cleanup);
  if (!url) throw std::bad_alloc();
  if (!text.starts_with("http://") && !text.starts_with("https://")) {
    return refuse("must start with https:// or http://");
  }
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    return refuse("is not a URL of the form https://host[:port][/prefix]");
  }
  if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()) {
    return refuse("must not hold a user name or password");
  }
  if (text.find_first_of("?#") != std::string::npos)
    return refuse("must not hold a query or fragment");

  BaseUrl base;
  base.text = text;
  while (base.text.ends_with('/')) base.text.pop_back();
  const std::string host = part(url.get(), CURLUPART_HOST);
  base.authority = host + ":" + part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  base.tls = part(url.get(), CURLUPART_SCHEME) == "https";
  base.loopback = is_loopback(host);
  return base;
}

std::string wire_path(std::string_view path) {
  constexpr std::string_view kAllowed = "/%!$&'()*+,;=:@";
  std::string out;
  out.reserve(path.size());
  if (!path.starts_with('/')) out += '/';
  for (const char c : path) {
    if (kAllowed.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += percent_encode({&c, 1});
    }
  }
  return out;
}

std::string wire_query(const Fields& query) {
  std::string out;
  for (const auto& [name, value] : query) {
    out += out.empty() ? '?' : '&';
    out += percent_encode(name);
    out += '=';
    out += percent_encode(value);
  }
  return out;
}

}  // namespace brazecheck
