package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HadoopSettingsTest {
  private static Conf conf(String key, String value) {
    return Conf.load(List.of(), List.of("spark.conf." + key + "=" + value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.access.key",
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.s3a.session.token",
        "spark.hadoop.fs.s3a.bucket.mine.secret.key",
        "fs.s3a.secret.key",
        "spark.hadoop.fs.s3.awsSecretAccessKey",
        "spark.hadoop.fs.azure.account.key.mine.dfs.core.windows.net",
        "spark.hadoop.fs.azure.account.oauth2.client.secret"
      })
  void a_credential_is_refused_wherever_spark_would_show_it(String key) {
    assertThatThrownBy(() -> HadoopSettings.requireNoCredentials(conf(key, "s3cr3t-value")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(key + " is a credential and stands in spark.conf")
        .hasMessageContaining("AWS_SECRET_ACCESS_KEY")
        .hasMessageNotContaining("s3cr3t");
    String property = key.startsWith("spark.") ? key : "spark.hadoop." + key;
    System.setProperty(property, "s3cr3t-value");
    try {
      assertThatThrownBy(() -> HadoopSettings.requireNoCredentials(Conf.reference()))
          .as("as spark-submit hands it on")
          .hasMessageContaining("of spark-submit");
    } finally {
      System.clearProperty(property);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.endpoint",
        "spark.hadoop.fs.s3a.aws.credentials.provider",
        "spark.hadoop.fs.s3a.security.credential.provider.path",
        "spark.hadoop.fs.s3a.encryption.key",
        "spark.ssl.keyPassword"
      })
  void what_is_no_credential_of_a_file_system_is_taken(String key) {
    assertThatCode(() -> HadoopSettings.requireNoCredentials(conf(key, "x")))
        .doesNotThrowAnyException();
  }

  @Test
  void credentials_come_from_files_environment_profile_and_machine_unless_told_otherwise() {
    String key = "fs.s3a.aws.credentials.provider";
    assertThat(HadoopSettings.of(Conf.reference()).getTrimmedStrings(key))
        .extracting(name -> name.substring(name.lastIndexOf('.') + 1))
        .containsExactly(
            "TemporaryAWSCredentialsProvider",
            "SimpleAWSCredentialsProvider",
            "EnvironmentVariableCredentialsProvider",
            "ProfileCredentialsProvider",
            "IAMInstanceCredentialsProvider");
    assertThat(HadoopSettings.of(conf("spark.hadoop." + key, "mine")).get(key)).isEqualTo("mine");
    assertThat(Spark.defaults()).containsKey("spark.hadoop." + key);
  }

  @Test
  void settings_of_the_configuration_reach_hadoop_before_spark_starts() {
    Conf conf = conf("spark.hadoop.fs.s3a.endpoint", "http://localhost:1");
    assertThat(HadoopSettings.of(conf).get("fs.s3a.endpoint")).isEqualTo("http://localhost:1");
  }
}
