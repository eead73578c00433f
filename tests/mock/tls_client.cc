#include "tls_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace brazecheck::mock {

struct TlsClient::Connection {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = nullptr;
  int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  bool connected = false;

  ~Connection() {
    SSL_free(ssl);
    SSL_CTX_free(context);
    ::close(socket);
  }
};

TlsClient::TlsClient(std::uint16_t port, int version) : connection_(new Connection) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to its socket as to a file
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{10, 0};
  ::setsockopt(connection_->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(connection_->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(connection_->socket, reinterpret_cast<const sockaddr*>(&address), sizeof address)) {
    throw std::runtime_error("cannot connect to the server under test");
  }
  if (version != 0) {
    // Old versions need old signatures, which OpenSSL no longer offers by itself.
    SSL_CTX_set_security_level(connection_->context, 0);
    SSL_CTX_set_min_proto_version(connection_->context, version);
    SSL_CTX_set_max_proto_version(connection_->context, version);
  }
  connection_->ssl = SSL_new(connection_->context);
  SSL_set_fd(connection_->ssl, connection_->socket);
  connection_->connected = SSL_connect(connection_->ssl) == 1;
}

TlsClient::~TlsClient() = default;

bool TlsClient::connected() const { return connection_->connected; }

bool TlsClient::send(std::string_view bytes) {
  const int size = static_cast<int>(bytes.size());
  return SSL_write(connection_->ssl, bytes.data(), size) == size;
}

std::string TlsClient::receive() {
  std::string answer;
  std::size_t whole = std::string::npos;
  while (answer.size() < whole) {
    char piece[16384];
    const int count = SSL_read(connection_->ssl, piece, sizeof piece);
    if (count <= 0) break;
    answer.append(piece, static_cast<std::size_t>(count));
    if (whole != std::string::npos) continue;
    const std::size_t head = answer.find("\r\n\r\n");
    const std::size_t length = answer.find("Content-Length: ");
    if (head == std::string::npos || length > head) continue;
    whole = head + 4 + std::stoul(answer.substr(length + 16));
  }
  return answer;
}

bool TlsClient::ends_with_farewell() {
  char byte = 0;
  const int count = SSL_read(connection_->ssl, &byte, 1);
  return count <= 0 && SSL_get_error(connection_->ssl, count) == SSL_ERROR_ZERO_RETURN;
}

}  // namespace brazecheck::mock
