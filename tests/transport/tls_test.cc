#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "transport/http_client.h"

namespace brazecheck {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// `openssl s_server` on a free port of 127.0.0.1, answering every GET with its status page.
class TlsServer {
 public:
  TlsServer() {
    char name[] = "/tmp/brazecheck-tls-XXXXXX";
    directory_ = mkdtemp(name);
    const std::string make =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
        "subjectAltName=DNS:localhost -keyout " +
        key() + " -out " + certificate() + " 2>/dev/null";
    if (std::system(make.c_str()) != 0) throw std::runtime_error("openssl req failed");

    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::string arguments[] = {"openssl", "s_server", "-accept", "127.0.0.1:0", "-www",
                               "-key",    key(),      "-cert",   certificate()};
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const int failed = posix_spawnp(&pid_, "openssl", &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    if (failed != 0) throw std::runtime_error("openssl s_server did not start");
    port_ = read_port(out[0]);
    output_ = out[0];
  }

  ~TlsServer() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    close(output_);
    fs::remove_all(directory_);
  }

  [[nodiscard]] std::string key() const { return directory_ + "/key.pem"; }
  [[nodiscard]] std::string certificate() const { return directory_ + "/cert.pem"; }
  [[nodiscard]] std::string url(const std::string& host) const {
    return "https://" + host + ":" + port_;
  }

 private:
  /// From the line "ACCEPT 127.0.0.1:40123", which comes once it listens.
  static std::string read_port(int fd) {
    std::string text;
    char c = 0;
    while (read(fd, &c, 1) == 1) {
      text += c;
      const std::size_t at = text.find("ACCEPT ");
      if (at == std::string::npos || c != '\n') continue;
      return text.substr(text.rfind(':') + 1, text.size() - text.rfind(':') - 2);
    }
    throw std::runtime_error("openssl s_server did not say its port");
  }

  std::string directory_, port_;
  pid_t pid_ = -1;
  int output_ = -1;
};

Exchange get(const std::string& url, const std::string& ca_file) {
  ClientOptions options;
  options.base_url = url;
  options.ca_file = ca_file;
  Request request;
  request.method = "GET";
  request.path = "/status";
  return HttpClient(options).send(request, "key-of-the-test");
}

TEST(TlsTest, RefusesACertificateThatNobodyVouchesFor) {
  const TlsServer server;
  const Exchange exchange = get(server.url("localhost"), "");
  ASSERT_TRUE(exchange.error.has_value());
  EXPECT_EQ(exchange.error->kind, TransportError::Kind::kTls);
  EXPECT_THAT(exchange.error->message, HasSubstr("localhost:"));
  EXPECT_THAT(exchange.error->message, HasSubstr("certificate"));
}

TEST(TlsTest, AcceptsACertificateOfTheGivenAuthority) {
  const TlsServer server;
  const Exchange exchange = get(server.url("localhost"), server.certificate());
  ASSERT_TRUE(exchange.response.has_value()) << exchange.error->message;
  EXPECT_EQ(exchange.response->status, 200);
}

TEST(TlsTest, RefusesACertificateOfAnotherName) {
  const TlsServer server;
  const Exchange exchange = get(server.url("127.0.0.1"), server.certificate());
  ASSERT_TRUE(exchange.error.has_value());
  EXPECT_EQ(exchange.error->kind, TransportError::Kind::kTls);
}

TEST(TlsTest, AMissingAuthorityFileIsNotIgnored) {
  const TlsServer server;
  const Exchange exchange = get(server.url("localhost"), "/nonexistent/ca.pem");
  ASSERT_TRUE(exchange.error.has_value());
  EXPECT_EQ(exchange.error->kind, TransportError::Kind::kTls);
}

}  // namespace
}  // namespace brazecheck
