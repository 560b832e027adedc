package org.isobath.generate.hosted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.isobath.UserError;

/**
 * What was intended, bought and stored, for each request: one write-once object per change, {@code
 * <request_id>/<number>.json}, numbered from 0 without gaps, and the pictures beside them. That an
 * object is created once decides between two senders that want to buy the same request: the intent
 * of one of them is there first. Uploaded controls have their own objects, because many requests
 * share one. Every method waits for the storage.
 */
public final class Ledger {
  private static final Pattern ENTRY = Pattern.compile("([0-9]{6})\\.json");
  private static final Pattern PICTURE = Pattern.compile("[0-9]{6}-[0-9]{1,2}\\.image");
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z_-]*");
  private static final String UPLOADS = "uploads";

  private final WriteOnce objects;

  public Ledger(WriteOnce objects) {
    this.objects = objects;
  }

  /** Another sender wrote the entry that this one wanted to write. */
  public static final class Contested extends IOException {
    private static final long serialVersionUID = 1L;

    Contested(String name) {
      super(name + " was written by another sender");
    }
  }

  /** The requests that have an entry or a picture. */
  public Set<String> requests() throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    for (String name : objects.list("")) {
      int slash = name.indexOf('/');
      if (slash > 0 && !name.startsWith(UPLOADS + "/")) {
        ids.add(name.substring(0, slash));
      }
    }
    return ids;
  }

  /**
   * Where a request stands.
   *
   * @throws UserError for an object that does not belong here, a torn entry, or a missing one
   */
  public RequestState state(String requestId) throws IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    for (String name : objects.list(folder(requestId))) {
      Matcher file = ENTRY.matcher(name.substring(requestId.length() + 1));
      if (!file.matches()) {
        if (!PICTURE.matcher(name.substring(requestId.length() + 1)).matches()) {
          throw broken(name, "it is neither an entry nor a picture");
        }
        continue;
      }
      if (Integer.parseInt(file.group(1)) != entries.size()) {
        throw broken(name, "the entry before it is missing");
      }
      entries.add(entry(name));
    }
    try {
      return RequestState.of(entries);
    } catch (IllegalStateException e) {
      throw broken(folder(requestId), e.getMessage());
    }
  }

  private LedgerEntry entry(String name) throws IOException {
    byte[] json = objects.read(name).orElseThrow(() -> broken(name, "it vanished"));
    try {
      return EntryJson.parse(json);
    } catch (IOException e) {
      throw broken(name, e.getMessage());
    }
  }

  private UserError broken(String name, String problem) {
    return new UserError(
        "The ledger %s cannot be trusted at %s: %s. Bring the object back as it was, or move what"
                .formatted(objects, name, problem)
            + " does not belong there; nothing of this request is bought until then.");
  }

  /**
   * Writes the next entry of a request and answers with the state after it.
   *
   * @throws Contested when another sender wrote an entry of that number
   */
  public RequestState append(String requestId, RequestState state, LedgerEntry entry)
      throws IOException {
    RequestState next = state.after(entry);
    once(folder(requestId) + "%06d.json".formatted(state.entries()), EntryJson.write(entry));
    return next;
  }

  /**
   * Keeps a picture of a request's last intent, before the entry that names it.
   *
   * @return the object's name
   */
  public String keep(String requestId, RequestState state, int output, byte[] picture)
      throws IOException {
    String name = nameOf(requestId, state, output);
    if (!objects.create(name, picture)) {
      byte[] there = objects.read(name).orElseThrow(() -> broken(name, "it vanished"));
      if (!Arrays.equals(there, picture)) {
        throw new Contested(name);
      }
    }
    return name;
  }

  /** A picture that was kept for a request's last intent. */
  public Optional<byte[]> kept(String requestId, RequestState state, int output)
      throws IOException {
    return objects.read(nameOf(requestId, state, output));
  }

  /** The bytes of a stored picture. */
  public byte[] picture(LedgerEntry.Picture picture) throws IOException {
    return objects.read(picture.name()).orElseThrow(() -> broken(picture.name(), "it vanished"));
  }

  /** The name of a picture's object. */
  String nameOf(String requestId, RequestState state, int output) {
    return folder(requestId) + "%06d-%d.image".formatted(state.intentNumber(), output);
  }

  /** Where a provider finds a control that was uploaded for it; empty when that has ended. */
  public Optional<Upload.Stored> uploaded(String generator, String controlId, Instant now)
      throws IOException {
    List<String> names = new ArrayList<>(objects.list(uploads(generator, controlId)));
    while (!names.isEmpty()) {
      String last = names.remove(names.size() - 1);
      byte[] json = objects.read(last).orElseThrow(() -> broken(last, "it vanished"));
      try {
        JsonNode node = EntryJson.JSON.readTree(json);
        if (node.has("url")) {
          return Optional.of(stored(node))
              .filter(there -> there.expiresAt().orElse(Instant.MAX).isAfter(now));
        }
      } catch (RuntimeException | JsonProcessingException e) {
        throw broken(last, EntryJson.firstLine(e));
      }
    }
    return Optional.empty();
  }

  private static Upload.Stored stored(JsonNode node) {
    Optional<Instant> expiresAt =
        node.hasNonNull("expires_at")
            ? Optional.of(Instant.parse(EntryJson.text(node, "expires_at")))
            : Optional.empty();
    return new Upload.Stored(URI.create(EntryJson.text(node, "url")), expiresAt);
  }

  /** Keeps where a provider finds a control. */
  public void upload(String generator, String controlId, Upload.Stored stored, Instant now)
      throws IOException {
    keepPlace(generator, controlId, "url", stored.uri().toString(), stored, now);
  }

  /**
   * Keeps until when a provider can read a control by a link. The link itself opens the control to
   * whoever has it, so its hash alone is kept: it tells which one was meant, and a new one costs
   * nothing.
   */
  public void link(String generator, String controlId, Upload.Stored link, Instant now)
      throws IOException {
    String hash = Sha256.hex(link.uri().toString());
    keepPlace(generator, controlId, "url_sha256", hash, link, now);
  }

  private void keepPlace(
      String generator,
      String controlId,
      String field,
      String place,
      Upload.Stored stored,
      Instant now)
      throws IOException {
    String folder = uploads(generator, controlId);
    ObjectNode node = EntryJson.JSON.createObjectNode();
    node.put("at", now.toString());
    node.put("generator", generator);
    node.put("control_id", controlId);
    node.put(field, place);
    stored.expiresAt().ifPresent(end -> node.put("expires_at", end.toString()));
    once(folder + "%06d.json".formatted(objects.list(folder).size()), EntryJson.bytes(node));
  }

  private static String uploads(String generator, String controlId) {
    return UPLOADS + "/" + checked(generator) + "/" + Sha256.hex(controlId) + "/";
  }

  private static String folder(String requestId) {
    return checked(requestId) + "/";
  }

  private static String checked(String id) {
    if (!ID.matcher(id).matches() || id.equals(UPLOADS)) {
      throw new IllegalArgumentException("not an id that names objects of a ledger: " + id);
    }
    return id;
  }

  /**
   * Creates an object; the same bytes there already are what an answer that got lost looks like.
   */
  private void once(String name, byte[] bytes) throws IOException {
    boolean created;
    try {
      created = objects.create(name, bytes);
    } catch (IOException e) {
      created = objects.create(name, bytes);
    }
    if (!created && !objects.read(name).filter(there -> Arrays.equals(there, bytes)).isPresent()) {
      throw new Contested(name);
    }
  }
}
