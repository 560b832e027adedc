package org.isobath.generate.local;

import java.util.List;
import org.isobath.UserError;
import org.isobath.image.Image;

/** The one size of the pictures of a batch, which is that of their controls. */
final class BatchSize {
  private BatchSize() {}

  /**
   * @param controls at least one
   * @throws UserError for a size that cannot be
   * @throws IllegalArgumentException for several sizes, or one that is no multiple
   */
  static PictureSize of(List<Image> controls, int multiple) {
    Image first = controls.get(0);
    PictureSize size = PictureSize.of(first.width(), first.height(), multiple);
    for (Image control : controls) {
      if (control.width() != size.width() || control.height() != size.height()) {
        throw new IllegalArgumentException(
            "a control of "
                + control.width()
                + "x"
                + control.height()
                + " in a batch of pictures of "
                + size
                + "; sides are multiples of "
                + multiple);
      }
    }
    return size;
  }
}
