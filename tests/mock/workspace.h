#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client.h"
#include "mock/emulator.h"

namespace brazecheck::mock {

/// The contracts of the source tree, loaded once.
[[nodiscard]] const ContractIndex& contracts();

/// An emulator without a network, with a clock that stands still, and short ways to ask it.
class Workspace {
 public:
  explicit Workspace(std::vector<std::string> faults = {});
  /// With other options than usual.
  using Setup = std::function<void(EmulatorOptions*)>;
  explicit Workspace(Setup setup);

  /// The answer to a request with the key that may do everything ("" sends none).
  [[nodiscard]] HttpAnswer send(std::string_view method, std::string_view target,
                                std::string_view body = "", std::string_view key = "full");
  /// The same, as status and JSON.
  struct Answer {
    int status = 0;
    Json body;
  };
  [[nodiscard]] Answer call(std::string_view method, std::string_view target,
                            const Json& body = nullptr);

  /// POST /users/track that must succeed.
  void track(const Json& body);
  /// The exported profile of an external ID, or null.
  [[nodiscard]] Json profile(const std::string& external_id);
  /// POST /users/export/ids of all fields.
  [[nodiscard]] Json export_by(Json identifiers);

  Emulator& emulator() { return emulator_; }
  Time now;

 private:
  Emulator emulator_;
};

[[nodiscard]] std::string header(const HttpAnswer& answer, std::string_view name);

}  // namespace brazecheck::mock
