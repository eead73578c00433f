#include "suites/events/names.h"

#include <algorithm>
#include <set>

namespace brazecheck::tracked {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_plain(const std::string& name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

std::string lower(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

}  // namespace

bool is_alphabetical(const std::vector<std::string>& names) {
  std::vector<std::string> plain;
  std::copy_if(names.begin(), names.end(), std::back_inserter(plain), is_plain);
  if (std::is_sorted(plain.begin(), plain.end())) return true;
  std::transform(plain.begin(), plain.end(), plain.begin(), lower);
  return std::is_sorted(plain.begin(), plain.end());
}

Play alphabetical_pages(Listing listing) {
  return [listing = std::move(listing)](Session& session) {
    const Walk walked = walk(session, listing);
    if (session.failed()) return;
    std::vector<std::string> names;
    for (const Json& entry : walked.entries) names.push_back(key_of(listing, entry));
    // A list that takes no notice of the page is no question of its order.
    std::set<std::string> once(names.begin(), names.end());
    session.expect_of(listing.disjoint, once.size() == names.size(), "no name comes twice",
                      std::to_string(names.size()));
    if (names.size() < 2) return session.skip("the list holds less than two names");
    session.expect(is_alphabetical(names), "names come in alphabetical order",
                   Json(walked.entries).dump());
  };
}

}  // namespace brazecheck::tracked
