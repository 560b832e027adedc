package org.isobath.generate.hosted;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a picture may be fetched from where an answer says that it is. An answer could name any
 * place, one inside this network too, so both the name is judged and what it resolves to, and what
 * was judged is what {@link CheckedDownloads} connects to. No key goes there, and no redirect is
 * followed.
 */
public final class OutputAddress {
  private OutputAddress() {}

  /**
   * Why a place is refused by its name; empty when it is not.
   *
   * @param hosts those of the card, {@code *.example.org} for all below example.org
   * @param rehearsal whether the base URL itself is on this machine: then so may outputs be,
   *     without https and beside the list
   */
  public static Optional<String> refusal(URI place, List<String> hosts, boolean rehearsal) {
    String host = place.getHost();
    if (host == null) {
      return Optional.of("an output without a host");
    }
    if (place.getRawUserInfo() != null) {
      return Optional.of("an output at " + host + " with a user name in its address");
    }
    if (rehearsal && thisMachine(host)) {
      return Optional.empty();
    }
    if (!"https".equalsIgnoreCase(place.getScheme())) {
      return Optional.of("an output at " + host + " without https");
    }
    if (!HostPattern.matches(hosts, place)) {
      return Optional.of(
          "an output at "
              + host
              + ", which is none of the card's hosts: "
              + String.join(", ", hosts));
    }
    return literal(host) ? refusalOfLiteral(host) : Optional.empty();
  }

  /**
   * Why a place is refused by what its host resolves to; empty when it is not. Every address has to
   * do, because any of them may be used.
   */
  public static Optional<String> refusal(String host, InetAddress[] resolved, boolean rehearsal) {
    if (resolved.length == 0) {
      return Optional.of("an output at " + host + ", which has no address");
    }
    return Arrays.stream(resolved)
        .filter(address -> !(rehearsal && thisMachine(host) && address.isLoopbackAddress()))
        .filter(address -> !isPublic(address))
        .findFirst()
        .map(
            address ->
                "an output at "
                    + host
                    + ", which is the private address "
                    + address.getHostAddress());
  }

  private static boolean thisMachine(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** Whether a host is an address and no name, in whatever spelling a resolver takes. */
  static boolean literal(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return host.startsWith("[") || last.matches("\\d+|0x[0-9a-f]*");
  }

  private static Optional<String> refusalOfLiteral(String host) {
    if (!host.startsWith("[") && !host.matches("[1-9]\\d{0,2}(\\.(0|[1-9]\\d{0,2})){3}")) {
      return Optional.of("an output at " + host + ", which is neither a name nor a plain address");
    }
    try {
      return refusal(host, InetAddress.getAllByName(host), false);
    } catch (UnknownHostException e) {
      return Optional.of("an output at " + host + ", which is no address");
    }
  }

  /** Whether the address is one of the open Internet. */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6((Inet6Address) address);
  }

  /**
   * Without "this network", carrier-grade NAT, protocol assignments, benchmarks and the reserved.
   */
  private static boolean isPublic4(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    return first != 0
        && !(first == 100 && second >= 64 && second < 128)
        && !(first == 192 && second == 0 && b[2] == 0)
        && !(first == 198 && (second == 18 || second == 19))
        && first < 240;
  }

  /**
   * Without unique local addresses (fc00::/7); those that carry IPv4 are as public as what they
   * carry.
   */
  private static boolean isPublic6(Inet6Address address) {
    byte[] b = address.getAddress();
    if ((b[0] & 0xfe) == 0xfc) {
      return false;
    }
    boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
    boolean nat64 = b[0] == 0 && b[1] == 0x64 && b[2] == (byte) 0xff && b[3] == (byte) 0x9b;
    if (!sixToFour && !nat64 && !address.isIPv4CompatibleAddress()) {
      return true;
    }
    int from = sixToFour ? 2 : 12;
    try {
      return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(b, from, from + 4)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
