#include "suites/dashboard.h"

#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"

namespace brazecheck::dashboard {
namespace {

// Things whose details are read to be compared.
constexpr std::size_t kSample = 4;

Fields named(const Kind& kind, const std::string& id, const Fields& more) {
  Fields query = {{kind.parameter, id}};
  query.insert(query.end(), more.begin(), more.end());
  return query;
}

bool accepts(Session& session, const Call& call) {
  const Exchange& exchange = session.send(call);
  return !session.failed() && exchange.response->status < 300;
}

}  // namespace

const Kind& campaigns() {
  static const Kind kKind{"campaigns", "campaigns", "campaign_id", "archived_campaign_id",
                          "drafted_campaign_id"};
  return kKind;
}

const Kind& canvases() {
  static const Kind kKind{"canvas", "canvases", "canvas_id", "archived_canvas_id",
                          "drafted_canvas_id"};
  return kKind;
}

const Kind& segments() {
  static const Kind kKind{"segments", "segments", "segment_id", "", ""};
  return kKind;
}

const Kind& cards() {
  static const Kind kKind{"feed", "cards", "card_id", "archived_card_id", ""};
  return kKind;
}

Listing listing_of(const Kind& kind, const std::string& disjoint) {
  return {.operation = kind.operation("list"),
          .entries = kind.entries,
          .key = "id",
          .path = {},
          .query = {},
          .page = "page",
          .direction = "sort_direction",
          .disjoint = kind.operation("list/") + disjoint,
          .archived = kind.archived,
          .sized = true};
}

Json details_of(Session& session, const Kind& kind, const std::string& id, const Fields& more) {
  return session.ok({.operation = kind.operation("details"),
                     .path = {},
                     .query = named(kind, id, more),
                     .body = {}});
}

Reads detail(const Kind& kind, const std::string& name) {
  return [kind, name](Session& session, const Json& entry) {
    const Json id = member(entry, "id");
    return id.is_string()
               ? member(details_of(session, kind, id.get_ref<const std::string&>()), name)
               : Json();
  };
}

std::string supplied_id(Session& session, const Kind& kind) {
  return session.supplied(kind.parameter);
}

std::vector<Json> some_details(Session& session, const Kind& kind) {
  std::vector<Json> out = {details_of(session, kind, supplied_id(session, kind))};
  const Json listed = entries_of(session, listing_of(kind, ""), {{"include_archived", "true"}});
  for (const Json& entry : listed) {
    if (session.failed() || out.size() > kSample) break;
    const Json id = member(entry, "id");
    if (id.is_string()) out.push_back(details_of(session, kind, id.get_ref<const std::string&>()));
  }
  return session.failed() ? std::vector<Json>() : out;
}

series::Series series_of(const Kind& kind) {
  return {.operation = kind.operation("data_series"),
          .counts = {},
          .subject = [kind](Session& session) -> Fields {
            return {{kind.parameter, supplied_id(session, kind)}};
          }};
}

Play longer_holds_shorter(series::Series series) {
  return [series = std::move(series)](Session& session) {
    constexpr int kShort = 3, kLong = 7;
    const Fields subject = series.subject(session);
    const auto days = [&](int length) {
      return series::read(session, series, subject,
                          {{"length", std::to_string(length)}, {"ending_at", to_text(morning(2))}});
    };
    const series::Points all = days(kLong), some = days(kShort);
    if (session.failed() || some.times.empty()) return;
    const Moment first =
        std::chrono::floor<std::chrono::days>(morning(2)) - std::chrono::days(kShort - 1);
    const auto since = [&](const series::Points& points) {
      return std::count_if(points.times.begin(), points.times.end(),
                           [&](Moment time) { return time >= first; });
    };
    session.expect(since(all) == since(some),
                   "the days of a short series are the last ones of a longer series",
                   fmt::format("{} days since {}, {} with a length of {}", since(all),
                               to_day(first), since(some), kShort));
    // And so are those of a series that ended days before.
    const series::Points before = series::read(
        session, series, subject,
        {{"length", std::to_string(kShort)}, {"ending_at", to_text(morning(4 + kLong))}});
    const series::Points longest =
        series::read(session, series, subject,
                     {{"length", std::to_string(2 * kLong)}, {"ending_at", to_text(morning(2))}});
    for (const Moment time : before.times) {
      session.expect(std::count(longest.times.begin(), longest.times.end(), time) > 0,
                     fmt::format("{} is in a series of {} days too", to_day(time), 2 * kLong),
                     fmt::format("{} days", longest.times.size()));
    }
  };
}

Play id_opens_details(Kind kind) {
  return [kind = std::move(kind)](Session& session) {
    const Json listed = entries_of(session, listing_of(kind, ""));
    if (session.failed()) return;
    if (listed.empty()) return session.skip("the list holds nothing");
    for (const std::size_t place : {std::size_t{0}, listed.size() - 1}) {
      const std::string id = key_of(listing_of(kind, ""), listed[place]);
      session.expect(accepts(session, {.operation = kind.operation("details"),
                                       .path = {},
                                       .query = named(kind, id, {}),
                                       .body = {}}),
                     "details are given for an id of the list", id);
      session.expect(accepts(session, {.operation = kind.operation("data_series"),
                                       .path = {},
                                       .query = named(kind, id, {{"length", "1"}}),
                                       .body = {}}),
                     "statistics are given for an id of the list", id);
    }
  };
}

Play listed_as_described(Kind kind, std::string name) {
  return [kind = std::move(kind), name = std::move(name)](Session& session) {
    const Json listed = entries_of(session, listing_of(kind, ""));
    if (session.failed()) return;
    if (listed.empty()) return session.skip("the list holds nothing");
    const std::size_t step = std::max<std::size_t>(1, listed.size() / kSample);
    for (std::size_t i = 0; i < listed.size() && !session.failed(); i += step) {
      const Json shown = details_of(session, kind, key_of(listing_of(kind, ""), listed[i]));
      if (session.failed()) return;
      for (const std::string& shared : {name, std::string("tags")}) {
        session.expect(
            member(shown, shared) == member(listed[i], shared),
            fmt::format("{} is the same in the list and in the details", shared),
            fmt::format("{} in the list, {} in the details of {}", member(listed[i], shared).dump(),
                        member(shown, shared).dump(), key_of(listing_of(kind, ""), listed[i])));
      }
    }
  };
}

Play times_in_order(Kind kind, std::vector<std::pair<std::string, std::string>> pairs) {
  return [kind = std::move(kind), pairs = std::move(pairs)](Session& session) {
    bool some = false;
    for (const Json& shown : some_details(session, kind)) {
      for (const auto& [earlier, later] : pairs) {
        const auto first = moment_of(member(shown, earlier));
        const auto second = moment_of(member(shown, later));
        if (!first || !second) continue;
        some = true;
        session.expect(*first <= *second, fmt::format("{} is not after {}", earlier, later),
                       fmt::format("{} and {}", to_text(*first), to_text(*second)));
      }
    }
    if (!some) session.skip("nothing that is listed has both times");
  };
}

Play draft_on_request(Kind kind) {
  return [kind = std::move(kind)](Session& session) {
    const std::string id = session.supplied(kind.drafted);
    const Json plain = details_of(session, kind, id);
    const Json live = details_of(session, kind, id, {{"post_launch_draft_version", "false"}});
    const Json draft = details_of(session, kind, id, {{"post_launch_draft_version", "true"}});
    if (session.failed()) return;
    if (member(plain, "has_post_launch_draft") == false)
      return session.skip(kind.drafted + " has no draft");
    // When somebody edits it meanwhile, the times differ.
    const auto texts = [](Json details) {
      for (const char* name : {"updated_at", "last_sent", "last_entry"}) details.erase(name);
      return details;
    };
    session.expect(texts(plain) == texts(live), "without the parameter what is live is shown",
                   plain.dump());
    session.expect(texts(draft) != texts(live), "the draft is shown with the parameter",
                   draft.dump());
  };
}

void add(const std::string& requirement, std::vector<std::string> uses, Play play) {
  ScenarioRegistration{{requirement, std::move(uses), std::move(play)}};
}

}  // namespace brazecheck::dashboard
