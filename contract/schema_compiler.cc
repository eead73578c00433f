#include "contract/schema_compiler.h"

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>

#include "contract/error.h"
#include "contract/json_values.h"
#include "contract/pattern.h"
#include "contract/requirement_builder.h"
#include "contract/rules.h"
#include "contract/schema_graph.h"
#include "contract/schema_keywords.h"
#include "contract/schema_locator.h"
#include "contract/shared_scope.h"
#include "contract/value_text.h"

namespace brazecheck {
namespace {

using Kind = PathSegment::Kind;

}  // namespace

struct SchemaCompiler::Impl {
  Impl(SchemaSet& schemas, DocumentProvider documents, bool plain_mode)
      : set(schemas), locator(std::move(documents), plain_mode), plain(plain_mode) {}

  SchemaSet& set;
  SchemaLocator locator;
  bool plain;  // any draft-07, no requirements
  std::deque<CompileScope> scopes;
  std::map<std::string, const CompileScope*> roots;  // of contracts: by side and location
  std::unordered_map<std::string, Schema*> compiled;
  std::unordered_map<std::string, std::shared_ptr<const Pattern>> patterns;
  EndlessSearch endless_search;
  int depth = 0;

  // One schema on its way: what is compiled, whence, and into what.
  struct Node {
    const SchemaSite& site;
    const Place& place;
    Schema* out;
    std::uint64_t members;  // the bits of its members' names

    [[nodiscard]] const Json& json() const { return *site.node; }
    [[nodiscard]] Where at(std::string_view keyword) const { return {out->location, keyword}; }
    // The member, or null. Most schemas have few of the many keywords, and are not searched.
    [[nodiscard]] const Json* find(std::string_view keyword) const {
      if ((members & name_bit(keyword)) == 0) return nullptr;
      const auto found = json().find(keyword);
      return found == json().end() ? nullptr : &*found;
    }
  };

  const Schema* compile_root(const SchemaSite& site, const Place& place) {
    const Schema* schema = compile_site(site, place);
    if (const Schema* endless = endless_search.find(*schema)) {
      invalid_schema(endless->location,
                     "refers to itself without ever reaching a part of the value");
    }
    return schema;
  }

  Schema* compile_site(const SchemaSite& site, const Place& place) {
    std::string key = site.location();
    if (place.scope != nullptr) {
      key += place.scope->side == Side::kRequest ? "|request" : "|response";
      if (!place.owned) key += "|part";
    }
    const auto [entry, fresh] = compiled.try_emplace(std::move(key), nullptr);
    if (!fresh) return entry->second;
    if (++depth > kMaxNesting) invalid_schema(site.location(), "is nested too deeply");
    Schema* schema = set.add_schema();
    entry->second = schema;  // before its parts, which may refer to it
    schema->location = site.location();
    fill(Node{site, place, schema, name_bits(*site.node)});
    --depth;
    return schema;
  }

  void fill(const Node& node) {
    const Json& json = node.json();
    if (json.is_boolean()) {
      node.out->never = !json.get<bool>();
      if (node.out->never && !plain) own(node, Keyword::kFalse);
      return;
    }
    if (!json.is_object())
      invalid_schema(node.site.location(), "must be a schema: an object or a boolean");
    if (const Json* source = plain ? nullptr : node.find("x-source")) {
      Place place = node.place;
      place.source = text_from(*source, node.at("x-source"));
      members(Node{node.site, place, node.out, node.members});
    } else {
      members(node);
    }
  }

  void members(const Node& node) {
    annotations(node);
    if (const Json* ref = node.find("$ref"); ref != nullptr && ref->is_string()) {
      reference(node, ref->get_ref<const std::string&>());
      return;
    }
    for (const auto& [name, value] : node.json().get_ref<const Json::object_t&>()) {
      const Where where = node.at(name);
      if (name == "pattern") {
        node.out->pattern = pattern(text_from(value, where), where);
      } else if (!read_constraint(name, value, where, plain, node.out) && !plain &&
                 !is_structural_keyword(name)) {
        throw InputError("contract.unknown-keyword", where, "\"" + name + "\" is no keyword");
      }
    }
    combinations(node);
    parts(node);
    if (!plain) requirements(node);
  }

  // One for all schemas with the same text.
  std::shared_ptr<const Pattern> pattern(const std::string& text, const Where& where) {
    auto& known = patterns[text];
    if (known == nullptr) known = std::make_shared<const Pattern>(text, where);
    return known;
  }

  void annotations(const Node& node) {
    const auto text = [&](const char* name) {
      const Json* found = node.find(name);
      return found == nullptr || (plain && !found->is_string()) ? std::string()
                                                                : text_from(*found, node.at(name));
    };
    node.out->title = text("title");
    node.out->description = text("description");
    if (const Json* found = node.find("examples"); found != nullptr && found->is_array()) {
      node.out->examples.assign(found->begin(), found->end());
    }
    if (plain) return;
    const auto flag = [&](const char* name) {
      const Json* found = node.find(name);
      return found != nullptr && flag_from(*found, node.at(name));
    };
    node.out->unique = flag("x-unique");
    node.out->examples_only = flag("x-examples-only");
    node.out->fixture = text("x-fixture");
  }

  void reference(const Node& node, const std::string& target) {
    if (!plain) {
      static const std::set<std::string> kBeside = {
          "$ref",     "title",    "description",     "examples",
          "x-source", "x-unique", "x-examples-only", "x-fixture"};
      for (const auto& [name, value] : node.json().items()) {
        if (!kBeside.contains(name)) {
          invalid_schema(node.at(name), "has no effect beside $ref: put both into allOf");
        }
      }
    }
    const SchemaSite site = locator.resolve(node.site.base, target, node.at("$ref"));
    node.out->ref =
        plain ? compile_site(site, node.place) : compile_target(site, *node.place.scope);
  }

  // The target of a reference has requirements of its own, whoever refers to it.
  Schema* compile_target(const SchemaSite& site, const CompileScope& from) {
    const bool request = from.side == Side::kRequest;
    const bool local = site.base == from.file;
    const CompileScope* scope = nullptr;
    std::string below = site.pointer;
    if (local && from.root_name == "object") {
      scope = &from;
    } else if (local) {
      // Inside a compiled root, the path goes on from there: the id is the same by either way.
      for (const auto& [root, owner] : roots) {
        const std::string prefix = side_key(from.side, site.base, "");
        if (!root.starts_with(prefix)) continue;
        const std::string_view pointer = std::string_view(root).substr(prefix.size());
        if (site.pointer == pointer ||
            (site.pointer.starts_with(pointer) && site.pointer[pointer.size()] == '/')) {
          scope = owner;
          below = site.pointer.substr(pointer.size());
        }
      }
      if (scope == nullptr) {
        CompileScope own_scope = from;
        own_scope.path_prefix = request ? "" : "response";
        own_scope.root_name = "body";
        scope = &scopes.emplace_back(std::move(own_scope));
      }
    } else {
      scope = shared_scope(site.base, from.side);
    }
    return compile_site(site, Place{scope, path_of_pointer(below), scope->source, true});
  }

  static std::string side_key(Side side, const std::string& file, const std::string& pointer) {
    return std::string(to_string(side)) + "|" + file + "#" + pointer;
  }

  const CompileScope* shared_scope(const std::string& file, Side side) {
    const auto [entry, fresh] = roots.try_emplace(side_key(side, file, "|shared"), nullptr);
    if (!fresh) return entry->second;
    const Json* document = locator.document(file);
    if (document == nullptr)
      throw InputError("contract.dangling-ref", file, "there is no such file");
    return entry->second = &scopes.emplace_back(shared_scope_of(*document, file, side));
  }

  const Schema* part(const Node& node, const Place& place, const Json& json,
                     std::string_view keyword, std::string_view name = {}) {
    return compile_site(locator.child(node.site, json, keyword, name), place);
  }

  const Schema* single(const Node& node, const Place& place, const char* keyword) {
    const Json* found = node.find(keyword);
    return found == nullptr ? nullptr : part(node, place, *found, keyword);
  }

  std::vector<const Schema*> branches(const Node& node, const Place& place, const char* keyword) {
    std::vector<const Schema*> result;
    const Json* found = node.find(keyword);
    if (found == nullptr) return result;
    if (array_from(*found, node.at(keyword)).empty())
      invalid_schema(node.at(keyword), "must hold a schema");
    for (std::size_t i = 0; i < found->size(); ++i) {
      result.push_back(part(node, place, (*found)[i], keyword, std::to_string(i)));
    }
    return result;
  }

  // Schemas whose constraints belong to the keyword that they stand in.
  void combinations(const Node& node) {
    const Place inner = inside(node.place);
    Schema& out = *node.out;
    out.any_of = branches(node, inner, "anyOf");
    out.one_of = branches(node, inner, "oneOf");
    out.negated = single(node, inner, "not");
    out.condition = single(node, inner, "if");
    out.contains = single(node, inner, "contains");
    const Json* found = node.find("dependencies");
    if (found == nullptr) return;
    for (const auto& [name, value] : object_from(*found, node.at("dependencies")).items()) {
      Schema::Dependency dependency{name, {}, nullptr};
      if (value.is_array()) {
        dependency.required = names_from(value, node.at("dependencies"));
      } else {
        dependency.schema = part(node, inner, value, "dependencies", name);
      }
      out.dependencies.push_back(std::move(dependency));
    }
  }

  void parts(const Node& node) {
    if (!plain && node.find("additionalItems") != nullptr) {
      invalid_schema(node.at("additionalItems"), "says nothing where items is one schema");
    }
    Schema& out = *node.out;
    const Place& place = node.place;
    out.all_of = branches(node, place, "allOf");
    out.then_schema = single(node, place, "then");
    out.else_schema = single(node, place, "else");
    if (const Json* found = node.find("properties")) {
      const auto& properties =
          object_from(*found, node.at("properties")).get_ref<const Json::object_t&>();
      out.properties.reserve(properties.size());
      // nlohmann keeps members sorted by name, as Schema::properties is to be.
      for (const auto& [name, value] : properties) {
        out.properties.push_back(
            {name, part(node, place.below({Kind::kProperty, name}), value, "properties", name)});
      }
    }
    if (const Json* found = node.find("items")) items(node, *found);
    if (const Json* found = node.find("patternProperties")) {
      const Place member = place.below({Kind::kMember, ""});
      const Where where = node.at("patternProperties");
      for (const auto& [text, value] : object_from(*found, where).items()) {
        out.pattern_properties.push_back(
            {pattern(text, where), part(node, member, value, "patternProperties", text)});
      }
    }
    out.additional_properties = rest(node, "additionalProperties", {Kind::kMember, ""});
    if (node.find("propertyNames") != nullptr) {
      out.property_names = single(node, place.below({Kind::kName, ""}), "propertyNames");
    }
    if (!out.tuple.empty()) {
      out.additional_items = rest(node, "additionalItems", {Kind::kItem, ""});
    }
    const Json* found = node.find("x-generate");
    if (plain || found == nullptr) return;
    const Place inner = inside(place);
    for (const auto& [name, value] : object_from(*found, node.at("x-generate")).items()) {
      out.generate.push_back({name, part(node, inner, value, "x-generate", name)});
    }
  }

  // The schema for what no other speaks of. `false` in here is the requirement of the keyword
  // itself.
  const Schema* rest(const Node& node, const char* keyword, PathSegment segment) {
    const Json* found = node.find(keyword);
    if (found == nullptr) return nullptr;
    return part(node, *found == false ? inside(node.place) : node.place.below(std::move(segment)),
                *found, keyword);
  }

  // The same place, for what belongs to a keyword of the schema that stands there.
  static Place inside(const Place& place) {
    Place inner = place;
    inner.owned = false;
    return inner;
  }

  void items(const Node& node, const Json& json) {
    const Place item = node.place.below({Kind::kItem, ""});
    if (!json.is_array()) {
      node.out->items = part(node, item, json, "items");
      return;
    }
    if (!plain) invalid_schema(node.at("items"), "must be one schema for all items");
    for (std::size_t i = 0; i < json.size(); ++i) {
      node.out->tuple.push_back(part(node, item, json[i], "items", std::to_string(i)));
    }
  }

  // Requirements -------------------------------------------------------------------------------

  const Requirement* add(const Node& node, const std::string& derived, std::string statement,
                         std::string_view keyword, const std::string& location,
                         std::initializer_list<std::string_view> keys,
                         const Json* members = nullptr, const Json* number = nullptr) {
    if (plain || !node.place.owned) return nullptr;
    Requirement requirement =
        default_requirement(node.place, derived, std::move(statement), keyword, location);
    if (const Json* table = node.find("x-requirements")) {
      for (const std::string_view key : keys) {
        if (const auto said = table->find(key); said != table->end()) {
          override_requirement(*said, node.place,
                               node.at("x-requirements").text() + "/" + pointer_token(key),
                               &requirement);
        }
      }
    }
    if (members != nullptr) override_requirement(*members, node.place, location, &requirement);
    if (number != nullptr && number->is_number_integer())
      requirement.value = number->get<std::int64_t>();
    return set.add_requirement(std::move(requirement));
  }

  void own(const Node& node, Keyword keyword) {
    const std::string_view name = to_string(keyword);
    node.out->requirements[static_cast<std::size_t>(keyword)] =
        add(node, id_path(node.place) + "-" + kebab_case(name),
            subject_of(node.place) + " " + predicate(*node.out, keyword), name,
            keyword == Keyword::kFalse ? node.out->location : node.at(name).text(), {"*", name},
            nullptr, node.find(name));
  }

  void requirements(const Node& node) {
    if (node.place.owned) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(Keyword::kCount); ++i) {
        const auto keyword = static_cast<Keyword>(i);
        const Json* found = node.find(to_string(keyword));
        if (found == nullptr || keyword == Keyword::kRule || keyword == Keyword::kRequired ||
            keyword == Keyword::kPropertyNames) {
          continue;
        }
        const bool closing =
            keyword == Keyword::kAdditionalProperties || keyword == Keyword::kAdditionalItems;
        if ((closing && *found != false) || (keyword == Keyword::kUniqueItems && *found == false)) {
          continue;
        }
        own(node, keyword);
      }
      for (auto& required : node.out->required) {
        const Place member = node.place.below({Kind::kProperty, required.name});
        required.requirement =
            add(node, id_path(member) + "-required", subject_of(member) + " is required",
                "required", node.at("required"), {"*", "required", "required:" + required.name});
      }
      check_said(node);
    } else if (node.find("x-requirements") != nullptr) {
      invalid_schema(node.at("x-requirements"),
                     "constraints in here belong to the keyword around them: say it there");
    }
    rules(node);
  }

  // Whatever x-requirements speaks of must exist, lest a typing mistake goes unnoticed.
  void check_said(const Node& node) const {
    const Json* table = node.find("x-requirements");
    if (table == nullptr) return;
    for (const auto& [key, value] : object_from(*table, node.at("x-requirements")).items()) {
      bool known = key == "*";
      if (key == "required") known = !node.out->required.empty();
      for (const auto& required : node.out->required) known |= key == "required:" + required.name;
      for (const Requirement* requirement : node.out->requirements) {
        known |= requirement != nullptr && requirement->keyword == key;
      }
      if (!known) {
        invalid_schema(node.at("x-requirements").text() + "/" + pointer_token(key),
                       "there is no such constraint in this schema");
      }
    }
  }

  void rules(const Node& node) {
    const Json* found = node.find("x-rules");
    if (found == nullptr) return;
    const std::string where = node.at("x-rules");
    for (std::size_t i = 0; i < array_from(*found, where).size(); ++i) {
      rule(node, (*found)[i], where + "/" + std::to_string(i));
    }
  }

  void rule(const Node& node, const Json& entry, const std::string& where) {
    RuleUse use;
    Json members = Json::object();
    use.args = Json::object();
    for (const auto& [name, value] : object_from(entry, where).items()) {
      if (name == "rule") {
        use.rule = find_rule(text_from(value, where + "/rule"));
      } else {
        (is_requirement_member(name) ? members : use.args)[name] = value;
      }
    }
    if (use.rule == nullptr) {
      throw InputError("contract.unknown-rule", where,
                       "\"rule\" must name a rule of contract/rules.h");
    }
    if (const std::string wrong = use.rule->check_args(use.args); !wrong.empty())
      invalid_schema(where, wrong);
    std::string statement = use.rule->describe(use.args);
    if (!node.place.path.empty() || !node.place.scope->path_prefix.empty() ||
        node.place.scope->root_name != "body") {
      statement = subject_of(node.place) + ": " + statement;
    }
    const auto most = use.args.find("max");
    use.requirement =
        add(node, id_path(node.place) + "-" + kebab_case(use.rule->name), std::move(statement),
            use.rule->name, where, {"*"}, &members, most == use.args.end() ? nullptr : &*most);
    node.out->rules.push_back(std::move(use));
  }
};

SchemaCompiler::SchemaCompiler(SchemaSet& set, DocumentProvider documents)
    : impl_(std::make_unique<Impl>(set, std::move(documents), false)) {}

SchemaCompiler::~SchemaCompiler() = default;

const Schema* SchemaCompiler::compile(const Json& schema, const std::string& pointer,
                                      const CompileScope& scope) {
  const CompileScope& kept = impl_->scopes.emplace_back(scope);
  impl_->roots[Impl::side_key(scope.side, scope.file, pointer)] = &kept;
  return impl_->compile_root(SchemaSite{&schema, scope.file, pointer},
                             Place{&kept, {}, kept.source, true});
}

const Schema* SchemaCompiler::compile_shared(const std::string& file, const std::string& pointer,
                                             Side side) {
  const CompileScope* scope = impl_->shared_scope(file, side);
  return impl_->compile_root(impl_->locator.resolve(file, "#" + pointer, file),
                             Place{scope, path_of_pointer(pointer), scope->source, true});
}

const Schema* compile_plain(SchemaSet& set, const Json& schema, const std::string& base_uri,
                            DocumentProvider documents) {
  SchemaCompiler::Impl compiler(set, std::move(documents), true);
  compiler.locator.add_document(base_uri, schema);
  return compiler.compile_root(compiler.locator.resolve(base_uri, "#", base_uri), Place{});
}

}  // namespace brazecheck
