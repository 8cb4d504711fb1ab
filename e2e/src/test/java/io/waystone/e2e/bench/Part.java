package io.waystone.e2e.bench;

import java.io.IOException;
import java.util.List;

/** A part of the benchmark. */
enum Part {
  CHANGES {
    @Override
    List<Table> run(Plan plan) throws IOException {
      return ChangesPart.run(plan);
    }
  },
  MEANWHILE {
    @Override
    List<Table> run(Plan plan) throws IOException {
      return List.of(MeanwhilePart.run(plan));
    }
  },
  FILES {
    @Override
    List<Table> run(Plan plan) throws IOException {
      return List.of(FilesPart.run(plan));
    }
  },
  ENVOY {
    @Override
    List<Table> run(Plan plan) throws IOException {
      return EnvoyPart.run(plan);
    }
  };

  /** Measures; what came of it. */
  abstract List<Table> run(Plan plan) throws IOException;
}
