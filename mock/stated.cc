#include "mock/stated.h"

#include <algorithm>
#include <charconv>

namespace brazecheck::mock {

namespace {

std::string_view statement(const Contract& contract, std::string_view name) {
  const std::string id = contract.operation + "/" + std::string(name);
  const auto found = std::find_if(contract.requirements.begin(), contract.requirements.end(),
                                  [&](const Requirement* other) { return other->id == id; });
  return found == contract.requirements.end() ? std::string_view() : (*found)->statement;
}

}  // namespace

std::size_t stated_number(const Contract& contract, std::string_view name) {
  const std::string_view text = statement(contract, name);
  const std::size_t first = text.find_first_of("0123456789");
  std::size_t number = 0;
  if (first != std::string_view::npos) {
    std::from_chars(text.data() + first, text.data() + text.size(), number);
  }
  return number;
}

std::string stated_text(const Contract& contract, std::string_view name) {
  const std::string_view text = statement(contract, name);
  const std::size_t open = text.find('"');
  const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
  if (close == std::string_view::npos) return "";
  return std::string(text.substr(open + 1, close - open - 1));
}

}  // namespace brazecheck::mock
