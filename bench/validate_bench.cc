// Validation of a /users/track body of 75 events, against the contract and in the parts around it.
// With --write=DIR the body and the contract as one plain draft-07 schema are written for other
// validators (bench/validate.sh) instead.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "contract/schema_compiler.h"

namespace {

using brazecheck::Json;
namespace fs = std::filesystem;

const Json* load(const std::string& name) {
  static std::map<std::string, Json> documents;
  auto [entry, fresh] = documents.try_emplace(name);
  if (fresh) {
    std::ifstream in(fs::path(BRAZECHECK_SCHEMAS) / name);
    if (in) entry->second = Json::parse(in);
  }
  return entry->second.is_null() ? nullptr : &entry->second;
}

const Json& body_schema() {
  return load("users/track.json")->at("request").at("body").at("schema");
}

// The same body every time, about 20 KB: ids, times and properties vary by index alone.
Json track_body() {
  Json events = Json::array();
  for (int i = 0; i < 75; ++i) {
    events.push_back({{"external_id", fmt::format("customer-{:05}", i * 7919 % 100000)},
                      {"app_id", fmt::format("app-{}", i % 3)},
                      {"name", i % 2 == 0 ? "cart_updated" : "product_viewed"},
                      {"time", fmt::format("2024-{:02}-{:02}T{:02}:15:30+01:00", i % 12 + 1,
                                           i % 28 + 1, i % 24)},
                      {"properties",
                       {{"session", fmt::format("session-{:016}", i * 104729)},
                        {"viewed_at", fmt::format("2024-03-01T{:02}:30:00Z", i % 24)},
                        {"sku", fmt::format("SKU-{:06}", i * 31)},
                        {"amount", 9.95 + i},
                        {"count", i % 5 + 1},
                        {"member", i % 3 == 0},
                        {"tags", {"spring", "sale"}}}}});
  }
  return {{"events", std::move(events)}};
}

// A file of schemas/ with references turned into keys of `definitions`, without our extensions.
Json plain(const Json& json, const fs::path& file, Json* definitions) {
  if (json.is_array()) {
    Json result = Json::array();
    for (const Json& item : json) result.push_back(plain(item, file, definitions));
    return result;
  }
  if (!json.is_object()) return json;
  Json result = Json::object();
  for (const auto& [name, value] : json.items()) {
    if (name.starts_with("x-")) continue;
    if (name == "$ref" && value.is_string()) {
      const std::string text = value.get<std::string>();
      const std::size_t hash = text.find('#');
      const fs::path target = text.starts_with('#')
                                  ? file
                                  : (file.parent_path() / text.substr(0, hash)).lexically_normal();
      const std::string pointer = hash == std::string::npos ? "" : text.substr(hash + 1);
      std::string key = target.stem().string() + pointer;
      for (char& c : key) c = c == '/' ? '.' : c;
      if (!definitions->contains(key)) {
        (*definitions)[key] = true;  // holds the place while the target refers to itself
        Json definition =
            plain(load(target.string())->at(Json::json_pointer(pointer)), target, definitions);
        definition.erase("definitions");
        (*definitions)[key] = std::move(definition);
      }
      result["$ref"] = "#/definitions/" + key;
    } else {
      result[name] = plain(value, file, definitions);
    }
  }
  return result;
}

// Formats of ours that other validators lack; they know the remaining ones by the same name.
void drop_own_formats(Json* json) {
  if (json->is_object()) {
    const auto format = json->find("format");
    if (format != json->end() && format->is_string()) {
      if (*format == "braze-time" || *format == "braze-event-time") *format = "date-time";
      if (*format == "e164") json->erase("format");
    }
  }
  if (json->is_structured()) {
    for (Json& part : *json) drop_own_formats(&part);
  }
}

Json plain_schema() {
  Json definitions = Json::object();
  Json result = plain(body_schema(), "users/track.json", &definitions);
  result["definitions"] = std::move(definitions);
  drop_own_formats(&result);
  return result;
}

struct Compiled {
  brazecheck::SchemaSet set;
  Json source;
  const brazecheck::Schema* schema = nullptr;
};

Compiled compile_contract() {
  Compiled result;
  brazecheck::SchemaCompiler compiler(result.set, load);
  brazecheck::CompileScope scope;
  scope.scope = "users.track";
  scope.file = "users/track.json";
  result.schema = compiler.compile(body_schema(), "/request/body/schema", scope);
  return result;
}

Compiled compile_same_as_others() {
  Compiled result;
  result.source = plain_schema();
  result.schema = brazecheck::compile_plain(result.set, result.source);
  return result;
}

void judge(benchmark::State& state, const Compiled& compiled, const Json& body) {
  if (!brazecheck::is_valid(*compiled.schema, body)) {
    state.SkipWithError("the body does not conform");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(brazecheck::is_valid(*compiled.schema, body));
}

void PlainSchema(benchmark::State& state) { judge(state, compile_same_as_others(), track_body()); }
BENCHMARK(PlainSchema);

void Contract(benchmark::State& state) { judge(state, compile_contract(), track_body()); }
BENCHMARK(Contract);

void ContractWithFindings(benchmark::State& state) {
  const Compiled compiled = compile_contract();
  Json body = track_body();
  for (Json& event : body["events"]) event["name"] = 1;
  for (auto _ : state) benchmark::DoNotOptimize(brazecheck::validate(*compiled.schema, body));
}
BENCHMARK(ContractWithFindings);

void CompileContract(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(compile_contract().schema);
}
BENCHMARK(CompileContract);

void Parse(benchmark::State& state) {
  const std::string text = track_body().dump();
  for (auto _ : state) benchmark::DoNotOptimize(Json::parse(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(Parse);

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]).starts_with("--write=")) {
    const fs::path directory = std::string_view(argv[1]).substr(8);
    std::ofstream(directory / "body.json") << track_body().dump();
    std::ofstream(directory / "schema.json") << plain_schema().dump();
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
