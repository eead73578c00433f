#include "contract/exchange.h"

#include <algorithm>
#include <cctype>

namespace brazecheck {

const std::string* find_header(const Fields& headers, std::string_view name) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  for (const auto& [key, value] : headers) {
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same)) return &value;
  }
  return nullptr;
}

std::string Finding::message() const {
  const std::string where = pointer.empty() ? "the body" : pointer;
  if (actual.empty()) return where + ": expected " + expected;
  return where + ": expected " + expected + ", found " + actual;
}

}  // namespace brazecheck
