#include "loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace brazecheck::test {
namespace {

std::pair<int, int> listen_on_free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, 16) != 0 || getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("cannot listen on loopback");
  }
  return {fd, ntohs(address.sin_port)};
}

std::size_t content_length(const std::string& head) {
  for (std::size_t at = head.find('\n'); at != std::string::npos; at = head.find('\n', at + 1)) {
    constexpr std::string_view kName = "content-length:";
    if (strncasecmp(head.c_str() + at + 1, kName.data(), kName.size()) == 0) {
      return std::stoul(head.substr(at + 1 + kName.size()));
    }
  }
  return 0;
}

}  // namespace

std::string Connection::read_request() {
  char buffer[65536];
  for (;;) {
    if (const std::size_t end = pending_.find("\r\n\r\n"); end != std::string::npos) {
      const std::size_t total = end + 4 + content_length(pending_.substr(0, end));
      if (pending_.size() >= total) {
        std::string request = pending_.substr(0, total);
        pending_.erase(0, total);
        return request;
      }
    }
    const ssize_t count = recv(fd_, buffer, sizeof buffer, 0);
    if (count <= 0) return "";
    pending_.append(buffer, static_cast<std::size_t>(count));
  }
}

void Connection::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Connection::wait_for_close() const {
  char byte = 0;
  while (recv(fd_, &byte, 1, 0) > 0) {
  }
}

void Connection::reset_on_close() const {
  const linger now{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

LoopbackServer::LoopbackServer(std::function<void(Connection&)> handler)
    : handler_(std::move(handler)) {
  std::tie(listener_, port_) = listen_on_free_port();
  thread_ = std::thread([this] { serve(); });
}

LoopbackServer::~LoopbackServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (current_ >= 0) shutdown(current_, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void LoopbackServer::serve() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    {
      const std::lock_guard lock(mutex_);
      ++connections_;
      current_ = fd;
      if (stopping_) shutdown(fd, SHUT_RDWR);
    }
    Connection connection(fd);
    handler_(connection);
    const std::lock_guard lock(mutex_);
    current_ = -1;
    close(fd);
  }
}

std::string LoopbackServer::url() const { return "http://" + authority(); }
std::string LoopbackServer::authority() const { return "127.0.0.1:" + std::to_string(port_); }

int LoopbackServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

RecordingServer::RecordingServer(std::string response)
    : response_(std::move(response)), server_([this](Connection& connection) {
        for (;;) {
          std::string request = connection.read_request();
          if (request.empty()) return;
          {
            const std::lock_guard lock(mutex_);
            requests_.push_back(std::move(request));
          }
          connection.send(response_);
        }
      }) {}

std::vector<std::string> RecordingServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::string http_ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

int closed_port() {
  const auto [fd, port] = listen_on_free_port();
  close(fd);
  return port;
}

}  // namespace brazecheck::test
