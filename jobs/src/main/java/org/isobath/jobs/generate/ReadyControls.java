package org.isobath.jobs.generate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.hosted.ControlImage;
import org.isobath.generate.hosted.Controls;
import org.isobath.generate.hosted.Upload;
import org.isobath.generate.hosted.WriteOnce;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageHeader;
import org.isobath.jobs.SignedLinks;

/** The controls that executors have made ready, for the sender. */
final class ReadyControls implements Controls {
  private final WriteOnce objects;
  private final Map<String, ControlForm> forms;
  private final SignedLinks links;
  private final Map<String, String> large = new HashMap<>();

  /**
   * @param forms by request_id
   * @param links to the objects; null where large controls are uploaded
   */
  ReadyControls(WriteOnce objects, Map<String, ControlForm> forms, SignedLinks links) {
    this.objects = objects;
    this.forms = forms;
    this.links = links;
    forms.values().stream()
        .filter(ControlForm::whole)
        .forEach(form -> large.put(form.controlId(), form.object()));
  }

  @Override
  public Optional<Upload.Stored> link(String controlId) throws IOException {
    return links == null ? Optional.empty() : Optional.of(links.to(large.get(controlId)));
  }

  @Override
  public ControlImage control(GenerationRequest request) throws Rejected, IOException {
    ControlForm form = forms.get(request.requestId());
    byte[] bytes = read(objects, form.object(), form.refusal());
    ImageHeader header = HeaderProbe.probe(bytes);
    String type = form.kind() == ControlKind.PHOTO ? "image/jpeg" : "image/png";
    return new ControlImage(bytes, type, header.width(), header.height(), null);
  }

  /**
   * Reads a control.
   *
   * @param object its name
   * @param refusal name of the object that says why there is none
   * @throws Rejected when there is none for a reason that stays
   * @throws NoSuchFileException when there is none yet
   */
  static byte[] read(WriteOnce objects, String object, String refusal)
      throws Rejected, IOException {
    Optional<byte[]> bytes = objects.read(object);
    if (bytes.isPresent()) {
      return bytes.get();
    }
    byte[] why =
        objects
            .read(refusal)
            .orElseThrow(() -> new NoSuchFileException(object, null, "it is not in " + objects));
    String text = new String(why, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    throw new Rejected(Reason.valueOf(text.substring(0, end)), text.substring(end + 1));
  }
}
