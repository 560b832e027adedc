package org.isobath.jobs.soak;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Picture files that nobody meant to write: sound ones of every format, damaged by chance. The same
 * number of the same seed is the same file on every machine.
 */
final class Mutations {
  private final long seed;
  private final List<Map.Entry<String, byte[]>> sound;

  /** What is done to a file. */
  private enum Damage {
    FLIPPED_BITS {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return file;
      }
    },
    FLIPPED_BITS_IN_HEADER {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          file[random.nextInt(Math.min(HEADER, file.length))] ^= (byte) (1 << random.nextInt(8));
        }
        return file;
      }
    },
    RANDOM_BYTES {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        for (int bytes = 1 + random.nextInt(16); bytes > 0; bytes--) {
          file[random.nextInt(file.length)] = (byte) random.nextInt(256);
        }
        return file;
      }
    },
    EXTREME_FIELD {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        int[] values = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 0x10000, 0xff00};
        int at = random.nextInt(Math.max(1, Math.min(2 * HEADER, file.length) - 4));
        byte[] field = ByteBuffer.allocate(4).putInt(values[random.nextInt(values.length)]).array();
        System.arraycopy(field, 0, file, at, Math.min(1 << random.nextInt(3), 4));
        return file;
      }
    },
    CUT {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        return Arrays.copyOf(file, random.nextInt(file.length));
      }
    },
    HOLE {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        int from = random.nextInt(file.length);
        int to = from + random.nextInt(file.length - from);
        Arrays.fill(file, from, to, (byte) (random.nextBoolean() ? 0 : 0xff));
        return file;
      }
    },
    REPEATED_PART {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        int from = random.nextInt(file.length);
        int to = from + random.nextInt(file.length - from);
        return joined(Arrays.copyOf(file, to), Arrays.copyOfRange(file, from, file.length));
      }
    },
    HEADER_OF_ANOTHER {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        int head = 1 + random.nextInt(Math.min(2 * HEADER, other.length));
        int from = Math.min(random.nextInt(2 * HEADER), file.length);
        return joined(Arrays.copyOf(other, head), Arrays.copyOfRange(file, from, file.length));
      }
    },
    PART_OF_ANOTHER {
      @Override
      byte[] to(byte[] file, byte[] other, Random random) {
        int length = random.nextInt(Math.min(file.length, other.length));
        System.arraycopy(
            other,
            random.nextInt(other.length - length),
            file,
            random.nextInt(file.length - length),
            length);
        return file;
      }
    };

    static final int HEADER = 120;

    /**
     * @param file may be changed
     * @param other another sound file
     */
    abstract byte[] to(byte[] file, byte[] other, Random random);
  }

  Mutations(long seed) {
    this.seed = seed;
    this.sound = List.copyOf(SoundFiles.all().entrySet());
  }

  /** A damaged file. Every format meets every damage before one comes again. */
  byte[] file(int number) {
    Random random = new Random(seed * 1_000_003L + number);
    byte[] file = format(number).getValue().clone();
    byte[] other = sound.get(random.nextInt(sound.size())).getValue();
    return damage(number).to(file, other, random);
  }

  /** What it was and what was done to it. */
  String name(int number) {
    return "%05d %s %s"
        .formatted(number, format(number).getKey(), damage(number))
        .toLowerCase(java.util.Locale.ROOT)
        .replace(' ', '-');
  }

  private Map.Entry<String, byte[]> format(int number) {
    return sound.get(number % sound.size());
  }

  private Damage damage(int number) {
    return Damage.values()[number / sound.size() % Damage.values().length];
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
  }
}
