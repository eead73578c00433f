#include <fmt/format.h>

#include <array>

#include "suites/answer.h"
#include "suites/machine.h"
#include "suites/preference_center/centers.h"

// Preference centers that are created, changed and listed. Nothing deletes them: a sequence makes
// two at most.
namespace brazecheck::preference_center {
namespace {

constexpr std::size_t kCenters = 2;
constexpr char kTitle[] = "preference_center_title";
constexpr std::array kTexts = {"Your choices",
                               "Präferenzen ✓",
                               "אפשרויות",
                               "\U0001F4EC {{${first_name}}}",
                               "<p title='a\"b'>&amp; &lt;</p>",
                               "two\nlines\tand a tab"};

struct Model {
  std::array<Json, kCenters> centers;  ///< what each was last written with; null before
  std::optional<std::size_t> touched;
  std::string writer;
};

std::string& id_in(Session& session, std::size_t number) {
  return session.memory()[fmt::format("center {}", number)];
}

std::string name_of(const Session& session, std::size_t number) {
  return center_name(session, fmt::format("_{}", number));
}

Json draw_body(Draw& draw) {
  Json body = {{"preference_center_page_html", draw.pick(kTexts)},
               {"confirmation_page_html", draw.pick(kTexts)},
               {kTitle, draw.pick(kTexts)},
               {"state", "draft"}};
  Json options = Json::object();
  if (draw.chance(45)) options["meta-viewport-content"] = draw.pick(kTexts);
  if (draw.chance(45)) {
    options["links-tags"] = {{{"rel", "icon"}, {"href", "https://example.com/a.png?x=1&y=ü"}}};
  }
  body["options"] = std::move(options);
  return body;
}

Step<Model> creation(std::size_t number, const Json& body) {
  return {.text = fmt::format("create center {}: {}", number, body.dump()),
          .possible = [number](const Model& model) { return model.centers[number].is_null(); },
          .apply =
              [number, body](Model& model) {
                model.centers[number] = body;
                model.touched = number;
                model.writer = kCreate;
              },
          .run =
              [number, body](const Model&, Session& session) {
                id_in(session, number) = id_of(create(session, name_of(session, number), body));
              }};
}

Step<Model> change(std::size_t number, const Json& body) {
  return {.text = fmt::format("update center {}: {}", number, body.dump()),
          .possible = [number](const Model& model) { return !model.centers[number].is_null(); },
          .apply =
              [number, body](Model& model) {
                model.centers[number] = body;
                model.touched = number;
                model.writer = kUpdate;
              },
          .run =
              [number, body](const Model&, Session& session) {
                const std::string id = id_in(session, number);
                const Json answer = update(session, id, body);
                session.expect_of(
                    "preference_center.update/same-id", id_of(answer) == id || session.failed(),
                    "the answer to an update holds the ID of the path", answer.dump());
              }};
}

// Refused: a state that there is not.
Step<Model> refusal(std::size_t number, Json body) {
  body["state"] = "asleep";
  return {.text = fmt::format("update center {} with a state that there is not", number),
          .possible = [number](const Model& model) { return !model.centers[number].is_null(); },
          .apply = {},
          .run =
              [number, body](const Model&, Session& session) {
                const Exchange& exchange =
                    session.send({.operation = kUpdate,
                                  .path = {{"preferenceCenterExternalID", id_in(session, number)}},
                                  .query = {},
                                  .body = body});
                if (session.failed()) return;
                session.expect_of("preference_center.update/state-enum",
                                  exchange.response->status >= 400,
                                  "a state that there is not is refused",
                                  std::to_string(exchange.response->status));
              }};
}

Step<Model> next(const Model& model, Draw& draw) {
  const std::size_t number = draw.below(kCenters);
  if (model.centers[number].is_null()) return creation(number, draw_body(draw));
  return draw.below(6) == 0 ? refusal(number, draw_body(draw)) : change(number, draw_body(draw));
}

std::string difference(Session& session, const Model& model, std::size_t number) {
  const Json center = read(session, id_in(session, number));
  if (!center.is_object()) return "it is not found";
  return differs(center, model.centers[number]);
}

void inspect_list(const Model& model, Session& session) {
  session.eventually_of(
      "preference_center.list/lists-what-was-created",
      [&] {
        const Json centers = listed(session);
        for (std::size_t i = 0; i < kCenters; ++i) {
          if (model.centers[i].is_null()) continue;
          std::size_t count = 0;
          for (const Json& center : centers) count += id_of(center) == id_in(session, i) ? 1 : 0;
          if (count != 1) return false;
          if (member(entry_of(centers, id_in(session, i)), "name") != name_of(session, i))
            return false;
        }
        return true;
      },
      "every center is listed once, under the name that it was created with");
}

void inspect(const Model& model, Session& session) {
  if (!model.touched) return;
  session.eventually_of(
      model.writer == kCreate ? "preference_center.create/is-listed"
                              : "preference_center.update/is-read-back",
      [&] { return difference(session, model, *model.touched).empty(); },
      "a center is read with what it was last written with");
  for (std::size_t i = 0; i < kCenters; ++i) {
    if (i == *model.touched || model.centers[i].is_null() || session.failed()) continue;
    const std::string names = difference(session, model, i);
    session.expect_of("preference_center.get/reads-what-was-written",
                      names.empty() || session.failed(),
                      "a center that was not named is read as it was last written", names);
  }
  inspect_list(model, session);
}

const MachineRegistration kMachine{
    {.name = "preference_centers",
     .judges = {"preference_center.create/is-listed",
                "preference_center.get/reads-what-was-written",
                "preference_center.list/lists-what-was-created",
                "preference_center.update/is-read-back", "preference_center.update/same-id"},
     .uses = {kCreate, kGet, kList, kUpdate},
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::preference_center
