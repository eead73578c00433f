#include <algorithm>
#include <functional>

#include "suites/cursor_pages.h"
#include "suites/users/profile.h"

// The list of custom attributes:
// https://www.braze.com/docs/api/endpoints/export/custom_attributes/get_custom_attributes/
namespace brazecheck {
namespace {

// Far more than a workspace may have attributes for.
constexpr std::size_t kPagesAtMost = 30;
const CursorListing kListing = {.operation = "custom_attributes.get", .entries = "attributes"};

constexpr char kComplete[] = "custom_attributes.get/pages-are-complete";
constexpr char kLinks[] = "custom_attributes.get/link-header";
// Sorts behind most names, so that it stands on the last page.
constexpr char kLast[] = "zz_brazecheck";

bool holds(const CursorPage& page, const std::string& name) {
  return std::any_of(page.entries.begin(), page.entries.end(),
                     [&](const Json& entry) { return member(entry, "name") == name; });
}

// One attribute alone is made, as it stays in a workspace for good. A list of one page shows
// nothing of how pages follow each other.
Stocked with_a_last_one(Session& session) {
  (void)users::known_user(session, "", {{kLast, true}});
  CursorPage first;
  const auto full = static_cast<std::size_t>(session.number_in("custom_attributes.get/full-pages"));
  session.eventually_of(
      kComplete,
      [&] {
        first = page_at(session, kListing);
        return first.entries.size() >= full || first.next || holds(first, kLast);
      },
      "an attribute that a user has is listed");
  session.expect_of(kLinks, first.next || holds(first, kLast),
                    "more attributes than the first page holds are announced by a Link header",
                    first.link.value_or("no Link header"));
  if (!first.next) session.skip("there are not more custom attributes than one page holds");
  return {kListing, {}};
}

CursorPlay play() {
  return {.stocks = with_a_last_one,
          .key = [](const Json& entry) { return member(entry, "name"); },
          .complete = kComplete,
          .links = kLinks};
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

void sorted_alphabetically(Session& session) {
  const auto names = texts_of(pages_forward(session, kListing, kPagesAtMost), "name");
  if (session.failed()) return;
  if (names.size() < 2) {
    session.skip("there are not two custom attributes");
    return;
  }
  // Whether capitals come before small letters or beside them is not said.
  std::vector<std::string> folded;
  for (const auto& name : names) folded.push_back(lower(name));
  const auto fault = std::adjacent_find(names.begin(), names.end(), std::greater<>());
  session.expect(fault == names.end() || std::is_sorted(folded.begin(), folded.end()),
                 "the names come in alphabetical order from page to page",
                 fault == names.end() ? "" : *fault + " before " + *std::next(fault));
}

// What attributes hold is for others to say; here only how the type is called where it is numbers.
void numbers_are_named(Session& session) {
  bool some = false;
  for (const Json& entry : entries_of(pages_forward(session, kListing, kPagesAtMost))) {
    const Json type = member(entry, "data_type");
    if (!type.is_string() || lower(type) != "number") continue;
    some = true;
    session.expect(type == "Number", "the data type of numbers is called Number", entry.dump());
  }
  if (!some && !session.failed()) session.skip("no attribute holds numbers");
}

void arrays_have_a_length(Session& session) {
  bool some = false;
  for (const Json& entry : entries_of(pages_forward(session, kListing, kPagesAtMost))) {
    if (member(entry, "data_type") != "Array") continue;
    some = true;
    session.expect(member(entry, "array_length").is_number_integer(),
                   "an attribute that is an array has an array_length", entry.dump());
  }
  if (!some && !session.failed()) session.skip("no attribute is an array");
}

const std::vector<std::string> kUses = {"custom_attributes.get", "users.track", "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kComplete, kUses, cursor_pages_are_complete(play())}},
    ScenarioRegistration{{"custom_attributes.get/full-pages", kUses,
                          cursor_pages_are_full(play(), "custom_attributes.get/full-pages")}},
    ScenarioRegistration{{"custom_attributes.get/sorted-alphabetically",
                          {"custom_attributes.get"},
                          sorted_alphabetically}},
    ScenarioRegistration{
        {"custom_attributes.get/numbers-are-named", {"custom_attributes.get"}, numbers_are_named}},
    ScenarioRegistration{{"custom_attributes.get/arrays-have-a-length",
                          {"custom_attributes.get"},
                          arrays_have_a_length}},
    ScenarioRegistration{{kLinks, kUses, link_header_is_well_formed(play())}},
    ScenarioRegistration{
        {"custom_attributes.get/no-next-on-last-page", kUses, last_page_has_no_next(play())}},
};

}  // namespace
}  // namespace brazecheck
