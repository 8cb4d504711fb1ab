package io.waystone.translator.render;

import java.util.List;

/** The forms in which views are printed; the same bytes for the same resources. */
public enum Format {
  /** The shape of Envoy's own {@code /config_dump}. */
  CONFIG_DUMP {
    @Override
    public String print(List<View> views) {
      return Json.text(ConfigDump.of(views));
    }
  },
  /** Every resource with its version and causes. */
  JSON {
    @Override
    public String print(List<View> views) {
      return Json.text(Listing.of(views));
    }
  },
  /** The same as YAML. */
  YAML {
    @Override
    public String print(List<View> views) {
      return Yaml.text(Listing.of(views));
    }
  },
  /** A line for each resource: waypoint, type, name, version, causes. */
  NAMES {
    @Override
    public String print(List<View> views) {
      return Listing.names(views);
    }
  };

  /** The text; ends with a line end. */
  public abstract String print(List<View> views);
}
