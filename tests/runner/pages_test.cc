#include "suites/pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/runner/engine_fixture.h"

namespace brazecheck {
namespace {

// A list of products in pages of three, to which others write.
class PagesTest : public testing::Test {
 protected:
  /// `before` is done to the list before each look at a page; `shown` says which page it is.
  Walk walked(const std::function<void(std::vector<std::string>*)>& before,
              const std::function<std::size_t(std::size_t)>& shown) {
    std::vector<std::string> all = {"a", "b", "c", "d", "e", "f", "g", "h"};
    const auto sender = [&](const Contract& contract, const Request& request, Credential) {
      before(&all);
      const std::size_t from = 3 * shown(std::stoul(request.query.at(0).second));
      Json products = Json::array();
      for (std::size_t i = from; i < std::min(from + 3, all.size()); ++i)
        products.push_back(all[i]);
      Exchange exchange{.operation = contract.operation, .request = request};
      exchange.response.emplace();
      exchange.response->status = 200;
      exchange.response->body = Json{{"message", "success"}, {"products", std::move(products)}};
      return exchange;
    };
    Session session(contracts(), "purchases.product_list/pages-are-complete", sender, "token", 0);
    Walk out =
        walk(session, {.operation = "purchases.product_list", .entries = "products", .key = ""});
    EXPECT_FALSE(session.failed()) << session.problem();
    return out;
  }
  static std::size_t different(const Walk& walk) {
    return std::set<Json>(walk.entries.begin(), walk.entries.end()).size();
  }
  static std::size_t as_asked(std::size_t page) { return page; }
};

TEST_F(PagesTest, AreReadToTheEnd) {
  const Walk walk = walked([](auto*) {}, as_asked);
  EXPECT_TRUE(walk.ended);
  EXPECT_EQ(walk.entries.size(), 8U);
  EXPECT_EQ(walk.sizes, (std::vector<std::size_t>{3, 3, 2}));
}

TEST_F(PagesTest, CountOnceWhatOthersMoveToALaterPageAtEveryLook) {
  int number = 0;
  const Walk walk = walked(
      [&](auto* all) {
        if (++number < 40) all->insert(all->begin(), "0" + std::to_string(number));
      },
      as_asked);
  EXPECT_TRUE(walk.ended);
  EXPECT_EQ(different(walk), walk.entries.size());
  for (const char* old : {"a", "e", "h"})
    EXPECT_NE(std::find(walk.entries.begin(), walk.entries.end(), old), walk.entries.end()) << old;
}

TEST_F(PagesTest, ThatOverlapAreReadNoFurther) {
  const Walk walk = walked([](auto*) {}, [](std::size_t page) { return page == 2 ? 1 : page; });
  EXPECT_FALSE(walk.ended);
  EXPECT_LT(different(walk), walk.entries.size());
}

}  // namespace
}  // namespace brazecheck
