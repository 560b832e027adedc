package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputAddressTest {
  private static final List<String> HOSTS =
      List.of(
          "replicate.delivery",
          "*.replicate.delivery",
          "93.184.216.34",
          "127.0.0.1",
          "10.1.2.3",
          "[::1]",
          "[fd00::1]",
          "2130706433",
          "0x7f.1",
          "127.1",
          "010.1.2.3");

  private static String refusal(String url, boolean rehearsal) {
    return OutputAddress.refusal(URI.create(url), HOSTS, rehearsal).orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://replicate.delivery/x.png",
        "https://a.replicate.delivery/x.png?sig=1",
        "https://A.B.Replicate.Delivery/x.png",
        "HTTPS://replicate.delivery/x",
        "https://93.184.216.34/x",
      })
  void aPlaceOnTheListMayBeFetched(String url) {
    assertThat(refusal(url, false)).isEmpty();
    assertThat(refusal(url, true)).as("in a rehearsal too").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://replicate.delivery/x            | without https
          ftp://replicate.delivery/x             | without https
          https://evil.example/x                 | none of the card's hosts
          https://replicate.delivery.evil.example/x | none of the card's hosts
          https://xreplicate.delivery/x          | none of the card's hosts
          https://replicate.delivery./x          | none of the card's hosts
          https://me:pw@replicate.delivery/x     | with a user name
          https://replicate.delivery@evil.example/x | with a user name
          https://127.0.0.1/x                    | is the private address 127.0.0.1
          https://10.1.2.3/x                     | is the private address 10.1.2.3
          https://[::1]/x                        | is the private address
          https://[fd00::1]/x                    | is the private address
          https://010.1.2.3/x                    | neither a name nor a plain address
          https://127.0.0.2/x                    | none of the card's hosts
          file:///etc/passwd                     | without a host
          data:image/png,x                       | without a host
          """)
  void anyOtherPlaceIsRefusedWithItsReason(String url, String reason) {
    assertThat(refusal(url, false)).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://2130706433/x", "https://0x7f.1/x", "https://127.1/x"})
  void anAddressInAStrangeSpellingIsRefused(String url) {
    assertThat(refusal(url, false)).startsWith("an output ");
  }

  @Test
  void aRehearsalMayFetchFromThisMachineAndNowhereElse() {
    assertThat(refusal("http://127.0.0.1:8080/x", true)).isEmpty();
    assertThat(refusal("http://localhost:8080/x", true)).isEmpty();
    assertThat(refusal("http://[::1]:8080/x", true)).isEmpty();
    assertThat(refusal("http://127.0.0.1:8080/x", false)).isNotEmpty();
    assertThat(refusal("http://10.1.2.3/x", true)).isNotEmpty();
    assertThat(refusal("http://127.0.0.1.evil.example/x", true)).isNotEmpty();
    assertThat(refusal("http://u@127.0.0.1/x", true)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fdff:ffff::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:a00:1::",
        "2002:7f00:1::1",
      })
  void aNameThatResolvesToAPrivateAddressIsRefused(String address) throws Exception {
    InetAddress[] resolved = {
      InetAddress.getByName("93.184.216.34"), InetAddress.getByName(address)
    };
    assertThat(OutputAddress.refusal("replicate.delivery", resolved, false).orElse(""))
        .startsWith("an output at replicate.delivery, which is the private address ");
    assertThat(OutputAddress.refusal("replicate.delivery", resolved, true))
        .as("a rehearsal does not make a name private")
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93.184.216.34",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "64:ff9b::1.1.1.1",
        "2002:101:101::1",
      })
  void aNameThatResolvesToTheOpenInternetIsNot(String address) throws Exception {
    InetAddress[] resolved = {InetAddress.getByName(address)};
    assertThat(OutputAddress.refusal("replicate.delivery", resolved, false)).isEmpty();
  }

  @Test
  void theNameOfThisMachineResolvesToItInARehearsal() throws Exception {
    InetAddress[] loopback = InetAddress.getAllByName("127.0.0.1");
    assertThat(OutputAddress.refusal("localhost", loopback, true)).isEmpty();
    assertThat(OutputAddress.refusal("localhost", loopback, false)).isNotEmpty();
    InetAddress[] elsewhere = {InetAddress.getByName("10.0.0.1")};
    assertThat(OutputAddress.refusal("localhost", elsewhere, true)).isNotEmpty();
  }

  @Test
  void aNameWithoutAnAddressIsRefused() {
    assertThat(OutputAddress.refusal("replicate.delivery", new InetAddress[0], false))
        .contains("an output at replicate.delivery, which has no address");
  }
}
