// Preloaded into servers that would listen on every interface: a bind() to the wildcard address becomes one to loopback.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int bind(int socket, const struct sockaddr *address, socklen_t length) {
  static int (*real_bind)(int, const struct sockaddr *, socklen_t);
  if (!real_bind) real_bind = dlsym(RTLD_NEXT, "bind");

  struct sockaddr_storage copy;
  memcpy(&copy, address, length < sizeof copy ? length : sizeof copy);
  if (copy.ss_family == AF_INET && length >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in *ip4 = (void *)&copy;
    if (ip4->sin_addr.s_addr == htonl(INADDR_ANY)) ip4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else if (copy.ss_family == AF_INET6 && length >= sizeof(struct sockaddr_in6)) {
    // Not ::1 but ::ffff:127.0.0.1: a socket of both families must go on answering on 127.0.0.1.
    static const unsigned char mapped[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1};
    struct sockaddr_in6 *ip6 = (void *)&copy;
    if (IN6_IS_ADDR_UNSPECIFIED(&ip6->sin6_addr)) memcpy(&ip6->sin6_addr, mapped, sizeof mapped);
  }
  return real_bind(socket, (struct sockaddr *)&copy, length);
}
