package org.isobath.generate.hosted;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust in a certificate that others trust and that is made out to one name. Where a connection is
 * opened to an address, the usual check would also be content with a certificate of the address.
 */
final class NamedTrust extends X509ExtendedTrustManager {
  /** The kind of a name in a certificate: of the domain name system. */
  private static final int DNS = 2;

  private final String name;
  private final X509ExtendedTrustManager others;

  private NamedTrust(String name, X509ExtendedTrustManager others) {
    this.name = name.toLowerCase(Locale.ROOT);
    this.others = others;
  }

  /** The trust of this JVM. */
  static X509ExtendedTrustManager ofThisJvm() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
      throw new IllegalStateException("this JVM checks no certificates");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot check certificates", e);
    }
  }

  /** Handshakes with whoever has a certificate of this name that {@code others} trust. */
  static SSLContext context(String name, X509ExtendedTrustManager others) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new NamedTrust(name, others)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private void requireName(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> entry : names) {
        if (Integer.valueOf(DNS).equals(entry.get(0)) && covers(String.valueOf(entry.get(1)))) {
          return;
        }
      }
    }
    throw new CertificateException("the certificate is not that of " + name);
  }

  private boolean covers(String pattern) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    return lower.startsWith("*.")
        ? name.indexOf('.') > 0 && name.substring(name.indexOf('.')).equals(lower.substring(1))
        : name.equals(lower);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    others.checkServerTrusted(chain, type, engine);
    requireName(chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    others.checkServerTrusted(chain, type, socket);
    requireName(chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    others.checkServerTrusted(chain, type);
    requireName(chain[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return others.getAcceptedIssuers();
  }
}
