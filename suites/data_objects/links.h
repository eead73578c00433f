#pragma once

#include <string>
#include <vector>

#include "suites/data_objects/stock.h"

namespace brazecheck::data_objects {

/// Relationships of objects come in two families, which are called alike: to other objects and to
/// users.
enum class Family { kEdges, kTies };

inline constexpr char kEdges[] = "data_objects.object_relationships";
inline constexpr char kTies[] = "data_objects.users";

[[nodiscard]] std::string operation(Family family, const std::string& verb);
[[nodiscard]] std::vector<std::string> uses_of(Family family, std::vector<std::string> more = {});

/// A relationship of an object: `key` names it in bodies. That of an object to another one names no
/// anchor: the object in the path is its source.
struct Link {
  Family family = Family::kEdges;
  Object own;
  Json key;
};

/// The kind of relationship that the target supplies: it has no required attributes, and optional
/// texts since and note.
[[nodiscard]] std::string kind_of(Session& session, Family family);
/// Two values of those attributes, and another one of the first.
[[nodiscard]] Json both_attributes();

/// A user of the session's own, until its end; returns the Braze ID.
[[nodiscard]] std::string make_user(Session& session, const std::string& suffix = "");
[[nodiscard]] std::string external_id_of_user(const Session& session, const std::string& suffix);
/// An object and `count` others, or users, that it is not yet related to.
[[nodiscard]] std::vector<Link> make_ends(Session& session, Family family, int count);
/// The same, related by creating calls with these attributes. Empty after a failure.
[[nodiscard]] std::vector<Link> make_links(Session& session, Family family, int count,
                                           const Json& attributes = Json::object());
/// make_links() with one, related or not yet. Its key is null after a failure.
[[nodiscard]] Link make_link(Session& session, Family family, const Json& attributes);
[[nodiscard]] Link make_end(Session& session, Family family);
/// The same relationship, of whatever is there, named from an object that is not.
[[nodiscard]] Link with_own(Link link, Object own);

/// A call that names the relationship; without attributes where they are null.
[[nodiscard]] Call link_call(const std::string& verb, const Link& link, const Json& attributes);

/// An object relationship named from its other end, and the one back from there.
[[nodiscard]] Link from_target(const Link& link);
[[nodiscard]] Link backwards(const Link& link);
/// The object at the other end.
[[nodiscard]] Object other_end(const Link& link);

/// Entries that the list of an object gives.
[[nodiscard]] Json entries(Session& session, Family family, const Object& own,
                           const Fields& query = {});
/// The entry of the relationship in the list of its own object; null where it is not there.
[[nodiscard]] Json entry_of(Session& session, const Link& link);
/// The entry among those, for an object relationship on the side that its anchor has.
[[nodiscard]] Json entry_among(const Json& entries, const Link& link);

/// Whether a patch that changes nothing answers with exactly these attributes: another way to see
/// the relationship.
[[nodiscard]] bool patch_shows(Session& session, const Link& link, const Json& attributes);
/// Waits until the relationship is gone from the list of its object. Where it is not, that is laid
/// to the list if a patch finds it no more, else to the deletion.
bool link_gone(Session& session, const Link& link);
/// Waits until the relationship is listed with exactly these attributes. Where it is not, that is
/// laid to the list if a patch that changes nothing answers with them, else to `requirement`.
bool link_shows(Session& session, const std::string& requirement, const Link& link,
                const Json& attributes);

}  // namespace brazecheck::data_objects
