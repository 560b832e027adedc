package org.isobath.jobs;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 server, s3proxy, with objects in memory and signatures checked: in a process and on a
 * class path of its own.
 */
final class S3Server implements AutoCloseable {
  static final String ACCESS_KEY = "isobath-test-key";
  static final String SECRET_KEY = "Kx7-isobath-test-secret-9qZ";

  private final Process process;
  private final int port;

  /**
   * @param jars the folder of its class path
   * @param folder for its files
   */
  S3Server(Path jars, Path folder) throws IOException, InterruptedException {
    port = freePort();
    Path properties = folder.resolve("s3proxy.properties");
    Files.writeString(
        properties,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=transient
        jclouds.identity=local
        jclouds.credential=local
        """
            .formatted(port, ACCESS_KEY, SECRET_KEY));
    Path settings = Path.of("src/test/s3proxy/logback.xml").toAbsolutePath();
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + settings,
                "-cp",
                jars.toAbsolutePath() + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    await(folder.resolve("s3proxy.log"));
  }

  private void await(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    String words = Files.readString(log, StandardCharsets.UTF_8);
    close();
    throw new IOException("the S3 server does not start: " + words);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** A client that goes straight to the server. */
  S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
