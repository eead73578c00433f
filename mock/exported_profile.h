#pragma once

#include <chrono>
#include <optional>

#include "contract/contract.h"
#include "mock/profiles.h"

namespace brazecheck::mock {

/// Exports show the events and purchases of these days.
inline constexpr std::chrono::days kExportedDays{90};  // not from a contract: statements have it

/// What an export shows of a profile.
struct ExportForm {
  const Contract* contract = nullptr;  ///< of the export: names the fields that there are
  Json fields;  ///< `fields_to_export`; all that there are, where it is empty
  /// `custom_attributes_to_export`: single ones, for when `fields` does not ask for all; null:
  /// none.
  Json custom_attributes;
  /// Events and purchases that last happened before it are left out.
  std::optional<Time> since;
};

[[nodiscard]] Json exported_profile(const ExportForm& form, const Profile& profile);

}  // namespace brazecheck::mock
