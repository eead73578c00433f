#include "suites/page_detail.h"

#include <fmt/format.h>

#include <algorithm>

namespace brazecheck::page_detail {

Fields with(const Fields& fields, const Fields& more) {
  Fields all = fields;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Fields page(const Listing& listing, std::size_t number) {
  return {{listing.page, std::to_string(number)}};
}

Json page_zero(Session& session, const Listing& listing, const Fields& more) {
  return entries_of(session, listing, with(page(listing, 0), more));
}

std::vector<std::string> keys_of(const Listing& listing, const Json& entries) {
  std::vector<std::string> keys;
  for (const Json& entry : entries) keys.push_back(key_of(listing, entry));
  return keys;
}

std::vector<std::string> keys_of(const Listing& listing, const Walk& walked) {
  std::vector<std::string> keys;
  for (const Json& entry : walked.entries) keys.push_back(key_of(listing, entry));
  return keys;
}

std::set<std::string> set_of(const std::vector<std::string>& keys) {
  return {keys.begin(), keys.end()};
}

std::string repeated(const std::vector<std::string>& keys) {
  std::set<std::string> seen;
  for (const auto& key : keys) {
    if (!seen.insert(key).second) return key;
  }
  return "";
}

std::string shown(const std::vector<std::string>& keys) {
  constexpr std::size_t kShown = 6;
  const std::size_t count = std::min(kShown, keys.size());
  return fmt::format(
      "{} entries: {}{}", keys.size(),
      fmt::join(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), ", "),
      keys.size() > count ? ", …" : "");
}

bool enough(Session& session, const Json& entries, std::size_t least) {
  if (session.failed()) return false;
  if (entries.size() >= least) return true;
  session.skip(fmt::format("the list holds {} entries, {} are needed", entries.size(), least));
  return false;
}

}  // namespace brazecheck::page_detail
