#include "transport/body.h"

namespace brazecheck {
namespace {

/// Brackets outside strings. What it says of text that is not JSON does not matter: parsing
/// decides.
bool too_deep(std::string_view bytes) {
  int depth = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    switch (bytes[at]) {
      case '[':
      case '{':
        if (++depth > kMaxBodyDepth) return true;
        break;
      case ']':
      case '}':
        --depth;
        break;
      case '"':
        for (++at; at < bytes.size() && bytes[at] != '"'; ++at) {
          if (bytes[at] == '\\') ++at;
        }
        break;
      default:
        break;
    }
  }
  return false;
}

}  // namespace

std::optional<Json> parse_body(std::string_view bytes) {
  if (bytes.empty() || too_deep(bytes)) return std::nullopt;
  Json document = Json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return std::nullopt;
  return document;
}

}  // namespace brazecheck
