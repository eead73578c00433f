#pragma once

#include <stdexcept>
#include <string>

namespace brazecheck {

/// A mistake in an input of ours: a contract file, an option, a recorded exchange. Never used for
/// how a target behaves (that is data: a Finding). Caught once, in cli/, and printed in one line.
class InputError : public std::runtime_error {
 public:
  /// `id` is stable and dotted ("contract.duplicate-id"); `where` names the file with a JSON
  /// pointer, the line or the option ("schemas/users/track.json#/requirements/3").
  InputError(std::string id, std::string where, const std::string& message)
      : std::runtime_error("[" + id + "] " + where + ": " + message),
        id_(std::move(id)),
        where_(std::move(where)) {}

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  std::string id_;
  std::string where_;
};

}  // namespace brazecheck
