#include "mock/data_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "contract/formats.h"
#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/error_body.h"
#include "mock/faults.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

/// The page of the family that names the errors of missing things.
constexpr const char* kReading = "data_objects.objects.get";
/// The pages say it in a sentence alone: no schema holds it.
constexpr std::int64_t kUsualLimit = 100;  // not from a contract

/// The property, also of a part that the schema is put together from.
const Schema* property_of(const Schema& schema, std::string_view name) {
  const Schema& form = resolved(schema);
  if (const Schema* own = form.property(name)) return own;
  for (const Schema* part : form.all_of) {
    if (const Schema* found = property_of(*part, name)) return found;
  }
  return nullptr;
}

/// A whole number parameter; one that is too large for its type stands for the largest.
std::int64_t number(const Call& call, const char* name, std::int64_t otherwise) {
  const std::string* text = call.parameter(name);
  if (text == nullptr) return otherwise;
  using Limits = std::numeric_limits<std::int64_t>;
  return call.number_parameter(name, text->starts_with('-') ? Limits::min() : Limits::max());
}

/// The limit of the page: what was asked for, within what the contract says a page may have.
std::int64_t page_limit(const Call& call) {
  const ResponseSpec* response = call.contract->response(call.contract->success_status());
  const Schema* form = response != nullptr && response->body != nullptr
                           ? property_of(*response->body, "limit")
                           : nullptr;
  const std::int64_t asked = number(call, "limit", kUsualLimit);
  if (form == nullptr) return asked;
  const auto least = static_cast<std::int64_t>(resolved(*form).minimum.value_or(1));
  const auto most =
      static_cast<std::int64_t>(resolved(*form).maximum.value_or(static_cast<double>(kUsualLimit)));
  return std::clamp(asked, least, most);
}

bool has_type(const Json& value, const Json& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return type.is_null();
}

bool fits(const Json& value, const Json& field) {
  if (!has_type(value, member(field, "type"))) return false;
  const Format* format = find_format(text(field, "format"));
  return format == nullptr || !value.is_string() ||
         format->matches(value.get_ref<const std::string&>());
}

}  // namespace

std::string joined_id(const std::vector<std::string>& parts) { return Json(parts).dump(); }

const Json* find_object(State* state, const std::string& type_name,
                        const std::string& external_id) {
  return state->table(kObjects).find(joined_id({type_name, external_id}));
}

Json printed_object(const Json& object) {
  return {{"type_name", member(object, "type_name")},
          {"external_id", member(object, "external_id")},
          {"attributes", member(object, "attributes")}};
}

bool is_there(const Call& call, State* state, const std::string& type_name,
              const std::string& external_id, Reply* reply) {
  if (!state->table(kObjectTypes).contains(type_name)) {
    *reply = not_found(call, "data-object-type-not-found");
    return false;
  }
  if (find_object(state, type_name, external_id) == nullptr) {
    *reply = not_found(call, "data-object-not-found");
    return false;
  }
  return true;
}

Reply not_found(const Call& call, std::string_view error) {
  constexpr std::string_view kOfRelationships = "data-object-relationship-not-found";
  for (const std::string_view own : {error, kOfRelationships}) {
    if (call.contract->find_error(own) != nullptr) return refuse(*call.contract, own);
  }
  const Contract* reading = call.index->find(kReading);
  if (reading == nullptr) return refuse(*call.contract, error);
  Reply reply = refuse(*reading, error);
  const std::string said =
      reply.error != nullptr && !reply.error->when.empty() ? reply.error->when : std::string(error);
  reply.body = error_body(*call.contract, reply.status, error, said, {});
  // They are another operation's.
  reply.error = nullptr;
  reply.requirement = nullptr;
  return reply;
}

std::string schema_problem(const Json& schema, const Json& attributes) {
  if (!attributes.is_object()) return "'attributes' is not an object";
  const Json& fields = member(schema, "properties");
  for (const auto& [name, value] : attributes.items()) {
    const Json& field = member(fields, name);
    if (field.is_null()) return fmt::format("'{}' is not a field of the type", name);
    if (!fits(value, field)) return fmt::format("'{}' is not of the type of its field", name);
  }
  for (const Json& name : items(schema, "required")) {
    if (!attributes.contains(text(name))) return fmt::format("'{}' is required", text(name));
  }
  return "";
}

std::size_t limit_of(State* state, const std::string& type_name, const char* limit,
                     std::size_t otherwise) {
  const Json* type = state->table(kObjectTypes).find(type_name);
  if (type == nullptr) return otherwise;
  const Json& value = member(member(*type, "limits"), limit);
  return value.is_number_integer() && value >= 0 ? value.get<std::size_t>() : otherwise;
}

Reply page_of(const Call& call, const std::vector<const Table::Row*>& rows,
              const std::function<Json(const Json& document)>& print) {
  const std::int64_t limit = page_limit(call);
  const std::int64_t offset = std::max<std::int64_t>(number(call, "offset", 0), 0);
  const auto total = static_cast<std::int64_t>(rows.size());
  const std::int64_t first = std::min(offset, total);
  const std::int64_t last = first + std::min(limit, total - first);
  Json page = Json::array();
  for (std::int64_t i = first; i < last; ++i) {
    page.push_back(print(rows[static_cast<std::size_t>(i)]->document));
  }
  const bool more = last < total;
  return answer_with(
      call, {{"items", std::move(page)},
             {"total_count", total},
             {"has_more", more},
             {"next_offset", more ? Json(last + call.faults->page_shift(*call.contract)) : Json()},
             {"offset", offset},
             {"limit", limit}});
}

Reply answer_with(const Call& call, Json body) {
  Reply reply;
  reply.status = call.contract->success_status();
  reply.body = std::move(body);
  return reply;
}

}  // namespace brazecheck::mock
