package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LicenseTermsTest {
  @ParameterizedTest
  @CsvSource({
    "All Rights Reserved,ALL_RIGHTS_RESERVED",
    "No license,ALL_RIGHTS_RESERVED",
    "for research use only,RESEARCH_ONLY",
    "CC-BY-NC-ND-4.0,NON_COMMERCIAL_NO_DERIVATIVES",
    "CC BY-NC-SA 4.0,NON_COMMERCIAL_SHARE_ALIKE",
    "Attribution-NonCommercial-ShareAlike,NON_COMMERCIAL_SHARE_ALIKE",
    "cc by-nc 2.0,NON_COMMERCIAL",
    "https://creativecommons.org/licenses/by-nc/4.0/,NON_COMMERCIAL",
    "CC-BY-ND-3.0,NO_DERIVATIVES",
    "CC BY-SA 3.0,SHARE_ALIKE",
    "Attribution-ShareAlike License,SHARE_ALIKE",
    "https://creativecommons.org/licenses/by/2.0/,ATTRIBUTION",
    "CC-BY-4.0,ATTRIBUTION",
    "MIT,PERMISSIVE",
    "Apache-2.0,PERMISSIVE",
    "CC0-1.0,PUBLIC_DOMAIN",
    "https://creativecommons.org/publicdomain/zero/1.0/,PUBLIC_DOMAIN",
    "Public Domain Mark,PUBLIC_DOMAIN",
  })
  void spellings_of_data_sets_are_understood(String license, LicenseTerms terms) {
    assertThat(LicenseTerms.rank(license)).isEqualTo(terms.ordinal());
  }

  @Test
  void nothing_stated_is_most_restrictive_and_an_unknown_text_comes_next() {
    assertThat(LicenseTerms.rank(null)).isEqualTo(0);
    assertThat(LicenseTerms.rank("  ")).isEqualTo(0);
    assertThat(LicenseTerms.rank("Acme terms 7"))
        .isGreaterThan(LicenseTerms.rank(null))
        .isLessThan(LicenseTerms.rank("All rights reserved"));
  }

  @ParameterizedTest
  @CsvSource({
    "CC0-1.0,true",
    "CC-BY-SA-4.0,true",
    "CC-BY-ND-3.0,true",
    "MIT,true",
    "CC-BY-NC-4.0,false",
    "for research use only,false",
    "All Rights Reserved,false",
    "Acme terms 7,false",
    "'',false",
    ",false",
  })
  void commercial_use_must_be_known_to_be_allowed(String license, boolean commercial) {
    assertThat(LicenseTerms.commercial(license)).isEqualTo(commercial);
  }
}
