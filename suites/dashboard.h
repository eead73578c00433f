#pragma once

#include <string>

#include "suites/pages.h"
#include "suites/series.h"

/// Things that are made in the dashboard and that calls only show: campaigns, Canvases, segments
/// and News Feed cards. Each has a list, details and a series, which name it by one id.
namespace brazecheck::dashboard {

struct Kind {
  std::string family;     ///< of its operations: "campaigns", as in campaigns.list
  std::string entries;    ///< member of the list's answer: "campaigns"
  std::string parameter;  ///< that names one: "campaign_id", also what the target supplies
  std::string archived;   ///< what the target supplies that is archived: "archived_campaign_id"
  std::string drafted;    ///< what was launched and has a draft since: "drafted_campaign_id"

  [[nodiscard]] std::string operation(const std::string& name) const { return family + "." + name; }
};

[[nodiscard]] const Kind& campaigns();
[[nodiscard]] const Kind& canvases();
[[nodiscard]] const Kind& segments();
[[nodiscard]] const Kind& cards();

/// Its list; `disjoint` is the requirement about its pages, after the slash.
[[nodiscard]] Listing listing_of(const Kind& kind, const std::string& disjoint);
/// The details of one; null after a failure.
[[nodiscard]] Json details_of(Session& session, const Kind& kind, const std::string& id,
                              const Fields& more = {});
/// Reads a member of the details of an entry of the list: "created_at".
[[nodiscard]] Reads detail(const Kind& kind, const std::string& name);
/// The one that the target supplies; "" after a failure.
[[nodiscard]] std::string supplied_id(Session& session, const Kind& kind);
/// The details of the one supplied and of the first that are listed, archived ones too.
[[nodiscard]] std::vector<Json> some_details(Session& session, const Kind& kind);

/// Its series.
[[nodiscard]] series::Series series_of(const Kind& kind);

/// The days of a short series are the last days of a longer one: none is left out at either end.
[[nodiscard]] Play longer_holds_shorter(series::Series series);

/// The id of an entry names the thing in details and series.
[[nodiscard]] Play id_opens_details(Kind kind);
/// Name (the member `name`) and tags of some entries of the list are those of their details.
[[nodiscard]] Play listed_as_described(Kind kind, std::string name);
/// Of two times in the details the first is not after the second: {"created_at", "updated_at"}.
[[nodiscard]] Play times_in_order(Kind kind,
                                  std::vector<std::pair<std::string, std::string>> pairs);
/// What is shown with post_launch_draft_version is not what is shown without, which is what false
/// shows.
[[nodiscard]] Play draft_on_request(Kind kind);

/// Registers a scenario that calls these operations.
void add(const std::string& requirement, std::vector<std::string> uses, Play play);

}  // namespace brazecheck::dashboard
