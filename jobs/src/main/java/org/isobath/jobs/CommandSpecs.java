package org.isobath.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.isobath.UserError;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The grammar of the command line: every verb of the list with the options that all share. */
final class CommandSpecs {
  private CommandSpecs() {}

  static CommandLine commandLine(List<Verb> verbs) {
    CommandSpec top = CommandSpec.create().name("isobath").mixinStandardHelpOptions(true);
    top.version(RunLog.ownVersion());
    top.usageMessage()
        .description("Depth-image pairs at dataset scale.")
        .footer(
            "",
            "isobath VERB --help tells what a verb takes.",
            "Exit codes: 0 done, 2 configuration or input wrong, 3 done but too many rejects,"
                + " 4 budget reached, 1 our fault.");
    for (Verb verb : verbs) {
      top.addSubcommand(verb.name(), new CommandLine(spec(verb)));
    }
    return new CommandLine(top);
  }

  private static CommandSpec spec(Verb verb) {
    CommandSpec spec = CommandSpec.create().name(verb.name()).mixinStandardHelpOptions(true);
    spec.version(RunLog.ownVersion());
    spec.usageMessage().description(verb.summary());
    spec.addOption(
        list(
            "--config",
            "FILE",
            "HOCON file over the reference configuration; repeatable, later ones win"));
    spec.addOption(list("--set", "KEY=VALUE", "one key over all files; repeatable"));
    spec.addOption(
        OptionSpec.builder("--limit")
            .type(Long.class)
            .paramLabel("N")
            .description("at most N new inputs")
            .build());
    spec.addOption(flag("--dry-run", "say what would be done and write nothing"));
    spec.addOption(flag("--json", "end standard output with one JSON object"));
    spec.addOption(flag("--retry-rejects", "take up again what earlier runs rejected"));
    for (JobOption option : verb.options()) {
      spec.addOption(
          option.takesValue()
              ? OptionSpec.builder(option.name())
                  .type(String.class)
                  .paramLabel(option.label())
                  .description(option.description())
                  .build()
              : flag(option.name(), option.description()));
    }
    if (!verb.arguments().isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("0..*")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .paramLabel(verb.arguments())
              .build());
    }
    return spec;
  }

  private static OptionSpec list(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  static Options options(ParseResult verb, List<JobOption> own) {
    Long limit = verb.matchedOptionValue("--limit", null);
    if (limit != null && limit < 0) {
      throw new UserError("--limit must be zero or more, found " + limit + ".");
    }
    List<String> arguments = new ArrayList<>();
    if (verb.hasMatchedPositional(0)) {
      arguments.addAll(verb.matchedPositionalValue(0, List.of()));
    }
    Map<String, String> given = new LinkedHashMap<>();
    for (JobOption option : own) {
      if (verb.hasMatchedOption(option.name())) {
        given.put(
            option.name(), option.takesValue() ? verb.matchedOptionValue(option.name(), "") : "");
      }
    }
    return new Options(
        arguments,
        limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
        verb.hasMatchedOption("--dry-run"),
        verb.hasMatchedOption("--json"),
        verb.hasMatchedOption("--retry-rejects"),
        Map.copyOf(given));
  }
}
