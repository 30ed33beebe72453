"""Where a shot is staged: one module for each family of sets, each a pure function of a seed. No figures, no camera."""
