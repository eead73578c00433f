// Parsing of one body, by what the emulator uses and by what it could use:
//
//   bench_validate --write=DIR && bench_parse DIR/body.json
//
// Memory is allocated for each member and string of the document, so the allocator counts: compare
// with LD_PRELOAD.

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "contract/json.h"
#include "mock/json_input.h"

namespace {

using brazecheck::Json;

std::string text;

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

/// What the emulator does with a body, its refusals included.
void ParseBody(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(brazecheck::mock::parse_body(text));
  count_bytes(state);
}
BENCHMARK(ParseBody);

void NlohmannParse(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Json::parse(text, nullptr, false));
  count_bytes(state);
}
BENCHMARK(NlohmannParse);

/// How much of NlohmannParse is reading.
void NlohmannAccept(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Json::accept(text));
  count_bytes(state);
}
BENCHMARK(NlohmannAccept);

/// How much of ParseBody is reading.
void SimdjsonParse(benchmark::State& state) {
  simdjson::dom::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(text).error());
  count_bytes(state);
}
BENCHMARK(SimdjsonParse);

/// What no parser saves as long as the document is a nlohmann one: allocating and freeing it.
void CopyOfDocument(benchmark::State& state) {
  const Json document = Json::parse(text);
  for (auto _ : state) {
    Json copy = document;
    benchmark::DoNotOptimize(copy);
  }
  count_bytes(state);
}
BENCHMARK(CopyOfDocument);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::fputs("usage: bench_parse [--benchmark_…] BODY.json\n", stderr);
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  text.assign(std::istreambuf_iterator<char>(in), {});
  if (!brazecheck::mock::parse_body(text)) {
    std::fprintf(stderr, "%s is no body that the emulator takes\n", argv[1]);
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
