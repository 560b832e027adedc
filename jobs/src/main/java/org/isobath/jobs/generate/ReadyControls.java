package org.isobath.jobs.generate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.hosted.ControlImage;
import org.isobath.generate.hosted.Controls;
import org.isobath.generate.hosted.WriteOnce;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageHeader;

/** The controls that executors have made ready, for the sender. */
final class ReadyControls implements Controls {
  private final WriteOnce objects;
  private final Map<String, ControlForm> forms;

  /**
   * @param forms by request_id
   */
  ReadyControls(WriteOnce objects, Map<String, ControlForm> forms) {
    this.objects = objects;
    this.forms = forms;
  }

  @Override
  public ControlImage control(GenerationRequest request) throws Rejected, IOException {
    ControlForm form = forms.get(request.requestId());
    Optional<byte[]> bytes = objects.read(form.object());
    if (bytes.isPresent()) {
      ImageHeader header = HeaderProbe.probe(bytes.get());
      String type = form.kind() == ControlKind.PHOTO ? "image/jpeg" : "image/png";
      return new ControlImage(bytes.get(), type, header.width(), header.height(), null);
    }
    byte[] refusal =
        objects
            .read(form.refusal())
            .orElseThrow(() -> new IOException("there is no " + form.object() + " in " + objects));
    String text = new String(refusal, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    throw new Rejected(Reason.valueOf(text.substring(0, end)), text.substring(end + 1));
  }
}
