#include "mock/http_tls.h"

#include <openssl/ssl.h>

#include "contract/error.h"

namespace brazecheck::mock {

boost::asio::ssl::context load_tls(const std::string& certificate, const std::string& key) {
  if (certificate.empty() || key.empty()) {
    throw InputError(
        "mock.bad-tls", certificate.empty() ? key : certificate,
        certificate.empty() ? "a key needs its certificate" : "a certificate needs its key");
  }
  boost::asio::ssl::context context(boost::asio::ssl::context::tls_server);
  boost::system::error_code error;
  const auto check = [&](const std::string& file) {
    if (error) throw InputError("mock.bad-tls", file, error.message());
  };
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.use_certificate_chain_file(certificate, error);
  check(certificate);
  // Also refuses a key that is not the certificate's.
  context.use_private_key_file(key, boost::asio::ssl::context::pem, error);
  check(key);
  return context;
}

}  // namespace brazecheck::mock
