// The same server over TLS, with a certificate made here.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "client.h"
#include "contract/error.h"
#include "mock/http_server.h"
#include "tls_client.h"

namespace brazecheck::mock {
namespace {

using std::chrono::milliseconds;

class HttpTlsTest : public ::testing::Test {
 protected:
  HttpTlsTest() {
    std::filesystem::create_directory(folder_);
    write_certificate("server");
    write_certificate("other");
  }
  ~HttpTlsTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }

  /// A key and a certificate that it signs itself: NAME.key and NAME.crt.
  void write_certificate(const std::string& name) const {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    const auto* common = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common, -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    X509_sign(certificate, key, EVP_sha256());
    std::FILE* file = std::fopen(path(name + ".key").c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    file = std::fopen(path(name + ".crt").c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  [[nodiscard]] HttpServerOptions options() const {
    HttpServerOptions out;
    out.tls_certificate = path("server.crt");
    out.tls_key = path("server.key");
    return out;
  }

  static HttpAnswer echo(const HttpQuery& query) {
    if (query.body_too_large) return {413, {}, "too large"};
    if (query.target == "/large") return {200, {}, std::string(5u << 20, 'l')};
    HttpAnswer answer{200, {}, query.method + ":" + query.body};
    if (query.target == "/late") answer.delay = milliseconds(50);
    if (query.target == "/reset") answer.delivery = HttpAnswer::Delivery::kReset;
    if (query.target == "/cut") answer.delivery = HttpAnswer::Delivery::kTruncated;
    return answer;
  }

  /// Expects that the server does not start, and gives the error.
  void refuses(const HttpServerOptions& options, const std::string& file, const std::string& hint) {
    try {
      (void)HttpServer::start(options, echo);
      FAIL() << "it serves";
    } catch (const InputError& error) {
      EXPECT_EQ(error.id(), "mock.bad-tls");
      EXPECT_EQ(error.where(), file);
      EXPECT_NE(std::string(error.what()).find(hint), std::string::npos) << error.what();
    }
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("brazecheck-tls-" + std::to_string(::getpid()));
};

TEST_F(HttpTlsTest, AnswersManyRequestsOnAConnection) {
  const auto server = HttpServer::start(options(), echo);
  TlsClient client(server->port());
  ASSERT_TRUE(client.connected());
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.send(request_text("POST", "/", std::to_string(i))));
    EXPECT_TRUE(client.receive().ends_with("\r\n\r\nPOST:" + std::to_string(i)));
  }
}

TEST_F(HttpTlsTest, SendsLargeAnswersWhole) {
  const auto server = HttpServer::start(options(), echo);
  TlsClient client(server->port());
  ASSERT_TRUE(client.send(request_text("GET", "/large")));
  EXPECT_TRUE(client.receive().ends_with("\r\n\r\n" + std::string(5u << 20, 'l')));
}

TEST_F(HttpTlsTest, TakesBodiesOverManyRecordsUpToTheLimit) {
  HttpServerOptions limited = options();
  limited.max_body_bytes = 300'000;
  const auto server = HttpServer::start(limited, echo);
  TlsClient client(server->port());
  const std::string body(300'000, 'x');
  ASSERT_TRUE(client.send(request_text("POST", "/", body)));
  EXPECT_TRUE(client.receive().ends_with("POST:" + body));
  ASSERT_TRUE(client.send(request_text("POST", "/", body + "x")));
  EXPECT_TRUE(client.receive().starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(client.ends_with_farewell());
}

TEST_F(HttpTlsTest, SaysFarewellBeforeItCloses) {
  const auto server = HttpServer::start(options(), echo);
  TlsClient client(server->port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  EXPECT_TRUE(client.receive().ends_with("GET:"));
  EXPECT_TRUE(client.ends_with_farewell());
}

TEST_F(HttpTlsTest, DelaysResetsAndTruncatesAsWithoutTls) {
  const auto server = HttpServer::start(options(), echo);
  TlsClient late(server->port());
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(late.send(request_text("GET", "/late")));
  EXPECT_TRUE(late.receive().ends_with("GET:"));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(50));
  TlsClient reset(server->port());
  ASSERT_TRUE(reset.send(request_text("GET", "/reset")));
  EXPECT_EQ(reset.receive(), "");
  TlsClient cut(server->port());
  ASSERT_TRUE(cut.send(request_text("GET", "/cut")));
  EXPECT_TRUE(cut.receive().ends_with("\r\n\r\nGE"));
}

TEST_F(HttpTlsTest, ClientsThatDoNotSpeakTlsAreCutAndOthersServed) {
  HttpServerOptions quick = options();
  quick.header_timeout = milliseconds(100);
  const auto server = HttpServer::start(quick, echo);
  Client plain(server->port());
  plain.send(request_text("GET", "/"));
  EXPECT_FALSE(plain.receive().has_value());
  Client silent(server->port());
  EXPECT_TRUE(silent.closed());
  TlsClient client(server->port());
  ASSERT_TRUE(client.send(request_text("GET", "/")));
  EXPECT_TRUE(client.receive().ends_with("GET:"));
}

TEST_F(HttpTlsTest, RefusesVersionsBefore12) {
  const auto server = HttpServer::start(options(), echo);
  EXPECT_FALSE(TlsClient(server->port(), TLS1_1_VERSION).connected());
  EXPECT_TRUE(TlsClient(server->port(), TLS1_2_VERSION).connected());
  EXPECT_TRUE(TlsClient(server->port(), TLS1_3_VERSION).connected());
}

TEST_F(HttpTlsTest, StopsWithOpenConnections) {
  auto server = HttpServer::start(options(), echo);
  TlsClient client(server->port());
  ASSERT_TRUE(client.send(request_text("GET", "/")));
  EXPECT_TRUE(client.receive().ends_with("GET:"));
  server.reset();
  EXPECT_EQ(client.receive(), "");
}

TEST_F(HttpTlsTest, NamesTheFileThatIsWrong) {
  HttpServerOptions wrong = options();
  wrong.tls_certificate = path("absent.crt");
  refuses(wrong, path("absent.crt"), "No such file");
  wrong = options();
  wrong.tls_key = path("absent.key");
  refuses(wrong, path("absent.key"), "No such file");
  std::ofstream(path("garbage")) << "this is no PEM\n";
  wrong = options();
  wrong.tls_certificate = path("garbage");
  refuses(wrong, path("garbage"), "no start line");
}

TEST_F(HttpTlsTest, NamesAKeyThatIsNotTheCertificates) {
  HttpServerOptions wrong = options();
  wrong.tls_key = path("other.key");
  refuses(wrong, path("other.key"), "key values mismatch");
}

TEST_F(HttpTlsTest, WantsBothFilesOrNone) {
  HttpServerOptions half = options();
  half.tls_key.clear();
  refuses(half, path("server.crt"), "needs its key");
  half = options();
  half.tls_certificate.clear();
  refuses(half, path("server.key"), "needs its certificate");
}

}  // namespace
}  // namespace brazecheck::mock
