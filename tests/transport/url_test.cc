#include "transport/url.h"

#include <gtest/gtest.h>

namespace brazecheck {
namespace {

TEST(BaseUrlTest, LoopbackIsAnAddressOrTheReservedName) {
  for (const char* url :
       {"http://127.0.0.1", "http://127.0.0.2:8080", "http://127.255.255.254/prefix",
        "http://localhost", "http://LOCALHOST:1", "http://sub.localhost", "http://[::1]:8080"}) {
    EXPECT_TRUE(parse_base_url(url).loopback) << url;
  }
}

TEST(BaseUrlTest, ANameThatOnlyLooksLikeLoopbackIsSomebodyElse) {
  for (const char* url :
       {"http://127.evil.invalid", "http://127.0.0.1.evil.invalid", "http://127.evil",
        "http://localhost.evil", "http://localhost.evil.invalid", "http://notlocalhost",
        "http://128.0.0.1", "http://[::2]", "http://[::ffff:1.2.3.4]", "http://1.127.0.0"}) {
    EXPECT_FALSE(parse_base_url(url).loopback) << url;
  }
}

TEST(BaseUrlTest, TlsIsTheScheme) {
  EXPECT_TRUE(parse_base_url("https://rest.example.invalid").tls);
  EXPECT_FALSE(parse_base_url("http://127.0.0.1").tls);
}

}  // namespace
}  // namespace brazecheck
