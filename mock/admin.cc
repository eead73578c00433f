#include "mock/admin.h"

#include <fmt/format.h>

#include <algorithm>

#include "contract/error.h"
#include "mock/embedded.h"
#include "mock/http_wire.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr std::size_t kMaxSnapshots = 100;
constexpr std::size_t kMaxPage = 1024;

HttpAnswer json_answer(int status, const Json& body) {
  HttpAnswer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  answer.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return answer;
}

HttpAnswer message(int status, const std::string& text) {
  return json_answer(status, {{"message", text}});
}

HttpAnswer done() { return message(200, "success"); }

/// Host and Origin name this machine: a page of somebody else's, which the browser of this machine
/// shows, cannot speak to us under another name.
bool names_loopback(std::string_view authority) {
  if (const std::size_t scheme = authority.find("://"); scheme != std::string_view::npos) {
    authority.remove_prefix(scheme + 3);
  }
  std::string host(authority);
  if (host.starts_with('[')) {
    host = host.substr(1, host.find(']') - 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  return host == "localhost" || host == "::1" || in_network(host, "127.0.0.0/8");
}

std::string last_segment(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::size_t number_of(const Fields& query, std::string_view name, std::size_t otherwise) {
  for (const auto& [key, value] : query) {
    if (key != name || value.empty() || value.size() > 18 ||
        !std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      continue;
    }
    return std::stoull(value);
  }
  return otherwise;
}

std::string_view content_type(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/json";
}

/// The inspector page and its parts.
std::optional<HttpAnswer> page(const std::string& path) {
  std::string name = path == "/ui" || path == "/ui/" ? "ui/index.html" : path.substr(1);
  if (path == "/openapi.json") name = "ui/openapi.json";
  if (!name.starts_with("ui/")) return std::nullopt;
  const auto file = embedded_files().find(name);
  if (file == embedded_files().end()) return std::nullopt;
  HttpAnswer answer;
  answer.headers = {{"Content-Type", std::string(content_type(name))},
                    {"Cache-Control", "no-cache"},
                    {"Content-Security-Policy", "default-src 'self'"},
                    {"X-Content-Type-Options", "nosniff"}};
  answer.body = file->second;
  return answer;
}

/// Everything in the state as rows, for people who look around: profiles, catalogs and tables.
Json rows_of(const State& state, const std::string& table, std::size_t skip, std::size_t count) {
  Json rows = Json::array();
  if (table == "users") {
    std::size_t at = 0;
    state.users.for_each([&](const Profile& profile) {
      if (at++ >= skip && rows.size() < count) {
        rows.push_back({{"id", profile.braze_id}, {"document", to_json(profile)}});
      }
    });
    return rows;
  }
  if (table == kCatalogKind) {
    std::size_t at = 0;
    for (const auto& [name, catalog] : state.catalogs.all()) {
      if (at++ >= skip && rows.size() < count) {
        rows.push_back({{"id", name}, {"document", catalog_document(*catalog)}});
      }
    }
    return rows;
  }
  const Table* found = nullptr;
  if (table.starts_with(kItemsKindPrefix)) {
    const Catalog* catalog = state.catalogs.find(table.substr(kItemsKindPrefix.size()));
    if (catalog != nullptr) found = &catalog->items;
  } else if (const auto known = state.tables().find(table); known != state.tables().end()) {
    found = &known->second;
  }
  if (found == nullptr) return nullptr;
  for (const Table::Row* row : found->page(skip, count)) {
    rows.push_back({{"id", row->id}, {"document", row->document}});
  }
  return rows;
}

}  // namespace

Admin::Admin(Emulator& emulator, EmulatedClock& clock, Options options)
    : emulator_(&emulator),
      clock_(&clock),
      options_(std::move(options)),
      faults_(emulator.faults()->texts()) {}

const std::vector<Admin::Route>& Admin::routes() {
  static const std::vector<Route> kRoutes = {
      {"GET", "/health", &Admin::health},
      {"GET", "/state", &Admin::get_state},
      {"PUT", "/state", &Admin::put_state},
      {"DELETE", "/state", &Admin::reset_state},
      {"POST", "/reset", &Admin::reset_state},
      {"POST", "/fixtures", &Admin::add_fixtures},
      {"GET", "/tables", &Admin::list_tables},
      {"GET", "/tables/*", &Admin::get_table},
      {"GET", "/snapshots", &Admin::list_snapshots},
      {"PUT", "/snapshots/*", &Admin::take_snapshot},
      {"POST", "/snapshots/*", &Admin::restore_snapshot},
      {"DELETE", "/snapshots/*", &Admin::drop_snapshot},
      {"GET", "/requests", &Admin::list_requests},
      {"GET", "/requests/*", &Admin::get_request},
      {"DELETE", "/requests", &Admin::clear_requests},
      {"GET", "/faults", &Admin::get_faults},
      {"PUT", "/faults", &Admin::put_faults},
      {"DELETE", "/faults", &Admin::clear_faults},
      {"GET", "/clock", &Admin::get_clock},
      {"PUT", "/clock", &Admin::put_clock},
  };
  return kRoutes;
}

std::vector<std::pair<std::string_view, std::string_view>> Admin::operations() {
  std::vector<std::pair<std::string_view, std::string_view>> operations;
  for (const Route& route : routes()) operations.emplace_back(route.method, route.path);
  return operations;
}

std::optional<HttpAnswer> Admin::refusal(const HttpQuery& query) const {
  if (!options_.token.empty()) {
    const std::string* given = find_header(query.headers, "Authorization");
    if (given == nullptr || *given != "Bearer " + options_.token) {
      return message(401, "the control API asks for its token: Authorization: Bearer …");
    }
    return std::nullopt;
  }
  for (const char* name : {"Host", "Origin"}) {
    const std::string* value = find_header(query.headers, name);
    if (value != nullptr && !names_loopback(*value)) {
      return message(403, fmt::format("{} is another machine's name; the control API without a "
                                      "token speaks to this one only",
                                      name));
    }
  }
  return std::nullopt;
}

std::optional<HttpAnswer> Admin::handle(const HttpQuery& query) {
  const std::string whole(target_path(query.target));
  if (!options_.enabled || !whole.starts_with(kAdminPath)) return std::nullopt;
  const std::string rest = whole.substr(kAdminPath.size());
  if (!rest.empty() && rest.front() != '/') return std::nullopt;
  const std::string method = query.method == "HEAD" ? "GET" : query.method;
  // The page holds nothing; what it shows it asks for with the token that people type into it.
  if (method == "GET") {
    if (auto file = page(rest)) return file;
  }
  if (auto refused = refusal(query)) return refused;
  if (query.body_too_large) return message(413, "the body is too large");
  Request request{decode_percent(rest, false), target_query(query.target), nullptr};
  if (!query.body.empty()) {
    request.body = Json::parse(query.body, nullptr, false);
    if (request.body.is_discarded()) return message(400, "the body is not valid JSON");
  }
  std::string allowed;
  for (const Route& route : routes()) {
    const bool any = route.path.ends_with("/*");
    const std::string_view stem = route.path.substr(0, route.path.size() - (any ? 1 : 0));
    const bool matches = any ? request.path.starts_with(stem) && request.path.size() > stem.size()
                             : request.path == stem;
    if (!matches) continue;
    if (route.method != method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    try {
      return (this->*route.answer)(request);
    } catch (const InputError& error) {
      return message(400, error.what());
    }
  }
  if (allowed.empty())
    return message(404, "the control API has no such path; see /__admin/openapi.json");
  HttpAnswer answer = message(405, "the path knows other methods");
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

HttpAnswer Admin::health(const Request&) {
  return json_answer(200, {{"status", "ok"},
                           {"service", "brazecheck-emulator"},
                           {"version", BRAZECHECK_VERSION},
                           {"consistency_seconds", emulator_->consistency_seconds()},
                           {"lacks", emulator_->lacks()},
                           {"supplies", options_.supplies}});
}

HttpAnswer Admin::get_state(const Request&) {
  Json document;
  emulator_->store().with_state([&](State& state) { document = state.to_json(); });
  return json_answer(200, document);
}

HttpAnswer Admin::put_state(const Request& request) {
  emulator_->store().with_state([&](State& state) { state.load(request.body); });
  return done();
}

HttpAnswer Admin::reset_state(const Request&) {
  emulator_->store().reset();
  return done();
}

HttpAnswer Admin::add_fixtures(const Request& request) {
  const Json& body = request.body;
  const Json added = body.is_object() ? body.value("state", body) : body;
  emulator_->store().with_state([&](State& state) { state.add(added); });
  return done();
}

HttpAnswer Admin::list_tables(const Request&) {
  Json tables = Json::array();
  emulator_->store().with_state([&](State& state) {
    const auto add = [&](const std::string& name, std::size_t size) {
      tables.push_back({{"name", name}, {"rows", size}});
    };
    add("users", state.users.size());
    add(std::string(kCatalogKind), state.catalogs.all().size());
    for (const auto& [name, catalog] : state.catalogs.all()) {
      add(catalog->items.kind(), catalog->items.size());
    }
    for (const auto& [name, table] : state.tables()) add(name, table.size());
  });
  return json_answer(200, {{"tables", std::move(tables)}});
}

HttpAnswer Admin::get_table(const Request& request) {
  const std::string name = request.path.substr(std::string_view("/tables/").size());
  const std::size_t skip = number_of(request.query, "offset", 0);
  const std::size_t count = std::min(kMaxPage, number_of(request.query, "limit", 100));
  Json rows;
  emulator_->store().with_state(
      [&](const State& state) { rows = rows_of(state, name, skip, count); });
  if (rows.is_null()) return message(404, "there is no table of that name");
  return json_answer(200, {{"rows", std::move(rows)}});
}

HttpAnswer Admin::list_snapshots(const Request&) {
  const std::lock_guard lock(mutex_);
  Json names = Json::array();
  for (const auto& [name, document] : snapshots_) names.push_back(name);
  return json_answer(200, {{"snapshots", std::move(names)}});
}

HttpAnswer Admin::take_snapshot(const Request& request) {
  Json document;
  emulator_->store().with_state([&](State& state) { document = state.to_json(); });
  const std::lock_guard lock(mutex_);
  const std::string name = last_segment(request.path);
  if (snapshots_.size() >= kMaxSnapshots && !snapshots_.contains(name)) {
    return message(400, fmt::format("there are {} snapshots already", kMaxSnapshots));
  }
  snapshots_[name] = std::move(document);
  return done();
}

HttpAnswer Admin::restore_snapshot(const Request& request) {
  Json document;
  {
    const std::lock_guard lock(mutex_);
    const auto found = snapshots_.find(last_segment(request.path));
    if (found == snapshots_.end()) return message(404, "there is no snapshot of that name");
    document = found->second;
  }
  emulator_->store().with_state([&](State& state) { state.load(document); });
  return done();
}

HttpAnswer Admin::drop_snapshot(const Request& request) {
  const std::lock_guard lock(mutex_);
  if (snapshots_.erase(last_segment(request.path)) == 0) {
    return message(404, "there is no snapshot of that name");
  }
  return done();
}

HttpAnswer Admin::list_requests(const Request& request) {
  return json_answer(
      200, {{"requests", emulator_->journal().list(number_of(request.query, "after", 0),
                                                   number_of(request.query, "limit", 100))},
            {"newest", emulator_->journal().newest()}});
}

HttpAnswer Admin::get_request(const Request& request) {
  const Json entry =
      emulator_->journal().find(number_of({{"number", last_segment(request.path)}}, "number", 0));
  return entry.is_null() ? message(404, "the journal has no such request, or no longer")
                         : json_answer(200, entry);
}

HttpAnswer Admin::clear_requests(const Request&) {
  emulator_->journal().clear();
  return done();
}

HttpAnswer Admin::get_faults(const Request&) {
  Json operations = Json::array();
  for (const auto& contract : emulator_->index().operations()) {
    operations.push_back(contract->operation);
  }
  const std::lock_guard lock(mutex_);
  return json_answer(
      200,
      {{"faults", faults_}, {"grammar", fault_grammar()}, {"operations", std::move(operations)}});
}

HttpAnswer Admin::put_faults(const Request& request) {
  const Json& list = member(request.body, "faults");
  if (!list.is_array()) return message(400, "write {\"faults\": [\"…\"]}");
  std::vector<std::string> faults;
  for (const Json& fault : list) faults.push_back(text(fault));
  const std::lock_guard lock(mutex_);
  emulator_->set_faults(faults);
  faults_ = std::move(faults);
  return done();
}

HttpAnswer Admin::clear_faults(const Request&) {
  const std::lock_guard lock(mutex_);
  emulator_->set_faults({});
  faults_.clear();
  return done();
}

HttpAnswer Admin::get_clock(const Request&) {
  return json_answer(200, {{"now", to_export_time(clock_->now())}, {"speed", clock_->speed()}});
}

HttpAnswer Admin::put_clock(const Request& request) {
  const Json& set = member(request.body, "set");
  const Json& advance = member(request.body, "advance_seconds");
  if (set.is_null() == advance.is_null() || (!set.is_null() && !set.is_string()) ||
      (!advance.is_null() && !advance.is_number())) {
    return message(400,
                   "write {\"set\": \"real\" | a time | \"x60\"} or {\"advance_seconds\": 60}");
  }
  if (set.is_string()) {
    clock_->set(text(set));
  } else {
    const double seconds = std::clamp(advance.get<double>(), -1e9, 1e9);
    clock_->advance(
        std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(seconds)));
  }
  emulator_->store().catch_up(emulator_->now());
  return get_clock(request);
}

}  // namespace brazecheck::mock
