#include "suites/dashboard.h"

// Lists of campaigns and of Canvases, which are asked for alike:
// https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaigns/
// https://www.braze.com/docs/api/endpoints/export/canvas/get_canvases/
namespace brazecheck::dashboard {
namespace {

void add_list(const Kind& kind) {
  const Listing list = listing_of(kind, "pages-are-disjoint");
  const std::vector<std::string> alone = {list.operation};
  const std::vector<std::string> both = {list.operation, kind.operation("details")};
  const auto of = [&](const char* id) { return list.operation + "/" + id; };
  add(of("first-page-by-default"), alone, first_page_by_default(list));
  add(of("pages-are-disjoint"), alone, pages_neither_repeat_nor_skip(list));
  add(of("empty-page-after-the-last"), alone, empty_past_the_end(list));
  add(of("oldest-first"), both, oldest_first(list, detail(kind, "created_at")));
  add(of("newest-first"), both,
      desc_reverses_oldest_first(list, detail(kind, "created_at"), of("oldest-first")));
  add(of("edited-since"), alone,
      filtered_by_time(list,
                       {.parameter = "last_edit.time[gt]", .time = "last_edited", .later = true}));
  add(of("archived-left-out"), both, archived_left_out(list, detail(kind, "archived")));
  add(of("archived-included"), both, archived_included(list, detail(kind, "archived")));
  add(of("id-opens-details"),
      {list.operation, kind.operation("details"), kind.operation("data_series")},
      id_opens_details(kind));
}

struct Registrations {
  Registrations() {
    add_list(campaigns());
    add_list(canvases());
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
