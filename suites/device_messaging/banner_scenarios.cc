#include <fmt/format.h>

#include "suites/moments.h"
#include "suites/scenario.h"

// Banners on devices: https://www.braze.com/docs/device_messaging_api/
namespace brazecheck::device_messaging {
namespace {

constexpr char kSync[] = "device_messaging.banners.sync";
constexpr char kTrack[] = "device_messaging.banners.track";
constexpr char kVersion[] = "1.2.3";

std::string own_name(const Session& session, const std::string& suffix = "") {
  return "bzc_" + session.token() + suffix;
}

Call sync_call(Session& session, const Json& placements, Json more = Json::object()) {
  more.update({{"external_user_id", own_name(session)},
               {"app_version", kVersion},
               {"placements", placements}});
  if (!more.contains("app_id")) more["app_id"] = session.supplied("app_id");
  return {.operation = kSync, .path = {}, .query = {}, .body = std::move(more)};
}

Call track_call(Session& session, const Json& events, Json more = Json::object()) {
  more.update(
      {{"external_user_id", own_name(session)}, {"app_version", kVersion}, {"events", events}});
  if (!more.contains("app_id")) more["app_id"] = session.supplied("app_id");
  return {.operation = kTrack, .path = {}, .query = {}, .body = std::move(more)};
}

Json event(const std::string& id, const std::string& type) {
  return {{"id", id}, {"event_type", type}, {"timestamp", to_text(present())}};
}

/// A user of the session's own.
void make_user(Session& session) {
  const std::string id = own_name(session);
  session.tidy_later(
      {.operation = "users.delete", .path = {}, .query = {}, .body = Json{{"external_ids", {id}}}});
  session.ok({.operation = "users.track",
              .path = {},
              .query = {},
              .body = Json{{"attributes", {{{"external_id", id}, {"first_name", "Ada"}}}}}});
  session.eventually_of(
      "users.track/creates-user",
      [&] {
        const Json found = session.ok(
            {.operation = "users.export.ids",
             .path = {},
             .query = {},
             .body = Json{{"external_ids", {id}}, {"fields_to_export", {"external_id"}}}});
        return !list(found, "users").empty();
      },
      "a tracked user is exported");
}

/// The Banner of the placement, as the user gets it; null where none fits.
Json banner_at(Session& session, const std::string& placement) {
  return member(member(session.ok(sync_call(session, Json::array({placement}))), "banners"),
                placement);
}

/// The Banner of the supplied placement; gives up where the user gets none.
Json supplied_banner(Session& session, std::string* placement) {
  *placement = session.supplied("banner_placement");
  if (session.failed()) return nullptr;
  Json banner = banner_at(session, *placement);
  if (!member(banner, "id").is_string()) session.skip("no Banner is at the supplied placement");
  return banner;
}

void every_placement_answered(Session& session) {
  make_user(session);
  const std::vector<std::string> placements = {own_name(session, "_a"), own_name(session, "_b"),
                                               own_name(session, " ü")};
  const Json answer = session.ok(sync_call(session, placements));
  if (session.failed()) return;
  const Json banners = member(answer, "banners");
  for (const auto& placement : placements)
    session.expect(
        banners.is_object() && banners.contains(placement) && banners[placement].is_null(),
        "a placement without Banner is a member that is null", answer.dump());
}

void only_requested_placements(Session& session) {
  make_user(session);
  const std::string placement = own_name(session, "_a");
  const Json answer = session.ok(sync_call(session, std::vector<std::string>{placement}));
  const Json banners = member(answer, "banners");
  if (session.failed() || !banners.is_object()) return;
  for (const auto& [name, banner] : banners.items())
    session.expect(name == placement, "no placement is answered that was not asked for",
                   answer.dump());
}

void placement_matches(Session& session) {
  make_user(session);
  std::string placement;
  (void)supplied_banner(session, &placement);
  if (session.failed()) return;
  const Json answer =
      session.ok(sync_call(session, Json::array({own_name(session, "_none"), placement})));
  const Json banners = member(answer, "banners");
  if (session.failed() || !banners.is_object()) return;
  for (const auto& [name, banner] : banners.items()) {
    if (banner.is_object())
      session.expect(member(banner, "placement_id") == name,
                     "placement_id is the placement under which the Banner stands", answer.dump());
  }
}

void unknown_device_accepted(Session& session) {
  make_user(session);
  const Json devices[] = {Json::object(),
                          {{"device_id", ""}},
                          {{"device_id", "  "}},
                          {{"device_id", own_name(session, "_device")}}};
  for (const Json& device : devices) {
    const Exchange& exchange =
        session.send(sync_call(session, Json::array({own_name(session)}), device));
    if (session.failed()) return;
    session.expect(exchange.response->status == 200,
                   fmt::format("the call with {} is answered with 200", device.dump()),
                   fmt::format("answered with {}", exchange.response->status));
  }
}

void no_device_created(Session& session) {
  make_user(session);
  const std::string device = own_name(session, "_device");
  session.ok(sync_call(session, Json::array({own_name(session)}), {{"device_id", device}}));
  const Json found = session.ok({.operation = "users.export.ids",
                                 .path = {},
                                 .query = {},
                                 .body = Json{{"external_ids", {own_name(session)}},
                                              {"fields_to_export", {"external_id", "devices"}}}});
  if (!session.failed())
    session.expect(found.dump().find(device) == std::string::npos,
                   "the profile has no device of the name that the call gave", found.dump());
}

void properties_not_html(Session& session) {
  make_user(session);
  std::string placement;
  const Json banner = supplied_banner(session, &placement);
  if (session.failed()) return;
  session.expect(member(banner, "properties").is_object(), "a Banner has properties",
                 banner.dump());
  for (const auto& entry : banner.items()) {
    const bool markup = entry.value().is_string() &&
                        entry.value().get<std::string>().find("</") != std::string::npos;
    session.expect(entry.key() != "html" && !markup, "and nothing that is rendered", banner.dump());
  }
}

void unknown_app_refused(Session& session, bool sync) {
  for (const char* app : {"0badcafe-0bad-4bad-8bad-0badcafe0bad", "none"}) {
    const Json more = {{"app_id", app}};
    const Exchange& exchange = session.send(
        sync ? sync_call(session, Json::array({own_name(session)}), more)
             : track_call(session, Json::array({event(own_name(session), "click")}), more));
    if (session.failed()) return;
    session.expect(exchange.response->status == 400,
                   fmt::format("the app {} is refused with 400", app),
                   fmt::format("answered with {}", exchange.response->status));
  }
}

/// A click on the Banner of the supplied placement, by its ID.
Json click(Session& session) {
  std::string placement;
  const Json banner = supplied_banner(session, &placement);
  return session.failed() ? Json() : event(member(banner, "id"), "click");
}

void partial_success(Session& session) {
  make_user(session);
  const Json valid = click(session);
  if (session.failed()) return;
  Json faulty = valid, no_time = valid;
  faulty["event_type"] = "glance";
  no_time.erase("timestamp");
  const Exchange& exchange = session.send(track_call(session, {valid, faulty, valid, no_time}));
  if (session.failed()) return;
  session.expect(exchange.response->status == 202, "events beside faulty ones are accepted",
                 fmt::format("answered with {}", exchange.response->status));
  const Json answer = exchange.response->body.value_or(Json());
  std::vector<Json> places;
  for (const auto& error : list(answer, "errors")) places.push_back(member(error, "index"));
  session.expect(places == std::vector<Json>{1, 3} || places == std::vector<Json>{3, 1},
                 "and the faulty ones are listed by their places", answer.dump());
}

void counts_match(Session& session) {
  make_user(session);
  const Json valid = click(session);
  if (session.failed()) return;
  Json faulty = valid;
  faulty["event_type"] = "glance";
  const std::pair<Json, int> calls[] = {
      {Json::array({valid}), 1}, {{valid, valid, valid}, 3}, {{valid, faulty, valid}, 2}};
  for (const auto& [events, accepted] : calls) {
    const Exchange& exchange = session.send(track_call(session, events));
    if (session.failed()) return;
    const Json answer = exchange.response->body.value_or(Json());
    if (exchange.response->status >= 400) {
      session.expect_of("device_messaging.banners.track/partial-success", false,
                        "events beside faulty ones are accepted", answer.dump());
      return;
    }
    session.expect(member(answer, "events_processed") == accepted,
                   fmt::format("events_processed is {} of {}", accepted, events.size()),
                   answer.dump());
  }
}

void no_errors_when_all_valid(Session& session) {
  make_user(session);
  const Json valid = click(session);
  if (session.failed()) return;
  const Exchange& exchange = session.send(track_call(session, {valid, valid}));
  if (session.failed()) return;
  const Json answer = exchange.response->body.value_or(Json());
  session.expect(
      exchange.response->status == 202 && answer.is_object() && !answer.contains("errors"),
      "errors is absent where every event was accepted", answer.dump());
}

/// Whether a sync gives the user this very Banner.
bool still_there(Session& session, const std::string& placement, const Json& banner) {
  return member(banner_at(session, placement), "id") == member(banner, "id");
}

void dismissed_not_synced(Session& session) {
  make_user(session);
  std::string placement;
  const Json banner = supplied_banner(session, &placement);
  if (session.failed()) return;
  session.ok(track_call(session, Json::array({event(member(banner, "id"), "dismiss")})));
  session.eventually([&] { return !still_there(session, placement, banner) && !session.failed(); },
                     "a Banner that the user dismissed is not synced again");
}

void events_by_banner_id(Session& session) {
  make_user(session);
  std::string placement;
  const Json banner = supplied_banner(session, &placement);
  if (session.failed()) return;
  // Whatever the answer: it closes nothing.
  (void)session.send(track_call(session, Json::array({event(placement, "dismiss")})));
  if (session.failed()) return;
  session.expect(still_there(session, placement, banner) || session.failed(),
                 "a dismissal that names the placement dismisses no Banner");
  if (session.failed()) return;
  session.ok(track_call(session, Json::array({event(member(banner, "id"), "dismiss")})));
  session.eventually_of(
      "device_messaging.banners.track/dismissed-not-synced",
      [&] { return !still_there(session, placement, banner) && !session.failed(); },
      "one that names the Banner does");
}

using Play = std::function<void(Session&)>;
ScenarioRegistration scenario(const std::string& statement, Play play) {
  return ScenarioRegistration{{"device_messaging.banners." + statement,
                               {kSync, kTrack, "users.track", "users.export.ids", "users.delete"},
                               std::move(play)}};
}

const ScenarioRegistration kRegistrations[] = {
    scenario("sync/every-placement-answered", every_placement_answered),
    scenario("sync/only-requested-placements", only_requested_placements),
    scenario("sync/placement-matches", placement_matches),
    scenario("sync/unknown-device-accepted", unknown_device_accepted),
    scenario("sync/no-device-created", no_device_created),
    scenario("sync/properties-not-html", properties_not_html),
    scenario("sync/unknown-app-refused",
             [](Session& session) { unknown_app_refused(session, true); }),
    scenario("track/unknown-app-refused",
             [](Session& session) { unknown_app_refused(session, false); }),
    scenario("track/partial-success", partial_success),
    scenario("track/counts-match", counts_match),
    scenario("track/no-errors-when-all-valid", no_errors_when_all_valid),
    scenario("track/dismissed-not-synced", dismissed_not_synced),
    scenario("track/events-by-banner-id", events_by_banner_id),
};

}  // namespace
}  // namespace brazecheck::device_messaging
