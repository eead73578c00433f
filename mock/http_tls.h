#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace brazecheck::mock {

/// A TLS server's context, TLS 1.2 and newer, from a PEM chain and a PEM key. Throws
/// InputError("mock.bad-tls", <the file>, <what is wrong with it>).
[[nodiscard]] boost::asio::ssl::context load_tls(const std::string& certificate,
                                                 const std::string& key);

}  // namespace brazecheck::mock
