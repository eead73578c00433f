#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "contract/error.h"
#include "contract/index.h"
#include "contract/json.h"

namespace brazecheck {

/// A directory of contracts of our own, with the meta-schemas, shared objects and common rules of
/// the project; removed at the end.
class OwnContracts {
 public:
  OwnContracts() {
    std::string name = (std::filesystem::temp_directory_path() / "bzc_contracts_XXXXXX").string();
    directory_ = mkdtemp(name.data());
    const std::filesystem::path schemas = BRAZECHECK_SCHEMAS;
    for (const char* part : {"meta", "objects"}) {
      std::filesystem::copy(schemas / part, directory_ / part,
                            std::filesystem::copy_options::recursive);
    }
    for (const char* file : {"common.json", "profiles.json", "instances.json"})
      std::filesystem::copy(schemas / file, directory_ / file);
    write(
        "permissions.json",
        Json{{"permissions", {{"things", {{"operations", {"things.get"}}, {"source", "spec"}}}}}});
    write("excluded.json", Json{{"operations", Json::array()}});
    write("rate_limits.json",
          Json{{"headers",
                {{"limit", {{"name", "X-RateLimit-Limit"}, {"meaning", "m"}}},
                 {"remaining", {{"name", "X-RateLimit-Remaining"}, {"meaning", "m"}}},
                 {"reset", {{"name", "X-RateLimit-Reset"}, {"meaning", "m"}}},
                 {"source", "docs:limits"}}},
               {"over_limit", {{"status", 429}, {"statement", "s"}, {"source", "docs:limits"}}},
               {"pools",
                {{"things",
                  {{"requests", 10},
                   {"per_seconds", 60},
                   {"scope", "workspace"},
                   {"source", "docs:limits"},
                   {"profiles", {{"bulk-10000", {{"requests", 20}}}}}}}}}});
  }
  ~OwnContracts() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  OwnContracts(const OwnContracts&) = delete;
  OwnContracts& operator=(const OwnContracts&) = delete;

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((directory_ / file).parent_path());
    std::ofstream(directory_ / file, std::ios::binary) << text;
  }
  void write(const std::string& file, const Json& document) const { write(file, document.dump(1)); }

  [[nodiscard]] ContractIndex load(const std::set<std::string>& profiles = {}) const {
    return ContractIndex::load(directory_, profiles);
  }

  /// "contract.invalid things/get.json#/path", or "" when loading succeeds.
  [[nodiscard]] std::string load_error() const {
    try {
      (void)load();
    } catch (const InputError& error) {
      message_ = error.what();
      return error.id() + " " + error.where();
    }
    return "";
  }
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
  mutable std::string message_;
};

/// The least that a contract says; `path` may hold one parameter, {name}.
inline Json small_contract(const std::string& operation, const std::string& method,
                           const std::string& path) {
  Json contract = {{"operation", operation},
                   {"method", method},
                   {"path", path},
                   {"category", "things"},
                   {"summary", "Does something."},
                   {"docs", "https://example.com/docs"},
                   {"source", "docs:things"},
                   {"permission", "things"},
                   {"rate_limit", {{"pool", "things"}, {"source", "docs:limits"}}},
                   {"effect", "read"},
                   {"stage", "general"},
                   {"request", Json::object()},
                   {"responses", {{"200", Json::object()}}},
                   {"errors", Json::array()},
                   {"requirements", Json::array()},
                   {"examples", Json::array()},
                   {"conflicts", Json::array()}};
  if (path.find("{name}") != std::string::npos)
    contract["request"]["path"]["name"] = {{"type", "string"}};
  return contract;
}

}  // namespace brazecheck
