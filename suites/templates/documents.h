#pragma once

#include <functional>
#include <string>
#include <vector>

#include "suites/moments.h"
#include "suites/pages.h"
#include "suites/scenario.h"

namespace brazecheck::templates {

/// Email templates and Content Blocks are created, updated, read and listed alike. Nothing deletes
/// them: what a scenario makes stays, so it makes few.
struct Documents {
  std::string family;            ///< "templates.email"
  std::string entries;           ///< member of the list that holds them
  std::string id;                ///< member that names one, and parameter of info and update
  std::string changed;           ///< member with the time of the last change
  std::string created_readable;  ///< requirement that a new one reads back
  std::string updated_readable;  ///< requirement that a change reads back
};

[[nodiscard]] const Documents& email_templates();
[[nodiscard]] const Documents& content_blocks();

/// The operations that make and read them.
[[nodiscard]] std::vector<std::string> uses_of(const Documents& documents,
                                               std::vector<std::string> more = {});

/// A text for names, which nothing else has.
[[nodiscard]] std::string own_name(const Session& session, const std::string& suffix = "");

/// Creates one and returns its ID; "" after a failure.
[[nodiscard]] std::string create(Session& session, const Documents& documents, const Json& fields);
/// The smallest of its kind.
[[nodiscard]] std::string create_small(Session& session, const Documents& documents,
                                       const std::string& suffix = "");
/// What the creating call answers.
[[nodiscard]] Json created(Session& session, const Documents& documents, const Json& fields);

[[nodiscard]] Call info_call(const Documents& documents, const std::string& id);
[[nodiscard]] Call update_call(const Documents& documents, const std::string& id, Json fields);
/// What info says of it.
[[nodiscard]] Json info(Session& session, const Documents& documents, const std::string& id);
/// Whether `found` has each of the fields, as it was sent.
[[nodiscard]] bool has_all(const Json& found, const Json& fields);
/// Waits until info gives these fields, which `requirement` speaks of.
bool shows(Session& session, const Documents& documents, const std::string& requirement,
           const std::string& id, const Json& fields);

/// A tag that something of the kind has; "" where nothing listed has one.
[[nodiscard]] std::string known_tag(Session& session, const Documents& documents);

/// The list, for plays on its pages.
[[nodiscard]] Listing listing_of(const Documents& documents);
/// The entry with this ID in the list that these parameters give; null where it is not there.
[[nodiscard]] Json listed(Session& session, const Documents& documents, const std::string& id,
                          const Fields& query);

}  // namespace brazecheck::templates
