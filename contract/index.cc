#include "contract/index.h"

#include <algorithm>
#include <mutex>
#include <sstream>

#include "contract/contract_reader.h"
#include "contract/document_store.h"
#include "contract/error.h"
#include "contract/schema_compiler.h"
#include "contract/uri.h"

namespace brazecheck {
namespace {

namespace fs = std::filesystem;

struct Route {
  std::vector<std::string> segments;  ///< "{name}" for a parameter
  std::size_t literals = 0;
  const Contract* contract = nullptr;
};

bool is_parameter(const std::string& segment) { return segment.starts_with('{'); }

// "/catalogs/x/" -> {"catalogs", "x"}; an empty segment inside stays, and matches nothing.
std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const auto slash = std::min(path.find('/', begin), path.size());
    segments.emplace_back(path.substr(begin, slash - begin));
    begin = slash + 1;
  }
  return segments;
}

bool matches(const Route& route, const std::vector<std::string>& segments) {
  if (route.segments.size() != segments.size()) return false;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& segment = segments[i];
    const bool same = is_parameter(route.segments[i]) ? !segment.empty()
                      : segment.find('%') == std::string::npos
                          ? route.segments[i] == segment
                          : route.segments[i] == percent_decode(segment);
    if (!same) return false;
  }
  return true;
}

// More literal segments first, then those whose literals come earlier.
bool goes_first(const Route& a, const Route& b) {
  if (a.literals != b.literals) return a.literals > b.literals;
  return std::lexicographical_compare(
      a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
      [](const auto& left, const auto& right) { return is_parameter(left) < is_parameter(right); });
}

// Of two operations with one method and path, the second would never be reached.
void refuse_shared_routes(const std::vector<Route>& routes) {
  std::map<std::string, const Contract*> taken;
  for (const auto& route : routes) {
    std::string shape = route.contract->method;
    for (const auto& segment : route.segments)
      shape += "/" + (is_parameter(segment) ? "{}" : segment);
    const auto [known, fresh] = taken.emplace(std::move(shape), route.contract);
    if (fresh) continue;
    throw InputError("contract.duplicate-id", route.contract->file + "#/path",
                     route.contract->method + " " + route.contract->path +
                         " is already the operation of " + known->second->file);
  }
}

void check_steps(const ContractIndex& index, const Json& steps, const std::string& where) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto operation = steps[i].at("operation").get<std::string>();
    if (index.find(operation) == nullptr) {
      throw InputError("contract.invalid", where + "/" + std::to_string(i) + "/operation",
                       "there is no operation " + operation);
    }
  }
}

// Recipes name operations of other files, so they can be checked only once all are read.
void check_recipes(const ContractIndex& index) {
  for (const auto& contract : index.operations()) {
    check_steps(index, contract->fixture.setup, contract->file + "#/fixture/setup");
    check_steps(index, contract->fixture.teardown, contract->file + "#/fixture/teardown");
    for (std::size_t i = 0; i < contract->errors.size(); ++i) {
      const Json& recipe = contract->errors[i].provoke;
      if (!recipe.is_object() || !recipe.contains("setup")) continue;
      check_steps(index, recipe["setup"],
                  contract->file + "#/errors/" + std::to_string(i) + "/provoke/setup");
    }
  }
}

// FNV-1a, in hex: identity of a version, not security.
std::string digest_of(DocumentStore* documents, const std::vector<std::string>& files) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto mix = [&hash](std::string_view bytes) {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  };
  for (const auto& file : files) {
    mix(file);
    mix(documents->text(file));
  }
  for (const auto& profile : documents->profiles()) mix(profile);
  std::ostringstream hex;
  hex << std::hex << hash;
  return hex.str();
}

bool is_contract(const std::string& file) {
  return file.find('/') != std::string::npos && !file.starts_with("objects/") &&
         !file.starts_with("meta/");
}

}  // namespace

struct ContractIndex::Impl {
  Impl(const fs::path& directory, const std::set<std::string>& chosen)
      : documents(directory, chosen) {}

  DocumentStore documents;
  SchemaSet set;
  std::unique_ptr<ContractReader> reader;
  CommonRules common;
  std::vector<Profile> profiles;
  std::vector<std::unique_ptr<Contract>> contracts;
  std::map<std::string, const Contract*, std::less<>> by_operation;
  std::vector<Route> routes;                     ///< more literal segments first
  std::vector<const Requirement*> requirements;  ///< sorted by id
  std::vector<std::string> files;
  std::once_flag digested;  ///< few ask for it, and it takes time
  std::string digest;
};

ContractIndex::ContractIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ContractIndex::ContractIndex(ContractIndex&&) noexcept = default;
ContractIndex& ContractIndex::operator=(ContractIndex&&) noexcept = default;
ContractIndex::~ContractIndex() = default;

ContractIndex ContractIndex::load(const fs::path& directory,
                                  const std::set<std::string>& profiles) {
  auto impl = std::make_unique<Impl>(directory, profiles);
  impl->files = impl->documents.files();
  impl->reader = std::make_unique<ContractReader>(impl->documents, impl->set);
  std::optional<ReadAhead> others;
  others.emplace(impl->documents, impl->files,
                 [&reader = *impl->reader](const std::string& file, const Json& document) {
                   return is_contract(file) && reader.conforms(document);
                 });
  impl->profiles = impl->reader->read_profiles();
  impl->common = impl->reader->read_common();

  for (const auto& file : impl->files) {
    if (!is_contract(file)) continue;
    auto read = impl->reader->read(file);
    const auto [known, fresh] = impl->by_operation.emplace(read->operation, read.get());
    if (!fresh) {
      throw InputError("contract.duplicate-id", file + "#/operation",
                       read->operation + " is already the operation of " + known->second->file);
    }
    Route route{.segments = split_path(read->path), .contract = read.get()};
    route.literals =
        static_cast<std::size_t>(std::count_if(route.segments.begin(), route.segments.end(),
                                               [](const auto& s) { return !is_parameter(s); }));
    impl->routes.push_back(std::move(route));
    impl->contracts.push_back(std::move(read));
  }
  others.reset();
  if (impl->contracts.empty()) {
    throw InputError("contract.empty", directory.string(), "no contract is in this directory");
  }
  refuse_shared_routes(impl->routes);
  std::stable_sort(impl->routes.begin(), impl->routes.end(), goes_first);
  std::sort(impl->contracts.begin(), impl->contracts.end(),
            [](const auto& a, const auto& b) { return a->operation < b->operation; });
  for (const auto& requirement : impl->set.requirements()) {
    impl->requirements.push_back(&requirement);
  }
  std::sort(impl->requirements.begin(), impl->requirements.end(),
            [](const auto* a, const auto* b) { return a->id < b->id; });
  ContractIndex index(std::move(impl));
  check_recipes(index);
  return index;
}

const std::vector<std::unique_ptr<Contract>>& ContractIndex::operations() const {
  return impl_->contracts;
}

const Contract* ContractIndex::find(std::string_view operation) const {
  const auto found = impl_->by_operation.find(operation);
  return found == impl_->by_operation.end() ? nullptr : found->second;
}

ContractIndex::Match ContractIndex::match(std::string_view method, std::string_view path) const {
  Match match;
  const auto segments = split_path(path);
  for (const auto& route : impl_->routes) {
    if (!matches(route, segments)) continue;
    match.path_known = true;
    if (route.contract->method != method) continue;
    match.contract = route.contract;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto& name = route.segments[i];
      if (is_parameter(name))
        match.path_parameters[name.substr(1, name.size() - 2)] = percent_decode(segments[i]);
    }
    break;
  }
  return match;
}

const std::vector<const Requirement*>& ContractIndex::requirements() const {
  return impl_->requirements;
}

const Requirement* ContractIndex::find_requirement(std::string_view id) const {
  const auto& sorted = impl_->requirements;
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), id,
      [](const Requirement* requirement, std::string_view key) { return requirement->id < key; });
  return found != sorted.end() && (*found)->id == id ? *found : nullptr;
}

const Requirement& ContractIndex::common(std::string_view name) const {
  const std::string id = "common/" + std::string(name);
  const Requirement* found = find_requirement(id);
  if (found == nullptr) {
    throw InputError("contract.invalid", "common.json#/requirements",
                     "the requirement " + id + " is missing");
  }
  return *found;
}

const Requirement& ContractIndex::common(std::string_view name, const Contract& contract) const {
  const auto own = contract.own_common.find(name);
  return own == contract.own_common.end() ? common(name) : *own->second;
}

const CommonRules& ContractIndex::common_rules() const { return impl_->common; }
const std::vector<Profile>& ContractIndex::profiles() const { return impl_->profiles; }
const std::set<std::string>& ContractIndex::chosen_profiles() const {
  return impl_->documents.profiles();
}
const fs::path& ContractIndex::directory() const { return impl_->documents.directory(); }
const std::string& ContractIndex::digest() const {
  std::call_once(impl_->digested,
                 [this] { impl_->digest = digest_of(&impl_->documents, impl_->files); });
  return impl_->digest;
}

std::optional<fs::path> find_contracts(const fs::path& executable, const fs::path& source_tree) {
  const fs::path beside = executable.parent_path();
  for (const auto& candidate :
       {beside / "schemas", beside.parent_path() / "share/brazecheck/schemas", source_tree}) {
    std::error_code error;
    if (fs::is_regular_file(candidate / "common.json", error)) return candidate;
  }
  return std::nullopt;
}

}  // namespace brazecheck
