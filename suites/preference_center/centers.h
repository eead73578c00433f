#pragma once

#include <string>
#include <vector>

#include "suites/scenario.h"

/// Preference centers of a scenario's own. No call deletes one, so few are made, and as drafts.
namespace brazecheck::preference_center {

inline constexpr char kCreate[] = "preference_center.create";
inline constexpr char kGet[] = "preference_center.get";
inline constexpr char kList[] = "preference_center.list";
inline constexpr char kUpdate[] = "preference_center.update";
inline constexpr char kUrl[] = "preference_center.url";

/// A name that nobody else uses.
[[nodiscard]] std::string center_name(const Session& session, const std::string& suffix = "");
/// The members of a body that are always needed, and `more`.
[[nodiscard]] Json pages(Json more = Json::object());
/// Creates a center and returns the answer; what it is written with is `body`.
[[nodiscard]] Json create(Session& session, const std::string& name, Json body);
/// Changes the center and returns the answer.
[[nodiscard]] Json update(Session& session, const std::string& id, Json body);
/// The ID in the answer of either; "" where there is none.
[[nodiscard]] std::string id_of(const Json& answer);

/// The center; null where the answer is a refusal.
[[nodiscard]] Json read(Session& session, const std::string& id);
/// The members of `body` in which the center that was read differs, "" for none.
[[nodiscard]] std::string differs(const Json& center, const Json& body);
/// All entries of the list.
[[nodiscard]] Json listed(Session& session);
/// The one of this ID, or null.
[[nodiscard]] Json entry_of(const Json& centers, const std::string& id);

}  // namespace brazecheck::preference_center
