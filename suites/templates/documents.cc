#include "suites/templates/documents.h"

#include <fmt/format.h>

#include <algorithm>

#include "suites/groundwork.h"

namespace brazecheck::templates {

const Documents& email_templates() {
  static const Documents documents{.family = "templates.email",
                                   .entries = "templates",
                                   .id = "email_template_id",
                                   .changed = "updated_at",
                                   .created_readable = "templates.email.create/reads-back",
                                   .updated_readable = "templates.email.update/change-reads-back"};
  return documents;
}

const Documents& content_blocks() {
  static const Documents documents{.family = "content_blocks",
                                   .entries = "content_blocks",
                                   .id = "content_block_id",
                                   .changed = "last_edited",
                                   .created_readable = "content_blocks.create/reads-back",
                                   .updated_readable = "content_blocks.update/change-reads-back"};
  return documents;
}

std::vector<std::string> uses_of(const Documents& documents, std::vector<std::string> more) {
  more.push_back(documents.family + ".create");
  more.push_back(documents.family + ".info");
  return more;
}

std::string own_name(const Session& session, const std::string& suffix) {
  return "bzc_" + session.token() + suffix;
}

Json created(Session& session, const Documents& documents, const Json& fields) {
  return session.ok(
      {.operation = documents.family + ".create", .path = {}, .query = {}, .body = fields});
}

std::string create(Session& session, const Documents& documents, const Json& fields) {
  const Json answer = created(session, documents, fields);
  const Json id = member(answer, documents.id);
  if (session.failed() || !id.is_string()) {
    session.skip("what was created has no " + documents.id + ", which is a finding of its own");
    return "";
  }
  return id.get<std::string>();
}

std::string create_small(Session& session, const Documents& documents, const std::string& suffix) {
  const std::string name = own_name(session, suffix);
  return create(session, documents,
                documents.entries == "templates"
                    ? Json{{"template_name", name}, {"subject", "Hello"}, {"body", "<p>Hello</p>"}}
                    : Json{{"name", name}, {"content", "<p>Hello</p>"}});
}

Call info_call(const Documents& documents, const std::string& id) {
  return {.operation = documents.family + ".info",
          .path = {},
          .query = {{documents.id, id}},
          .body = std::nullopt};
}

Call update_call(const Documents& documents, const std::string& id, Json fields) {
  fields[documents.id] = id;
  return {.operation = documents.family + ".update",
          .path = {},
          .query = {},
          .body = std::move(fields)};
}

Json info(Session& session, const Documents& documents, const std::string& id) {
  return session.ok(info_call(documents, id));
}

bool has_all(const Json& found, const Json& fields) {
  return std::all_of(fields.items().begin(), fields.items().end(), [&](const auto& field) {
    return member(found, field.key()) == field.value();
  });
}

bool shows(Session& session, const Documents& documents, const std::string& requirement,
           const std::string& id, const Json& fields) {
  return session.eventually_of(
      requirement,
      [&] {
        const Exchange& exchange = session.send(info_call(documents, id));
        return !session.failed() && exchange.response->status == 200 && exchange.response->body &&
               has_all(*exchange.response->body, fields);
      },
      fmt::format("{} gives {} as it was sent", documents.family + ".info", fields.dump()));
}

Listing listing_of(const Documents& documents) {
  return {.operation = documents.family + ".list",
          .entries = documents.entries,
          .key = documents.id,
          .path = {},
          .query = {},
          .page = "",
          .direction = "",
          .disjoint = ""};
}

std::string known_tag(Session& session, const Documents& documents) {
  for (const auto& entry : entries_of(session, listing_of(documents))) {
    const Json tags = list(entry, "tags");
    if (!tags.empty() && tags[0].is_string()) return tags[0].get<std::string>();
  }
  return "";
}

Json listed(Session& session, const Documents& documents, const std::string& id,
            const Fields& query) {
  // Others may have made more lately than fits a page.
  constexpr std::size_t kMostPages = 10;
  const auto usual =
      static_cast<std::size_t>(session.number_in(documents.family + ".list/default-limit"));
  for (std::size_t page = 0; page < kMostPages; ++page) {
    Fields paged = query;
    if (page > 0) paged.emplace_back("offset", std::to_string(page * usual));
    const Json entries = entries_of(session, listing_of(documents), paged);
    for (const auto& entry : entries) {
      if (member(entry, documents.id) == id) return entry;
    }
    if (session.failed() || entries.size() < usual) break;
  }
  return nullptr;
}

namespace {

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"content_blocks.create/reads-back"},
    GroundworkRegistration{"templates.email.create/reads-back"},
};

}  // namespace

}  // namespace brazecheck::templates
