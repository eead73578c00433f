#include "contract/address.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

namespace brazecheck {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// "/Preference_Center/v1/{{ID}}/" -> "/preference_center/v1/{}"
std::string shape_of(std::string_view path) {
  std::string shape;
  int braces = 0;
  for (const char c : path.substr(0, path.find('?'))) {
    if (c == '{' && braces++ == 0) shape += "{}";
    if (c == '}' && braces > 0) {
      --braces;
    } else if (c != '{' && braces == 0) {
      shape += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  while (shape.size() > 1 && shape.ends_with('/')) shape.pop_back();
  return shape;
}

struct Address {
  std::string method;  // "" for any
  std::string path;
};

Address split(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return {"", std::string(text)};
  const std::size_t path = std::min(text.find_first_not_of(' ', blank), text.size());
  std::string method(text.substr(0, blank));
  std::transform(method.begin(), method.end(), method.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  // Machine translation spares no method: "POSTER /messages/send". Such a word says nothing.
  static constexpr std::array kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) method.clear();
  return {method, std::string(text.substr(path))};
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t changed = diagonal + (a[i] == b[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({changed, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<Meaning> operations_at(const ContractIndex& index, std::string_view address) {
  const Address asked = split(address);
  const std::string shape = shape_of(asked.path);
  std::vector<Meaning> direct, by_alias, filled;
  for (const auto& contract : index.operations()) {
    if (!asked.method.empty() && contract->method != asked.method) continue;
    if (shape_of(contract->path) == shape) direct.push_back({contract.get(), nullptr});
    for (const auto& alias : contract->aliases) {
      if (shape_of(alias.path) == shape) by_alias.push_back({contract.get(), &alias});
    }
    // A path as on the wire, with its parameters filled in.
    const auto match = index.match(contract->method, asked.path.substr(0, asked.path.find('?')));
    if (match.contract == contract.get()) filled.push_back({contract.get(), nullptr});
  }
  if (!direct.empty()) return direct;
  return !by_alias.empty() ? by_alias : filled;
}

std::vector<std::string> similar_paths(const ContractIndex& index, std::string_view address,
                                       std::size_t count) {
  const std::string shape = shape_of(split(address).path);
  constexpr std::size_t kLongest = 200;
  if (shape.size() > kLongest) return {};
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& contract : index.operations()) {
    const std::size_t far = distance(shape, lower(shape_of(contract->path)));
    if (far * 3 <= shape.size()) ranked.emplace_back(far, contract->method + " " + contract->path);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> out;
  for (const auto& [far, text] : ranked) {
    if (out.size() == count) break;
    out.push_back(text);
  }
  return out;
}

}  // namespace brazecheck
