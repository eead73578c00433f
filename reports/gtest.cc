#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "reports/files.h"
#include "reports/text.h"

namespace brazecheck {
namespace {

constexpr char kHead[] =
    R"(// Failures of `brazecheck run` as tests to keep: each asks for one requirement again, with the seed
// that broke it, and passes once it holds. Needs GoogleTest, and brazecheck in the PATH.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace {

/// Whether the command ends with exit code 0: the requirement was judged, and holds.
bool holds(const std::string& command) { return std::system(command.c_str()) == 0; }

}  // namespace
)";

std::string identifier(const std::string& text) {
  std::string out;
  for (const char c : text) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return out;
}

// A raw string literal, whatever stands in the text: its delimiter does not. Blanks at the ends of
// lines go: after a backslash compilers warn of them.
std::string literal(std::string text) {
  for (auto at = text.find(" \n"); at != std::string::npos; at = text.find(" \n"))
    text.erase(at, 1);
  std::string delimiter = "x";
  while (text.find(")" + delimiter + "\"") != std::string::npos) delimiter += "x";
  return "R\"" + delimiter + "(" + text + ")" + delimiter + "\"";
}

std::string comment(const std::string& text) {
  std::string out;
  for (const auto& line : wrapped(printable(text), 95)) out += "// " + line + "\n";
  return out;
}

// Compilers take literals of 64 KB everywhere, and nobody reads longer ones.
constexpr std::size_t kMaxCommand = 4000;

}  // namespace

std::string gtest_document(const Run& run) {
  std::string out = kHead;
  std::set<std::string> names;
  for (const RequirementResult* result : sorted_results(run)) {
    if (result->verdict != Verdict::kFail || result->failures.empty()) continue;
    const Failure& failure = result->failures.front();
    std::string name = identifier(result->operation + "__" + result->requirement);
    while (!names.insert(name).second) name += "_";
    out += "\n" + comment(result->statement) + comment(result->source);
    out +=
        fmt::format("TEST(BrazeConformance, {}) {{\n  EXPECT_TRUE(holds({}))\n      << {};\n}}\n",
                    name, literal(failure.replay),
                    literal(failure.summary + "\n" +
                            shortened_command(printable(failure.curl, true), kMaxCommand)));
  }
  if (names.empty()) out += "\n// Nothing failed.\n";
  return out;
}

}  // namespace brazecheck
